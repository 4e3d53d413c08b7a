#include "analytics/sightings.h"

static int
occurred_compare(const void *left, const void *right, void *context)
{
    const struct facts *facts = context;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    if (facts->events[a].occurred_ms != facts->events[b].occurred_ms)
        return facts->events[a].occurred_ms < facts->events[b].occurred_ms ? -1 : 1;
    return (a > b) - (a < b);
}

static bool
is_sighting(const struct facts *facts, const struct effective *effective, uint32_t number)
{
    return facts->events[number].occurred_ms != INSTANT_NONE && effective->times[number].t_ms < effective->end_ms;
}

/* There may be millions: they are counted first and put down once, and only each source's own are sorted. */
struct sightings
sightings_collect(const struct facts *facts, const struct effective *effective)
{
    const size_t sources = intern_count(facts->sources);
    struct sightings found = {.facts = facts, .first = grow_zeroed(sources + 1, sizeof(*found.first))};
    size_t *next = grow_zeroed(sources, sizeof(*next));
    for (uint32_t number = 0; number < facts->events_count; number++)
        found.first[facts->events[number].source + 1] += is_sighting(facts, effective, number);
    for (size_t source = 0; source < sources; source++) {
        next[source] = found.first[source];
        found.first[source + 1] += found.first[source];
    }
    found.events = grow_zeroed(found.first[sources], sizeof(*found.events));
    for (uint32_t number = 0; number < facts->events_count; number++) {
        if (is_sighting(facts, effective, number))
            found.events[next[facts->events[number].source]++] = number;
    }
    free(next);
    for (size_t source = 0; source < sources; source++)
        qsort_r(found.events + found.first[source], found.first[source + 1] - found.first[source],
                sizeof(*found.events), occurred_compare, (void *)(uintptr_t)facts);
    return found;
}

void
sightings_release(struct sightings *sightings)
{
    free(sightings->events);
    free(sightings->first);
}

/* The place of the source's first that occurred at or after `occurred_ms`. */
static size_t
place_of(const struct sightings *sightings, uint32_t source, int64_t occurred_ms)
{
    size_t low = sightings->first[source];
    for (size_t high = sightings->first[source + 1]; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (sightings->facts->events[sightings->events[middle]].occurred_ms < occurred_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct sighting_range
sightings_between(const struct sightings *sightings, uint32_t source, int64_t from_ms, int64_t to_ms)
{
    if (from_ms >= to_ms)
        return (struct sighting_range){sightings->events, 0};
    const size_t from = place_of(sightings, source, from_ms);
    return (struct sighting_range){sightings->events + from, place_of(sightings, source, to_ms) - from};
}

static int
name_compare(const void *left, const void *right, void *context)
{
    const struct facts *facts = context;
    return slice_compare(intern_text(facts->sources, *(const uint32_t *)left),
                         intern_text(facts->sources, *(const uint32_t *)right));
}

uint32_t *
sightings_sources(const struct facts *facts, struct arena *arena, size_t *out_count)
{
    const size_t all = intern_count(facts->sources);
    bool *seen = arena_array(arena, all, sizeof(*seen));
    for (size_t i = 0; i < facts->settings_count; i++)
        seen[facts->settings[i].source] = true;
    for (size_t i = 0; i < facts->events_count; i++)
        seen[facts->events[i].source] = true;
    for (size_t i = 0; i < facts->heartbeats_count; i++)
        seen[facts->heartbeats[i].source] = true;
    for (size_t i = 0; i < facts->reconciliations_count; i++)
        seen[facts->reconciliations[i].source] = true;
    uint32_t *sources = arena_array(arena, all, sizeof(*sources));
    size_t count = 0;
    for (uint32_t source = 0; source < all; source++) {
        if (seen[source] && !slice_equal(intern_text(facts->sources, source), SLICE(RECORD_SOURCE_LEDGER)))
            sources[count++] = source;
    }
    qsort_r(sources, count, sizeof(*sources), name_compare, (void *)(uintptr_t)facts);
    *out_count = count;
    return sources;
}
