#include "analytics/exposure.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define ON(hours, check_, resource_, stage_, ...)                                                                      \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = (check_), .resource = (resource_),        \
          __VA_ARGS__)

/* docs/statistics.md: [10, 50) [40, 70) [90, 100) on one resource, here hours after the period's start. */
START_TEST(agrees_with_the_worked_example)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "a/1", "r", STAGE_DETECTED);
    ON(140, "b/1", "r", STAGE_DETECTED);
    ON(150, "a/1", "r", STAGE_VERIFIED);
    ON(170, "b/1", "r", STAGE_VERIFIED);
    ON(190, "a/1", "r", STAGE_DETECTED);
    ON(195, "a/1", "other", STAGE_DETECTED);
    ON(200, "a/1", "r", STAGE_VERIFIED);
    const struct exposure exposure = report_of(&history, period).exposure;
    ck_assert_uint_eq(exposure.by_criterion.count, 2);
    const struct exposure_group *one = &exposure.by_criterion.groups[0];
    ck_assert_slice_eq(one->name, SLICE("CC6.1"));
    ck_assert_int_eq(one->gross_ms, (80 + 5) * HOUR);
    ck_assert_int_eq(one->union_ms, (70 + 5) * HOUR);
    /* The other resource's five hours lie within the last window of the first. */
    ck_assert_int_eq(one->any_ms, 70 * HOUR);
    const struct exposure_group *two = &exposure.by_criterion.groups[1];
    ck_assert_slice_eq(two->name, SLICE("CC7.1"));
    ck_assert_int_eq(two->gross_ms, 30 * HOUR);
    ck_assert_uint_eq(exposure.by_rule.count, 2);
    ck_assert_int_eq(exposure.by_rule.groups[0].union_ms, 55 * HOUR);
    ck_assert_int_eq(exposure.by_rule.groups[1].union_ms, 30 * HOUR);
    ck_assert_int_eq(exposure.total.union_ms, 75 * HOUR);
}
END_TEST

START_TEST(cuts_waived_time_before_the_union)
{
    AUTO(history_release) struct history history = history_new();
    ON(90, "a/1", "r", STAGE_DETECTED);
    ON(95, "a/1", "r", STAGE_WAIVED, .approver = "ref:a", .expires_ms = 130 * HOUR);
    ON(120, "b/1", "r", STAGE_DETECTED);
    ON(150, NULL, "r", STAGE_DELETED);
    history_until(&history, 210 * HOUR);
    const struct exposure exposure = report_of(&history, period).exposure;
    ck_assert_int_eq(exposure.total.gross_ms, (50 + 30) * HOUR);
    ck_assert_int_eq(exposure.total.net_ms, (20 + 30) * HOUR);
    ck_assert_int_eq(exposure.total.union_ms, 50 * HOUR);
    /* The waiver is of one window; the other one on the same resource still counts. */
    ck_assert_int_eq(exposure.total.net_union_ms, 30 * HOUR);
    ck_assert_uint_eq(exposure.total.closed_deleted, 2);
    ck_assert_uint_eq(exposure.total.opening, 1);
}
END_TEST

START_TEST(counts_unmapped_in_the_totals_only)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "x/1", "r", STAGE_DETECTED);
    history_until(&history, 210 * HOUR);
    const struct analytics analytics = report_of(&history, period);
    ck_assert_uint_eq(analytics.exposure.total.windows, 1);
    ck_assert_uint_eq(analytics.exposure.by_criterion.count, 0);
    ck_assert_uint_eq(analytics.exposure.by_rule.count, 1);
    ck_assert_slice_eq(analytics.exposure.by_rule.groups[0].name, SLICE("unmapped:x/1"));
    ck_assert_uint_eq(analytics.exposure.by_severity.count, 1);
    ck_assert_slice_eq(analytics.exposure.by_severity.groups[0].name, SLICE("none"));
    ck_assert_uint_eq(analytics.unmapped_count, 1);
    ck_assert_uint_eq(analytics.unmapped[0].events, 1);
}
END_TEST

START_TEST(orders_groups)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "x/2", "r", STAGE_DETECTED, .severity = SEVERITY_LOW);
    ON(110, "x/1", "r", STAGE_DETECTED, .severity = SEVERITY_CRITICAL);
    ON(110, "b/1", "r", STAGE_DETECTED);
    history_until(&history, 210 * HOUR);
    const struct exposure exposure = report_of(&history, period).exposure;
    static const char *const severities[] = {"critical", "low", "none"};
    static const char *const rules[] = {"beta", "unmapped:x/1", "unmapped:x/2"};
    ck_assert_uint_eq(exposure.by_severity.count, COUNT_OF(severities));
    ck_assert_uint_eq(exposure.by_rule.count, COUNT_OF(rules));
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        ck_assert_slice_eq(exposure.by_severity.groups[i].name, slice_of(severities[i]));
        ck_assert_slice_eq(exposure.by_rule.groups[i].name, slice_of(rules[i]));
    }
}
END_TEST

/* docs/statistics.md, "SLA", the worked example: high has 8 hours at first, 4 from entry 7 on. */
START_TEST(rates_slas)
{
    AUTO(history_release) struct history history = history_new();
    ON(100, "a/1", "met", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(100, "a/1", "gone", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(100, "a/1", "breached", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(108, "a/1", "met", STAGE_VERIFIED);
    ON(108, "a/1", "gone", STAGE_DELETED);
    ON(109, "a/1", "breached", STAGE_VERIFIED);
    history_until(&history, 109 * HOUR);
    ON(196, "a/1", "pending", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(196, "a/1", "overdue", STAGE_DETECTED, .severity = SEVERITY_HIGH, .occurred_ms = 195 * HOUR);
    history_until(&history, 210 * HOUR);
    const struct exposure_group group = report_of(&history, period).exposure.total;
    ck_assert_uint_eq(group.sla.met, 2);
    ck_assert_uint_eq(group.sla.met_deleted, 1);
    ck_assert_uint_eq(group.sla.breached, 2);
    ck_assert_uint_eq(group.sla.pending, 1);
    ck_assert_uint_eq(group.sla.overdue, 1);
    ck_assert_int_eq(group.sla.rate, 500000);
    ck_assert_int_eq(group.sla.beyond_sla, RATE_NONE);
}
END_TEST

START_TEST(says_nothing_of_an_empty_period)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, 210 * HOUR);
    const struct exposure exposure = report_of(&history, period).exposure;
    ck_assert_slice_eq(exposure.total.name, SLICE("total"));
    ck_assert_uint_eq(exposure.total.windows, 0);
    ck_assert_int_eq(exposure.total.sla.rate, RATE_NONE);
    ck_assert_int_eq(exposure.total.ttr.median_ms, DURATION_NONE);
    ck_assert_uint_eq(exposure.by_severity.count, 0);
    ck_assert(exposure.balances);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("exposure", agrees_with_the_worked_example, cuts_waived_time_before_the_union,
                     counts_unmapped_in_the_totals_only, orders_groups, rates_slas, says_nothing_of_an_empty_period);
}
