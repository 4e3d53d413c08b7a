/* alteration.h - what another set of rules makes of the same entries: windows that appear, disappear or change.
 * A window is known by the event that opened it, whatever rule it counts under. Source: docs/statistics.md, "Rule
 * changes". */
#ifndef DAYBOOK_ANALYTICS_ALTERATION_H
#define DAYBOOK_ANALYTICS_ALTERATION_H

#include "analytics/windows.h"

#define ALTERATION_EFFECTS(X)                                                                                          \
    X(ALTERATION_APPEARS, "appears")                                                                                   \
    X(ALTERATION_DISAPPEARS, "disappears")                                                                             \
    X(ALTERATION_CHANGES, "changes")
WORDS(alteration_effect, ALTERATION_NONE, ALTERATION_EFFECTS);

/* What one set of rules says of a window. All empty, and INSTANT_NONE, where it has no such window. */
struct alteration_side {
    struct slice rule;
    struct slice criteria; /* ids in the order of the catalog, with spaces between */
    enum severity severity;
    int64_t start_ms;
    int64_t end_ms;
    int64_t due_ms;
};

struct alteration {
    enum alteration_effect effect;
    uint64_t window;   /* its id: index of the opening event */
    uint32_t resource; /* number in facts->resources */
    struct alteration_side before;
    struct alteration_side after;
};

struct alterations {
    const struct alteration *alterations; /* by id of the window */
    size_t count;
    uint64_t by_effect[alteration_effect_count];
};

/* The windows of one period under one set of rules. */
struct alteration_view {
    const struct policy *policy;
    const struct windows *windows;
};

/* Compare two views of the same facts and period. Everything is copied into the arena. O(n log n) in the windows. */
struct alterations
alterations_find(const struct alteration_view *before, const struct alteration_view *after, struct arena *arena);

#endif
