#include "control/rules.h"

#include "shipped.h"

static struct catalog
small_catalog(struct arena *arena)
{
    struct catalog catalog;
    ck_assert_int_eq(catalog_read("c.yaml", SLICE(SMALL_CATALOG), arena, &catalog, NULL), 0);
    return catalog;
}

#define HEAD "id: r\ntitle: t\nowner: o\nseverity: low\nrationale: r\n"
#define CHECKS "checks: [a/b]\n"
#define CRITERIA "criteria: {soc2: [{id: CC6.1, basis: published, strength: direct, rationale: r}]}\n"
#define TESTS "tests: [{check: a/b, rule: r, soc2: [CC6.1]}]\n"

START_TEST(everything_is_read)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct catalog catalog = small_catalog(arena);
    struct rule rule;
    struct err err;
    const int code = rule_read("r.yaml",
                               SLICE("id: aws.x-1\ntitle: Title\nowner: team\nseverity: high\nttl_s: 60\n"
                                     "rationale: Because.\nchecks:\n  - tool/one\n  - tool/two/with: slash\n"
                                     "criteria:\n"
                                     "  iso27001: [{id: A.8.1, basis: judgement, strength: supporting, rationale: i}]\n"
                                     "  soc2:\n"
                                     "    - {id: P1.1, basis: published, strength: direct, rationale: s}\n"
                                     "    - {id: CC6.1, basis: judgement, strength: direct, rationale: s}\n"
                                     "tests:\n"
                                     "  - {check: tool/one, rule: aws.x-1, soc2: [P1.1, CC6.1]}\n"
                                     "  - {check: tool/zero, rule: null}\n"),
                               &catalog, arena, &rule, &err);
    ck_assert_int_eq(code, ERR_FORMAT);
    ck_assert_str_eq(err.text, "r.yaml:9:5: expected a text");
    ck_assert_int_eq(rule_read("r.yaml",
                               SLICE("id: aws.x-1\ntitle: Title\nowner: team\nseverity: high\nttl_s: 60\n"
                                     "rationale: Because.\nchecks:\n  - tool/one\n  - tool/two/s:Three\n"
                                     "criteria:\n"
                                     "  iso27001: [{id: A.8.1, basis: judgement, strength: supporting, rationale: i}]\n"
                                     "  soc2:\n"
                                     "    - {id: P1.1, basis: published, strength: direct, rationale: s}\n"
                                     "    - {id: CC6.1, basis: judgement, strength: direct, rationale: s}\n"
                                     "tests:\n"
                                     "  - {check: tool/one, rule: aws.x-1, soc2: [P1.1, CC6.1]}\n"
                                     "  - {check: tool/zero, rule: null}\n"),
                               &catalog, arena, &rule, &err),
                     0);
    ck_assert_slice_eq(rule.path, SLICE("r.yaml"));
    ck_assert_slice_eq(rule.id, SLICE("aws.x-1"));
    ck_assert_slice_eq(rule.title, SLICE("Title"));
    ck_assert_slice_eq(rule.owner, SLICE("team"));
    ck_assert_slice_eq(rule.rationale, SLICE("Because."));
    ck_assert_int_eq(rule.severity, SEVERITY_HIGH);
    ck_assert(rule.has_ttl && rule.ttl_s == 60);
    ck_assert_uint_eq(rule.check_count, 2);
    ck_assert_slice_eq(rule.checks[1].id, SLICE("tool/two/s:Three"));
    ck_assert_uint_eq(rule.checks[1].line, 9);
    ck_assert_uint_eq(rule.checks[1].column, 5);
    const struct mapping_list *soc2 = &rule.mappings[FRAMEWORK_SOC2];
    ck_assert_uint_eq(soc2->count, 2);
    ck_assert_slice_eq(soc2->mappings[0].id, SLICE("P1.1"));
    ck_assert_int_eq(soc2->mappings[0].basis, BASIS_PUBLISHED);
    ck_assert_int_eq(soc2->mappings[1].basis, BASIS_JUDGEMENT);
    const struct mapping *iso = &rule.mappings[FRAMEWORK_ISO27001].mappings[0];
    ck_assert_slice_eq(iso->id, SLICE("A.8.1"));
    ck_assert_int_eq(iso->strength, STRENGTH_SUPPORTING);
    ck_assert_slice_eq(iso->rationale, SLICE("i"));
    ck_assert_uint_eq(rule.mappings[FRAMEWORK_NIST80053].count, 0);
    ck_assert(rule_maps_to(&rule, SLICE("CC6.1")));
    ck_assert(!rule_maps_to(&rule, SLICE("A.8.1")));
    ck_assert_uint_eq(rule.test_count, 2);
    ck_assert(rule.tests[0].expects_rule && !rule.tests[1].expects_rule);
    ck_assert_slice_eq(rule.tests[0].criteria[1], SLICE("CC6.1"));
}
END_TEST

START_TEST(ttl_may_be_left_out)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct catalog catalog = small_catalog(arena);
    struct rule rule;
    struct err err = {""};
    ck_assert_msg(rule_read("r.yaml", SLICE(HEAD CHECKS CRITERIA TESTS), &catalog, arena, &rule, &err) == 0, "%s",
                  err.text);
    ck_assert(!rule.has_ttl);
    ck_assert_int_eq(rule.kind, RULE_FINDING);
    ck_assert_int_eq(rule.severity_override, SEVERITY_NONE);
}
END_TEST

START_TEST(a_severity_may_be_set_for_all_events)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct catalog catalog = small_catalog(arena);
    struct rule rule;
    ck_assert_int_eq(rule_read("r.yaml", SLICE(HEAD "severity_override: high\n" CHECKS CRITERIA TESTS), &catalog, arena,
                               &rule, NULL),
                     0);
    ck_assert_int_eq(rule.severity, SEVERITY_LOW);
    ck_assert_int_eq(rule.severity_override, SEVERITY_HIGH);
}
END_TEST

START_TEST(faults_are_located)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        {HEAD CRITERIA TESTS, "r.yaml:1:1: 'checks' or 'match' is missing"},
        {HEAD "checks: []\n" CRITERIA TESTS, "r.yaml:6:1: rule has no check"},
        {HEAD "checks: [ab]\n" CRITERIA TESTS, "r.yaml:6:10: check 'ab' is not of the form tool/id"},
        {HEAD "checks: [a/b, /b]\n" CRITERIA TESTS, "r.yaml:6:15: check '/b' is not of the form tool/id"},
        {HEAD "checks: [a/]\n" CRITERIA TESTS, "r.yaml:6:10: check 'a/' is not of the form tool/id"},
        {HEAD "checks: [A/b]\n" CRITERIA TESTS, "r.yaml:6:10: check 'A/b' is not of the form tool/id"},
        {HEAD "checks: ['*/b']\n" CRITERIA TESTS, "r.yaml:6:10: check '*/b' is not of the form tool/id"},
        {HEAD CHECKS CRITERIA "tests: [{check: a/*, rule: r, soc2: []}]\n",
         "r.yaml:8:10: test of 'a/*': expected one check, not a pattern"},
        {HEAD CHECKS TESTS, "r.yaml:1:1: 'criteria' is missing"},
        {HEAD CHECKS "criteria: {}\n" TESTS, "r.yaml:7:1: rule maps to no SOC 2 criterion"},
        {HEAD CHECKS "criteria: {soc2: []}\n" TESTS, "r.yaml:7:1: rule maps to no SOC 2 criterion"},
        {HEAD CHECKS "criteria: {pci: []}\n" TESTS, "r.yaml:7:12: framework 'pci' is not known"},
        {HEAD CHECKS "criteria: {soc2: [{id: CC6.9, basis: published, strength: direct, rationale: r}]}\n" TESTS,
         "r.yaml:7:19: criterion 'CC6.9' is not in the catalog 'c'"},
        {HEAD CHECKS "criteria:\n  soc2:\n    - {id: CC6.1, basis: published, strength: direct, rationale: r}\n"
                     "    - {id: CC6.1, basis: judgement, strength: direct, rationale: r}\n" TESTS,
         "r.yaml:10:7: criterion 'CC6.1' stands twice"},
        {HEAD CHECKS "criteria: {soc2: [{id: CC6.1, basis: guess, strength: direct, rationale: r}]}\n" TESTS,
         "r.yaml:7:31: basis 'guess' is not known"},
        {HEAD CHECKS "criteria: {soc2: [{id: CC6.1, basis: published, strength: weak, rationale: r}]}\n" TESTS,
         "r.yaml:7:49: strength 'weak' is not known"},
        {HEAD CHECKS "criteria: {soc2: [{id: CC6.1, basis: published, strength: direct}]}\n" TESTS,
         "r.yaml:7:19: 'rationale' is missing"},
        {HEAD CHECKS CRITERIA, "r.yaml:1:1: 'tests' is missing"},
        {HEAD CHECKS CRITERIA "tests: []\n", "r.yaml:8:1: rule has no test"},
        {HEAD CHECKS CRITERIA "tests: [{check: a/b, rule: r}]\n", "r.yaml:8:9: 'soc2' is missing"},
        {HEAD CHECKS CRITERIA "tests: [{check: a/b, soc2: []}]\n", "r.yaml:8:9: 'rule' is missing"},
        {HEAD CHECKS CRITERIA "tests: [{check: a/b, rule: null, soc2: []}]\n",
         "r.yaml:8:34: no rule is expected, so no criteria can be"},
        {HEAD "color: red\n" CHECKS CRITERIA TESTS, "r.yaml:6:1: unknown member 'color'"},
        {"id: R x\n", "r.yaml:1:1: rule id 'R x' is not of a-z, 0-9, '.', '_' and '-'"},
        {"id: r\n", "r.yaml:1:1: 'title' is missing"},
        {"id: 'unmapped:x'\ntitle: t\n", "r.yaml:1:1: rule id 'unmapped:x' is not of a-z, 0-9, '.', '_' and '-'"},
        {"id: r\ntitle: t\nowner: o\nrationale: r\nseverity: urgent\n" CHECKS,
         "r.yaml:5:1: severity 'urgent' is not known"},
        {HEAD "severity_override: urgent\n" CHECKS CRITERIA TESTS, "r.yaml:6:1: severity 'urgent' is not known"},
        {"id: r\nid: s\n", "r.yaml:2:1: duplicate key 'id'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const struct catalog catalog = small_catalog(arena);
        struct rule rule;
        struct err err = {""};
        ck_assert_int_eq(rule_read("r.yaml", slice_of(cases[i].text), &catalog, arena, &rule, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

START_TEST(rules_are_found_by_id)
{
    const struct rule rules[] = {{.id = SLICE_INIT("a")}, {.id = SLICE_INIT("a.b")}, {.id = SLICE_INIT("c")}};
    const struct rule_list list = {rules, COUNT_OF(rules)};
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        ck_assert_ptr_eq(rule_find(&list, rules[i].id), &rules[i]);
    ck_assert_ptr_null(rule_find(&list, SLICE("b")));
    const struct rule_list none = {NULL, 0};
    ck_assert_ptr_null(rule_find(&none, SLICE("a")));
}
END_TEST

#define LETTERS_42 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"
#define LETTERS_126 LETTERS_42 LETTERS_42 LETTERS_42

START_TEST(a_long_pattern_is_refused)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct catalog catalog = small_catalog(arena);
    struct rule rule;
    struct err err = {""};
    const struct slice text = SLICE(HEAD "checks: [a/*" LETTERS_126 "]\n" CRITERIA TESTS);
    ck_assert_int_eq(rule_read("r.yaml", text, &catalog, arena, &rule, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "r.yaml:6:10: pattern has 129 bytes, at most 128 are allowed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("rules", everything_is_read, ttl_may_be_left_out, a_severity_may_be_set_for_all_events,
                     faults_are_located, a_long_pattern_is_refused, rules_are_found_by_id);
}
