/* assets.h - for how much of each resource's life its controls were freshly evaluated.
 * Source: docs/statistics.md, "Coverage", number 2. */
#ifndef DAYBOOK_ANALYTICS_ASSETS_H
#define DAYBOOK_ANALYTICS_ASSETS_H

#include "analytics/reading.h"

struct asset_rule {
    uint32_t rule; /* number in policy->rules, one with a ttl and at least one resource alive in the period */
    uint64_t resources;
    int64_t fresh_ms;
    int64_t lifetime_ms;
};

struct assets {
    const struct asset_rule *rules; /* sorted by id (bytes) */
    size_t rule_count;
    int64_t fresh_ms;
    int64_t lifetime_ms;
};

/* Lives in the arena. ERR_LIMIT when the lives could sum to more than 2^63 ms. */
MUST_CHECK int
assets_compute(const struct reading *reading, struct arena *arena, struct assets *out_assets, struct err *err);

#endif
