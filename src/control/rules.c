#include "control/rules.h"

#include "base/limits.h"
#include "control/class_read.h"
#include "control/document.h"
#include "control/pattern.h"

VOCABULARY_DEFINE(framework, "framework", FRAMEWORKS, ERR_FORMAT)
VOCABULARY_DEFINE(mapping_basis, "basis", MAPPING_BASES, ERR_FORMAT)
VOCABULARY_DEFINE(mapping_strength, "strength", MAPPING_STRENGTHS, ERR_FORMAT)

static bool
is_id_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
}

/* How many bytes at the start of `text` an id may have. */
static size_t
id_length(struct slice text)
{
    size_t n = 0;
    while (n < text.n && is_id_byte(text.p[n]))
        n++;
    return n;
}

static struct rule_place
place_of(const struct json *member)
{
    return (struct rule_place){member->line, member->column};
}

static int
rule_id_read(const struct document *document, const struct json *root, struct rule *rule)
{
    struct slice id;
    TRY(document_text(document, root, "id", &id));
    const struct json *member = json_get(root, "id");
    if (id_length(id) != id.n)
        return document_wrap(
            document, member,
            err_set(document->err, ERR_FORMAT, "rule id '%.*s' is not of a-z, 0-9, '.', '_' and '-'", SLICE_ARG(id)));
    rule->id = id;
    rule->id_place = place_of(member);
    return 0;
}

/* A check is "tool/id"; what stands behind the first slash is the tool's own. */
static int
check_id_read(const struct document *document, const struct json *item, struct slice *out_check)
{
    struct slice check;
    TRY(document_item_text(document, item, &check));
    const size_t tool = id_length(check);
    int code = 0;
    if (tool == 0 || tool + 1 >= check.n || check.p[tool] != '/')
        code = err_set(document->err, ERR_FORMAT, "check '%.*s' is not of the form tool/id", SLICE_ARG(check));
    else if (check.n > LIMIT_UID_BYTES)
        code =
            err_set(document->err, ERR_LIMIT, "check has %zu bytes, at most %d are allowed", check.n, LIMIT_UID_BYTES);
    if (code < 0)
        return document_wrap(document, item, code);
    *out_check = check;
    return 0;
}

static int
checks_read(const struct document *document, const struct json *root, struct rule *rule)
{
    const struct json *array;
    TRY(document_require(document, root, "checks", JSON_ARRAY, &array));
    if (array->count == 0)
        return document_wrap(document, array, err_set(document->err, ERR_FORMAT, "rule has no check"));
    struct rule_check *checks = arena_array(document->arena, array->count, sizeof(*checks));
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        struct rule_check *check = &checks[rule->check_count];
        TRY(check_id_read(document, item, &check->id));
        check->is_pattern = pattern_is_meant(check->id);
        if (check->is_pattern && check->id.n > PATTERN_BYTES_MAX)
            return document_wrap(document, item,
                                 err_set(document->err, ERR_LIMIT, "pattern has %zu bytes, at most %d are allowed",
                                         check->id.n, PATTERN_BYTES_MAX));
        check->line = item->line;
        check->column = item->column;
        rule->check_count++;
    }
    rule->checks = checks;
    return 0;
}

static int
mapping_read(const struct document *document, const struct json *item, struct mapping *out_mapping)
{
    unsigned basis;
    unsigned strength;
    TRY(DOCUMENT_ONLY(document, item, "id", "basis", "strength", "rationale"));
    TRY(document_text(document, item, "id", &out_mapping->id));
    TRY(document_word(document, item, "basis", &mapping_basis_list, &basis));
    TRY(document_word(document, item, "strength", &mapping_strength_list, &strength));
    TRY(document_text(document, item, "rationale", &out_mapping->rationale));
    out_mapping->basis = (enum mapping_basis)basis;
    out_mapping->strength = (enum mapping_strength)strength;
    out_mapping->line = item->line;
    out_mapping->column = item->column;
    return 0;
}

static bool
maps_already(const struct mapping_list *list, struct slice id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (slice_equal(list->mappings[i].id, id))
            return true;
    }
    return false;
}

/* `catalog` is NULL for the frameworks whose criteria we have no list of. */
static int
mappings_read(const struct document *document, const struct json *array, const struct catalog *catalog,
              struct mapping_list *out_list)
{
    struct mapping *mappings = arena_array(document->arena, array->count, sizeof(*mappings));
    struct mapping_list list = {mappings, 0};
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        struct mapping mapping;
        int code = 0;
        TRY(mapping_read(document, item, &mapping));
        if (catalog != NULL && catalog_find(catalog, mapping.id) == NULL)
            code = err_set(document->err, ERR_FORMAT, "criterion '%.*s' is not in the catalog '%.*s'",
                           SLICE_ARG(mapping.id), SLICE_ARG(catalog->id));
        else if (maps_already(&list, mapping.id))
            code = err_set(document->err, ERR_FORMAT, "criterion '%.*s' stands twice", SLICE_ARG(mapping.id));
        if (code < 0)
            return document_wrap(document, item, code);
        mappings[list.count++] = mapping;
    }
    *out_list = list;
    return 0;
}

static int
criteria_read(const struct document *document, const struct json *root, const struct catalog *catalog,
              struct rule *rule)
{
    const struct json *object;
    TRY(document_require(document, root, "criteria", JSON_OBJECT, &object));
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        enum framework framework;
        const struct json *array;
        const int code = framework_from_name(member->name, &framework, document->err);
        if (code < 0)
            return document_wrap(document, member, code);
        TRY(document_require(document, object, framework_name(framework), JSON_ARRAY, &array));
        TRY(mappings_read(document, array, framework == FRAMEWORK_SOC2 ? catalog : NULL, &rule->mappings[framework]));
    }
    if (rule->mappings[FRAMEWORK_SOC2].count == 0)
        return document_wrap(document, object, err_set(document->err, ERR_FORMAT, "rule maps to no SOC 2 criterion"));
    return 0;
}

static int
test_criteria_read(const struct document *document, const struct json *item, struct rule_test *test)
{
    const struct json *array;
    TRY(document_require(document, item, "soc2", JSON_ARRAY, &array));
    struct slice *criteria = arena_array(document->arena, array->count, sizeof(*criteria));
    for (const struct json *id = array->first; id != NULL; id = id->next)
        TRY(document_item_text(document, id, &criteria[test->criterion_count++]));
    test->criteria = criteria;
    return 0;
}

static int
test_read(const struct document *document, const struct json *item, struct rule_test *out_test)
{
    struct rule_test test = {.line = item->line, .column = item->column};
    const struct json *check;
    TRY(DOCUMENT_ONLY(document, item, "check", "rule", "soc2"));
    TRY(document_require(document, item, "check", JSON_STRING, &check));
    TRY(check_id_read(document, check, &test.check));
    if (pattern_is_meant(test.check))
        return document_wrap(document, check,
                             err_set(document->err, ERR_FORMAT, "test of '%.*s': expected one check, not a pattern",
                                     SLICE_ARG(test.check)));
    const struct json *rule = json_get(item, "rule");
    test.expects_rule = rule == NULL || rule->type != JSON_NULL;
    if (test.expects_rule) {
        TRY(document_text(document, item, "rule", &test.rule));
        TRY(test_criteria_read(document, item, &test));
    } else if (json_get(item, "soc2") != NULL) {
        return document_wrap(document, json_get(item, "soc2"),
                             err_set(document->err, ERR_FORMAT, "no rule is expected, so no criteria can be"));
    }
    *out_test = test;
    return 0;
}

static int
tests_read(const struct document *document, const struct json *root, struct rule *rule)
{
    const struct json *array;
    TRY(document_require(document, root, "tests", JSON_ARRAY, &array));
    if (array->count == 0)
        return document_wrap(document, array, err_set(document->err, ERR_FORMAT, "rule has no test"));
    struct rule_test *tests = arena_array(document->arena, array->count, sizeof(*tests));
    rule->tests_place = place_of(array);
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        struct rule_test *test = &tests[rule->test_count++];
        TRY(rule->kind == RULE_CLASS ? class_test_read(document, item, test) : test_read(document, item, test));
    }
    rule->tests = tests;
    return 0;
}

/* The members of every rule. */
static int
heading_read(const struct document *document, const struct json *root, struct rule *rule)
{
    TRY(rule_id_read(document, root, rule));
    TRY(document_text(document, root, "title", &rule->title));
    TRY(document_text(document, root, "owner", &rule->owner));
    return document_text(document, root, "rationale", &rule->rationale);
}

static int
finding_read(const struct document *document, const struct json *root, struct rule *rule)
{
    unsigned severity = SEVERITY_NONE;
    TRY(document_word(document, root, "severity", &severity_list, &severity));
    rule->severity = (enum severity)severity;
    if (json_get(root, "severity_override") != NULL)
        TRY(document_word(document, root, "severity_override", &severity_list, &severity));
    else
        severity = SEVERITY_NONE;
    rule->severity_override = (enum severity)severity;
    rule->has_ttl = json_get(root, "ttl_s") != NULL;
    if (rule->has_ttl)
        TRY(document_seconds(document, root, "ttl_s", &rule->ttl_s));
    return checks_read(document, root, rule);
}

/* A rule is of one kind, and has no member of the other. */
static int
kind_read(const struct document *document, const struct json *root, struct rule *rule)
{
    static const char *const of_class[] = {"match", "condition"};
    static const char *const of_finding[] = {"checks", "severity", "severity_override", "ttl_s"};
    const bool is_class = json_get(root, "match") != NULL;
    const char *const *others = is_class ? of_finding : of_class;
    const size_t count = is_class ? COUNT_OF(of_finding) : COUNT_OF(of_class);
    if (!is_class && json_get(root, "checks") == NULL)
        return document_wrap(document, root, err_set(document->err, ERR_FORMAT, "'checks' or 'match' is missing"));
    for (size_t i = 0; i < count; i++) {
        const struct json *stranger = json_get(root, others[i]);
        if (stranger != NULL)
            return document_wrap(document, stranger,
                                 err_set(document->err, ERR_FORMAT, "'%s' is not for a rule with '%s'", others[i],
                                         is_class ? "match" : "checks"));
    }
    rule->kind = is_class ? RULE_CLASS : RULE_FINDING;
    return 0;
}

int
rule_read(const char *path, struct slice bytes, const struct catalog *catalog, struct arena *arena,
          struct rule *out_rule, struct err *err)
{
    const struct document document = {path, arena, err};
    const struct json *root;
    struct rule rule = {.path = arena_copy(arena, slice_of(path))};
    TRY(document_read(&document, bytes, &root));
    TRY(DOCUMENT_ONLY(&document, root, "id", "title", "owner", "rationale", "severity", "severity_override", "ttl_s",
                      "checks", "match", "condition", "criteria", "tests"));
    TRY(heading_read(&document, root, &rule));
    TRY(kind_read(&document, root, &rule));
    TRY(rule.kind == RULE_CLASS ? class_read(&document, root, bytes, &rule) : finding_read(&document, root, &rule));
    TRY(criteria_read(&document, root, catalog, &rule));
    TRY(tests_read(&document, root, &rule));
    *out_rule = rule;
    return 0;
}

static int
compare_to_rule(const void *id, const void *rule)
{
    return slice_compare(*(const struct slice *)id, ((const struct rule *)rule)->id);
}

const struct rule *
rule_find(const struct rule_list *list, struct slice id)
{
    return list->count == 0 ? NULL : bsearch(&id, list->rules, list->count, sizeof(*list->rules), compare_to_rule);
}

bool
rule_maps_to(const struct rule *rule, struct slice criterion_id)
{
    return maps_already(&rule->mappings[FRAMEWORK_SOC2], criterion_id);
}
