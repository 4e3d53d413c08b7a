/* steps.h - where remediation stalls: how long windows take to each step of the workflow, and where the open ones wait.
 * Source: docs/statistics.md, "Where it stalls". */
#ifndef DAYBOOK_ANALYTICS_STEPS_H
#define DAYBOOK_ANALYTICS_STEPS_H

#include "analytics/survival.h"
#include "analytics/windows.h"

/* Steps are numbered by their stage, from STAGE_DETECTED to STAGE_VERIFIED. */
enum { STEP_COUNT = STAGE_VERIFIED };

struct step_line {
    enum stage step;
    uint64_t n;          /* dwells: windows that know this step and an earlier one, and did not get here before that */
    uint64_t n_previous; /* of them, with the step right before known; the others carry the steps that they skipped */
    uint64_t negative;   /* got here before an earlier step: flagged, not used */
    uint64_t reached;    /* windows that know this step */
    int64_t median_ms;   /* of the dwells; DURATION_NONE without any */
    int64_t p90_ms;
    int64_t total_ms;
    uint64_t waiting; /* open windows whose last known step this is */
    int64_t waiting_ms;
};

struct steps_group {
    const char *name; /* "all", "automated", "manual" */
    uint64_t windows;
    struct step_line lines[STEP_COUNT]; /* in the order of the steps */
    enum stage breaks;                  /* the largest total of dwell and waiting; STAGE_NONE when all are 0 */
};

struct steps {
    struct steps_group groups[3]; /* those that have windows */
    size_t count;
};

/* What a step took in all: dwell and waiting. */
int64_t step_spent(const struct step_line *line);

/* Of the windows of the period, which are open until `end_ms`. */
struct steps steps_compute(const struct windows *windows, int64_t end_ms);

#endif
