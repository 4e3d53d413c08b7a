/* analytics.h - every figure of a report, from the entries and the rules alone.
 * Pure: the same facts, policy and period give the same results. Source: docs/statistics.md. */
#ifndef DAYBOOK_ANALYTICS_ANALYTICS_H
#define DAYBOOK_ANALYTICS_ANALYTICS_H

#include "analytics/assets.h"
#include "analytics/class_evidence.h"
#include "analytics/complete.h"
#include "analytics/criteria.h"
#include "analytics/steps.h"

/* A check that no rule names, with the events with t < E that used it. */
struct analytics_unmapped {
    uint32_t check;
    uint32_t rule; /* number in policy->rules */
    uint64_t events;
    uint64_t first_index;
    uint64_t last_index;
};

struct analytics {
    struct period period;
    struct effective effective;
    struct windows windows;
    struct exposure exposure;
    struct steps steps;
    struct coverage coverage;
    struct assets assets;
    struct criteria criteria;
    struct class_evidence classes;
    struct population population;
    struct complete complete;
    const struct analytics_unmapped *unmapped; /* sorted by check (bytes) */
    size_t unmapped_count;
};

/* Everything lives in the arena; facts and policy must outlive the results. ERR_USAGE when the period is empty or
 * there is no entry, ERR_LIMIT when sums could pass 2^63 ms. */
MUST_CHECK int analytics_run(const struct facts *facts, const struct policy *policy, struct period period,
                             struct arena *arena, struct analytics *out_analytics, struct err *err);

#endif
