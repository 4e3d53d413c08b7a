#include "analytics/chain.h"

#include "record/ref.h"

struct telling {
    struct threads *threads;
    const struct reading *reading;
    const struct thread_member *key;
    uint32_t *from; /* by reference: the first event that brought it into the thread, or FACT_NONE */
    struct chain_event *events;
    size_t count;
};

static bool
is_of_key(const struct telling *telling, uint32_t number)
{
    const struct fact_event *event = &telling->reading->facts->events[number];
    return thread_is_keyed(telling->reading, number) && event->resource == telling->key->resource &&
           telling->reading->policy->rule_of_check[event->check] == telling->key->rule;
}

static bool
is_in_thread(const struct telling *telling, uint32_t ref)
{
    const struct threads *threads = telling->threads;
    for (size_t i = 0; i < threads->count[ref]; i++) {
        const struct thread_member *member = &threads->members[threads->first[ref] + i];
        if (member->resource == telling->key->resource && member->rule == telling->key->rule)
            return true;
    }
    return false;
}

static bool
takes_step(const struct telling *telling, uint32_t number)
{
    const struct thread_member *members;
    const size_t count = threads_of(telling->threads, telling->reading, number, &members);
    for (size_t i = 0; i < count; i++)
        if (members[i].resource == telling->key->resource && members[i].rule == telling->key->rule)
            return true;
    return false;
}

/* The reference of the lowest rank that is in the thread, or INTERN_NONE. The step cannot have led to it itself. */
static uint32_t
lowest_ref(const struct telling *telling, const struct fact_event *event)
{
    const struct facts *facts = telling->reading->facts;
    uint32_t lowest = INTERN_NONE;
    for (size_t i = 0; i < event->ref_count; i++) {
        const uint32_t ref = facts->refs[event->refs_first + i];
        if (is_in_thread(telling, ref) && (lowest == INTERN_NONE || facts->ref_ranks[ref] < facts->ref_ranks[lowest]))
            lowest = ref;
    }
    return lowest;
}

static void
own_refs_note(const struct telling *telling)
{
    const struct facts *facts = telling->reading->facts;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        if (!is_of_key(telling, number))
            continue;
        for (size_t i = 0; i < event->ref_count; i++) {
            uint32_t *from = &telling->from[facts->refs[event->refs_first + i]];
            if (*from == FACT_NONE)
                *from = number;
        }
    }
}

static void
led_refs_note(const struct telling *telling)
{
    const struct facts *facts = telling->reading->facts;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        if (event->ref_count < 2 || !thread_is_step(telling->reading, number))
            continue;
        const uint32_t lowest = lowest_ref(telling, event);
        for (size_t i = 0; i < event->ref_count && lowest != INTERN_NONE; i++) {
            const uint32_t ref = facts->refs[event->refs_first + i];
            if (telling->from[ref] == FACT_NONE && facts->ref_ranks[ref] > facts->ref_ranks[lowest] &&
                thread_leads_to(facts, event, i) && is_in_thread(telling, ref))
                telling->from[ref] = number;
        }
    }
}

static void
events_take(struct telling *telling)
{
    const struct facts *facts = telling->reading->facts;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        struct chain_event event = {.event = number, .ref = INTERN_NONE, .with = FACT_NONE};
        if (is_of_key(telling, number)) {
            event.own = true;
            event.counts = true;
        } else if (takes_step(telling, number)) {
            event.ref = lowest_ref(telling, &facts->events[number]);
            event.with = telling->from[event.ref];
            event.counts = thread_counts(facts->events[number].stage);
        } else {
            continue;
        }
        telling->events[telling->count++] = event;
    }
}

static int
instant_compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
time_compare(const void *left, const void *right, void *context)
{
    const struct chain_event *a = left;
    const struct chain_event *b = right;
    const struct effective_time *times = context;
    if (times[a->event].t_ms != times[b->event].t_ms)
        return instant_compare(times[a->event].t_ms, times[b->event].t_ms);
    if (times[a->event].own_ms != times[b->event].own_ms)
        return instant_compare(times[a->event].own_ms, times[b->event].own_ms);
    return instant_compare(a->event, b->event);
}

/* The event of the chain that is nearest in time, when it is near enough; FACT_NONE when the event is one itself. */
static uint32_t
nearest(const struct telling *telling, uint32_t number)
{
    const struct effective_time *times = telling->reading->effective->times;
    int64_t best_ms = CHAIN_WEAK_MS + 1;
    uint32_t best = FACT_NONE;
    for (size_t i = 0; i < telling->count; i++) {
        const uint32_t other = telling->events[i].event;
        const int64_t apart_ms = llabs(times[other].t_ms - times[number].t_ms);
        if (other == number)
            return FACT_NONE;
        if (apart_ms < best_ms) {
            best_ms = apart_ms;
            best = other;
        }
    }
    return best;
}

static size_t
weak_take(const struct telling *telling, struct chain_event *weak)
{
    const struct facts *facts = telling->reading->facts;
    size_t count = 0;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        if (facts->events[number].resource != telling->key->resource)
            continue;
        const uint32_t with = nearest(telling, number);
        if (with != FACT_NONE)
            weak[count++] = (struct chain_event){.event = number, .ref = INTERN_NONE, .with = with};
    }
    return count;
}

struct chain
chain_tell(struct threads *threads, const struct reading *reading, const struct thread_member *key, struct arena *arena)
{
    const struct facts *facts = reading->facts;
    const size_t refs = intern_count(facts->ref_names);
    struct telling telling = {.threads = threads, .reading = reading, .key = key};
    telling.from = arena_array(arena, refs, sizeof(*telling.from));
    telling.events = arena_array(arena, facts->events_count, sizeof(*telling.events));
    for (size_t ref = 0; ref < refs; ref++)
        telling.from[ref] = FACT_NONE;
    own_refs_note(&telling);
    led_refs_note(&telling);
    events_take(&telling);
    struct chain_event *weak = arena_array(arena, facts->events_count, sizeof(*weak));
    struct effective_time *times = (struct effective_time *)(uintptr_t)reading->effective->times;
    const size_t weak_count = weak_take(&telling, weak);
    if (telling.count > 0)
        qsort_r(telling.events, telling.count, sizeof(*telling.events), time_compare, times);
    if (weak_count > 0)
        qsort_r(weak, weak_count, sizeof(*weak), time_compare, times);
    return (struct chain){telling.events, telling.count, weak, weak_count};
}
