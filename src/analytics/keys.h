/* keys.h - events by finding key, in the order in which they count, with the deletions of each resource beside.
 * A finding key is (rule, resource uid). Source: docs/statistics.md, "Keys" and "When an event counts". */
#ifndef DAYBOOK_ANALYTICS_KEYS_H
#define DAYBOOK_ANALYTICS_KEYS_H

#include "analytics/reading.h"

/* An event where it belongs. Ordered by key, then t, t before rule 3, index. */
struct keyed {
    uint32_t resource;
    uint32_t rule; /* 0 for a deletion, which concerns every key of its resource */
    int64_t t_ms;
    int64_t own_ms;
    uint32_t event;
};

struct keys {
    struct keyed *events; /* no deletions */
    size_t events_count;
    struct keyed *deletions;
    size_t deletions_count;
};

/* One key: a run of its events, and the deletions of its resource. */
struct key {
    const struct keyed *events; /* at least one */
    size_t count;
    const struct keyed *deletions;
    size_t deletion_count;
    size_t passed; /* deletions that key_deletions() went over */
};

struct key_walk {
    const struct keys *keys;
    size_t event_at;
    size_t deletion_at;
};

/* The permitted events with t < E that have a check and a resource (deletions: a resource), sorted. */
struct keys keys_collect(const struct reading *reading);
/* The same, and the steps of each key's thread among its events (thread.h). */
struct keys keys_collect_steps(const struct reading *reading);
void keys_release(struct keys *keys);

/* The next key of a walk that began as {keys}; false behind the last. */
bool keys_next(struct key_walk *walk, struct key *out_key);
/* Go over the deletions that come before `event` of the key, or all that are left when it is NULL: false when there is
 * none, else their first and last. */
bool key_deletions(struct key *key, const struct keyed *event, uint32_t *out_first, uint32_t *out_last);

#endif
