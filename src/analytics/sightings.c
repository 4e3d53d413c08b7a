#include "analytics/sightings.h"

static int
sighting_compare(const void *left, const void *right)
{
    const struct sighting *a = left;
    const struct sighting *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->occurred_ms != b->occurred_ms)
        return a->occurred_ms < b->occurred_ms ? -1 : 1;
    return (a->event > b->event) - (a->event < b->event);
}

struct sightings
sightings_collect(const struct facts *facts, const struct effective *effective)
{
    struct sightings found = {reallocarray(NULL, facts->events_count + 1, sizeof(*found.sightings)), 0};
    if (found.sightings == NULL)
        abort();
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        if (event->occurred_ms != INSTANT_NONE && effective->times[number].t_ms < effective->end_ms)
            found.sightings[found.count++] = (struct sighting){event->source, number, event->occurred_ms};
    }
    qsort(found.sightings, found.count, sizeof(*found.sightings), sighting_compare);
    return found;
}

void
sightings_release(struct sightings *sightings)
{
    free(sightings->sightings);
}

/* How many come before everything of the source that occurred at or after `occurred_ms`. */
static size_t
sightings_before(const struct sightings *sightings, uint32_t source, int64_t occurred_ms)
{
    const struct sighting limit = {source, 0, occurred_ms};
    size_t low = 0;
    for (size_t high = sightings->count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (sighting_compare(&sightings->sightings[middle], &limit) < 0)
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
        return (struct sighting_range){sightings->sightings, 0};
    const size_t from = sightings_before(sightings, source, from_ms);
    return (struct sighting_range){sightings->sightings + from, sightings_before(sightings, source, to_ms) - from};
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
