/* tracker.h - the table of statistics §4: one finding key's events, in order, become its windows.
 * One tracker serves all keys, one after another; what must be remembered per check or source is stamped with the
 * number of the window, so that nothing has to be cleared in between. */
#ifndef DAYBOOK_ANALYTICS_TRACKER_H
#define DAYBOOK_ANALYTICS_TRACKER_H

#include "analytics/grow.h"
#include "analytics/windows.h"

struct tracker {
    const struct facts *facts;
    const struct policy *policy;
    const struct effective *effective;
    struct period period;
    struct arena *arena; /* of the results and the stamps */

    /* The key. */
    uint32_t rule;
    uint32_t resource;
    int64_t intro_ms; /* pending `introduced`, or INSTANT_NONE */
    uint64_t intro_index;
    int64_t good_ms;
    int64_t verified_end_ms; /* of its last window, when that ended verified; else INSTANT_NONE */

    /* Its open window. */
    bool is_open;
    struct window window;
    const struct policy_sla *sla; /* in force at its opening event */
    uint32_t failing_count;       /* checks in F */
    uint32_t closure;             /* number of the first tool closure, or FACT_NONE */
    bool has_remediated;
    bool has_step;           /* 2 to 10, or failed */
    size_t waivers_first;    /* from here on `waivers` are of this window */
    size_t unverified_first; /* and `unverified` */

    /* Stamps: the serial of the last window for which it is so. */
    uint32_t serial;
    uint32_t *failing;         /* by check: in F */
    uint32_t *fixed_by_source; /* by source: sent a `remediated` */
    uint32_t *fixed_by_author; /* by author: the same */

    GROW_ARRAY(struct window, windows);
    GROW_ARRAY(struct windows_waiver, waivers);
    GROW_ARRAY(struct windows_unverified, unverified);
};

struct tracker tracker_init(const struct reading *reading, struct arena *arena);
void tracker_release(struct tracker *tracker);

/* Begin a key; the one before must have been finished. */
void tracker_begin(struct tracker *tracker, uint32_t rule, uint32_t resource);
/* The key's next event, a permitted one that is not `deleted`. */
void tracker_event(struct tracker *tracker, uint32_t event);
/* The resource was deleted, once or several times since the last event: the first ends the window, the last counts. */
void tracker_deleted(struct tracker *tracker, uint32_t first, uint32_t last);
/* A waiver that has no key, and so no window. */
void tracker_stray_waiver(struct tracker *tracker, uint32_t event);
/* No more events of this key: a window that is open stays so. */
void tracker_finish(struct tracker *tracker);

#endif
