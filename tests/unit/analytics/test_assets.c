#include "analytics/assets.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define ON(hours, resource_, stage_, ...)                                                                              \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = "a/1", .resource = (resource_),           \
          __VA_ARGS__)

/* docs/statistics.md, "Coverage", the worked example: one evaluation is good for ten hours. */
START_TEST(agrees_with_the_worked_example)
{
    AUTO(history_release) struct history history = history_new();
    ON(95, "r", STAGE_EVALUATED);
    ON(101, "r", STAGE_TRIAGED);
    ON(110, "r", STAGE_VERIFIED);
    ON(115, "r", STAGE_DETECTED);
    EVENT(&history, .received_ms = 140 * HOUR, .stage = STAGE_DELETED, .resource = "r");
    EVENT(&history, .received_ms = 145 * HOUR, .stage = STAGE_DELETED, .resource = "r");
    ON(190, "r", STAGE_REOPENED);
    ON(195, "other", STAGE_TRIAGED);
    history_until(&history, 210 * HOUR);
    const struct assets assets = report_of(&history, period).assets;
    ck_assert_uint_eq(assets.rule_count, 1);
    ck_assert_uint_eq(assets.rules[0].rule, RULE_ALPHA);
    ck_assert_uint_eq(assets.rules[0].resources, 2);
    ck_assert_int_eq(assets.rules[0].lifetime_ms, (40 + 10 + 5) * HOUR);
    ck_assert_int_eq(assets.rules[0].fresh_ms, (5 + 15 + 10) * HOUR);
    ck_assert_int_eq(assets.fresh_ms, assets.rules[0].fresh_ms);
    ck_assert_int_eq(assets.lifetime_ms, assets.rules[0].lifetime_ms);
}
END_TEST

START_TEST(leaves_out_rules_without_a_ttl)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 110 * HOUR, .stage = STAGE_EVALUATED, .check = "b/1", .resource = "r");
    EVENT(&history, .received_ms = 110 * HOUR, .stage = STAGE_EVALUATED, .check = "x/1", .resource = "r");
    /* And what lived before the period. */
    ON(110, "before", STAGE_EVALUATED, .occurred_ms = 10 * HOUR);
    EVENT(&history, .received_ms = 110 * HOUR, .stage = STAGE_DELETED, .resource = "before", .occurred_ms = 99 * HOUR);
    history_until(&history, 210 * HOUR);
    const struct assets assets = report_of(&history, period).assets;
    ck_assert_uint_eq(assets.rule_count, 0);
    ck_assert_int_eq(assets.lifetime_ms, 0);
}
END_TEST

START_TEST(keeps_what_was_fresh_across_a_deletion)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "r", STAGE_EVALUATED);
    ON(112, "r", STAGE_DELETED);
    ON(115, "r", STAGE_TICKETED);
    ON(130, "r", STAGE_DELETED);
    history_until(&history, 210 * HOUR);
    const struct assets assets = report_of(&history, period).assets;
    ck_assert_int_eq(assets.lifetime_ms, (2 + 15) * HOUR);
    ck_assert_int_eq(assets.fresh_ms, (2 + 5) * HOUR);
}
END_TEST

static int
measure(struct history *history, struct period of, struct assets *out_assets, struct err *err)
{
    static struct effective effective;
    struct policy policy = history_policy(history);
    struct policy_rule *rules = arena_array(history->arena, policy.rule_count, sizeof(*rules));
    memcpy(rules, policy.rules, policy.rule_count * sizeof(*rules));
    /* Out of the order of names, and both with a ttl. */
    rules[RULE_ALPHA].id = SLICE("zeta");
    rules[RULE_BETA].ttl_ms = HOUR;
    policy.rules = rules;
    ck_assert_int_eq(effective_compute(history->facts, of, history->arena, &effective, err), 0);
    const struct reading reading = {history->facts, &policy, &effective, of};
    return assets_compute(&reading, history->arena, out_assets, err);
}

START_TEST(sorts_rules_by_name)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "r", STAGE_EVALUATED);
    EVENT(&history, .received_ms = 120 * HOUR, .stage = STAGE_EVALUATED, .check = "b/1", .resource = "r");
    history_until(&history, 210 * HOUR);
    struct assets assets;
    struct err err;
    ck_assert_int_eq(measure(&history, period, &assets, &err), 0);
    ck_assert_uint_eq(assets.rule_count, 2);
    ck_assert_uint_eq(assets.rules[0].rule, RULE_BETA);
    ck_assert_int_eq(assets.rules[0].fresh_ms, HOUR);
    ck_assert_uint_eq(assets.rules[1].rule, RULE_ALPHA);
    ck_assert_int_eq(assets.lifetime_ms, (90 + 80) * HOUR);
}
END_TEST

START_TEST(refuses_lives_that_cannot_be_summed)
{
    AUTO(history_release) struct history history = history_new();
    for (int i = 0; i < 30000; i++)
        EVENT(&history, .received_ms = 1, .stage = STAGE_EVALUATED, .check = "a/1", .resource = "r");
    history_until(&history, INSTANT_LAST);
    struct assets assets;
    struct err err;
    const struct period all = {INSTANT_FIRST, INSTANT_LAST};
    ck_assert_int_eq(measure(&history, all, &assets, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "the lives that 30000 events tell of are more than can be summed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("assets", agrees_with_the_worked_example, leaves_out_rules_without_a_ttl,
                     keeps_what_was_fresh_across_a_deletion, sorts_rules_by_name, refuses_lives_that_cannot_be_summed);
}
