/* sightings.h - the events of each source by when they occurred, and the sources by name.
 * Source: docs/statistics.md, "Coverage". */
#ifndef DAYBOOK_ANALYTICS_SIGHTINGS_H
#define DAYBOOK_ANALYTICS_SIGHTINGS_H

#include "analytics/effective.h"

struct sightings {
    const struct facts *facts;
    uint32_t *events; /* numbers, by source, occurred, index */
    size_t *first;    /* by source, one more than there are: its first place in `events` */
};

struct sighting_range {
    const uint32_t *events;
    size_t count;
};

/* The events with t < E that say when they occurred. */
struct sightings sightings_collect(const struct facts *facts, const struct effective *effective);
void sightings_release(struct sightings *sightings);
/* Those of a source that occurred in [from, to). */
struct sighting_range
sightings_between(const struct sightings *sightings, uint32_t source, int64_t from_ms, int64_t to_ms);

/* The numbers of the sources that have a source record, an event, a heartbeat or a reconciliation, sorted by name
 * (bytes); in the arena. The ledger is no source. */
uint32_t *sightings_sources(const struct facts *facts, struct arena *arena, size_t *out_count);

#endif
