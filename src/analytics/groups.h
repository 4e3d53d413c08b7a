/* groups.h - to which groups each window belongs: all, how it was handled, its severity, its rule, its criteria.
 * Numbers: GROUP_TOTAL, GROUP_AUTOMATED, GROUP_MANUAL, one per severity from GROUP_SEVERITIES (none included), one per
 * rule that has windows from rules_first, one per criterion of the catalog from criteria_first. */
#ifndef DAYBOOK_ANALYTICS_GROUPS_H
#define DAYBOOK_ANALYTICS_GROUPS_H

#include "analytics/windows.h"

enum { GROUP_TOTAL, GROUP_AUTOMATED, GROUP_MANUAL, GROUP_SEVERITIES };

struct grouping {
    uint32_t count;
    uint32_t rules_first;
    uint32_t criteria_first;
    const struct slice *names; /* by group */
    const uint32_t *numbers;   /* the groups of window 0, then of window 1, … */
    const size_t *numbers_at;  /* where each window's begin, and the end */
    const uint32_t *members;   /* the windows of group 0, then of group 1, …, each in the order of the windows */
    const size_t *members_at;
};

struct group_numbers {
    const uint32_t *numbers;
    size_t count;
};

struct group_windows {
    const uint32_t *windows; /* numbers in the array of windows */
    size_t count;
};

/* Criteria that are not in scope get no windows. Lives in the arena. */
struct grouping grouping_make(const struct policy *policy, const struct windows *windows, struct arena *arena);
struct group_numbers grouping_of(const struct grouping *grouping, uint32_t window);
struct group_windows grouping_windows(const struct grouping *grouping, uint32_t group);

#endif
