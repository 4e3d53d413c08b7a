#include "control/class_read.h"

#include "class_rule.h"

START_TEST(a_class_rule_is_read)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule rule = class_rule_of(
        CLASS_HEAD("a") "match:\n  one:\n    stage: [deployed, remediated]\n    resource.uid|contains|all: [x, y]\n"
                        "  two: [{actor.kind: human}, {approver|exists: true}]\n"
                        "condition: one and not two\n" CLASS_CRITERIA "tests:\n"
                        "  - {event: {stage: deployed, refs: [a, b], prior: 3}, matches: true}\n"
                        "  - {event: {}, matches: false}\n",
        arena);
    ck_assert_int_eq(rule.kind, RULE_CLASS);
    ck_assert_uint_eq(rule.check_count, 0);
    ck_assert_int_eq(rule.severity_override, SEVERITY_NONE);
    ck_assert_uint_eq(rule.match.count, 2);
    ck_assert_uint_eq(rule.match.line, 5);
    const struct match_selection *one = &rule.match.selections[0];
    ck_assert_slice_eq(one->name, SLICE("one"));
    ck_assert_uint_eq(one->line, 6);
    ck_assert_uint_eq(one->column, 3);
    ck_assert_uint_eq(one->count, 1);
    ck_assert_uint_eq(one->groups[0].count, 2);
    ck_assert_int_eq(one->groups[0].tests[1].how, MATCH_CONTAINS);
    ck_assert(one->groups[0].tests[1].needs_all);
    ck_assert_slice_eq(one->groups[0].tests[1].values[1].text, SLICE("y"));
    ck_assert_uint_eq(rule.match.selections[1].count, 2);
    ck_assert_slice_eq(rule.condition_text, SLICE("one and not two"));
    ck_assert_uint_eq(rule.condition_place.line, 10);
    ck_assert_uint_eq(rule.id_place.line, 1);
    ck_assert_uint_eq(rule.tests_place.line, 12);
    ck_assert_uint_eq(rule.test_count, 2);
    ck_assert(rule.tests[0].matches && !rule.tests[1].matches);
    ck_assert_int_eq(rule.tests[0].event->body.event.stage, STAGE_DEPLOYED);
    ck_assert_uint_eq(rule.tests[0].event->body.event.ref_count, 2);
    ck_assert(rule.tests[0].event->body.event.has_prior);
    ck_assert_int_eq(rule.tests[1].event->received_ms, INSTANT_NONE);
}
END_TEST

#define MATCH "match: {a: {stage: deployed}}\n"

START_TEST(faults_are_located)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        {CLASS_HEAD("a") CLASS_CRITERIA CLASS_TESTS, "r.yaml:1:1: 'checks' or 'match' is missing"},
        {CLASS_HEAD("a") "condition: a\n" CLASS_CRITERIA CLASS_TESTS, "r.yaml:1:1: 'checks' or 'match' is missing"},
        {CLASS_HEAD("a") MATCH CLASS_CRITERIA CLASS_TESTS, "r.yaml:1:1: 'condition' is missing"},
        {CLASS_HEAD("a") "checks: [t/a]\n" MATCH "condition: a\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:5:1: 'checks' is not for a rule with 'match'"},
        {CLASS_HEAD("a") "severity: low\n" MATCH "condition: a\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:5:1: 'severity' is not for a rule with 'match'"},
        {CLASS_HEAD("a") "severity_override: low\n" MATCH "condition: a\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:5:1: 'severity_override' is not for a rule with 'match'"},
        {CLASS_HEAD("a") MATCH "ttl_s: 5\ncondition: a\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:6:1: 'ttl_s' is not for a rule with 'match'"},
        {CLASS_HEAD("a") "checks: [t/a]\nseverity: low\ncondition: a\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:7:1: 'condition' is not for a rule with 'checks'"},
        {CLASS_HEAD("a") MATCH "condition: ''\n" CLASS_CRITERIA CLASS_TESTS, "r.yaml:6:1: text is empty"},
        {CLASS_HEAD("a") MATCH "condition: a and c\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:6:18: selection 'c' is not in 'match'"},
        {CLASS_HEAD("a") MATCH "condition:   'a and c'\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:6:21: selection 'c' is not in 'match'"},
        {CLASS_HEAD("a") MATCH "condition: >-\n  a and\n  c\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:6:1: selection 'c' is not in 'match'"},
        {CLASS_HEAD("a") "match: {a: {stage: deployed}, b: {outcome: pass}}\ncondition: a\n" CLASS_CRITERIA CLASS_TESTS,
         "r.yaml:5:31: selection 'b' is not in the condition"},
        {"{id: a, title: \xc3\xa4, owner: o, rationale: r, match: {a: {stage: deployed}}, condition: a or c}",
         "r.yaml:1:90: selection 'c' is not in 'match'"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: []\n", "r.yaml:8:1: rule has no test"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{check: t/a, rule: null}]\n",
         "r.yaml:8:10: unknown member 'check'"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {stage: deployed}}]\n",
         "r.yaml:8:9: 'matches' is missing"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {stage: deployed}, matches: 1}]\n",
         "r.yaml:8:36: 'matches' is a number, expected a boolean"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {phase: x}, matches: true}]\n",
         "r.yaml:8:18: field 'phase' is not known, expected one of an event's record, such as stage or resource.uid"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {stage: x}, matches: true}]\n",
         "r.yaml:8:18: stage 'x' is not known"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {stage: [x]}, matches: true}]\n",
         "r.yaml:8:18: expected a text or a number, found an array"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {refs: [1]}, matches: true}]\n",
         "r.yaml:8:25: expected a text"},
        {CLASS_HEAD("a") MATCH "condition: a\n" CLASS_CRITERIA "tests: [{event: {approver: ''}, matches: true}]\n",
         "r.yaml:8:18: text is empty"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct rule rule;
        struct err err = {""};
        ck_assert_msg(class_rule_read(cases[i].text, arena, &rule, &err) == ERR_FORMAT, "case %zu", i);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("class_read", a_class_rule_is_read, faults_are_located);
}
