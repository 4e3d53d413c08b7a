#include "collect/rule_files.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/resource.h"
#include "control/declaration.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

static const char *
existing_folder(const char *ledger, const char *name, struct arena *arena)
{
    if (ledger == NULL)
        return NULL;
    const char *path = file_join(arena, ledger, name);
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? path : NULL;
}

static const char *
choose_folder(const char *given, const char *variable, const char *existing)
{
    if (given != NULL)
        return given;
    const char *environment = getenv(variable);
    return environment != NULL && environment[0] != '\0' ? environment : existing;
}

struct rule_folders
rule_folders_resolve(const char *ledger, const char *controls, const char *adapters, struct arena *arena)
{
    return (struct rule_folders){
        .controls = choose_folder(controls, "DAYBOOK_CONTROLS_DIR", existing_folder(ledger, "controls", arena)),
        .ledger = ledger,
        .adapters = choose_folder(adapters, "DAYBOOK_ADAPTER_DIR", existing_folder(ledger, "adapters", arena)),
    };
}

/* Put a file into the set, in the place of one with the same path. */
static int
put(struct file_set *set, struct slice path, struct slice bytes, struct err *err)
{
    for (size_t i = 0; i < set->count; i++) {
        if (slice_equal(set->files[i].path, path)) {
            set->files[i].bytes = bytes;
            return 0;
        }
    }
    if (set->count == LIMIT_RULE_FILES)
        return err_set(err, ERR_LIMIT, "there are more than %d rule files", LIMIT_RULE_FILES);
    set->files[set->count++] = (struct file_set_entry){.path = path, .bytes = bytes};
    return 0;
}

static int
put_compiled_in(struct file_set *set, struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < resource_table_count; i++) {
        const struct resource *resource = &resource_table[i];
        const struct slice path = slice_of(resource->path);
        const struct slice bytes = {resource->bytes, resource->len};
        if (slice_starts(path, SLICE("controls/"))) {
            TRY(put(set, path, bytes, err));
        } else if (slice_starts(path, SLICE("schema/sources/"))) {
            const struct slice name = slice_sub(path, sizeof("schema/") - 1, path.n);
            TRY(put(set, arena_copy(arena, name), bytes, err));
        }
    }
    return 0;
}

static int
is_yaml(const struct dirent *entry)
{
    const struct slice name = slice_of(entry->d_name);
    return entry->d_name[0] != '.' && (slice_ends(name, SLICE(".yaml")) || slice_ends(name, SLICE(".yml")));
}

/* Every NAME.yaml of `folder` as "<prefix>NAME.yaml". */
static int
put_folder(struct file_set *set, const char *folder, const char *prefix, struct arena *arena, struct err *err)
{
    struct dirent **entries;
    const int count = scandir(folder, &entries, is_yaml, alphasort);
    if (count < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "read folder '%s': %s", folder, strerror(errno));
    int code = 0;
    for (int i = 0; i < count; i++) {
        if (code >= 0 && slice_ends(slice_of(entries[i]->d_name), SLICE(".yml")))
            code = err_set(err, ERR_FORMAT, "file '%s/%s' would not be read: rename it to end in .yaml", folder,
                           entries[i]->d_name);
        if (code >= 0) {
            struct slice bytes;
            code = file_read(file_join(arena, folder, entries[i]->d_name), LIMIT_YAML_BYTES, arena, &bytes, err);
            if (code >= 0)
                code = put(set, arena_format(arena, "%s%s", prefix, entries[i]->d_name), bytes, err);
        }
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int
put_declaration(struct file_set *set, const char *ledger, struct arena *arena, struct err *err)
{
    struct slice bytes;
    struct err cause;
    const int code = file_read(file_join(arena, ledger, DECLARATION_PATH), LIMIT_YAML_BYTES, arena, &bytes, &cause);
    if (code == ERR_NOT_FOUND)
        return 0;
    if (code < 0)
        return err_set(err, code, "%s", cause.text);
    return put(set, SLICE(DECLARATION_PATH), bytes, err);
}

int
rule_files_load(const struct rule_folders *folders, struct arena *arena, struct file_set *out_files, struct err *err)
{
    struct file_set set = {.files = arena_array(arena, LIMIT_RULE_FILES, sizeof(*set.files))};
    TRY(put_compiled_in(&set, arena, err));
    if (folders->controls != NULL) {
        TRY(put_folder(&set, folders->controls, "controls/", arena, err));
        const char *rules = existing_folder(folders->controls, "rules", arena);
        if (rules != NULL)
            TRY(put_folder(&set, rules, "controls/rules/", arena, err));
    }
    if (folders->adapters != NULL)
        TRY(put_folder(&set, folders->adapters, "sources/", arena, err));
    if (folders->ledger != NULL)
        TRY(put_declaration(&set, folders->ledger, arena, err));
    TRY(file_set_sort(&set, err));
    *out_files = set;
    return 0;
}
