/* thread.h - the steps of a remediation that name no check and resource, by the references that they share with a
 * finding. A thread belongs to one finding key; no two keys are ever merged, a step may be in the threads of several.
 * A reference is in the thread of a key when an event of the key holds it, or when a step that holds one in the thread
 * leads on to it: to its only reference of a rank, and that rank is later (record/ref.h). A reference in the threads of
 * more than THREAD_KEYS_MAX keys is broad: it is in none.
 * Source: docs/statistics.md, "Threads". */
#ifndef DAYBOOK_ANALYTICS_THREAD_H
#define DAYBOOK_ANALYTICS_THREAD_H

#include "analytics/reading.h"

enum { THREAD_KEYS_MAX = 100 };

/* A reference in the thread of a finding key. */
struct thread_member {
    uint32_t ref; /* number in facts->ref_names */
    uint32_t resource;
    uint32_t rule;
};

struct threads {
    GROW_ARRAY(struct thread_member, members); /* of one reference side by side, by resource and rule */
    size_t *first;                             /* by reference: its first member */
    uint8_t *count;                            /* and how many there are; at most THREAD_KEYS_MAX */
    bool *broad;                               /* by reference */
    GROW_ARRAY(struct thread_member, found);   /* what threads_of() gave last */
};

/* All threads of the permitted events with t < E. O(n log n) in the references held. */
struct threads threads_find(const struct reading *reading);
void threads_release(struct threads *threads);

/* The keys whose threads the event is in, each once, by resource and rule, as one member each with the lowest number of
 * a reference that puts it there. A check or a resource that it names must be theirs. Valid until the next call; none
 * when the event has a key of its own. */
size_t threads_of(struct threads *threads, const struct reading *reading, uint32_t event,
                  const struct thread_member **out_members);

/* Whether events of the stage count on the windows of their threads: the steps 2 to 10, remediated, failed, closed,
 * suppressed and unsuppressed. What opens, closes or waives must name its own check and resource. */
bool thread_counts(enum stage stage);
/* Whether the event counts at all (permitted, t < E) and has a check and a resource, or not both. */
bool thread_is_keyed(const struct reading *reading, uint32_t event);
bool thread_is_step(const struct reading *reading, uint32_t event);
/* Whether the event's reference number `at` is the only one of its rank on it. */
bool thread_leads_to(const struct facts *facts, const struct fact_event *event, size_t at);

#endif
