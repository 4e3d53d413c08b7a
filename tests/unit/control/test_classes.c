#include "control/classes.h"

#include "class_rule.h"

static const char *const texts[] = {
    CLASS_RULE("a", "match: {s: {stage: deployed}}\ncondition: s\n"),
    CLASS_RULE("b", "match: {s: {stage: [deployed, reviewed]}, t: {actor.kind: human}}\ncondition: s and not t\n"),
    CLASS_RULE("c", "match: {s: {resource.uid|contains: bucket}}\ncondition: s\n"),
    CLASS_RULE("d", "match: {s: {stage: triaged}, t: {stage|exists: true}}\ncondition: not s and t\n"),
    CLASS_RULE("e", "match: {s: {resource.uid|re: '^(a+)+$'}, t: {stage: deployed}}\ncondition: s and t\n"),
};

static struct rule_list
rules_of(struct arena *arena)
{
    struct rule *rules = arena_array(arena, COUNT_OF(texts), sizeof(*rules));
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        rules[i] = class_rule_of(texts[i], arena);
    return (struct rule_list){rules, COUNT_OF(texts)};
}

/* The ids that are found, each with a "?" when it is undecided. */
static void
check_found(const char *event, const char *expected)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    AUTO(buf_release) struct buf found;
    const struct rule_list rules = rules_of(arena);
    const struct record record = class_rule_event(event, arena);
    struct class_finding findings[COUNT_OF(texts)];
    buf_init(&found, 100);
    const size_t count = classes_find(classes_new(&rules, arena), matcher, &record, findings);
    for (size_t i = 0; i < count; i++)
        buf_format(&found, "%.*s%s", SLICE_ARG(rules.rules[findings[i].rule].id), findings[i].is_undecided ? "?" : "");
    ck_assert_msg(slice_equal(buf_slice(&found), slice_of(expected)), "%s: %.*s", event, SLICE_ARG(buf_slice(&found)));
}

START_TEST(rules_are_found)
{
    check_found("stage: deployed", "abd");
    check_found("stage: deployed, actor.kind: human", "ad");
    check_found("stage: reviewed, actor.kind: human", "d");
    check_found("stage: reviewed", "bd");
    check_found("stage: triaged", "");
    check_found("outcome: pass", "");
    check_found("resource.uid: 'arn:bucket'", "c");
    check_found("stage: deployed, resource.uid: aaa", "abde");
    check_found("stage: deployed, resource.uid: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX", "abde?");
    check_found("stage: verified, resource.uid: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX", "d");
}
END_TEST

START_TEST(only_events_are_looked_at)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    const struct rule_list rules = rules_of(arena);
    const struct record record = {.kind = RECORD_CLOSE};
    struct class_finding findings[COUNT_OF(texts)];
    ck_assert_uint_eq(classes_find(classes_new(&rules, arena), matcher, &record, findings), 0);
}
END_TEST

/* What the stages leave open must not lose a match: each rule by itself is the oracle. */
START_TEST(random_events_find_what_each_rule_holds)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    static const struct slice uids[] = {{NULL, 0}, SLICE_INIT("bucket"), SLICE_INIT("aaa")};
    const struct rule_list rules = rules_of(arena);
    const struct classes *classes = classes_new(&rules, arena);
    for (int round = 0; round < 2000; round++) {
        struct record record = {.kind = RECORD_EVENT};
        struct class_finding findings[COUNT_OF(texts)];
        record.body.event.stage = (enum stage)unit_random_below(stage_count);
        record.body.event.actor.kind = (enum actor_kind)unit_random_below(actor_kind_count);
        record.body.event.resource.uid = uids[unit_random_below(COUNT_OF(uids))];
        const struct match_subject subject = {.record = &record, .matcher = matcher};
        const size_t count = classes_find(classes, matcher, &record, findings);
        size_t at = 0;
        for (uint32_t i = 0; i < rules.count; i++) {
            if (class_holds(&rules.rules[i], &subject) == TRUTH_YES)
                ck_assert(at < count && findings[at++].rule == i);
        }
        ck_assert_uint_eq(at, count);
    }
}
END_TEST

START_TEST(regular_expressions_are_counted)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule one =
        class_rule_of(CLASS_RULE("a", "match: {s: {approver|re: [a, b, c, d, e, f, g, h]}}\ncondition: s\n"), arena);
    struct rule rules[CLASSES_REGEXES_MAX / 8 + 1];
    struct err err = {""};
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        rules[i] = one;
    ck_assert_int_eq(classes_check_regexes(&(struct rule_list){rules, COUNT_OF(rules) - 1}, &err), 0);
    ck_assert_int_eq(classes_check_regexes(&(struct rule_list){rules, COUNT_OF(rules)}, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "r.yaml:5:1: the class rules have more than 256 regular expressions together");
}
END_TEST

/* Nine looks at 2,000 bytes are more than 16,384, nine at 1,000 are not; and every event begins anew. */
START_TEST(an_event_has_a_budget)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    struct rule rule = class_rule_of(
        CLASS_RULE("a", "match: {s: {finding.title|re: [b, c, d, e, f, g, h, i, j]}}\ncondition: s\n"), arena);
    const struct rule_list rules = {&rule, 1};
    const struct classes *classes = classes_new(&rules, arena);
    uint8_t *title = arena_alloc(arena, 2000);
    memset(title, 'x', 2000);
    struct record record = {.kind = RECORD_EVENT, .body.event.stage = STAGE_DETECTED};
    struct class_finding finding;
    for (int round = 0; round < 2; round++) {
        record.body.event.finding.title = (struct slice){title, 1000};
        ck_assert_uint_eq(classes_find(classes, matcher, &record, &finding), 0);
        record.body.event.finding.title = (struct slice){title, 2000};
        ck_assert_uint_eq(classes_find(classes, matcher, &record, &finding), 1);
        ck_assert(finding.is_undecided);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("classes", rules_are_found, only_events_are_looked_at, random_events_find_what_each_rule_holds,
                     regular_expressions_are_counted, an_event_has_a_budget);
}
