#include "analytics/alteration.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define ON(hours, check_, resource_, stage_, ...)                                                                      \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = (check_), .resource = (resource_),        \
          __VA_ARGS__)

static struct windows
windows_under(struct history *history, const struct policy *policy)
{
    struct effective *effective = arena_alloc(history->arena, sizeof(*effective));
    struct windows windows;
    ck_assert_int_eq(effective_compute(history->facts, period, history->arena, effective, NULL), 0);
    const struct reading reading = {history->facts, policy, effective, period};
    ck_assert_int_eq(windows_build(&reading, history->arena, &windows, NULL), 0);
    return windows;
}

static struct alterations
alterations_between(struct history *history, const struct policy *old, const struct policy *new)
{
    const struct windows before = windows_under(history, old);
    const struct windows after = windows_under(history, new);
    return alterations_find(&(struct alteration_view){old, &before}, &(struct alteration_view){new, &after},
                            history->arena);
}

/* The policy with the check `text` under another rule. */
static struct policy
policy_moved(struct history *history, const char *text, uint32_t rule)
{
    struct policy policy = history_policy(history);
    const uint32_t count = intern_count(history->facts->checks);
    uint32_t *rule_of_check = arena_array(history->arena, count, sizeof(*rule_of_check));
    for (uint32_t i = 0; i < count; i++)
        rule_of_check[i] =
            slice_equal(intern_text(history->facts->checks, i), slice_of(text)) ? rule : policy.rule_of_check[i];
    policy.rule_of_check = rule_of_check;
    return policy;
}

START_TEST(the_same_rules_alter_nothing)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "a/1", "r", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(120, "b/1", "r", STAGE_DETECTED);
    history_until(&history, 210 * HOUR);
    const struct policy policy = history_policy(&history);
    ck_assert_uint_eq(alterations_between(&history, &policy, &policy).count, 0);
}
END_TEST

/* Two windows of one resource become one when their checks come under one rule: the second has nothing to open. */
START_TEST(merging_two_checks_makes_a_window_disappear)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "a/1", "r", STAGE_DETECTED);
    ON(120, "b/1", "r", STAGE_DETECTED);
    ON(130, "a/1", "r", STAGE_VERIFIED);
    ON(140, "b/1", "r", STAGE_VERIFIED);
    history_until(&history, 210 * HOUR);
    const struct policy apart = history_policy(&history);
    const struct policy together = policy_moved(&history, "b/1", RULE_ALPHA);
    const struct alterations merged = alterations_between(&history, &apart, &together);
    ck_assert_uint_eq(merged.count, 2);
    ck_assert_uint_eq(merged.by_effect[ALTERATION_CHANGES], 1);
    ck_assert_uint_eq(merged.by_effect[ALTERATION_DISAPPEARS], 1);
    ck_assert_uint_eq(merged.alterations[0].window, 0);
    ck_assert_int_eq(merged.alterations[0].before.end_ms, 130 * HOUR);
    ck_assert_int_eq(merged.alterations[0].after.end_ms, 140 * HOUR);
    ck_assert_slice_eq(merged.alterations[1].before.rule, SLICE("beta"));
    ck_assert_int_eq(merged.alterations[1].after.start_ms, INSTANT_NONE);
    ck_assert_uint_eq(merged.alterations[1].after.rule.n, 0);
    const struct alterations split = alterations_between(&history, &together, &apart);
    ck_assert_uint_eq(split.count, 2);
    ck_assert_uint_eq(split.by_effect[ALTERATION_APPEARS], 1);
    ck_assert_slice_eq(split.alterations[1].after.criteria, SLICE("CC6.1 CC7.1"));
}
END_TEST

START_TEST(criteria_severity_and_due_are_changes)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "a/1", "r", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    history_until(&history, 210 * HOUR);
    const struct policy old = history_policy(&history);
    const struct policy moved = policy_moved(&history, "a/1", RULE_BETA);
    const struct alterations by_rule = alterations_between(&history, &old, &moved);
    ck_assert_uint_eq(by_rule.count, 1);
    ck_assert_int_eq(by_rule.alterations[0].effect, ALTERATION_CHANGES);
    ck_assert_slice_eq(by_rule.alterations[0].before.criteria, SLICE("CC6.1 C1.1"));
    ck_assert_slice_eq(by_rule.alterations[0].after.criteria, SLICE("CC6.1 CC7.1"));
    struct policy mapped = old;
    struct policy_rule *rules = arena_array(history.arena, old.rule_count, sizeof(*rules));
    memcpy(rules, old.rules, old.rule_count * sizeof(*rules));
    rules[RULE_ALPHA].criteria_count = 1;
    mapped.rules = rules;
    const struct alterations by_criteria = alterations_between(&history, &old, &mapped);
    ck_assert_uint_eq(by_criteria.count, 1);
    ck_assert_slice_eq(by_criteria.alterations[0].after.criteria, SLICE("CC6.1"));
    static const struct policy_sla sooner = {0, {[SEVERITY_HIGH] = HOUR}};
    struct policy strict = old;
    strict.slas = &sooner;
    strict.sla_count = 1;
    const struct alterations by_due = alterations_between(&history, &old, &strict);
    ck_assert_uint_eq(by_due.count, 1);
    ck_assert_int_eq(by_due.alterations[0].before.due_ms, 118 * HOUR);
    ck_assert_int_eq(by_due.alterations[0].after.due_ms, 111 * HOUR);
}
END_TEST

/* Random events; the oracle compares every window with every other. */
START_TEST(agrees_with_a_comparison_of_all_pairs)
{
    static const char *const checks[] = {"a/1", "a/2", "b/1", "x/1"};
    static const char *const resources[] = {"r", "s"};
    for (int round = 0; round < 200; round++) {
        AUTO(history_release) struct history history = history_new();
        for (int i = 0; i < 30; i++)
            ON(90 + 4 * i, checks[unit_random_below(4)], resources[unit_random_below(2)],
               unit_random_below(2) == 0 ? STAGE_DETECTED : STAGE_VERIFIED);
        history_until(&history, 210 * HOUR);
        const struct policy old = history_policy(&history);
        const struct policy new = policy_moved(&history, checks[unit_random_below(4)], (uint32_t)unit_random_below(2));
        const struct windows before = windows_under(&history, &old);
        const struct windows after = windows_under(&history, &new);
        uint64_t common = 0;
        uint64_t same = 0;
        for (size_t i = 0; i < before.count; i++) {
            for (size_t j = 0; j < after.count; j++) {
                const struct window *a = &before.windows[i];
                const struct window *b = &after.windows[j];
                common += a->id == b->id;
                same += a->id == b->id && slice_equal(old.rules[a->rule].id, new.rules[b->rule].id) &&
                        a->start_ms == b->start_ms && a->end_ms == b->end_ms;
            }
        }
        const struct alterations found = alterations_between(&history, &old, &new);
        ck_assert_msg(found.by_effect[ALTERATION_DISAPPEARS] == before.count - common, "round %d", round);
        ck_assert_msg(found.by_effect[ALTERATION_APPEARS] == after.count - common, "round %d", round);
        ck_assert_msg(found.by_effect[ALTERATION_CHANGES] == common - same, "round %d", round);
        for (size_t i = 1; i < found.count; i++)
            ck_assert_uint_lt(found.alterations[i - 1].window, found.alterations[i].window);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("analytics/alteration", the_same_rules_alter_nothing, merging_two_checks_makes_a_window_disappear,
                     criteria_severity_and_due_are_changes, agrees_with_a_comparison_of_all_pairs);
}
