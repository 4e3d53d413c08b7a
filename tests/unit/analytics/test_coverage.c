#include "analytics/coverage.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define EVENT_OF(source_, received, occurred)                                                                          \
    EVENT(&history, .source = (source_), .received_ms = (received)*HOUR, .occurred_ms = (occurred)*HOUR)

static void
gap_is(const struct coverage_gap *gap, int64_t from, int64_t to, uint64_t events)
{
    ck_assert_int_eq(gap->stretch.from_ms, from * HOUR);
    ck_assert_int_eq(gap->stretch.to_ms, to * HOUR);
    ck_assert_uint_eq(gap->events, events);
}

/* docs/statistics.md, "Coverage", the worked example. */
START_TEST(agrees_with_the_worked_example)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 90 * HOUR, .interval_s = 10 * 3600);
    EVENT_OF("s", 95, 95);
    history_heartbeat(&history, "s", HEARTBEAT_COLLECTOR, 118 * HOUR);
    history_heartbeat(&history, "s", HEARTBEAT_POLLED, 130 * HOUR);
    EVENT_OF("s", 140, 118);
    EVENT_OF("s", 141, 125);
    SOURCE(&history, .received_ms = 150 * HOUR, .interval_s = 5 * 3600);
    EVENT_OF("s", 155, 128);
    SOURCE(&history, .received_ms = 170 * HOUR, .retired = true);
    SOURCE(&history, .received_ms = 180 * HOUR, .interval_s = 5 * 3600);
    history_heartbeat(&history, "s", HEARTBEAT_SENDER, 195 * HOUR);
    history_until(&history, 210 * HOUR);
    const struct coverage coverage = report_of(&history, period).coverage;
    ck_assert_uint_eq(coverage.source_count, 1);
    const struct coverage_source *line = &coverage.sources[0];
    ck_assert(line->enrolled);
    ck_assert_int_eq(line->scope_ms, 90 * HOUR);
    ck_assert_int_eq(line->covered_ms, (15 + 35 + 5) * HOUR);
    ck_assert(!line->whole_period);
    ck_assert_uint_eq(line->gap_count, 3);
    gap_is(&coverage.gaps[0], 115, 130, 3);
    ck_assert_uint_eq(coverage.gaps[0].first, 1);
    ck_assert_uint_eq(coverage.gaps[0].last, 3);
    gap_is(&coverage.gaps[1], 165, 170, 0);
    ck_assert_uint_eq(coverage.gaps[1].first, FACT_NONE);
    gap_is(&coverage.gaps[2], 180, 195, 0);
    ck_assert_uint_eq(line->heartbeats_received, 2);
    /* 50 hours of 10, then 20 and 20 hours of 5. */
    ck_assert_uint_eq(line->heartbeats_expected, 5 + 4 + 4);
    ck_assert_int_eq(coverage.scope_ms, line->scope_ms);
    ck_assert_int_eq(coverage.covered_ms, line->covered_ms);
}
END_TEST

START_TEST(knows_sources_that_were_never_enrolled)
{
    AUTO(history_release) struct history history = history_new();
    EVENT_OF("stray", 110, 110);
    SOURCE(&history, .received_ms = 120 * HOUR, .source = "silent");
    history_until(&history, 150 * HOUR);
    const struct coverage coverage = report_of(&history, period).coverage;
    ck_assert_uint_eq(coverage.source_count, 2);
    ck_assert(coverage.sources[0].enrolled);
    ck_assert_int_eq(coverage.sources[0].scope_ms, 30 * HOUR);
    ck_assert_int_eq(coverage.sources[0].covered_ms, 0);
    ck_assert(!coverage.sources[1].enrolled);
    ck_assert_int_eq(coverage.sources[1].scope_ms, 0);
    ck_assert_uint_eq(coverage.gap_count, 1);
    gap_is(&coverage.gaps[0], 120, 150, 0);
}
END_TEST

START_TEST(covers_a_whole_period)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 90 * HOUR, .interval_s = 60 * 3600);
    EVENT_OF("s", 99, 99);
    history_until(&history, 199 * HOUR);
    /* Covered all the way, but the period is not over. */
    struct coverage coverage = report_of(&history, period).coverage;
    ck_assert_int_eq(coverage.covered_ms, coverage.scope_ms);
    ck_assert(!coverage.sources[0].whole_period);
    history_until(&history, 200 * HOUR);
    coverage = report_of(&history, period).coverage;
    ck_assert(coverage.sources[0].whole_period);
    ck_assert_uint_eq(coverage.gap_count, 0);
}
END_TEST

START_TEST(takes_an_hour_where_no_interval_is_stated)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 100 * HOUR);
    EVENT_OF("s", 110, 110);
    history_until(&history, 120 * HOUR);
    const struct coverage coverage = report_of(&history, period).coverage;
    ck_assert_int_eq(coverage.covered_ms, 2 * HOUR);
    ck_assert_uint_eq(coverage.sources[0].heartbeats_expected, 20);
    ck_assert_uint_eq(coverage.gap_count, 2);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("coverage", agrees_with_the_worked_example, knows_sources_that_were_never_enrolled,
                     covers_a_whole_period, takes_an_hour_where_no_interval_is_stated);
}
