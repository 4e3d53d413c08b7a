#include "analytics/keys.h"

#include "analytics/thread.h"
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
order_compare(const struct keyed *a, const struct keyed *b)
{
    if (a->t_ms != b->t_ms)
        return instant_compare(a->t_ms, b->t_ms);
    if (a->own_ms != b->own_ms)
        return instant_compare(a->own_ms, b->own_ms);
    return number_compare(a->event, b->event);
}

/* Of one resource. */
static int
keyed_compare(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    return a->rule != b->rule ? number_compare(a->rule, b->rule) : order_compare(a, b);
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
    const struct effective_time *time = &placing->reading->effective->times[number];
    struct thread_member own = {0};
    const struct thread_member *members;
    const size_t count = keys_of(placing, number, &own, &members);
    for (size_t i = 0; i < count; i++)
        placing->keyed[placing->ends[members[i].resource]++] =
            (struct keyed){members[i].resource, members[i].rule, time->t_ms, time->own_ms, number};
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

static void *
array_new(size_t count, size_t size)
{
    void *array = calloc(count + 1, size);
    if (array == NULL)
        abort();
    return array;
}

static struct keyed *
keyed_sort(struct placing placing, size_t *out_count)
{
    const struct facts *facts = placing.reading->facts;
    const uint32_t resources = intern_count(facts->resources);
    placing.ends = array_new(resources, sizeof(*placing.ends));
    *out_count = places_count(&placing, resources);
    placing.keyed = array_new(*out_count, sizeof(*placing.keyed));
    for (uint32_t number = 0; number < facts->events_count; number++)
        place(&placing, number);
    size_t from = 0;
    for (uint32_t resource = 0; resource < resources; resource++) {
        qsort(placing.keyed + from, placing.ends[resource] - from, sizeof(*placing.keyed), keyed_compare);
        from = placing.ends[resource];
    }
    free(placing.ends);
    return placing.keyed;
}

struct keys
keys_collect(const struct reading *reading)
{
    struct keys keys = {0};
    keys.events = keyed_sort((struct placing){.reading = reading}, &keys.events_count);
    keys.deletions = keyed_sort((struct placing){.reading = reading, .deletions = true}, &keys.deletions_count);
    return keys;
}

struct keys
keys_collect_steps(const struct reading *reading)
{
    AUTO(threads_release) struct threads threads = threads_find(reading);
    struct keys keys = {0};
    keys.events = keyed_sort((struct placing){.reading = reading, .threads = &threads}, &keys.events_count);
    keys.deletions = keyed_sort((struct placing){.reading = reading, .deletions = true}, &keys.deletions_count);
    return keys;
}

void
keys_release(struct keys *keys)
{
    free(keys->events);
    free(keys->deletions);
}

/* How many of `count` sorted deletions are of resources up to `resource`. */
static size_t
deletions_until(const struct keyed *deletions, size_t count, uint32_t resource)
{
    size_t low = 0;
    for (size_t high = count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (deletions[middle].resource <= resource)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool
keys_next(struct key_walk *walk, struct key *out_key)
{
    const struct keys *keys = walk->keys;
    if (walk->event_at == keys->events_count)
        return false;
    const struct keyed *events = &keys->events[walk->event_at];
    size_t count = 0;
    while (walk->event_at < keys->events_count && keys->events[walk->event_at].resource == events->resource &&
           keys->events[walk->event_at].rule == events->rule) {
        walk->event_at++;
        count++;
    }
    while (walk->deletion_at < keys->deletions_count && keys->deletions[walk->deletion_at].resource < events->resource)
        walk->deletion_at++;
    const size_t left = keys->deletions_count - walk->deletion_at;
    const struct keyed *deletions = left == 0 ? NULL : &keys->deletions[walk->deletion_at];
    *out_key = (struct key){
        .events = events,
        .count = count,
        .deletions = deletions,
        .deletion_count = deletions_until(deletions, left, events->resource),
    };
    return true;
}

bool
key_deletions(struct key *key, const struct keyed *event, uint32_t *out_first, uint32_t *out_last)
{
    size_t low = key->passed;
    for (size_t high = key->deletion_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (event == NULL || order_compare(&key->deletions[middle], event) < 0)
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
