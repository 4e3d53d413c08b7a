#include "analytics/survival.h"

#include "base/file.h"
#include "format/json.h"
#include "history.h"

#include <math.h>

static struct survival
fit(struct observation *observations, size_t count, struct arena *arena)
{
    struct survival survival;
    struct err err;
    ck_assert_int_eq(survival_fit(observations, count, arena, &survival, &err), 0);
    return survival;
}

static double
number(const struct json *object, const char *name)
{
    double value;
    struct err err;
    ck_assert_msg(json_double(json_get(object, name), &value, &err) == 0, "%s: %s", name, err.text);
    return value;
}

/* The example with delayed entry that was computed elsewhere; ages in hours. */
START_TEST(agrees_with_the_outside_vector)
{
    const char *shared = unit_shared();
    if (shared == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice bytes;
    struct json *vector;
    struct err err;
    ck_assert_int_eq(file_read(file_join(arena, shared, "data/km_testvector.json"), 1 << 20, arena, &bytes, &err), 0);
    ck_assert_int_eq(json_read(bytes, arena, &vector, &err), 0);
    struct observation observations[64];
    size_t count = 0;
    for (const struct json *row = json_get(vector, "rows")->first; row != NULL; row = row->next)
        observations[count++] = (struct observation){
            .entry_ms = (int64_t)number(row, "entry_age") * HOUR,
            .exit_ms = (int64_t)number(row, "exit_age") * HOUR,
            .end = number(row, "event") > 0 ? OBSERVATION_VERIFIED : OBSERVATION_CENSORED,
        };
    const struct survival survival = fit(observations, count, arena);
    ck_assert_uint_eq(survival.n, count);
    const struct json *steps = json_get(vector, "km");
    ck_assert_uint_eq(survival.row_count, steps->count);
    size_t at = 0;
    double variance = 0;
    for (const struct json *step = steps->first; step != NULL; step = step->next, at++) {
        const struct survival_row *row = &survival.rows[at];
        ck_assert_int_eq(row->t_ms, (int64_t)number(step, "t") * HOUR);
        ck_assert_uint_eq(row->at_risk, (uint64_t)number(step, "at_risk"));
        ck_assert_uint_eq(row->events, (uint64_t)number(step, "events"));
        ck_assert_int_eq(row->s, llround(number(step, "S") * RATE_ONE));
        /* The band is made of the same standard error. */
        const double s = number(step, "S");
        variance = pow(number(step, "greenwood_se") / s, 2);
        const double width = 1.959964 * sqrt(variance) / fabs(log(s));
        ck_assert_double_eq_tol((double)row->lower / RATE_ONE, pow(s, exp(width)), 1e-5);
        ck_assert_double_eq_tol((double)row->upper / RATE_ONE, pow(s, exp(-width)), 1e-5);
    }
    ck_assert_int_eq(survival.median_ms, (int64_t)number(vector, "km_median") * HOUR);
    ck_assert_int_eq(survival.closed_only_mean_ms, llround(number(vector, "naive_mean_closed_only") * (double)HOUR));
    ck_assert_uint_eq(survival.min_at_risk, 2);
}
END_TEST

/* docs/statistics.md, "Time to remediate", the worked example. */
START_TEST(agrees_with_the_worked_example)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct observation observations[] = {
        {0, 2 * HOUR, OBSERVATION_VERIFIED},        {0, 5 * HOUR, OBSERVATION_VERIFIED},
        {0, 5 * HOUR, OBSERVATION_DELETED},         {0, 8 * HOUR, OBSERVATION_CENSORED},
        {4 * HOUR, 9 * HOUR, OBSERVATION_VERIFIED},
    };
    const struct survival survival = fit(observations, 5, arena);
    ck_assert_uint_eq(survival.n, 5);
    ck_assert_uint_eq(survival.events, 3);
    ck_assert_uint_eq(survival.min_at_risk, 1);
    static const struct survival_row want[] = {
        {2 * HOUR, 4, 1, 0, 750000, 0, 0, 250000, 0},
        {5 * HOUR, 4, 1, 1, 562500, 0, 0, 437500, 187500},
        {9 * HOUR, 1, 1, 0, 0, 0, 0, 812500, 187500},
    };
    ck_assert_uint_eq(survival.row_count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        ck_assert_int_eq(survival.rows[i].t_ms, want[i].t_ms);
        ck_assert_uint_eq(survival.rows[i].at_risk, want[i].at_risk);
        ck_assert_uint_eq(survival.rows[i].events, want[i].events);
        ck_assert_uint_eq(survival.rows[i].deleted, want[i].deleted);
        ck_assert_int_eq(survival.rows[i].s, want[i].s);
        ck_assert_int_eq(survival.rows[i].incidence_verified, want[i].incidence_verified);
        ck_assert_int_eq(survival.rows[i].incidence_deleted, want[i].incidence_deleted);
    }
    ck_assert_int_eq(survival_band(survival.rows[2].lower), RATE_NONE);
    ck_assert_int_eq(survival.median_ms, 9 * HOUR);
    ck_assert_int_eq(survival.p90_ms, 9 * HOUR);
    /* 2 + 3 · 0.75 + 4 · 0.5625 hours. */
    ck_assert_int_eq(survival.rmst_ms, 6 * HOUR + 30 * MINUTE);
    ck_assert_int_eq(survival.closed_only_mean_ms, 5 * HOUR + 20 * MINUTE);
    ck_assert_int_eq(survival_at(&survival, 2 * HOUR - 1), RATE_ONE);
    ck_assert_int_eq(survival_at(&survival, 2 * HOUR), 750000);
    ck_assert_int_eq(survival_at(&survival, 100 * DAY), 0);
}
END_TEST

START_TEST(counts_what_has_time_at_risk)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct observation observations[] = {
        {0, 0, OBSERVATION_VERIFIED}, {0, 0, OBSERVATION_DELETED},  {0, 0, OBSERVATION_CENSORED},
        {5, 5, OBSERVATION_VERIFIED}, {9, 7, OBSERVATION_CENSORED}, {0, 4, OBSERVATION_VERIFIED},
        {3, 6, OBSERVATION_CENSORED},
    };
    const struct survival survival = fit(observations, COUNT_OF(observations), arena);
    ck_assert_uint_eq(survival.n, 3);
    ck_assert_uint_eq(survival.events, 2);
    /* At 0 those at risk are the two that began at 0; the one that began at 3 is not there yet. */
    ck_assert_uint_eq(survival.rows[0].at_risk, 2);
    ck_assert_int_eq(survival.rows[0].s, 500000);
    ck_assert_int_eq(survival.median_ms, 0);
    ck_assert_uint_eq(survival.rows[1].at_risk, 2);
    ck_assert_int_eq(survival.rows[1].s, 250000);
}
END_TEST

START_TEST(says_nothing_of_nothing)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct survival survival = fit(NULL, 0, arena);
    ck_assert_uint_eq(survival.n, 0);
    ck_assert_int_eq(survival.median_ms, DURATION_NONE);
    ck_assert_int_eq(survival.rmst_ms, DURATION_NONE);
    ck_assert_int_eq(survival.closed_only_mean_ms, DURATION_NONE);
    ck_assert_int_eq(survival_at(&survival, 0), RATE_NONE);
}
END_TEST

START_TEST(needs_the_horizon_for_the_mean)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct observation open[] = {{0, 10 * DAY, OBSERVATION_VERIFIED}, {0, 30 * DAY - 1, OBSERVATION_CENSORED}};
    ck_assert_int_eq(fit(open, 2, arena).rmst_ms, DURATION_NONE);
    open[1].exit_ms = 30 * DAY;
    open[0].exit_ms = 10 * DAY;
    ck_assert_int_eq(fit(open, 2, arena).rmst_ms, 20 * DAY);
    struct observation all[] = {{0, 1, OBSERVATION_VERIFIED}, {0, 2, OBSERVATION_VERIFIED}};
    /* 1 + 1/2, half up. */
    ck_assert_int_eq(fit(all, 2, arena).rmst_ms, 2);
    struct observation far[] = {{0, 90 * DAY, OBSERVATION_VERIFIED}};
    ck_assert_int_eq(fit(far, 1, arena).rmst_ms, 30 * DAY);
}
END_TEST

/* S never rises, stays within its band, and S and the two incidences leave nothing over when nothing is censored. */
/* At each of 20,000 ages two are at risk and one is verified: S is never 0, so before the horizon there is no mean. */
START_TEST(is_not_finished_by_a_small_number)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    enum { STEPS = 20000 };
    struct observation *observations = arena_array(arena, STEPS + 1, sizeof(*observations));
    for (int i = 0; i < STEPS; i++)
        observations[i] = (struct observation){i, i + 1, OBSERVATION_VERIFIED};
    observations[STEPS] = (struct observation){0, STEPS + 1, OBSERVATION_CENSORED};
    const struct survival survival = fit(observations, STEPS + 1, arena);
    ck_assert_uint_eq(survival.events, STEPS);
    ck_assert_uint_eq(survival.min_at_risk, 2);
    ck_assert_int_eq(survival.median_ms, 1);
    ck_assert_int_eq(survival.p90_ms, 4);
    ck_assert_int_eq(survival.rmst_ms, DURATION_NONE);
    const struct survival_row *last = &survival.rows[survival.row_count - 1];
    ck_assert_int_eq(last->s, 0);
    ck_assert_int_eq(last->lower, 0);
    ck_assert_int_eq(last->upper, 0);
}
END_TEST

START_TEST(needs_no_rows)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (int round = 0; round < 200; round++) {
        struct observation observations[2][30];
        for (int i = 0; i < 30; i++) {
            const int64_t entry_ms = (int64_t)unit_random_below(5);
            observations[0][i] = (struct observation){entry_ms, entry_ms + (int64_t)unit_random_below(9),
                                                      (enum observation_end)unit_random_below(3)};
            observations[1][i] = observations[0][i];
        }
        const struct survival with = fit(observations[0], 30, arena);
        const struct survival without = fit(observations[1], 30, NULL);
        ck_assert_uint_eq(without.row_count, 0);
        ck_assert_int_eq(with.median_ms, without.median_ms);
        ck_assert_int_eq(with.median_low_ms, without.median_low_ms);
        ck_assert_int_eq(with.median_high_ms, without.median_high_ms);
        ck_assert_int_eq(with.p90_ms, without.p90_ms);
        ck_assert_int_eq(with.rmst_ms, without.rmst_ms);
        ck_assert_uint_eq(with.min_at_risk, without.min_at_risk);
    }
}
END_TEST

START_TEST(keeps_the_laws)
{
    for (int round = 0; round < 500; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct observation observations[60];
        const bool censored = unit_random_below(2) == 0;
        for (size_t i = 0; i < COUNT_OF(observations); i++) {
            observations[i].entry_ms = censored ? (int64_t)unit_random_below(5) : 0;
            observations[i].exit_ms = observations[i].entry_ms + 1 + (int64_t)unit_random_below(30);
            observations[i].end = censored ? (enum observation_end)unit_random_below(3)
                                           : (enum observation_end)(1 + unit_random_below(2));
        }
        const struct survival survival = fit(observations, COUNT_OF(observations), arena);
        int64_t before = RATE_ONE;
        for (size_t i = 0; i < survival.row_count; i++) {
            const struct survival_row *row = &survival.rows[i];
            ck_assert_int_le(row->s, before);
            before = row->s;
            ck_assert_uint_le(row->events + row->deleted, row->at_risk);
            if (row->lower != SURVIVAL_NO_BAND) {
                ck_assert_int_le(row->lower, row->s);
                ck_assert_int_le(row->s, row->upper);
            }
        }
        if (censored)
            continue;
        const struct survival_row *last = &survival.rows[survival.row_count - 1];
        ck_assert_int_le(labs(last->incidence_verified + last->incidence_deleted - RATE_ONE), 1);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("survival", agrees_with_the_outside_vector, agrees_with_the_worked_example,
                     counts_what_has_time_at_risk, says_nothing_of_nothing, needs_the_horizon_for_the_mean,
                     is_not_finished_by_a_small_number, needs_no_rows, keeps_the_laws);
}
