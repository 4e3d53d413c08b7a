#include "shape/adapter.h"

#include "base/limits.h"
#include "format/yaml.h"

#define FOLDER "sources/"
#define EXTENSION ".yaml"

static int
load_definition_of(struct loader *loader, const struct json *node, struct definition *definition, struct err *err)
{
    static const char *const keys[] = {"condition", "value", "table"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    if (node->count != 1)
        return load_fault(loader, node, err, "expected one of 'condition', 'value' and 'table'");
    if (json_get(node, "condition") != NULL)
        return condition_load(loader, node->first, &definition->condition, err);
    if (json_get(node, "value") != NULL)
        return expression_load(loader, node->first, &definition->value, err);
    return table_load(loader, node->first, &definition->table, err);
}

static int
load_definitions(struct loader *loader, const struct json *node, struct err *err)
{
    if (node == NULL)
        return 0;
    TRY(load_type(loader, node, JSON_OBJECT, err));
    loader->definitions = arena_array(loader->arena, node->count, sizeof(struct definition));
    for (const struct json *member = node->first; member != NULL; member = member->next) {
        struct definition definition = {.name = member->name};
        TRY(load_definition_of(loader, member, &definition, err));
        loader->definitions[loader->definition_count++] = definition;
    }
    return 0;
}

/* `formats`: what it takes, in order of preference; JSON when it does not say. */
static int
load_formats(struct loader *loader, const struct json *node, struct form_list *list, struct err *err)
{
    if (node == NULL) {
        *list = (struct form_list){{FORM_JSON}, 1};
        return 0;
    }
    TRY(load_type(loader, node, JSON_ARRAY, err));
    if (node->count == 0)
        return load_fault(loader, node, err, "'formats' is empty");
    for (const struct json *item = node->first; item != NULL; item = item->next) {
        enum form form;
        TRY(load_type(loader, item, JSON_STRING, err));
        const int code = form_from_name(item->text, &form, err);
        if (code < 0)
            return load_fault_at(loader, item, code, err);
        for (size_t i = 0; i < list->count; i++)
            if (list->forms[i] == form)
                return load_fault(loader, item, err, "format '%.*s' stands twice", SLICE_ARG(item->text));
        list->forms[list->count++] = form;
    }
    return 0;
}

/* "sources/NAME.yaml" must say `adapter: NAME`. */
static int
load_header(struct loader *loader, const struct json *document, struct adapter *adapter, struct err *err)
{
    static const char *const keys[] = {"adapter", "title", "reference", "formats", "strict", "define", "read"};
    TRY(load_only(loader, document, keys, COUNT_OF(keys), err));
    static const char *const required[] = {"adapter", "title", "read"};
    for (size_t i = 0; i < COUNT_OF(required); i++)
        if (json_get(document, required[i]) == NULL)
            return load_fault(loader, document, err, "'%s' is missing", required[i]);
    const struct json *name = json_get(document, "adapter");
    const struct json *title = json_get(document, "title");
    TRY(load_type(loader, name, JSON_STRING, err));
    TRY(load_type(loader, title, JSON_STRING, err));
    if (json_get(document, "reference") != NULL)
        TRY(load_type(loader, json_get(document, "reference"), JSON_STRING, err));
    if (!slice_equal(name->text, adapter->name))
        return load_fault(loader, name, err, "adapter '%.*s' stands in the file of '%.*s'", SLICE_ARG(name->text),
                          SLICE_ARG(adapter->name));
    adapter->title = title->text;
    TRY(load_formats(loader, json_get(document, "formats"), &adapter->formats, err));
    const struct json *strict = json_get(document, "strict");
    if (strict == NULL)
        return 0;
    adapter->strict = strict->boolean;
    return load_type(loader, strict, JSON_BOOLEAN, err);
}

static int
load_adapter(const struct file_set_entry *file, struct arena *arena, struct adapter *adapter, struct err *err)
{
    struct json *document = NULL;
    TRY(yaml_read(arena_text(arena, file->path), file->bytes, arena, &document, err));
    struct loader loader = {.file = file->path, .arena = arena};
    TRY(load_header(&loader, document, adapter, err));
    TRY(load_definitions(&loader, json_get(document, "define"), err));
    adapter->definition_count = loader.definition_count;
    const struct json *read = json_get(document, "read");
    TRY(reading_load_list(&loader, read, NULL, &adapter->readings, &adapter->reading_count, err));
    adapter->file = *file;
    return 0;
}

static bool
is_adapter_file(struct slice path)
{
    return slice_starts(path, SLICE(FOLDER)) && slice_ends(path, SLICE(EXTENSION)) &&
           path.n > sizeof(FOLDER EXTENSION) - 1;
}

static struct slice
name_of(struct slice path)
{
    return slice_sub(path, sizeof(FOLDER) - 1, path.n - (sizeof(EXTENSION) - 1));
}

static int
compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct adapter *)a)->name, ((const struct adapter *)b)->name);
}

static int
load_files(const struct file_set *files, struct arena *arena, struct adapter_set *set, struct err *err)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct file_set_entry *file = &files->files[i];
        if (!is_adapter_file(file->path))
            continue;
        struct adapter *adapter = &set->adapters[set->count++];
        adapter->name = name_of(file->path);
        if (slice_find(adapter->name, '/') < adapter->name.n)
            return err_set(err, ERR_FORMAT, "%.*s: an adapter stands in %s itself", SLICE_ARG(file->path), FOLDER);
        TRY(load_adapter(file, arena, adapter, err));
    }
    if (set->count > 0)
        qsort(set->adapters, set->count, sizeof(struct adapter), compare_names);
    return 0;
}

/* Each reading, those inside others included. */
typedef int (*reading_visitor)(void *context, struct reading *reading, struct err *err);

static int
visit_readings(struct reading *readings, size_t count, reading_visitor visitor, void *context, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        TRY(visitor(context, &readings[i], err));
        TRY(visit_readings(readings[i].readings, readings[i].reading_count, visitor, context, err));
    }
    return 0;
}

struct resolving {
    const struct adapter_set *set;
    const struct adapter *adapter;
};

static int
resolve_use(void *context, struct reading *reading, struct err *err)
{
    const struct resolving *resolving = context;
    if (reading->use_node == NULL)
        return 0;
    reading->use = adapter_find(resolving->set, reading->use_name);
    const struct loader loader = {.file = resolving->adapter->file.path};
    return reading->use != NULL ? 0
                                : load_fault(&loader, reading->use_node, err, "there is no adapter '%.*s'",
                                             SLICE_ARG(reading->use_name));
}

/* The adapters that one may hand parts to, itself included, as marks by position in the set. */
struct reach {
    const struct adapter_set *set;
    bool *marks;
    bool grew;
};

static int
mark_use(void *context, struct reading *reading, struct err *err)
{
    (void)err;
    struct reach *reach = context;
    if (reading->use == NULL || reach->marks[reading->use - reach->set->adapters])
        return 0;
    reach->marks[reading->use - reach->set->adapters] = true;
    reach->grew = true;
    return 0;
}

static int
mark_reach(struct reach *reach, struct err *err)
{
    do {
        reach->grew = false;
        for (size_t i = 0; i < reach->set->count; i++) {
            struct adapter *adapter = &reach->set->adapters[i];
            if (reach->marks[i])
                TRY(visit_readings(adapter->readings, adapter->reading_count, mark_use, reach, err));
        }
    } while (reach->grew);
    return 0;
}

static int
digest_adapter(const struct adapter_set *set, struct adapter *adapter, struct arena *arena, struct err *err)
{
    struct reach reach = {set, arena_array(arena, set->count, sizeof(bool)), false};
    reach.marks[adapter - set->adapters] = true;
    TRY(mark_reach(&reach, err));
    struct file_set files = {arena_array(arena, set->count, sizeof(struct file_set_entry)), 0};
    for (size_t i = 0; i < set->count; i++)
        if (reach.marks[i])
            files.files[files.count++] = set->adapters[i].file;
    TRY(file_set_sort(&files, err));
    adapter->digest = file_set_digest(&files);
    return 0;
}

int
adapter_set_load(const struct file_set *files, struct arena *arena, struct adapter_set **out_set, struct err *err)
{
    if (files->count > LIMIT_RULE_FILES)
        return err_set(err, ERR_LIMIT, "set of %zu files is larger than %d", files->count, LIMIT_RULE_FILES);
    struct adapter_set *set = arena_alloc(arena, sizeof(*set));
    set->adapters = arena_array(arena, files->count, sizeof(struct adapter));
    TRY(load_files(files, arena, set, err));
    for (size_t i = 0; i < set->count; i++) {
        struct adapter *adapter = &set->adapters[i];
        struct resolving resolving = {set, adapter};
        TRY(visit_readings(adapter->readings, adapter->reading_count, resolve_use, &resolving, err));
    }
    for (size_t i = 0; i < set->count; i++)
        TRY(digest_adapter(set, &set->adapters[i], arena, err));
    *out_set = set;
    return 0;
}

const struct adapter *
adapter_find(const struct adapter_set *set, struct slice name)
{
    const struct adapter wanted = {.name = name};
    if (set->count == 0)
        return NULL;
    return bsearch(&wanted, set->adapters, set->count, sizeof(struct adapter), compare_names);
}

const struct adapter *
adapter_find_digest(const struct adapter_set *set, const struct sha256_digest *digest)
{
    for (size_t i = 0; i < set->count; i++)
        if (sha256_equal(&set->adapters[i].digest, digest))
            return &set->adapters[i];
    return NULL;
}

size_t
adapter_count(const struct adapter_set *set)
{
    return set->count;
}

const struct adapter *
adapter_at(const struct adapter_set *set, size_t at)
{
    return &set->adapters[at];
}

struct slice
adapter_name(const struct adapter *adapter)
{
    return adapter->name;
}

struct slice
adapter_title(const struct adapter *adapter)
{
    return adapter->title;
}

static const struct form_list only_json = {{FORM_JSON}, 1};

enum form
adapter_form(const struct adapter *adapter, struct slice prefix)
{
    return form_choose(adapter == NULL ? &only_json : &adapter->formats, prefix);
}

bool
adapter_takes(const struct adapter *adapter, enum form form)
{
    return form_is_taken(&adapter->formats, form);
}

struct sha256_digest
adapter_digest(const struct adapter *adapter)
{
    return adapter->digest;
}
