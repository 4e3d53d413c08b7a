/* report.h - all of analytics over a history, for tests of one part of it. */
#ifndef DAYBOOK_TESTS_ANALYTICS_REPORT_H
#define DAYBOOK_TESTS_ANALYTICS_REPORT_H

#include "analytics/analytics.h"
#include "history.h"

/* The policy lives in the arena of the history too. */
static inline struct analytics
report_of(struct history *history, struct period period)
{
    struct analytics analytics;
    struct err err;
    struct policy *policy = arena_alloc(history->arena, sizeof(*policy));
    *policy = history_policy(history);
    ck_assert_msg(analytics_run(history->facts, policy, period, history->arena, &analytics, &err) == 0, "%s", err.text);
    return analytics;
}

#endif
