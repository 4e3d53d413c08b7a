/* chain.h - the thread of one finding key, told: its events in the order of time, and why each belongs.
 * Source: docs/statistics.md, "Threads". */
#ifndef DAYBOOK_ANALYTICS_CHAIN_H
#define DAYBOOK_ANALYTICS_CHAIN_H

#include "analytics/thread.h"

/* How near in time an event on the same resource has to be for a weak link. */
#define CHAIN_WEAK_MS INT64_C(86400000)

struct chain_event {
    uint32_t event; /* number */
    bool own;       /* it names the check and the resource itself */
    bool counts;    /* it counts on the key's windows; of weak links never */
    uint32_t ref;   /* of a step: the reference that it shares, else INTERN_NONE */
    uint32_t with;  /* the event that it shares it with; of a weak link the nearest in time */
};

struct chain {
    const struct chain_event *events; /* by t, own time, index */
    size_t count;
    const struct chain_event *weak; /* on the same resource within CHAIN_WEAK_MS of one of them, and not among them */
    size_t weak_count;
};

/* The chain of the key (resource and rule of `key`; its `ref` does not matter). Everything lives in the arena. */
struct chain chain_tell(struct threads *threads, const struct reading *reading, const struct thread_member *key,
                        struct arena *arena);

#endif
