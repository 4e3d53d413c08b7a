#include "control/lint.h"

#include "control/contradiction.h"
#include "control/controls.h"

struct lint {
    const struct file_set *files;
    struct arena *arena;
    lint_report report;
    void *context;
    size_t count;
};

static void
tell(struct lint *lint, int code, const struct err *err)
{
    if (code == 0)
        return;
    lint->count++;
    lint->report(lint->context, err->text);
}

/* Every rule file that stands and reads, in order; the others are told. Without a catalog no rule can be read. */
static struct rule_list
lint_files(struct lint *lint)
{
    struct rule *rules = arena_array(lint->arena, lint->files->count, sizeof(*rules));
    struct rule_list list = {rules, 0};
    struct catalog catalog;
    struct sla_table table;
    struct err err;
    const int catalog_code = controls_read_catalog(lint->files, lint->arena, &catalog, &err);
    tell(lint, catalog_code, &err);
    tell(lint, controls_read_sla(lint->files, lint->arena, &table, &err), &err);
    for (size_t i = 0; i < lint->files->count; i++) {
        const struct file_set_entry *file = &lint->files->files[i];
        tell(lint, controls_check_path(file->path, &err), &err);
        if (catalog_code < 0 || !controls_is_rule_path(file->path))
            continue;
        const int code = rule_read(arena_text(lint->arena, file->path), file->bytes, &catalog, lint->arena,
                                   &rules[list.count], &err);
        tell(lint, code, &err);
        list.count += code == 0 ? 1 : 0;
    }
    controls_sort_rules(rules, list.count);
    return list;
}

static void
tell_conflict(void *context, const struct mapper_conflict *conflict)
{
    struct err err;
    tell(context, mapper_conflict_set(conflict, &err), &err);
}

/* Texts with spaces between them. */
static struct slice
mapped_ids(struct arena *arena, const struct mapping_list *list)
{
    struct slice ids = SLICE("");
    for (size_t i = 0; i < list->count; i++)
        ids = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(ids), i == 0 ? "" : " ", SLICE_ARG(list->mappings[i].id));
    return ids;
}

static struct slice
expected_ids(struct arena *arena, const struct rule_test *test)
{
    struct slice ids = SLICE("");
    for (size_t i = 0; i < test->criterion_count; i++)
        ids = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(ids), i == 0 ? "" : " ", SLICE_ARG(test->criteria[i]));
    return ids;
}

/* Compare what the mapper found with what the test expects. */
static int
test_judge(const struct rule_test *test, const struct rule *found, struct arena *arena, struct err *err)
{
    const struct slice none = SLICE("no rule");
    const struct slice found_id = found == NULL ? none : found->id;
    const struct slice expected_id = test->expects_rule ? test->rule : none;
    if (!slice_equal(found_id, expected_id))
        return err_set(err, ERR_FORMAT, "'%.*s' is of %.*s, expected %.*s", SLICE_ARG(test->check), SLICE_ARG(found_id),
                       SLICE_ARG(expected_id));
    if (found == NULL)
        return 0;
    const struct slice criteria = mapped_ids(arena, &found->mappings[FRAMEWORK_SOC2]);
    const struct slice expected = expected_ids(arena, test);
    if (!slice_equal(criteria, expected))
        return err_set(err, ERR_FORMAT, "'%.*s' maps to '%.*s', expected '%.*s'", SLICE_ARG(test->check),
                       SLICE_ARG(criteria), SLICE_ARG(expected));
    return 0;
}

static int
event_judge(const struct rule *rule, const struct rule_test *test, struct regex_matcher *matcher, struct err *err)
{
    struct err undecided;
    const struct match_subject subject = {.record = test->event, .matcher = matcher, .undecided = &undecided};
    const enum truth holds = class_holds(rule, &subject);
    if (holds == TRUTH_MAYBE)
        return err_set(err, ERR_LIMIT, "%s", undecided.text);
    if (holds == truth_of(test->matches))
        return 0;
    return err_set(err, ERR_FORMAT, "the rule %s this event, expected that it %s",
                   test->matches ? "does not match" : "matches", test->matches ? "does" : "does not");
}

/* A rule that is never tried on what it is not for would pass whatever it says. */
static void
lint_test_kinds(struct lint *lint, const struct rule *rule)
{
    const bool is_class = rule->kind == RULE_CLASS;
    bool has_own = false;
    bool has_other = false;
    for (size_t i = 0; i < rule->test_count; i++) {
        const struct rule_test *test = &rule->tests[i];
        const bool is_own = is_class ? test->matches : test->expects_rule && slice_equal(test->rule, rule->id);
        has_own = has_own || is_own;
        has_other = has_other || !is_own;
    }
    if (has_own && has_other)
        return;
    const char *wanted = is_class  ? has_own ? "an event with 'matches: false'" : "an event with 'matches: true'"
                         : has_own ? "a check that it must not claim, with another rule or 'rule: null'"
                                   : "a check that it claims";
    struct err err;
    const int code = err_set(&err, ERR_FORMAT, "%.*s:%u:%u: rule has no test of %s", SLICE_ARG(rule->path),
                             rule->tests_place.line, rule->tests_place.column, wanted);
    tell(lint, code, &err);
}

static void
lint_tests(struct lint *lint, const struct rule *rule, const struct mapper *mapper)
{
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    lint_test_kinds(lint, rule);
    for (size_t i = 0; i < rule->test_count; i++) {
        const struct rule_test *test = &rule->tests[i];
        struct err err;
        regex_matcher_budget(matcher, CLASSES_REGEX_STEPS, CLASSES_REGEX_BYTES);
        int code = rule->kind == RULE_CLASS ? event_judge(rule, test, matcher, &err)
                                            : test_judge(test, mapper_find(mapper, test->check), lint->arena, &err);
        if (code < 0)
            code = err_wrap(&err, code, "%.*s:%u:%u: test", SLICE_ARG(rule->path), test->line, test->column);
        tell(lint, code, &err);
    }
}

static void
lint_mappings(struct lint *lint, const struct rule_list *rules)
{
    struct err err;
    struct catalog frameworks[framework_count];
    const int code = controls_read_frameworks(lint->files, lint->arena, frameworks, &err);
    tell(lint, code, &err);
    for (size_t i = 0; code == 0 && i < rules->count; i++)
        tell(lint, controls_check_mappings(&rules->rules[i], frameworks, &err), &err);
}

/* The declaration is read against the rules that can be read; without a catalog it cannot be. */
static void
lint_declaration(struct lint *lint, const struct rule_list *rules)
{
    struct err err;
    const struct controls_rules split = controls_split_rules(rules->rules, rules->count, lint->arena);
    struct controls controls = {.rules = split.findings};
    if (controls_read_catalog(lint->files, lint->arena, &controls.catalog, &err) == 0)
        tell(lint, controls_read_declaration(lint->files, &controls, lint->arena, &err), &err);
}

/* Each by itself, then each against those before it. */
static void
lint_classes(struct lint *lint, const struct rule_list *classes)
{
    struct err err;
    tell(lint, classes_check_regexes(classes, &err), &err);
    for (size_t i = 0; i < classes->count; i++)
        tell(lint, contradiction_check(&classes->rules[i], &err), &err);
    for (size_t i = 0; i < classes->count; i++) {
        for (size_t j = 0; j < i; j++)
            tell(lint, contradiction_compare(&classes->rules[i], &classes->rules[j], &err), &err);
    }
}

size_t
controls_lint(const struct file_set *files, lint_report report, void *context)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct lint lint = {files, arena, report, context, 0};
    const struct rule_list rules = lint_files(&lint);
    struct err err;
    for (size_t i = 1; i < rules.count; i++)
        tell(&lint, controls_check_id(&rules.rules[i], &rules.rules[i - 1], &err), &err);
    const struct controls_rules split = controls_split_rules(rules.rules, rules.count, arena);
    const struct mapper *mapper = mapper_new(&split.findings, arena, tell_conflict, &lint);
    tell(&lint, mapper_check_patterns(mapper, &err), &err);
    lint_classes(&lint, &split.classes);
    for (size_t i = 0; i < rules.count; i++)
        lint_tests(&lint, &rules.rules[i], mapper);
    lint_mappings(&lint, &rules);
    lint_declaration(&lint, &rules);
    return lint.count;
}
