#include "analytics/population.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

static void
reconcile(struct history *history, const char *source, int64_t received, uint64_t count)
{
    history_reconciliation(history, source, received * HOUR,
                           (struct record_reconciliation){.from_ms = 100 * HOUR, .to_ms = 120 * HOUR, .count = count});
}

START_TEST(sets_counts_side_by_side)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 90 * HOUR, .source = "a");
    SOURCE(&history, .received_ms = 90 * HOUR, .source = "quiet");
    reconcile(&history, "a", 99, 50);
    for (int64_t hour = 99; hour <= 120; hour += 7)
        EVENT(&history, .received_ms = 121 * HOUR, .occurred_ms = hour * HOUR, .source = "a", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 121 * HOUR, .occurred_ms = 110 * HOUR, .source = "b", .stage = STAGE_DETECTED);
    reconcile(&history, "a", 121, 3);
    reconcile(&history, "a", 121, 2);
    reconcile(&history, "b", 130, 1);
    reconcile(&history, "b", 200, 9);
    const struct population population = report_of(&history, period).population;
    /* 106 and 113 of a; 99 and 120 lie outside. */
    ck_assert_uint_eq(population.line_count, 3);
    ck_assert_uint_eq(population.lines[0].ledger, 2);
    ck_assert_uint_eq(population.lines[0].source, 3);
    ck_assert_uint_eq(population.source_count, 3);
    ck_assert_uint_eq(population.sources[0].reconciliations, 2);
    ck_assert_uint_eq(population.sources[0].differing, 1);
    ck_assert_uint_eq(population.sources[0].ledger_count, 4);
    ck_assert_uint_eq(population.sources[0].source_count, 5);
    ck_assert_uint_eq(population.sources[1].differing, 0);
    ck_assert_uint_eq(population.sources[2].reconciliations, 0);
    ck_assert_uint_eq(population.ledger_count, 5);
    ck_assert_uint_eq(population.source_total, 6);
}
END_TEST

START_TEST(refuses_counts_that_cannot_be_summed)
{
    AUTO(history_release) struct history history = history_new();
    reconcile(&history, "a", 110, UINT64_MAX);
    reconcile(&history, "a", 110, 1);
    struct effective effective;
    struct population population;
    struct err err;
    const struct policy policy = history_policy(&history);
    const struct reading reading = {history.facts, &policy, &effective, period};
    ck_assert_int_eq(effective_compute(history.facts, period, history.arena, &effective, &err), 0);
    ck_assert_int_eq(population_compute(&reading, history.arena, &population, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "the counts of the reconciliations are more than can be summed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("population", sets_counts_side_by_side, refuses_counts_that_cannot_be_summed);
}
