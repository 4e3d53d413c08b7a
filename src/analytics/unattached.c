#include "analytics/unattached.h"

WORDS_DEFINE(unattached_reason, UNATTACHED_REASONS)

static enum unattached_reason
reason_of(const struct reading *reading, const struct threads *threads, const struct fact_event *event)
{
    if (event->ref_count == 0)
        return UNATTACHED_NO_REF;
    const uint32_t *refs = &reading->facts->refs[event->refs_first];
    bool leads = false;
    for (size_t i = 0; i < event->ref_count; i++) {
        if (threads->broad[refs[i]])
            return UNATTACHED_BROAD;
        leads |= threads->count[refs[i]] > 0;
    }
    return leads ? UNATTACHED_OTHER : UNATTACHED_NO_FINDING;
}

static bool
is_unattached(const struct reading *reading, struct threads *threads, uint32_t number)
{
    const struct thread_member *members;
    return thread_counts(reading->facts->events[number].stage) && thread_is_step(reading, number) &&
           reading->effective->times[number].t_ms >= reading->period.from_ms &&
           threads_of(threads, reading, number, &members) == 0;
}

struct unattached_list
unattached_find(const struct reading *reading, struct threads *threads, struct arena *arena)
{
    struct {
        GROW_ARRAY(struct unattached, steps);
    } found = {0};
    for (uint32_t number = 0; number < reading->facts->events_count; number++) {
        if (!is_unattached(reading, threads, number))
            continue;
        const enum unattached_reason reason = reason_of(reading, threads, &reading->facts->events[number]);
        GROW_ADD(&found, steps, (struct unattached){number, reason});
    }
    const struct unattached_list list = {grow_copy(arena, found.steps, found.steps_count, sizeof(*found.steps)),
                                         found.steps_count};
    free(found.steps);
    return list;
}
