#include "control/controls.h"

bool
controls_is_rule_path(struct slice path)
{
    const struct slice folder = SLICE(RULES_FOLDER);
    const struct slice name = slice_sub(path, folder.n, path.n);
    return slice_starts(path, folder) && slice_ends(name, SLICE(".yaml")) && slice_find(name, '/') == name.n;
}

/* Where the catalog of a framework stands in a file set. */
static const char *
framework_path(enum framework framework)
{
    static const char *const paths[framework_count] = {
#define FRAMEWORK_PATH(constant, name) [constant] = CONTROLS_FOLDER name ".yaml",
        FRAMEWORKS(FRAMEWORK_PATH)};
    return paths[framework];
}

static bool
is_catalog_path(struct slice path)
{
    for (enum framework framework = FRAMEWORK_NONE + 1; framework < framework_count; framework++) {
        if (slice_equal(path, slice_of(framework_path(framework))))
            return true;
    }
    return false;
}

int
controls_check_path(struct slice path, struct err *err)
{
    if (!slice_starts(path, SLICE(CONTROLS_FOLDER)) || is_catalog_path(path) || slice_equal(path, SLICE(SLA_PATH)) ||
        controls_is_rule_path(path))
        return 0;
    return err_set(err, ERR_FORMAT,
                   "%.*s: file is neither a catalog (" CATALOG_PATH " or another framework's) nor " SLA_PATH
                   " nor " RULES_FOLDER "NAME.yaml: move it out of " CONTROLS_FOLDER,
                   SLICE_ARG(path));
}

static int
require_file(const struct file_set *files, const char *path, const struct file_set_entry **out_file, struct err *err)
{
    *out_file = file_set_find(files, slice_of(path));
    return *out_file == NULL ? err_set(err, ERR_NOT_FOUND,
                                       "%s: file is missing: every set of rules has one, take that of daybook's own "
                                       "rules to begin with",
                                       path)
                             : 0;
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

int
controls_read_frameworks(const struct file_set *files, struct arena *arena,
                         struct catalog out_frameworks[static framework_count], struct err *err)
{
    for (enum framework framework = FRAMEWORK_NONE; framework < framework_count; framework++) {
        const char *path = framework_path(framework);
        const struct file_set_entry *file = framework <= FRAMEWORK_SOC2 ? NULL : file_set_find(files, slice_of(path));
        out_frameworks[framework] = (struct catalog){0};
        if (file != NULL)
            TRY(catalog_read_framework(path, file->bytes, arena, &out_frameworks[framework], err));
    }
    return 0;
}

int
controls_check_mappings(const struct rule *rule, const struct catalog frameworks[static framework_count],
                        struct err *err)
{
    for (enum framework framework = FRAMEWORK_SOC2 + 1; framework < framework_count; framework++) {
        const struct catalog *catalog = &frameworks[framework];
        for (size_t i = 0; catalog->count > 0 && i < rule->mappings[framework].count; i++) {
            const struct mapping *mapping = &rule->mappings[framework].mappings[i];
            if (catalog_find(catalog, mapping->id) == NULL)
                return err_set(err, ERR_FORMAT, "%.*s:%u:%u: criterion '%.*s' is not in the catalog '%.*s'",
                               SLICE_ARG(rule->path), mapping->line, mapping->column, SLICE_ARG(mapping->id),
                               SLICE_ARG(catalog->id));
        }
    }
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
    return err_set(err, ERR_FORMAT, "%.*s:%u:%u: rule id '%.*s' is that of %.*s:%u:%u too", SLICE_ARG(rule->path),
                   rule->id_place.line, rule->id_place.column, SLICE_ARG(rule->id), SLICE_ARG(before->path),
                   before->id_place.line, before->id_place.column);
}

struct controls_rules
controls_split_rules(const struct rule *rules, size_t count, struct arena *arena)
{
    struct rule *findings = arena_array(arena, count, sizeof(*findings));
    struct rule *classes = arena_array(arena, count, sizeof(*classes));
    struct controls_rules split = {{findings, 0}, {classes, 0}};
    for (size_t i = 0; i < count; i++) {
        if (rules[i].kind == RULE_CLASS)
            classes[split.classes.count++] = rules[i];
        else
            findings[split.findings.count++] = rules[i];
    }
    return split;
}

static int
rules_read(const struct file_set *files, const struct catalog *catalog, struct arena *arena,
           struct controls_rules *out_rules, struct err *err)
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
    *out_rules = controls_split_rules(rules, count, arena);
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
    struct controls_rules rules;
    TRY(controls_read_catalog(files, arena, &controls.catalog, err));
    TRY(controls_read_sla(files, arena, &controls.sla, err));
    TRY(controls_read_frameworks(files, arena, controls.frameworks, err));
    TRY(rules_read(files, &controls.catalog, arena, &rules, err));
    controls.rules = rules.findings;
    controls.class_rules = rules.classes;
    for (size_t i = 0; i < controls.rules.count; i++)
        TRY(controls_check_mappings(&controls.rules.rules[i], controls.frameworks, err));
    for (size_t i = 0; i < controls.class_rules.count; i++)
        TRY(controls_check_mappings(&controls.class_rules.rules[i], controls.frameworks, err));
    struct first_conflict first = {0, err};
    controls.mapper = mapper_new(&controls.rules, arena, keep_first, &first);
    TRY(first.code);
    TRY(mapper_check_patterns(controls.mapper, err));
    TRY(controls_read_declaration(files, &controls, arena, err));
    TRY(classes_check_regexes(&controls.class_rules, err));
    controls.classes = classes_new(&controls.class_rules, arena);
    *out_controls = controls;
    return 0;
}
