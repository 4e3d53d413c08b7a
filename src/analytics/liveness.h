/* liveness.h - when each source last gave a sign of life, and whether that still holds at an instant.
 * A sign covers [received, received + 2 * interval), by the interval in force then, as in coverage.h; here no period
 * bounds it: it is for a person who looks now.
 * Source: docs/statistics.md, "Coverage"; docs/cli.md, "status". */
#ifndef DAYBOOK_ANALYTICS_LIVENESS_H
#define DAYBOOK_ANALYTICS_LIVENESS_H

#include "analytics/facts.h"
#include "analytics/words.h"

/* What needs a person comes first. */
#define LIVENESS_STATES(X)                                                                                             \
    X(LIVENESS_SILENT, "silent")                                                                                       \
    X(LIVENESS_NEVER, "never sent")                                                                                    \
    X(LIVENESS_ALIVE, "alive")                                                                                         \
    X(LIVENESS_RETIRED, "retired")
WORDS(liveness_state, LIVENESS_NONE, LIVENESS_STATES);

struct liveness {
    uint32_t source; /* number in facts->sources */
    enum liveness_state state;
    uint32_t setting; /* its last source record so far, or FACT_NONE when it was never enrolled */
    int64_t interval_ms;
    int64_t sign_ms;   /* receipt of its last sign of life; INSTANT_NONE when it never sent one */
    int64_t until_ms;  /* until when its signs cover; INSTANT_NONE too */
    int64_t silent_ms; /* silent: since that sign; never sent: since its enrolment; else 0 */
};

struct liveness_list {
    const struct liveness *sources; /* by state, the longest silence first, name (bytes) */
    size_t count;
};

/* Of every source that sightings_sources() lists, by what was received at or before `now_ms`. Lives in the arena. */
struct liveness_list liveness_find(const struct facts *facts, int64_t now_ms, struct arena *arena);

#endif
