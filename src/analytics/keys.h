/* keys.h - events by finding key, in the order in which they count, with the deletions of each resource beside.
 * A finding key is (rule, resource uid). Source: docs/statistics.md, "Keys" and "When an event counts". */
#ifndef DAYBOOK_ANALYTICS_KEYS_H
#define DAYBOOK_ANALYTICS_KEYS_H

#include "analytics/thread.h"

/* An event where it belongs: there may be millions, so it holds no more than sorting needs. */
struct keyed {
    uint32_t rule; /* 0 for a deletion, which concerns every key of its resource */
    uint32_t event;
    int64_t t_ms;
};

/* Ordered by resource, rule, t, t before rule 3, index. */
struct keyed_list {
    struct keyed *events;
    size_t count;
    size_t *ends; /* by resource: where its last one ends, and the first of the next one begins */
};

struct keys {
    struct keyed_list events;    /* no deletions */
    struct keyed_list deletions; /* these alone */
    uint32_t resource_count;
    const struct effective *effective;
};

/* One key: a run of its events, and the deletions of its resource. */
struct key {
    uint32_t resource;
    uint32_t rule;
    const struct keyed *events; /* at least one */
    size_t count;
    const struct keyed *deletions;
    size_t deletion_count;
    size_t passed; /* deletions that key_deletions() went over */
    const struct effective *effective;
};

struct key_walk {
    const struct keys *keys;
    uint32_t resource;
    size_t at; /* of the next event */
};

/* The permitted events with t < E that have a check and a resource (deletions: a resource), sorted. */
struct keys keys_collect(const struct reading *reading);
/* The same, and the steps of each key's thread among its events. */
struct keys keys_collect_steps(const struct reading *reading, struct threads *threads);
void keys_release(struct keys *keys);

/* The next key of a walk that began as {keys}; false behind the last. */
bool keys_next(struct key_walk *walk, struct key *out_key);
/* Go over the deletions that come before `event` of the key, or all that are left when it is NULL: false when there is
 * none, else their first and last. */
bool key_deletions(struct key *key, const struct keyed *event, uint32_t *out_first, uint32_t *out_last);

#endif
