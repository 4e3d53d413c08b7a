#include "analytics/sla.h"

#include "history.h"

static const struct period period = {100 * HOUR, 200 * HOUR};
static const struct policy_sla table = {0, {[SEVERITY_HIGH] = 10 * HOUR, [SEVERITY_CRITICAL] = 2 * HOUR}};

START_TEST(due_is_the_earliest_term)
{
    struct window window = {.detected_ms = 100 * HOUR, .due_ms = INSTANT_NONE};
    /* No SLA for the first stated severity: no term, and the next one counts from its own time. */
    window.due_ms = sla_due_after(&window, &table, SEVERITY_LOW, 101 * HOUR);
    ck_assert_int_eq(window.due_ms, INSTANT_NONE);
    window.severity = SEVERITY_LOW;
    window.due_ms = sla_due_after(&window, &table, SEVERITY_HIGH, 103 * HOUR);
    ck_assert_int_eq(window.due_ms, 113 * HOUR);
    window.severity = SEVERITY_HIGH;
    window.due_ms = sla_due_after(&window, &table, SEVERITY_CRITICAL, 104 * HOUR);
    ck_assert_int_eq(window.due_ms, 106 * HOUR);
    window.due_ms = sla_due_after(&window, &table, SEVERITY_HIGH, 105 * HOUR);
    ck_assert_int_eq(window.due_ms, 106 * HOUR);
    ck_assert_int_eq(sla_due_after(&window, NULL, SEVERITY_CRITICAL, 0), 106 * HOUR);
    /* The first stated severity counts from detection, however late it is stated. */
    const struct window silent = {.detected_ms = 100 * HOUR, .due_ms = INSTANT_NONE};
    ck_assert_int_eq(sla_due_after(&silent, &table, SEVERITY_HIGH, 150 * HOUR), 110 * HOUR);
}
END_TEST

START_TEST(decides_at_end_or_due)
{
    static const struct {
        int64_t due, end; /* hours, 0: none */
        enum sla_state want;
    } cases[] = {
        {0, 150, SLA_WITHOUT},  {110, 110, SLA_MET},    {110, 111, SLA_BREACHED}, {110, 0, SLA_BREACHED},
        {99, 0, SLA_EARLIER},   {100, 0, SLA_BREACHED}, {99, 150, SLA_EARLIER},   {190, 0, SLA_PENDING},
        {189, 0, SLA_BREACHED}, {300, 0, SLA_PENDING},  {300, 189, SLA_MET},      {110, 100, SLA_MET},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct window window = {
            .due_ms = cases[i].due == 0 ? INSTANT_NONE : cases[i].due * HOUR,
            .end_ms = cases[i].end == 0 ? INSTANT_NONE : cases[i].end * HOUR,
        };
        sla_decide(&window, period, 190 * HOUR);
        ck_assert_int_eq(window.sla, cases[i].want);
        ck_assert_int_eq(window.net_sla, cases[i].want);
        ck_assert_int_eq(window.net_due_ms, window.due_ms);
    }
}
END_TEST

START_TEST(waived_time_moves_the_net_due)
{
    static const struct stretch waived[] = {
        {105 * HOUR, 108 * HOUR}, {112 * HOUR, 120 * HOUR}, {121 * HOUR, 130 * HOUR}};
    struct window window = {
        .detected_ms = 100 * HOUR, .due_ms = 110 * HOUR, .end_ms = 121 * HOUR, .waived = waived, .waived_count = 3};
    sla_decide(&window, period, 190 * HOUR);
    /* 110 + 3 = 113, past 112, so + 8 = 121, which the third begins at but does not come before. */
    ck_assert_int_eq(window.net_due_ms, 121 * HOUR);
    ck_assert_int_eq(window.sla, SLA_BREACHED);
    ck_assert_int_eq(window.net_sla, SLA_MET);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sla", due_is_the_earliest_term, decides_at_end_or_due, waived_time_moves_the_net_due);
}
