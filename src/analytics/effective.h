/* effective.h - when each event counts: two clocks, three rules, and the lists of those that they moved.
 * Source: docs/statistics.md, "When an event counts". */
#ifndef DAYBOOK_ANALYTICS_EFFECTIVE_H
#define DAYBOOK_ANALYTICS_EFFECTIVE_H

#include "analytics/facts.h"

/* Half-open, [from, to). */
struct period {
    int64_t from_ms;
    int64_t to_ms;
};

struct effective_time {
    int64_t own_ms; /* t before rule 3 */
    int64_t t_ms;
};

/* An event that came after the books of a period were closed, or after this period ended. */
struct effective_late {
    uint32_t event; /* number */
    uint32_t close; /* number in facts->closes of the first closed period that it was late for, or FACT_NONE when it
                       was late for this period only */
    bool counted;   /* t < E: it counts in this report */
};

struct effective {
    int64_t as_of_ms;                   /* A */
    int64_t end_ms;                     /* E = min(P1, A) */
    bool over;                          /* A >= P1 */
    const struct effective_time *times; /* by number of event */
    /* Numbers of events, in index order, of all entries whether they count in this report or not. */
    const uint32_t *backdated;
    size_t backdated_count;
    const uint32_t *future;
    size_t future_count;
    const struct effective_late *late;
    size_t late_count;
};

/* ERR_USAGE when the period is empty or there is no entry. Everything lives in the arena. */
MUST_CHECK int effective_compute(const struct facts *facts, struct period period, struct arena *arena,
                                 struct effective *out_effective, struct err *err);

#endif
