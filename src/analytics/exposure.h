/* exposure.h - how much exposure there was, in all and by severity, rule and criterion, and how it rolls forward.
 * Source: docs/statistics.md, "Exposure windows", "Time to remediate", "SLA". */
#ifndef DAYBOOK_ANALYTICS_EXPOSURE_H
#define DAYBOOK_ANALYTICS_EXPOSURE_H

#include "analytics/roll.h"
#include "analytics/survival.h"
#include "analytics/windows.h"

struct exposure_sla {
    uint64_t met;
    uint64_t met_deleted;
    uint64_t breached;
    uint64_t pending;
    uint64_t overdue;
    int64_t rate;       /* millionths, RATE_NONE when nothing was decided */
    int64_t beyond_sla; /* millionths, only in groups of one severity */
    uint64_t net_met;
    uint64_t net_breached;
};

struct exposure_group {
    struct slice name; /* severity ("none" included), rule or criterion; "total" */
    uint64_t windows;
    uint64_t opening;
    uint64_t new_windows;
    uint64_t closed;
    uint64_t closed_verified;
    uint64_t closed_deleted;
    uint64_t closing;
    uint64_t reopened;
    uint64_t automated;
    uint64_t manual;
    int64_t gross_ms;
    int64_t net_ms;
    int64_t union_ms;
    int64_t net_union_ms;
    int64_t any_ms;
    struct survival ttr;
    struct exposure_sla sla;
};

/* The groups of one kind, sorted by name (bytes), only those with windows of the period; severities from critical down
 * to none. */
struct exposure_groups {
    const struct exposure_group *groups;
    size_t count;
};

struct exposure {
    struct exposure_group total;
    struct exposure_groups by_severity;
    struct exposure_groups by_rule;
    struct exposure_groups by_criterion; /* of the criteria in scope */
    struct survival automated;           /* for survival.csv */
    struct survival manual;
    const struct exposure_roll *roll; /* "all" first, then critical down to "none" */
    size_t roll_count;
    bool has_prior_close; /* a close ends where the period begins */
    bool balances;
};

/* Everything lives in the arena. */
MUST_CHECK int exposure_compute(const struct reading *reading, const struct windows *windows, struct arena *arena,
                                struct exposure *out_exposure, struct err *err);

#endif
