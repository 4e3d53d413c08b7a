/* survival.h - Kaplan-Meier with delayed entry, and Aalen-Johansen cumulative incidence beside it.
 * Times are ages in ms. Rates are millionths, durations ms, both rounded half up from the exact value where the
 * definition is rational; bands go through exp() and log().
 * Source: docs/statistics.md, "Time to remediate"; Kaplan and Meier (1958); Aalen and Johansen (1978). */
#ifndef DAYBOOK_ANALYTICS_SURVIVAL_H
#define DAYBOOK_ANALYTICS_SURVIVAL_H

#include "base/arena.h"
#include "base/err.h"

/* "Does not exist", for durations and rates. */
#define DURATION_NONE INT64_MIN
#define RATE_NONE INT64_MIN
enum { RATE_ONE = 1000000 };

#define OBSERVATION_ENDS(X)                                                                                            \
    X(OBSERVATION_CENSORED)                                                                                            \
    X(OBSERVATION_VERIFIED)                                                                                            \
    X(OBSERVATION_DELETED)
#define OBSERVATION_END_MEMBER(name) name,
enum observation_end { OBSERVATION_ENDS(OBSERVATION_END_MEMBER) };

struct observation {
    int64_t entry_ms;
    int64_t exit_ms;
    enum observation_end end; /* deleted is censored for S, and a competing end for the incidence */
};

/* There may be one for every window, several times over, so rates stand in 32 bits here. */
struct survival_row {
    int64_t t_ms;
    uint32_t at_risk;
    uint32_t events;
    uint32_t deleted;
    int32_t s;     /* S(t) */
    int32_t lower; /* SURVIVAL_NO_BAND where there is none */
    int32_t upper;
    int32_t incidence_verified;
    int32_t incidence_deleted;
};
#define SURVIVAL_NO_BAND INT32_MIN

struct survival {
    uint64_t n;
    uint64_t events;
    uint64_t min_at_risk; /* 0 when there is no event */
    int64_t median_ms;    /* DURATION_NONE: not reached */
    int64_t median_low_ms;
    int64_t median_high_ms;
    int64_t p90_ms;
    int64_t rmst_ms;
    int64_t closed_only_mean_ms;
    const struct survival_row *rows; /* one per time at which a window was verified or deleted */
    size_t row_count;
};

/* Sorts `observations`. ERR_LIMIT above 2^32 - 2 of them. Rows live in the arena; without one, there are none. */
MUST_CHECK int survival_fit(struct observation *observations, size_t count, struct arena *arena,
                            struct survival *out_survival, struct err *err);
/* A limit of a row's band; RATE_NONE where there is none. */
int64_t survival_band(int32_t limit);
/* S(t), millionths; RATE_NONE when n is 0. */
int64_t survival_at(const struct survival *survival, int64_t t_ms);

#endif
