#include "analytics/effective.h"

#include "history.h"

static const struct period period = {100 * DAY, 200 * DAY};

static struct effective
effective_of(struct history *history)
{
    struct effective effective;
    struct err err;
    ck_assert_msg(effective_compute(history->facts, period, history->arena, &effective, &err) == 0, "%s", err.text);
    return effective;
}

START_TEST(takes_the_earlier_clock)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 110 * DAY - HOUR, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 110 * DAY + 5 * MINUTE, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 110 * DAY + 5 * MINUTE + 1, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = INSTANT_NONE, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 10 * DAY, .stage = STAGE_DETECTED);
    const struct effective effective = effective_of(&history);
    ck_assert_int_eq(effective.times[0].t_ms, 110 * DAY - HOUR);
    ck_assert_int_eq(effective.times[1].t_ms, 110 * DAY);
    ck_assert_int_eq(effective.times[2].t_ms, 110 * DAY);
    ck_assert_int_eq(effective.times[3].t_ms, 110 * DAY);
    /* A detection may lie as far back as it likes. */
    ck_assert_int_eq(effective.times[4].t_ms, 10 * DAY);
    ck_assert_uint_eq(effective.backdated_count, 0);
    ck_assert_uint_eq(effective.late_count, 0);
    ck_assert_uint_eq(effective.future_count, 1);
    ck_assert_uint_eq(effective.future[0], 2);
}
END_TEST

START_TEST(holds_closings_in_the_present)
{
    static const struct {
        enum stage stage;
        enum outcome outcome;
        int64_t lag;
        bool backdated;
    } cases[] = {
        {STAGE_VERIFIED, OUTCOME_NONE, DAY, false},       {STAGE_VERIFIED, OUTCOME_NONE, DAY + 1, true},
        {STAGE_VERIFIED, OUTCOME_FAIL, DAY + 1, false},   {STAGE_EVALUATED, OUTCOME_PASS, DAY + 1, true},
        {STAGE_EVALUATED, OUTCOME_NONE, DAY + 1, false},  {STAGE_DETECTED, OUTCOME_PASS, DAY + 1, true},
        {STAGE_DETECTED, OUTCOME_NONE, 9 * DAY, false},   {STAGE_REOPENED, OUTCOME_PASS, DAY + 1, true},
        {STAGE_DELETED, OUTCOME_NONE, DAY, false},        {STAGE_DELETED, OUTCOME_NONE, DAY + 1, true},
        {STAGE_CLOSED, OUTCOME_PASS, 9 * DAY, false},     {STAGE_REMEDIATED, OUTCOME_PASS, 9 * DAY, false},
        {STAGE_INTRODUCED, OUTCOME_NONE, 9 * DAY, false},
    };
    AUTO(history_release) struct history history = history_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        EVENT(&history, .received_ms = 150 * DAY, .occurred_ms = 150 * DAY - cases[i].lag, .stage = cases[i].stage,
              .outcome = cases[i].outcome);
    const struct effective effective = effective_of(&history);
    size_t listed = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(effective.times[i].t_ms, 150 * DAY - (cases[i].backdated ? 0 : cases[i].lag));
        if (cases[i].backdated)
            ck_assert_uint_eq(effective.backdated[listed++], i);
    }
    ck_assert_uint_eq(effective.backdated_count, listed);
}
END_TEST

START_TEST(takes_the_lag_of_the_source)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = DAY, .lag_s = 3600);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 110 * DAY - HOUR - 1, .stage = STAGE_VERIFIED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 110 * DAY - HOUR - 1, .stage = STAGE_VERIFIED,
          .source = "other");
    /* A later record that omits the lag brings back the default. */
    SOURCE(&history, .received_ms = 110 * DAY);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 110 * DAY - HOUR - 1, .stage = STAGE_VERIFIED);
    const struct effective effective = effective_of(&history);
    ck_assert_int_eq(effective.times[0].t_ms, 110 * DAY);
    ck_assert_int_eq(effective.times[1].t_ms, 110 * DAY - HOUR - 1);
    ck_assert_int_eq(effective.times[2].t_ms, 110 * DAY - HOUR - 1);
    ck_assert_uint_eq(effective.backdated_count, 1);
}
END_TEST

START_TEST(counts_waivers_when_received)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 109 * DAY, .stage = STAGE_WAIVED);
    const struct effective effective = effective_of(&history);
    ck_assert_int_eq(effective.times[0].t_ms, 110 * DAY);
    ck_assert_uint_eq(effective.backdated_count, 0);
}
END_TEST

START_TEST(leaves_closed_periods_alone)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 99 * DAY, .occurred_ms = 98 * DAY, .stage = STAGE_DETECTED);
    /* Entries 1 to 3 came at or after the end of the closed period, before it was closed. */
    EVENT(&history, .received_ms = 101 * DAY, .occurred_ms = 98 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 101 * DAY, .occurred_ms = 100 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 101 * DAY, .occurred_ms = 98 * DAY, .stage = STAGE_VERIFIED);
    history_close(&history, 102 * DAY, 50 * DAY, 100 * DAY, 1);
    history_close(&history, 151 * DAY, 100 * DAY, 150 * DAY, 5);
    EVENT(&history, .received_ms = 151 * DAY, .occurred_ms = 98 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 151 * DAY, .occurred_ms = 120 * DAY, .stage = STAGE_DETECTED);
    const struct effective effective = effective_of(&history);
    static const int64_t own[] = {98 * DAY, 98 * DAY, 100 * DAY, 101 * DAY, 98 * DAY, 120 * DAY};
    static const int64_t t[] = {98 * DAY, 100 * DAY, 100 * DAY, 101 * DAY, 150 * DAY, 150 * DAY};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        ck_assert_int_eq(effective.times[i].own_ms, own[i]);
        ck_assert_int_eq(effective.times[i].t_ms, t[i]);
    }
    /* Each is late for the first closed period that it should have counted in. */
    static const struct effective_late late[] = {{1, 0, true}, {4, 0, true}, {5, 1, true}};
    ck_assert_uint_eq(effective.late_count, COUNT_OF(late));
    for (size_t i = 0; i < COUNT_OF(late); i++) {
        ck_assert_uint_eq(effective.late[i].event, late[i].event);
        ck_assert_uint_eq(effective.late[i].close, late[i].close);
        ck_assert(effective.late[i].counted == late[i].counted);
    }
}
END_TEST

/* docs/statistics.md, section 1, the example. */
START_TEST(agrees_with_the_worked_example)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 50 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 109 * DAY, .stage = STAGE_VERIFIED);
    EVENT(&history, .received_ms = 110 * DAY, .occurred_ms = 108 * DAY, .stage = STAGE_VERIFIED);
    EVENT(&history, .received_ms = 205 * DAY, .occurred_ms = 190 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 206 * DAY, .occurred_ms = 201 * DAY, .stage = STAGE_WAIVED);
    history_close(&history, 207 * DAY, 100 * DAY, 200 * DAY, 3);
    const struct effective effective = effective_of(&history);
    static const int64_t want[] = {50, 109, 110, 200, 206};
    for (size_t i = 0; i < COUNT_OF(want); i++)
        ck_assert_int_eq(effective.times[i].t_ms, want[i] * DAY);
    ck_assert_uint_eq(effective.backdated_count, 1);
    ck_assert_uint_eq(effective.backdated[0], 2);
    ck_assert_uint_eq(effective.late_count, 1);
    ck_assert_uint_eq(effective.late[0].event, 3);
    ck_assert(!effective.late[0].counted);
}
END_TEST

START_TEST(lists_what_came_after_the_period)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 200 * DAY - 1, .occurred_ms = 199 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 200 * DAY, .occurred_ms = 200 * DAY - 1, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 201 * DAY, .occurred_ms = 200 * DAY, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 202 * DAY, .occurred_ms = 199 * DAY, .stage = STAGE_VERIFIED);
    const struct effective effective = effective_of(&history);
    ck_assert_int_eq(effective.as_of_ms, 202 * DAY);
    ck_assert_int_eq(effective.end_ms, 200 * DAY);
    ck_assert(effective.over);
    ck_assert_uint_eq(effective.late_count, 2);
    ck_assert_uint_eq(effective.late[0].event, 1);
    ck_assert_uint_eq(effective.late[0].close, FACT_NONE);
    ck_assert(effective.late[0].counted);
    ck_assert_uint_eq(effective.late[1].event, 3);
    ck_assert(!effective.late[1].counted);
}
END_TEST

START_TEST(ends_with_the_last_entry)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, 150 * DAY);
    struct effective effective = effective_of(&history);
    ck_assert_int_eq(effective.end_ms, 150 * DAY);
    ck_assert(!effective.over);
    history_until(&history, 200 * DAY);
    effective = effective_of(&history);
    ck_assert_int_eq(effective.end_ms, 200 * DAY);
    ck_assert(effective.over);
}
END_TEST

START_TEST(refuses_nothing_to_report)
{
    AUTO(history_release) struct history history = history_new();
    struct effective effective;
    struct err err;
    ck_assert_int_eq(effective_compute(history.facts, period, history.arena, &effective, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "there is no entry to report on");
    history_until(&history, DAY);
    const struct period empty = {5, 5};
    ck_assert_int_eq(effective_compute(history.facts, empty, history.arena, &effective, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "the period is empty: its end is not after its start");
}
END_TEST

/* Rule 3 by its words, for closes in any order, with any cut. */
START_TEST(agrees_with_the_rule_read_plainly)
{
    for (int round = 0; round < 2000; round++) {
        AUTO(history_release) struct history history = history_new();
        for (size_t i = 0; i < 30; i++) {
            const int64_t received_ms = history.received_ms + (int64_t)unit_random_below(3) * DAY;
            if (unit_random_below(4) == 0)
                history_close(&history, received_ms, 0, (int64_t)unit_random_below(60) * DAY, unit_random_below(35));
            else
                EVENT(&history, .received_ms = received_ms,
                      .occurred_ms = received_ms - (int64_t)unit_random_below(20) * DAY, .stage = STAGE_DETECTED);
        }
        const struct effective effective = effective_of(&history);
        const struct facts *facts = history.facts;
        size_t late = 0;
        for (size_t i = 0; i < facts->events_count; i++) {
            const int64_t own_ms = effective.times[i].own_ms;
            int64_t t_ms = own_ms;
            int64_t first_ms = INSTANT_NONE;
            for (size_t j = 0; j < facts->closes_count; j++) {
                const struct fact_close *close = &facts->closes[j];
                if (facts->events[i].index < close->cut)
                    continue;
                t_ms = t_ms > close->to_ms ? t_ms : close->to_ms;
                if (close->to_ms > own_ms && (first_ms == INSTANT_NONE || close->to_ms < first_ms))
                    first_ms = close->to_ms;
            }
            ck_assert_int_eq(effective.times[i].t_ms, t_ms);
            if (first_ms == INSTANT_NONE)
                continue;
            ck_assert_uint_eq(effective.late[late].event, i);
            ck_assert_int_eq(facts->closes[effective.late[late].close].to_ms, first_ms);
            late++;
        }
        ck_assert_uint_eq(effective.late_count, late);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("effective", takes_the_earlier_clock, holds_closings_in_the_present, takes_the_lag_of_the_source,
                     counts_waivers_when_received, agrees_with_the_worked_example, leaves_closed_periods_alone,
                     lists_what_came_after_the_period, ends_with_the_last_entry, refuses_nothing_to_report,
                     agrees_with_the_rule_read_plainly);
}
