#include "analytics/keys.h"

#include "analytics/verdict.h"

static int
number_compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int
instant_compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
order_compare(const struct keyed *a, const struct keyed *b, const struct effective *effective)
{
    if (a->t_ms != b->t_ms)
        return instant_compare(a->t_ms, b->t_ms);
    const int order = instant_compare(effective->times[a->event].own_ms, effective->times[b->event].own_ms);
    return order != 0 ? order : number_compare(a->event, b->event);
}

/* Of one resource. */
static int
keyed_compare(const void *left, const void *right, void *effective)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    return a->rule != b->rule ? number_compare(a->rule, b->rule) : order_compare(a, b, effective);
}

/* Events on their way to their places; there may be millions, so they are counted first and put down once. */
struct placing {
    const struct reading *reading;
    bool deletions;          /* these, or all others */
    struct threads *threads; /* NULL: only events with a key of their own */
    struct keyed *keyed;
    size_t *ends; /* by resource: where the next one of it goes */
};

/* Where an event belongs: to its own key, or, for a step without one, to those of its threads. */
static size_t
keys_of(const struct placing *placing, uint32_t number, struct thread_member *own,
        const struct thread_member **out_members)
{
    const struct reading *reading = placing->reading;
    const struct fact_event *event = &reading->facts->events[number];
    const bool has_key = event->check != INTERN_NONE && event->resource != INTERN_NONE;
    *out_members = own;
    if ((event->stage == STAGE_DELETED) != placing->deletions)
        return 0;
    if (placing->threads != NULL && !has_key)
        return thread_counts(event->stage) ? threads_of(placing->threads, reading, number, out_members) : 0;
    if (event->resource == INTERN_NONE || (!has_key && !placing->deletions) ||
        reading->effective->times[number].t_ms >= reading->effective->end_ms ||
        !verdict_permitted(reading->facts, event))
        return 0;
    own->resource = event->resource;
    own->rule = placing->deletions ? 0 : reading->policy->rule_of_check[event->check];
    return 1;
}

static void
place(struct placing *placing, uint32_t number)
{
    const int64_t t_ms = placing->reading->effective->times[number].t_ms;
    struct thread_member own = {0};
    const struct thread_member *members;
    const size_t count = keys_of(placing, number, &own, &members);
    for (size_t i = 0; i < count; i++)
        placing->keyed[placing->ends[members[i].resource]++] = (struct keyed){members[i].rule, number, t_ms};
}

/* The places of a resource begin where those of the one before end; returns how many there are in all. */
static size_t
places_count(struct placing *placing, uint32_t resources)
{
    const struct facts *facts = placing->reading->facts;
    size_t total = 0;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        struct thread_member own = {0};
        const struct thread_member *members;
        const size_t count = keys_of(placing, number, &own, &members);
        for (size_t i = 0; i < count; i++)
            placing->ends[members[i].resource]++;
    }
    for (uint32_t resource = 0; resource < resources; resource++) {
        const size_t count = placing->ends[resource];
        placing->ends[resource] = total;
        total += count;
    }
    return total;
}

static struct keyed_list
keyed_sort(struct placing placing)
{
    const struct facts *facts = placing.reading->facts;
    const uint32_t resources = intern_count(facts->resources);
    placing.ends = grow_zeroed(resources, sizeof(*placing.ends));
    const size_t count = places_count(&placing, resources);
    placing.keyed = grow_zeroed(count, sizeof(*placing.keyed));
    for (uint32_t number = 0; number < facts->events_count; number++)
        place(&placing, number);
    size_t from = 0;
    for (uint32_t resource = 0; resource < resources; resource++) {
        qsort_r(placing.keyed + from, placing.ends[resource] - from, sizeof(*placing.keyed), keyed_compare,
                (void *)(uintptr_t)placing.reading->effective);
        from = placing.ends[resource];
    }
    return (struct keyed_list){placing.keyed, count, placing.ends};
}

static struct keys
keys_sort(const struct reading *reading, struct threads *threads)
{
    return (struct keys){
        .events = keyed_sort((struct placing){.reading = reading, .threads = threads}),
        .deletions = keyed_sort((struct placing){.reading = reading, .deletions = true}),
        .resource_count = intern_count(reading->facts->resources),
        .effective = reading->effective,
    };
}

struct keys
keys_collect(const struct reading *reading)
{
    return keys_sort(reading, NULL);
}

struct keys
keys_collect_steps(const struct reading *reading, struct threads *threads)
{
    return keys_sort(reading, threads);
}

void
keys_release(struct keys *keys)
{
    free(keys->events.events);
    free(keys->events.ends);
    free(keys->deletions.events);
    free(keys->deletions.ends);
}

/* What a list has of the resource. */
static const struct keyed *
of_resource(const struct keyed_list *list, uint32_t resource, size_t *out_count)
{
    const size_t from = resource == 0 ? 0 : list->ends[resource - 1];
    *out_count = list->ends[resource] - from;
    return list->events + from;
}

bool
keys_next(struct key_walk *walk, struct key *out_key)
{
    const struct keys *keys = walk->keys;
    while (walk->resource < keys->resource_count && walk->at == keys->events.ends[walk->resource])
        walk->resource++;
    if (walk->resource == keys->resource_count)
        return false;
    const struct keyed *events = &keys->events.events[walk->at];
    const size_t left = keys->events.ends[walk->resource] - walk->at;
    struct key key = {.resource = walk->resource, .rule = events->rule, .events = events, .effective = keys->effective};
    while (key.count < left && events[key.count].rule == key.rule)
        key.count++;
    key.deletions = of_resource(&keys->deletions, key.resource, &key.deletion_count);
    walk->at += key.count;
    *out_key = key;
    return true;
}

bool
key_deletions(struct key *key, const struct keyed *event, uint32_t *out_first, uint32_t *out_last)
{
    size_t low = key->passed;
    for (size_t high = key->deletion_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (event == NULL || order_compare(&key->deletions[middle], event, key->effective) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == key->passed)
        return false;
    *out_first = key->deletions[key->passed].event;
    *out_last = key->deletions[low - 1].event;
    key->passed = low;
    return true;
}
