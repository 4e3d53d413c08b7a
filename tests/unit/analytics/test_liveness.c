#include "analytics/liveness.h"

#include "history.h"

/* One source a line: "name state silent-hours last-sign-hours until-hours interval-hours". */
static struct slice
told(struct history *history, int64_t now_ms)
{
    const struct liveness_list list = liveness_find(history->facts, now_ms, history->arena);
    struct slice text = SLICE("");
    for (size_t i = 0; i < list.count; i++) {
        const struct liveness *line = &list.sources[i];
        const bool sent = line->sign_ms != INSTANT_NONE;
        text = arena_format(history->arena, "%.*s%.*s %s %d %d %d %d\n", SLICE_ARG(text),
                            SLICE_ARG(intern_text(history->facts->sources, line->source)),
                            liveness_state_name(line->state), (int)(line->silent_ms / HOUR),
                            sent ? (int)(line->sign_ms / HOUR) : -1, sent ? (int)(line->until_ms / HOUR) : -1,
                            (int)(line->interval_ms / HOUR));
    }
    return text;
}

START_TEST(an_event_covers_two_intervals)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 0, .source = "s", .interval_s = 2 * 3600);
    EVENT(&history, .received_ms = 10 * HOUR, .occurred_ms = 5 * HOUR, .source = "s");
    history_until(&history, 50 * HOUR);
    ck_assert_slice_eq(told(&history, 10 * HOUR), SLICE("s alive 0 10 14 2\n"));
    ck_assert_slice_eq(told(&history, 14 * HOUR - 1), SLICE("s alive 0 10 14 2\n"));
    ck_assert_slice_eq(told(&history, 14 * HOUR), SLICE("s silent 4 10 14 2\n"));
    ck_assert_slice_eq(told(&history, 9 * HOUR), SLICE("s never sent 9 -1 -1 2\n"));
}
END_TEST

START_TEST(heartbeats_count_but_those_of_the_collector)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 0, .source = "s", .interval_s = 3600);
    history_heartbeat(&history, "s", HEARTBEAT_POLLED, 3 * HOUR);
    history_heartbeat(&history, "s", HEARTBEAT_COLLECTOR, 9 * HOUR);
    ck_assert_slice_eq(told(&history, 9 * HOUR), SLICE("s silent 6 3 5 1\n"));
    EVENT(&history, .received_ms = 10 * HOUR, .source = "s");
    ck_assert_slice_eq(told(&history, 10 * HOUR), SLICE("s alive 0 10 12 1\n"));
    history_heartbeat(&history, "s", HEARTBEAT_SENDER, 11 * HOUR);
    ck_assert_slice_eq(told(&history, 11 * HOUR), SLICE("s alive 0 11 13 1\n"));
    history_heartbeat(&history, "s", HEARTBEAT_CANARY, 12 * HOUR);
    ck_assert_slice_eq(told(&history, 12 * HOUR), SLICE("s alive 0 12 14 1\n"));
}
END_TEST

/* A heartbeat before the last event does not make that older. */
START_TEST(the_last_sign_is_the_last_of_both_kinds)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 0, .source = "s", .interval_s = 3600);
    history_heartbeat(&history, "s", HEARTBEAT_POLLED, 3 * HOUR);
    EVENT(&history, .received_ms = 4 * HOUR, .source = "s");
    ck_assert_slice_eq(told(&history, 4 * HOUR), SLICE("s alive 0 4 6 1\n"));
}
END_TEST

/* A sign covers by the interval that was in force when it came, as in the coverage of a report. */
START_TEST(a_sign_keeps_the_interval_that_it_came_under)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 0, .source = "s", .interval_s = 10 * 3600);
    EVENT(&history, .received_ms = HOUR, .source = "s");
    SOURCE(&history, .received_ms = 2 * HOUR, .source = "s", .interval_s = 3600);
    EVENT(&history, .received_ms = 3 * HOUR, .source = "s");
    history_until(&history, 50 * HOUR);
    ck_assert_slice_eq(told(&history, 20 * HOUR), SLICE("s alive 0 3 21 1\n"));
    ck_assert_slice_eq(told(&history, 21 * HOUR), SLICE("s silent 18 3 21 1\n"));
}
END_TEST

START_TEST(what_needs_a_person_comes_first)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 0, .source = "retired");
    SOURCE(&history, .received_ms = 0, .source = "never");
    SOURCE(&history, .received_ms = 0, .source = "alive");
    EVENT(&history, .received_ms = HOUR, .source = "quiet b");
    EVENT(&history, .received_ms = HOUR, .source = "quiet a");
    EVENT(&history, .received_ms = 0 + HOUR, .source = "retired");
    SOURCE(&history, .received_ms = 2 * HOUR, .source = "retired", .retired = true);
    EVENT(&history, .received_ms = 3 * HOUR, .source = "quiet less");
    SOURCE(&history, .received_ms = 4 * HOUR, .source = "never before");
    EVENT(&history, .received_ms = 9 * HOUR, .source = "alive");
    ck_assert_slice_eq(told(&history, 9 * HOUR), SLICE("quiet a silent 8 1 3 1\n"
                                                       "quiet b silent 8 1 3 1\n"
                                                       "quiet less silent 6 3 5 1\n"
                                                       "never never sent 9 -1 -1 1\n"
                                                       "never before never sent 5 -1 -1 1\n"
                                                       "alive alive 0 9 11 1\n"
                                                       "retired retired 0 1 3 1\n"));
}
END_TEST

START_TEST(a_ledger_without_sources_has_none)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, HOUR);
    ck_assert_slice_eq(told(&history, HOUR), SLICE(""));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("liveness", an_event_covers_two_intervals, heartbeats_count_but_those_of_the_collector,
                     the_last_sign_is_the_last_of_both_kinds, a_sign_keeps_the_interval_that_it_came_under,
                     what_needs_a_person_comes_first, a_ledger_without_sources_has_none);
}
