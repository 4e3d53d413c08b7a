#include "analytics/survival.h"

#include "analytics/ratio.h"

#include <math.h>

#define RMST_HORIZON_MS (INT64_C(30) * 86400000)
/* 97.5 % quantile of the standard normal, as statistics §5 has it. */
#define BAND_Z 1.959964L

struct fit {
    const struct observation *observations; /* those that count, by exit */
    size_t count;
    int64_t *entries; /* of them, sorted */
    struct ratio s;   /* S */
    long double all;  /* survival of both ends, just before the step */
    long double greenwood;
    long double incidence_verified;
    long double incidence_deleted;
    struct survival survival;
    bool keeps_rows;
    GROW_ARRAY(struct survival_row, rows);
};

static void
fit_release(struct fit *fit)
{
    ratio_release(&fit->s);
    free(fit->entries);
    free(fit->rows);
}

static int
exit_compare(const void *left, const void *right)
{
    const struct observation *a = left;
    const struct observation *b = right;
    return (a->exit_ms > b->exit_ms) - (a->exit_ms < b->exit_ms);
}

static int
entry_compare(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left;
    const int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Without time at risk a window says nothing, but for one that was verified in the instant it was detected. */
static bool
observation_counts(struct observation observation)
{
    return observation.entry_ms < observation.exit_ms ||
           (observation.entry_ms == 0 && observation.exit_ms == 0 && observation.end == OBSERVATION_VERIFIED);
}

/* Move those that count to the front, in order of their exits; returns how many. */
static size_t
observations_sort(struct observation *observations, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (observation_counts(observations[i]))
            observations[kept++] = observations[i];
    }
    if (kept > 0)
        qsort(observations, kept, sizeof(*observations), exit_compare);
    return kept;
}

static int64_t *
lengths_new(size_t count)
{
    int64_t *lengths = reallocarray(NULL, count + 1, sizeof(*lengths));
    if (lengths == NULL)
        abort();
    return lengths;
}

static int64_t *
entries_sort(const struct observation *observations, size_t count)
{
    int64_t *entries = lengths_new(count);
    for (size_t i = 0; i < count; i++)
        entries[i] = observations[i].entry_ms;
    qsort(entries, count, sizeof(*entries), entry_compare);
    return entries;
}

/* Round half up to millionths; what is closer to a half than floats can tell is taken as a half. */
static int64_t
millionths(long double rate)
{
    return (int64_t)(rate * RATE_ONE + 0.5L + 1e-9L); /* never negative, so this is the floor */
}

/* The band around S with both limits in (0, 1); false while S is 1 or 0. */
static bool
band_of(const struct fit *fit, long double *out_lower, long double *out_upper)
{
    if (ratio_is_zero(&fit->s) || fit->greenwood == 0)
        return false;
    const long double log_s = logl(fit->s.value);
    const long double width = BAND_Z * sqrtl(fit->greenwood) / fabsl(log_s);
    *out_lower = expl(log_s * expl(width));
    *out_upper = expl(log_s * expl(-width));
    return true;
}

/* Set `*instant` at the first time that reaches what it stands for. */
static void
first_set(int64_t *instant, bool reached, int64_t t_ms)
{
    if (reached && *instant == DURATION_NONE)
        *instant = t_ms;
}

static void
quantiles_update(struct fit *fit, struct survival_row *row)
{
    struct survival *survival = &fit->survival;
    const int64_t t_ms = row->t_ms;
    long double lower;
    long double upper;
    /* Where no rows are wanted a band is of use until both its limits have crossed. */
    const bool settled = survival->median_low_ms != DURATION_NONE && survival->median_high_ms != DURATION_NONE;
    const bool has_band = (fit->keeps_rows || !settled) && band_of(fit, &lower, &upper);
    if (has_band) {
        row->lower = (int32_t)millionths(lower);
        row->upper = (int32_t)millionths(upper);
    }
    if (row->events == 0)
        return;
    first_set(&survival->median_ms, ratio_compare(&fit->s, (struct fraction){1, 2}) <= 0, t_ms);
    first_set(&survival->p90_ms, ratio_compare(&fit->s, (struct fraction){1, 10}) <= 0, t_ms);
    first_set(&survival->median_low_ms, has_band ? lower <= 0.5L : ratio_is_zero(&fit->s), t_ms);
    first_set(&survival->median_high_ms, has_band && upper <= 0.5L, t_ms);
    if (survival->min_at_risk == 0 || row->at_risk < survival->min_at_risk)
        survival->min_at_risk = row->at_risk;
}

/* One time at which windows were verified or deleted. */
static void
step_take(struct fit *fit, struct survival_row row)
{
    const long double at_risk = (long double)row.at_risk;
    if (row.events > 0 && !ratio_is_zero(&fit->s)) {
        ratio_multiply(&fit->s, (struct fraction){row.at_risk - row.events, row.at_risk});
        if (!ratio_is_zero(&fit->s))
            fit->greenwood += (long double)row.events / (at_risk * (long double)(row.at_risk - row.events));
    }
    fit->incidence_verified += fit->all * (long double)row.events / at_risk;
    fit->incidence_deleted += fit->all * (long double)row.deleted / at_risk;
    fit->all *= (long double)(row.at_risk - row.events - row.deleted) / at_risk;
    if (fit->keeps_rows) {
        row.s = (int32_t)ratio_millionths(&fit->s);
        row.incidence_verified = (int32_t)millionths(fit->incidence_verified);
        row.incidence_deleted = (int32_t)millionths(fit->incidence_deleted);
    }
    quantiles_update(fit, &row);
    GROW_ADD(fit, rows, row);
}

/* The exits at one time, [from, …); returns the first behind them. */
static size_t
time_take(struct fit *fit, size_t from, size_t *entered)
{
    struct survival_row row = {
        .t_ms = fit->observations[from].exit_ms, .lower = SURVIVAL_NO_BAND, .upper = SURVIVAL_NO_BAND};
    /* At age 0 those at risk are those that were there from the start; later, those that entered before. */
    while (*entered < fit->count && (fit->entries[*entered] < row.t_ms || fit->entries[*entered] == 0))
        ++*entered;
    row.at_risk = (uint32_t)(*entered - from);
    size_t at = from;
    for (; at < fit->count && fit->observations[at].exit_ms == row.t_ms; at++) {
        row.events += fit->observations[at].end == OBSERVATION_VERIFIED;
        row.deleted += fit->observations[at].end == OBSERVATION_DELETED;
    }
    if (row.events + row.deleted > 0)
        step_take(fit, row);
    return at;
}

static int64_t
closed_only_mean(const struct fit *fit)
{
    int64_t sum_ms = 0;
    for (size_t i = 0; i < fit->count; i++) {
        if (fit->observations[i].end == OBSERVATION_VERIFIED)
            sum_ms += fit->observations[i].exit_ms;
    }
    const int64_t events = (int64_t)fit->survival.events;
    return events == 0 ? DURATION_NONE : (2 * sum_ms + events) / (2 * events);
}

/* Area under S up to the horizon, where S is known so far. */
static int64_t
restricted_mean(const struct fit *fit)
{
    const int64_t last_exit_ms = fit->count == 0 ? 0 : fit->observations[fit->count - 1].exit_ms;
    if (fit->count == 0 || (!ratio_is_zero(&fit->s) && last_exit_ms < RMST_HORIZON_MS))
        return DURATION_NONE;
    int64_t *lengths = lengths_new(fit->s.factors_count);
    int64_t from_ms = 0;
    size_t count = 0;
    for (size_t i = 0; i < fit->rows_count && count < fit->s.factors_count; i++) {
        if (fit->rows[i].events == 0)
            continue;
        const int64_t to_ms = fit->rows[i].t_ms < RMST_HORIZON_MS ? fit->rows[i].t_ms : RMST_HORIZON_MS;
        lengths[count++] = to_ms - from_ms;
        from_ms = to_ms;
    }
    lengths[count] = RMST_HORIZON_MS - from_ms;
    const int64_t area_ms = ratio_area(lengths, fit->s.factors, count);
    free(lengths);
    return area_ms;
}

int
survival_fit(struct observation *observations, size_t count, struct arena *arena, struct survival *out_survival,
             struct err *err)
{
    if (count >= UINT32_MAX)
        return err_set(err, ERR_LIMIT, "%zu windows are more than one estimate takes", count);
    const size_t kept = observations_sort(observations, count);
    AUTO(fit_release)
    struct fit fit = {
        .observations = observations,
        .count = kept,
        .entries = entries_sort(observations, kept),
        .keeps_rows = arena != NULL,
        .s = ratio_one(),
        .all = 1,
        .survival = {.n = kept,
                     .median_ms = DURATION_NONE,
                     .median_low_ms = DURATION_NONE,
                     .median_high_ms = DURATION_NONE,
                     .p90_ms = DURATION_NONE},
    };
    size_t entered = 0;
    for (size_t at = 0; at < kept;)
        at = time_take(&fit, at, &entered);
    for (size_t i = 0; i < fit.rows_count; i++)
        fit.survival.events += fit.rows[i].events;
    fit.survival.rmst_ms = restricted_mean(&fit);
    fit.survival.closed_only_mean_ms = closed_only_mean(&fit);
    if (fit.keeps_rows) {
        fit.survival.rows = grow_copy(arena, fit.rows, fit.rows_count, sizeof(*fit.rows));
        fit.survival.row_count = fit.rows_count;
    }
    *out_survival = fit.survival;
    return 0;
}

int64_t
survival_band(int32_t limit)
{
    return limit == SURVIVAL_NO_BAND ? RATE_NONE : limit;
}

int64_t
survival_at(const struct survival *survival, int64_t t_ms)
{
    if (survival->n == 0)
        return RATE_NONE;
    int64_t s = RATE_ONE;
    for (size_t i = 0; i < survival->row_count && survival->rows[i].t_ms <= t_ms; i++)
        s = survival->rows[i].s;
    return s;
}
