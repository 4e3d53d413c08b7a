#include "control/controls.h"

bool
controls_is_rule_path(struct slice path)
{
    const struct slice folder = SLICE(RULES_FOLDER);
    const struct slice name = slice_sub(path, folder.n, path.n);
    return slice_starts(path, folder) && slice_ends(name, SLICE(".yaml")) && slice_find(name, '/') == name.n;
}

int
controls_check_path(struct slice path, struct err *err)
{
    if (!slice_starts(path, SLICE(CONTROLS_FOLDER)) || slice_equal(path, SLICE(CATALOG_PATH)) ||
        slice_equal(path, SLICE(SLA_PATH)) || controls_is_rule_path(path))
        return 0;
    return err_set(err, ERR_FORMAT,
                   "%.*s: file is neither " CATALOG_PATH " nor " SLA_PATH " nor " RULES_FOLDER "NAME.yaml",
                   SLICE_ARG(path));
}

static int
require_file(const struct file_set *files, const char *path, const struct file_set_entry **out_file, struct err *err)
{
    *out_file = file_set_find(files, slice_of(path));
    return *out_file == NULL ? err_set(err, ERR_NOT_FOUND, "%s: file is missing", path) : 0;
}

int
controls_read_catalog(const struct file_set *files, struct arena *arena, struct catalog *out_catalog, struct err *err)
{
    const struct file_set_entry *file;
    TRY(require_file(files, CATALOG_PATH, &file, err));
    return catalog_read(CATALOG_PATH, file->bytes, arena, out_catalog, err);
}

int
controls_read_sla(const struct file_set *files, struct arena *arena, struct sla_table *out_table, struct err *err)
{
    const struct file_set_entry *file;
    TRY(require_file(files, SLA_PATH, &file, err));
    return sla_read(SLA_PATH, file->bytes, arena, out_table, err);
}

/* The catalog with the criteria of the declared categories in scope. */
static void
catalog_declare(struct catalog *catalog, const struct declaration *declaration, struct arena *arena)
{
    struct criterion *criteria = arena_array(arena, catalog->count, sizeof(*criteria));
    for (size_t i = 0; i < catalog->count; i++) {
        enum declared_category category = CATEGORY_NONE;
        criteria[i] = catalog->criteria[i];
        criteria[i].in_scope =
            declared_category_from_name(criteria[i].category, &category, NULL) == 0 && declaration->in_scope[category];
    }
    catalog->criteria = criteria;
}

int
controls_read_declaration(const struct file_set *files, struct controls *controls, struct arena *arena, struct err *err)
{
    const struct file_set_entry *file = file_set_find(files, SLICE(DECLARATION_PATH));
    controls->declaration = (struct declaration){0};
    if (file == NULL)
        return 0;
    const struct declaration_terms terms = {&controls->catalog, &controls->rules};
    TRY(declaration_read(file->bytes, &terms, arena, &controls->declaration, err));
    if (controls->declaration.has_categories)
        catalog_declare(&controls->catalog, &controls->declaration, arena);
    return 0;
}

static int
compare_rules(const void *a, const void *b)
{
    const struct rule *left = a;
    const struct rule *right = b;
    const int order = slice_compare(left->id, right->id);
    return order != 0 ? order : slice_compare(left->path, right->path);
}

void
controls_sort_rules(struct rule *rules, size_t count)
{
    if (count > 0)
        qsort(rules, count, sizeof(*rules), compare_rules);
}

int
controls_check_id(const struct rule *rule, const struct rule *before, struct err *err)
{
    if (!slice_equal(rule->id, before->id))
        return 0;
    return err_set(err, ERR_FORMAT, "%.*s: rule id '%.*s' is that of %.*s too", SLICE_ARG(rule->path),
                   SLICE_ARG(rule->id), SLICE_ARG(before->path));
}

static int
rules_read(const struct file_set *files, const struct catalog *catalog, struct arena *arena,
           struct rule_list *out_rules, struct err *err)
{
    struct rule *rules = arena_array(arena, files->count, sizeof(*rules));
    size_t count = 0;
    for (size_t i = 0; i < files->count; i++) {
        const struct file_set_entry *file = &files->files[i];
        TRY(controls_check_path(file->path, err));
        if (controls_is_rule_path(file->path))
            TRY(rule_read(arena_text(arena, file->path), file->bytes, catalog, arena, &rules[count++], err));
    }
    controls_sort_rules(rules, count);
    for (size_t i = 1; i < count; i++)
        TRY(controls_check_id(&rules[i], &rules[i - 1], err));
    *out_rules = (struct rule_list){rules, count};
    return 0;
}

/* Keeps the first conflict. */
struct first_conflict {
    int code;
    struct err *err;
};

static void
keep_first(void *context, const struct mapper_conflict *conflict)
{
    struct first_conflict *first = context;
    if (first->code == 0)
        first->code = mapper_conflict_set(conflict, first->err);
}

int
controls_load(const struct file_set *files, struct arena *arena, struct controls *out_controls, struct err *err)
{
    struct controls controls;
    TRY(controls_read_catalog(files, arena, &controls.catalog, err));
    TRY(controls_read_sla(files, arena, &controls.sla, err));
    TRY(rules_read(files, &controls.catalog, arena, &controls.rules, err));
    struct first_conflict first = {0, err};
    controls.mapper = mapper_new(&controls.rules, arena, keep_first, &first);
    TRY(first.code);
    TRY(mapper_check_patterns(controls.mapper, err));
    TRY(controls_read_declaration(files, &controls, arena, err));
    *out_controls = controls;
    return 0;
}
