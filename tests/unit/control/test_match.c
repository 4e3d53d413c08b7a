/* Selections of class rules, read and held against events.
 * Covers: match.c, match_read.c */
#include "control/match.h"

#include "control/classes.h"

#include <stdio.h>

#include "class_rule.h"

static enum truth
holds(const char *test, const char *event)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    char text[2048];
    snprintf(text, sizeof(text), CLASS_RULE("a", "match:\n  s:\n    %s\ncondition: s\n"), test);
    const struct rule rule = class_rule_of(text, arena);
    const struct record record = class_rule_event(event, arena);
    const struct match_subject subject = {.record = &record, .matcher = matcher};
    return match_selection_holds(&rule.match.selections[0], &subject);
}

START_TEST(tests_compare_as_in_sigma)
{
    static const struct {
        const char *test;
        const char *event;
        bool holds;
    } cases[] = {
        {"stage: deployed", "stage: deployed", true},
        {"stage: Deployed", "stage: deployed", true},
        {"stage: deployed", "stage: triaged", false},
        {"stage: [triaged, deployed]", "stage: deployed", true},
        {"stage: de*", "stage: deployed", true},
        {"stage: de*", "stage: triaged", false},
        {"resource.account: 123456789012", "resource.account: '123456789012'", true},
        {"resource.uid: ARN:?", "resource.uid: arn:x", true},
        {"resource.uid|contains: BUCK", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|contains: [x, buck]", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|contains|all: [x, buck]", "resource.uid: 'arn:bucket'", false},
        {"resource.uid|contains|all: [arn, buck]", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|all|contains: [arn, buck]", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|startswith: ARN", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|startswith: bucket", "resource.uid: 'arn:bucket'", false},
        {"resource.uid|endswith: Bucket", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|endswith: arn", "resource.uid: 'arn:bucket'", false},
        {"resource.uid|re: '^arn:b.*t$'", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|re: 'ARN'", "resource.uid: 'arn:bucket'", false},
        {"resource.uid|re: 'uck'", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|re: ['x', 'b']", "resource.uid: 'arn:bucket'", true},
        {"resource.uid|re|all: ['x', 'b']", "resource.uid: 'arn:bucket'", false},
        {"resource.uid|cidr: 10.0.0.0/8", "resource.uid: 10.1.2.3", true},
        {"resource.uid|cidr: ['10.0.0.0/8', '2001:db8::/32']", "resource.uid: '2001:db8::1'", true},
        {"resource.uid|cidr: 10.0.0.0/8", "resource.uid: 11.1.2.3", false},
        {"resource.uid|exists: true", "resource.uid: x", true},
        {"resource.uid|exists: false", "resource.uid: x", false},
        {"resource.uid|exists: true", "stage: deployed", false},
        {"resource.uid|exists: false", "stage: deployed", true},
        {"prior|exists: true", "prior: 0", true},
        {"prior|exists: false", "stage: deployed", true},
        {"finding.severity|gt: medium", "finding.severity: high", true},
        {"finding.severity|gt: high", "finding.severity: high", false},
        {"finding.severity|gte: high", "finding.severity: high", true},
        {"finding.severity|lt: high", "finding.severity: low", true},
        {"finding.severity|lte: low", "finding.severity: low", true},
        {"finding.severity|lt: critical", "stage: deployed", false},
        {"finding.severity: High", "finding.severity: high", true},
        {"occurred|gte: 2026-01-01", "occurred: '2026-01-01T00:00:00Z'", true},
        {"occurred|lt: '2026-01-01T00:00:00Z'", "occurred: '2026-01-01T00:00:00Z'", false},
        {"occurred: 2026-01-01", "occurred: '2026-01-01T00:00:00.000Z'", true},
        {"prior: [1, 12]", "prior: 12", true},
        {"prior: 1", "prior: 12", false},
        {"prior|gt: 11", "prior: 12", true},
        {"refs: b", "refs: [a, b]", true},
        {"refs|all: [a, b]", "refs: [b, a]", true},
        {"refs|all: [a, c]", "refs: [a, b]", false},
        {"refs|contains: pull", "refs: ['issues/1', 'pull/7']", true},
        {"refs: c", "refs: [a, b]", false},
        {"resource.uid: x", "stage: deployed", false},
        {"adapter|startswith: 'sha256:0011'",
         "adapter: 'sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'", true},
        {"finding.title|contains: '100%\\*'", "finding.title: 'is 100%* sure'", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_msg(holds(cases[i].test, cases[i].event) == (cases[i].holds ? TRUTH_YES : TRUTH_NO), "%s on %s",
                      cases[i].test, cases[i].event);
}
END_TEST

START_TEST(all_of_a_mapping_and_any_of_a_list)
{
    const char *both = "stage: deployed\n    actor.kind: human";
    ck_assert_int_eq(holds(both, "stage: deployed, actor.kind: human"), TRUTH_YES);
    ck_assert_int_eq(holds(both, "stage: deployed"), TRUTH_NO);
    const char *either = "- stage: deployed\n    - actor.kind: human\n      outcome: pass";
    ck_assert_int_eq(holds(either, "stage: deployed"), TRUTH_YES);
    ck_assert_int_eq(holds(either, "actor.kind: human, outcome: pass"), TRUTH_YES);
    ck_assert_int_eq(holds(either, "actor.kind: human"), TRUTH_NO);
}
END_TEST

START_TEST(what_takes_too_long_is_not_known)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    const struct rule rule = class_rule_of(CLASS_RULE("a", "match:\n  s:\n    resource.uid|re: ['^(a+)+$', 'b']\n"
                                                           "  t:\n    resource.uid|re: '^(a+)+$'\n"
                                                           "condition: s and not t\n"),
                                           arena);
    struct record record =
        class_rule_event("resource.uid: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX", arena);
    struct err undecided = {""};
    const struct match_subject subject = {.record = &record, .matcher = matcher, .undecided = &undecided};
    ck_assert_int_eq(match_selection_holds(&rule.match.selections[0], &subject), TRUTH_MAYBE);
    ck_assert_str_eq(undecided.text, "regular expression '^(a+)+$' takes too long on "
                                     "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX'");
    ck_assert_int_eq(match_selection_holds(&rule.match.selections[1], &subject), TRUTH_MAYBE);
    ck_assert_int_eq(class_holds(&rule, &subject), TRUTH_MAYBE); /* and not a match by way of `not` */
    record = class_rule_event("resource.uid: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaXb", arena);
    ck_assert_int_eq(match_selection_holds(&rule.match.selections[0], &subject), TRUTH_YES); /* the other value does */
}
END_TEST

START_TEST(faults_are_located)
{
    static const struct {
        const char *body;
        const char *error;
    } cases[] = {
        {"match: []\ncondition: a\n", "r.yaml:5:1: 'match' is an array, expected an object"},
        {"match: {}\ncondition: a\n", "r.yaml:5:1: rule has no selection"},
        {"match: {'1a': {stage: deployed}}\ncondition: a\n",
         "r.yaml:5:9: '1a' is no name of a selection, expected a letter or '_', then letters, digits and '_'"},
        {"match: {not: {stage: deployed}}\ncondition: a\n",
         "r.yaml:5:9: 'not' is no name of a selection, expected a letter or '_', then letters, digits and '_'"},
        {"match: {a: deployed}\ncondition: a\n", "r.yaml:5:9: expected a mapping of fields to values"},
        {"match: {a: [deployed]}\ncondition: a\n", "r.yaml:5:13: expected a mapping of fields to values"},
        {"match: {a: []}\ncondition: a\n", "r.yaml:5:9: selection has no mapping"},
        {"match: {a: {}}\ncondition: a\n", "r.yaml:5:9: mapping has no field"},
        {"match: {a: {resource.name: x}}\ncondition: a\n",
         "r.yaml:5:13: field 'resource.name' is not known, expected one of an event's record, such as stage or "
         "resource.uid"},
        {"match: {a: {kind: event}}\ncondition: a\n",
         "r.yaml:5:13: field 'kind' is not known, expected one of an event's record, such as stage or resource.uid"},
        {"match: {a: {'resource.uid|like': x}}\ncondition: a\n", "r.yaml:5:13: modifier 'like' is not known"},
        {"match: {a: {'resource.uid|': x}}\ncondition: a\n", "r.yaml:5:13: modifier '' is not known"},
        {"match: {a: {'resource.uid|re|contains': x}}\ncondition: a\n",
         "r.yaml:5:13: modifiers 're' and 'contains' do not go together"},
        {"match: {a: {'resource.uid|all|all': [x, y]}}\ncondition: a\n", "r.yaml:5:13: modifier 'all' stands twice"},
        {"match: {a: {'resource.uid|all': x}}\ncondition: a\n",
         "r.yaml:5:13: modifier 'all' is for texts that are compared with several values"},
        {"match: {a: {'resource.uid|exists|all': [true]}}\ncondition: a\n",
         "r.yaml:5:13: modifier 'all' is for texts that are compared with several values"},
        {"match: {a: {'prior|all': [1, 2]}}\ncondition: a\n",
         "r.yaml:5:13: modifier 'all' is for texts that are compared with several values"},
        {"match: {a: {'resource.uid|gt': x}}\ncondition: a\n",
         "r.yaml:5:13: field 'resource.uid' has no order: 'gt' cannot compare it"},
        {"match: {a: {'occurred|contains': x}}\ncondition: a\n",
         "r.yaml:5:13: field 'occurred' is no text: 'contains' cannot compare it"},
        {"match: {a: {'finding.severity|gt': [low, high]}}\ncondition: a\n",
         "r.yaml:5:13: 'gt' takes one value, not a list"},
        {"match: {a: {'stage|exists': 'true'}}\ncondition: a\n", "r.yaml:5:13: 'exists' takes true or false"},
        {"match: {a: {stage: []}}\ncondition: a\n", "r.yaml:5:13: test of 'stage' has no value"},
        {"match: {a: {approver: null}}\ncondition: a\n",
         "r.yaml:5:13: a value cannot be null: 'approver|exists: false' asks for an absent field"},
        {"match: {a: {approver: true}}\ncondition: a\n", "r.yaml:5:13: expected a text or a number, found a boolean"},
        {"match: {a: {approver: [x, {}]}}\ncondition: a\n",
         "r.yaml:5:27: expected a text or a number, found an object"},
        {"match: {a: {approver: ''}}\ncondition: a\n", "r.yaml:5:13: text is empty"},
        {"match: {a: {stage: fixed}}\ncondition: a\n", "r.yaml:5:13: stage 'fixed' is not known"},
        {"match:\n  a:\n    stage:\n      - deployed\n      - fixed\ncondition: a\n",
         "r.yaml:9:9: stage 'fixed' is not known"},
        {"match: {a: {'finding.severity|gt': urgent}}\ncondition: a\n", "r.yaml:5:13: severity 'urgent' is not known"},
        {"match: {a: {prior: x}}\ncondition: a\n", "r.yaml:5:13: 'x' is not a whole number"},
        {"match: {a: {'approver|re': 'a('}}\ncondition: a\n",
         "r.yaml:5:13: regular expression 'a(': missing closing parenthesis at offset 2"},
        {"match: {a: {'resource.uid|cidr': 10.0.0.1/8}}\ncondition: a\n",
         "r.yaml:5:13: block '10.0.0.1/8' has bits set behind its first 8"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        char text[2048];
        struct rule rule;
        struct err err = {""};
        snprintf(text, sizeof(text), "%s%s%s%s", CLASS_HEAD("a"), cases[i].body, CLASS_CRITERIA, CLASS_TESTS);
        ck_assert_msg(class_rule_read(text, arena, &rule, &err) == ERR_FORMAT, "%s", cases[i].body);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

/* A number each, with `open` before it and `close` behind it. */
struct repeated {
    const char *open;
    const char *close;
    unsigned count;
};

static void
check_limit(const char *before, struct repeated repeated, const char *behind, const char *error)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf text;
    struct rule rule;
    struct err err = {""};
    buf_init(&text, 1 << 20);
    buf_text(&text, CLASS_HEAD("a"));
    buf_text(&text, before);
    for (unsigned i = 0; i < repeated.count; i++)
        buf_format(&text, "%s%u%s", repeated.open, i, repeated.close);
    buf_format(&text, "%s%s%s", behind, CLASS_CRITERIA, CLASS_TESTS);
    ck_assert_int_eq(class_rule_read(arena_text(arena, buf_slice(&text)), arena, &rule, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, error);
}

START_TEST(sizes_are_bounded)
{
    char value[700];
    check_limit("match:\n", (struct repeated){"  s", ": {stage: deployed}\n", 33}, "condition: all of them\n",
                "r.yaml:5:1: rule has 33 selections, at most 32 are allowed");
    check_limit("match:\n  a:\n", (struct repeated){"    - stage: deployed # ", "\n", 65}, "condition: a\n",
                "r.yaml:6:3: selection has 65 mappings, at most 64 are allowed");
    check_limit("match: {a: {stage: [", (struct repeated){"deployed, # ", "\n  ", 257}, "]}}\ncondition: a\n",
                "r.yaml:5:13: test of 'stage' has 257 values, at most 256 are allowed");
    check_limit("match: {a: {'approver|re': [", (struct repeated){"x", ",", 17}, "]}}\ncondition: a\n",
                "r.yaml:5:83: rule has more than 16 regular expressions");
    memset(value, 'x', sizeof(value));
    memcpy(value, "match: {a: {approver: ", 22);
    memcpy(value + 22 + 513, "}}\ncondition: a\n", sizeof("}}\ncondition: a\n"));
    check_limit(value, (struct repeated){0}, "", "r.yaml:5:13: value has 513 bytes, at most 512 are allowed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("match", tests_compare_as_in_sigma, all_of_a_mapping_and_any_of_a_list,
                     what_takes_too_long_is_not_known, faults_are_located, sizes_are_bounded);
}
