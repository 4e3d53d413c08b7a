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
    bool deletions; /* these, or all others */
    struct keyed *keyed;
    size_t *ends; /* by resource: where the next one of it goes */
};

static bool
is_placed(const struct placing *placing, uint32_t number)
{
    const struct facts *facts = placing->reading->facts;
    const struct effective *effective = placing->reading->effective;
    const struct fact_event *event = &facts->events[number];
    if ((event->stage == STAGE_DELETED) != placing->deletions || event->resource == INTERN_NONE)
        return false;
    if (event->check == INTERN_NONE && !placing->deletions)
        return false;
    return effective->times[number].t_ms < effective->end_ms && verdict_permitted(facts, event);
}

static void
place(struct placing *placing, uint32_t number)
{
    const struct fact_event *event = &placing->reading->facts->events[number];
    const struct effective_time *time = &placing->reading->effective->times[number];
    const uint32_t rule = placing->deletions ? 0 : placing->reading->policy->rule_of_check[event->check];
    placing->keyed[placing->ends[event->resource]++] =
        (struct keyed){event->resource, rule, time->t_ms, time->own_ms, number};
}

/* The places of a resource begin where those of the one before end; returns how many there are in all. */
static size_t
places_count(struct placing *placing, uint32_t resources)
{
    const struct facts *facts = placing->reading->facts;
    size_t total = 0;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        if (is_placed(placing, number))
            placing->ends[facts->events[number].resource]++;
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
keyed_sort(const struct reading *reading, bool deletions, size_t *out_count)
{
    const uint32_t resources = intern_count(reading->facts->resources);
    struct placing placing = {.reading = reading, .deletions = deletions};
    placing.ends = array_new(resources, sizeof(*placing.ends));
    *out_count = places_count(&placing, resources);
    placing.keyed = array_new(*out_count, sizeof(*placing.keyed));
    for (uint32_t number = 0; number < reading->facts->events_count; number++) {
        if (is_placed(&placing, number))
            place(&placing, number);
    }
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
    keys.events = keyed_sort(reading, false, &keys.events_count);
    keys.deletions = keyed_sort(reading, true, &keys.deletions_count);
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
