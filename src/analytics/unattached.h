/* unattached.h - steps of the period that are recorded on no finding key, and why: what a thread did not reach.
 * Source: docs/statistics.md, "Threads". */
#ifndef DAYBOOK_ANALYTICS_UNATTACHED_H
#define DAYBOOK_ANALYTICS_UNATTACHED_H

#include "analytics/thread.h"
#include "analytics/words.h"

/* The first that holds is the reason. */
#define UNATTACHED_REASONS(X)                                                                                          \
    X(UNATTACHED_NO_REF, "no strong reference")                                                                        \
    X(UNATTACHED_BROAD, "broad reference")                                                                             \
    X(UNATTACHED_OTHER, "other check or resource")                                                                     \
    X(UNATTACHED_NO_FINDING, "reference of no finding")
WORDS(unattached_reason, UNATTACHED_REASON_NONE, UNATTACHED_REASONS);

struct unattached {
    uint32_t event; /* number */
    enum unattached_reason reason;
};

struct unattached_list {
    const struct unattached *steps; /* in index order */
    size_t count;
};

/* The steps whose stage counts, with t in [P0, E), that are in the thread of no key. Lives in the arena. O(n log n). */
struct unattached_list unattached_find(const struct reading *reading, struct threads *threads, struct arena *arena);

#endif
