/* population.h - what sources say they sent, against what the ledger holds.
 * Source: docs/statistics.md, "Coverage", number 4. */
#ifndef DAYBOOK_ANALYTICS_POPULATION_H
#define DAYBOOK_ANALYTICS_POPULATION_H

#include "analytics/reading.h"

struct population_line {
    uint32_t reconciliation; /* number in facts->reconciliations */
    uint64_t ledger;         /* the source's events that occurred in its [from, to) */
    uint64_t source;         /* what the source counted */
};

struct population_source {
    uint32_t source;
    uint64_t reconciliations; /* 0: population not reconciled */
    uint64_t differing;
    uint64_t ledger_count;
    uint64_t source_count;
};

struct population {
    const struct population_line *lines; /* reconciliations received in the period, in index order */
    size_t line_count;
    const struct population_source *sources; /* as sightings_sources() lists them */
    size_t source_count;
    uint64_t ledger_count;
    uint64_t source_total;
};

/* Lives in the arena. ERR_LIMIT when the counts sum to more than 2^64. */
MUST_CHECK int population_compute(const struct reading *reading, struct arena *arena, struct population *out_population,
                                  struct err *err);

#endif
