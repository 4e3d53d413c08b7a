/* coverage.h - when the sources were known to be alive, and where they were not.
 * Source: docs/statistics.md, "Coverage", number 1. */
#ifndef DAYBOOK_ANALYTICS_COVERAGE_H
#define DAYBOOK_ANALYTICS_COVERAGE_H

#include "analytics/reading.h"
#include "analytics/stretch.h"

/* A maximal piece of the time in scope without a sign of life, and what occurred in it and came only afterwards. */
struct coverage_gap {
    uint32_t source;
    struct stretch stretch;
    uint64_t events; /* occurred in it, received at or after its end */
    uint32_t first;  /* number of the event of them that occurred first, or FACT_NONE */
    uint32_t last;   /* and last */
};

struct coverage_source {
    uint32_t source; /* number in facts->sources */
    bool enrolled;   /* it has a source record at all */
    int64_t scope_ms;
    int64_t covered_ms;
    bool whole_period; /* covered in all of [P0, P1) */
    uint64_t gap_count;
    uint64_t heartbeats_received; /* in scope, of a basis that proves the source */
    uint64_t heartbeats_expected; /* whole intervals in scope */
};

struct coverage {
    const struct coverage_source *sources; /* as sightings_sources() lists them: by name (bytes) */
    size_t source_count;
    const struct coverage_gap *gaps; /* by source name, then start */
    size_t gap_count;
    int64_t scope_ms;
    int64_t covered_ms;
};

/* Whether a heartbeat of this basis is a sign of life of the source; the collector's own proves only the collector. */
bool coverage_proves(enum heartbeat_basis basis);

/* Lives in the arena. ERR_LIMIT when the times in scope sum to more than 2^63 ms. */
MUST_CHECK int
coverage_compute(const struct reading *reading, struct arena *arena, struct coverage *out_coverage, struct err *err);

#endif
