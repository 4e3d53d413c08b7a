/* criteria.h - what is known about each criterion in scope: recorded, nothing occurred, unknown, or not covered.
 * Source: docs/statistics.md, "Coverage", number 3. */
#ifndef DAYBOOK_ANALYTICS_CRITERIA_H
#define DAYBOOK_ANALYTICS_CRITERIA_H

#include "analytics/coverage.h"
#include "analytics/words.h"

#define CRITERION_STATES(X)                                                                                            \
    X(CRITERION_RECORDED, "recorded")                                                                                  \
    X(CRITERION_NO_OCCURRENCE, "no occurrence")                                                                        \
    X(CRITERION_UNKNOWN, "unknown")                                                                                    \
    X(CRITERION_NOT_COVERED, "not covered")
WORDS(criterion_state, CRITERION_STATE_NONE, CRITERION_STATES);

struct criteria_line {
    uint32_t criterion; /* number in policy->criteria */
    enum criterion_state state;
    uint64_t rules;  /* that map to it */
    uint64_t events; /* of them, in the period */
};

struct criteria {
    const struct criteria_line *criteria; /* those in scope, in the order of the catalog */
    size_t count;
    uint64_t recorded;
};

/* Lives in the arena. */
void criteria_compute(const struct reading *reading, const struct coverage *coverage, struct arena *arena,
                      struct criteria *out_criteria);

#endif
