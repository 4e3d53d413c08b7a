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

static int
keyed_compare(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    if (a->resource != b->resource)
        return number_compare(a->resource, b->resource);
    if (a->rule != b->rule)
        return number_compare(a->rule, b->rule);
    return order_compare(a, b);
}

struct keys
keys_collect(const struct reading *reading)
{
    const struct facts *facts = reading->facts;
    const struct effective *effective = reading->effective;
    struct keys keys = {0};
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        const struct effective_time *time = &effective->times[number];
        if (time->t_ms >= effective->end_ms || event->resource == INTERN_NONE || !verdict_permitted(facts, event))
            continue;
        struct keyed keyed = {event->resource, 0, time->t_ms, time->own_ms, number};
        if (event->stage == STAGE_DELETED) {
            GROW_ADD(&keys, deletions, keyed);
        } else if (event->check != INTERN_NONE) {
            keyed.rule = reading->policy->rule_of_check[event->check];
            GROW_ADD(&keys, events, keyed);
        }
    }
    if (keys.events_count > 0)
        qsort(keys.events, keys.events_count, sizeof(*keys.events), keyed_compare);
    if (keys.deletions_count > 0)
        qsort(keys.deletions, keys.deletions_count, sizeof(*keys.deletions), keyed_compare);
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
