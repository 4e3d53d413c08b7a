#include "verify/inputs.h"

#include "base/encoding.h"

#include <inttypes.h>

/* A member whole; ERR_NOT_FOUND when it is missing or unreadable, ERR_LIMIT past `max`. */
static int
read_member(const struct verify_run *run, struct slice path, uint64_t max, struct slice *out_bytes, struct err *err)
{
    const struct zip_member *member = run_member(run, path);
    if (member == NULL)
        return err_set(err, ERR_NOT_FOUND, "the file is missing or cannot be read");
    if (member->size > max)
        return err_set(err, ERR_LIMIT, "the file has %" PRIu64 " bytes, this program reads at most %" PRIu64,
                       member->size, max);
    return unzip_read_all(&run->zip, member, run->arena, out_bytes, err);
}

/* The members of a folder as a set, sorted. */
static int
read_files(struct inputs *inputs, struct slice folder, struct file_set *out_files, struct err *err)
{
    const struct unzip *zip = &inputs->run->zip;
    struct file_set set = {.files = arena_array(inputs->run->arena, zip->count + 1, sizeof(*set.files))};
    for (size_t i = 0; i < zip->count; i++) {
        const struct slice name = zip->members[i].name;
        if (!slice_starts(name, folder))
            continue;
        struct file_set_entry *file = &set.files[set.count++];
        file->path = slice_sub(name, folder.n, name.n);
        const int r = read_member(inputs->run, name, LIMIT_YAML_BYTES, &file->bytes, err);
        if (r < 0)
            return err_wrap(err, r, "%.*s", SLICE_ARG(name));
        inputs->rules_bytes += file->bytes.n;
        if (inputs->rules_bytes > VERIFY_RULES_BYTES_MAX)
            return err_set(err, ERR_LIMIT, "the rule files have more than %d bytes together", VERIFY_RULES_BYTES_MAX);
    }
    TRY(file_set_sort(&set, err));
    *out_files = set;
    return 0;
}

/* The set in force stands in its own folder, each other one in a folder named by its digest. */
static int
find_files(void *context, const struct sha256_digest *digest, struct file_set *out_files, struct err *err)
{
    struct inputs *inputs = context;
    if (sha256_equal(digest, &inputs->source_digest)) {
        *out_files = inputs->run->rules;
        return 0;
    }
    char folder[sizeof(BUNDLE_PREVIOUS_FOLDER) + 2 * SHA256_BYTES + 1] = BUNDLE_PREVIOUS_FOLDER;
    char *hex = folder + sizeof(BUNDLE_PREVIOUS_FOLDER) - 1;
    hex_write(hex, digest->b, SHA256_BYTES);
    hex[2 * SHA256_BYTES] = '/';
    hex[2 * SHA256_BYTES + 1] = '\0';
    struct file_set files;
    TRY(read_files(inputs, slice_of(folder), &files, err));
    hex[2 * SHA256_BYTES] = '\0';
    if (files.count == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "the entries bind rule files with digest sha256:%s, none of the bundle's have it", hex);
    *out_files = files;
    return 0;
}

static int
find_person(void *context, struct slice ref, struct bundle_name *out_name, struct err *err)
{
    const struct inputs *inputs = context;
    const struct bundle_name *name = bundle_name_find(&inputs->run->names, ref);
    if (name == NULL)
        return err_set(err, ERR_NOT_FOUND, "no name is disclosed for '%.*s'", SLICE_ARG(ref));
    *out_name = *name;
    return 0;
}

struct bundle_inputs
inputs_of_builder(struct inputs *inputs)
{
    const struct manifest *manifest = &inputs->run->manifest;
    return (struct bundle_inputs){.from_ms = manifest->from_ms,
                                  .to_ms = manifest->to_ms,
                                  .program = manifest->program,
                                  .checkpoint = inputs->checkpoint,
                                  .ruleset_files = find_files,
                                  .person = find_person,
                                  .context = inputs};
}

static int
read_names(struct verify_run *run, struct err *err)
{
    struct slice bytes;
    const int r = read_member(run, SLICE(BUNDLE_NAMES_PATH), VERIFY_NAMES_BYTES_MAX, &bytes, err);
    return r < 0 ? err_wrap(err, r, BUNDLE_NAMES_PATH) : bundle_names_read(bytes, run->arena, &run->names, err);
}

static int
read_checkpoint(struct inputs *inputs, struct err *err)
{
    const struct slice path = SLICE(BUNDLE_CHECKPOINT_PATH);
    const int r = read_member(inputs->run, path, LIMIT_NOTE_BYTES, &inputs->checkpoint, err);
    return r < 0 ? err_wrap(err, r, BUNDLE_CHECKPOINT_PATH) : 0;
}

/* Report a failure of one of the parts. */
static int
take(struct verify_run *run, enum verify_code code, int failure, const struct err *cause, bool *whole, struct err *err)
{
    if (failure >= 0)
        return 0;
    *whole = false;
    return run_take(run, code, &VERIFY_NOWHERE, failure, cause, err);
}

int
inputs_read(struct verify_run *run, struct inputs *out_inputs, bool *out_whole, struct err *err)
{
    struct inputs *inputs = out_inputs;
    struct err cause;
    *inputs = (struct inputs){.run = run};
    *out_whole = true;
    TRY(take(run, VERIFY_CODE_NAMES, read_names(run, &cause), &cause, out_whole, err));
    TRY(take(run, VERIFY_CODE_CHECKPOINT, read_checkpoint(inputs, &cause), &cause, out_whole, err));
    TRY(take(run, VERIFY_CODE_RULES, read_files(inputs, SLICE(BUNDLE_SOURCE_FOLDER), &run->rules, &cause), &cause,
             out_whole, err));
    if (*out_whole)
        inputs->source_digest = file_set_digest(&run->rules);
    return 0;
}
