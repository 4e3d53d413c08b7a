/* complete.h - whether the period is complete by the method of statistics §9 (not an opinion), condition by condition.
 * Source: docs/statistics.md, "Period-complete". */
#ifndef DAYBOOK_ANALYTICS_COMPLETE_H
#define DAYBOOK_ANALYTICS_COMPLETE_H

#include "analytics/coverage.h"
#include "analytics/exposure.h"
#include "analytics/population.h"

#define CONDITIONS(X)                                                                                                  \
    X(CONDITION_CONTIGUOUS, "contiguous entries and recomputed root")                                                  \
    X(CONDITION_OVER, "period over")                                                                                   \
    X(CONDITION_SCOPE, "scope declared and covered")                                                                   \
    X(CONDITION_GAPS, "no unexplained gap")                                                                            \
    X(CONDITION_RECONCILED, "population reconciled")                                                                   \
    X(CONDITION_ROLL, "roll-forward balances")                                                                         \
    X(CONDITION_COUNTS, "received = accepted + duplicate + rejected")                                                  \
    X(CONDITION_REJECTS, "no open reject")                                                                             \
    X(CONDITION_PAYLOADS, "payloads present")                                                                          \
    X(CONDITION_RULESET, "rules recorded")
WORDS(condition, CONDITION_NONE, CONDITIONS);

#define CONDITION_STATES(X)                                                                                            \
    X(CONDITION_HELD, "held")                                                                                          \
    X(CONDITION_NOT_HELD, "not held")                                                                                  \
    X(CONDITION_UNDECIDED, "not yet decidable")
WORDS(condition_state, CONDITION_STATE_NONE, CONDITION_STATES);

struct complete_condition {
    enum condition condition;
    enum condition_state state;
    struct slice reason; /* one line, lower case, for people */
};

struct complete {
    struct complete_condition conditions[condition_count - 1]; /* in the order of the list */
    bool complete;                                             /* every one is held */
    bool final;                /* a close of exactly this period is among the entries; false: DRAFT */
    uint32_t close;            /* its number in facts->closes, or FACT_NONE */
    struct slice draft_reason; /* when not final */
};

struct complete_inputs {
    const struct reading *reading;
    const struct coverage *coverage;
    const struct population *population;
    const struct exposure *exposure;
};

void complete_judge(const struct complete_inputs *inputs, struct arena *arena, struct complete *out_complete);

#endif
