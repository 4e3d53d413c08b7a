/* vocabulary.h - the closed lists of words that records use, each from one list with its wire name.
 * `x_name(NONE)` is NULL: an absent value is not written. `x_from_name` fails with ERR_FORMAT for a word not listed
 * (a record kind: ERR_VERSION, since a newer daybook may know it).
 * Sources: formats §1-2 (docs/records.md), statistics §3 (docs/statistics.md). */
#ifndef DAYBOOK_RECORD_VOCABULARY_H
#define DAYBOOK_RECORD_VOCABULARY_H

#include "base/err.h"
#include "base/slice.h"

#include <assert.h>

#define RECORD_KINDS(X)                                                                                                \
    X(RECORD_LEDGER, "ledger")                                                                                         \
    X(RECORD_EVENT, "event")                                                                                           \
    X(RECORD_REJECT, "reject")                                                                                         \
    X(RECORD_HEARTBEAT, "heartbeat")                                                                                   \
    X(RECORD_RECONCILIATION, "reconciliation")                                                                         \
    X(RECORD_SOURCE, "source")                                                                                         \
    X(RECORD_SCOPE, "scope")                                                                                           \
    X(RECORD_RULESET, "ruleset")                                                                                       \
    X(RECORD_CLOSE, "close")

/* The first eleven are the manual workflow in its order: their value is the number of the step. */
#define STAGES(X)                                                                                                      \
    X(STAGE_DETECTED, "detected")                                                                                      \
    X(STAGE_NOTIFIED, "notified")                                                                                      \
    X(STAGE_TRIAGED, "triaged")                                                                                        \
    X(STAGE_TICKETED, "ticketed")                                                                                      \
    X(STAGE_CONTEXTUALIZED, "contextualized")                                                                          \
    X(STAGE_ASSIGNED, "assigned")                                                                                      \
    X(STAGE_REPRODUCED, "reproduced")                                                                                  \
    X(STAGE_DEVELOPED, "developed")                                                                                    \
    X(STAGE_REVIEWED, "reviewed")                                                                                      \
    X(STAGE_DEPLOYED, "deployed")                                                                                      \
    X(STAGE_VERIFIED, "verified")                                                                                      \
    X(STAGE_INTRODUCED, "introduced")                                                                                  \
    X(STAGE_EVALUATED, "evaluated")                                                                                    \
    X(STAGE_REMEDIATED, "remediated")                                                                                  \
    X(STAGE_FAILED, "failed")                                                                                          \
    X(STAGE_CLOSED, "closed")                                                                                          \
    X(STAGE_REOPENED, "reopened")                                                                                      \
    X(STAGE_SUPPRESSED, "suppressed")                                                                                  \
    X(STAGE_UNSUPPRESSED, "unsuppressed")                                                                              \
    X(STAGE_WAIVED, "waived")                                                                                          \
    X(STAGE_DELETED, "deleted")

#define OUTCOMES(X)                                                                                                    \
    X(OUTCOME_PASS, "pass")                                                                                            \
    X(OUTCOME_FAIL, "fail")

/* From low to high, so that the highest of several is their maximum. */
#define SEVERITIES(X)                                                                                                  \
    X(SEVERITY_INFORMATIONAL, "informational")                                                                         \
    X(SEVERITY_LOW, "low")                                                                                             \
    X(SEVERITY_MEDIUM, "medium")                                                                                       \
    X(SEVERITY_HIGH, "high")                                                                                           \
    X(SEVERITY_CRITICAL, "critical")

#define ACTOR_KINDS(X)                                                                                                 \
    X(ACTOR_HUMAN, "human")                                                                                            \
    X(ACTOR_AUTOMATION, "automation")                                                                                  \
    X(ACTOR_SYSTEM, "system")

#define SOURCE_ACTIONS(X)                                                                                              \
    X(SOURCE_ENROLLED, "enrolled")                                                                                     \
    X(SOURCE_RETIRED, "retired")

#define HEARTBEAT_BASES(X)                                                                                             \
    X(HEARTBEAT_POLLED, "polled")                                                                                      \
    X(HEARTBEAT_SENDER, "sender")                                                                                      \
    X(HEARTBEAT_CANARY, "canary")                                                                                      \
    X(HEARTBEAT_COLLECTOR, "collector")

/* What the events of a source are permitted to do; a set is the OR of 1 << value. */
#define PERMISSIONS(X)                                                                                                 \
    X(MAY_DETECT, "detect")                                                                                            \
    X(MAY_FIX, "fix")                                                                                                  \
    X(MAY_VERIFY, "verify")                                                                                            \
    X(MAY_DELETE, "delete")                                                                                            \
    X(MAY_WAIVE, "waive")

/* The words of one list by value; words[0], the NONE, is the absent slice. Every word is also a C string. */
struct word_list {
    const char *what; /* of what they are the names: "stage" */
    const struct slice *words;
    unsigned count;        /* values, NONE included */
    enum err_code unknown; /* what a word not listed is */
};
/* The value of `name`, else the list's error. */
MUST_CHECK int word_list_find(const struct word_list *list, struct slice name, unsigned *out_value, struct err *err);

/* The arguments are names of types and constants, which take no parentheses. NOLINTBEGIN(bugprone-macro-parentheses) */
#define VOCABULARY_MEMBER(constant, name) constant,
#define VOCABULARY(type, none, list)                                                                                   \
    enum type { none, list(VOCABULARY_MEMBER) type##_count };                                                          \
    extern const struct word_list type##_list;                                                                         \
    const char *type##_name(enum type value);                                                                          \
    MUST_CHECK int type##_from_name(struct slice name, enum type *out_value, struct err *err);

/* The definitions that VOCABULARY declares, for the one .c file of the list. */
#define VOCABULARY_WORD(constant, name) SLICE_INIT(name),
#define VOCABULARY_DEFINE(type, noun, list, unknown_code)                                                              \
    static const struct slice type##_words[] = {{NULL, 0}, list(VOCABULARY_WORD)};                                     \
    _Static_assert(COUNT_OF(type##_words) == type##_count, "one word for each value");                                 \
    _Static_assert(sizeof(enum type) == sizeof(unsigned), "the field table reads every enum as unsigned");             \
    const struct word_list type##_list = {noun, type##_words, type##_count, unknown_code};                             \
                                                                                                                       \
    const char *type##_name(enum type value)                                                                           \
    {                                                                                                                  \
        assert((unsigned)value < type##_count);                                                                        \
        return (const char *)type##_words[value].p;                                                                    \
    }                                                                                                                  \
                                                                                                                       \
    int type##_from_name(struct slice name, enum type *out_value, struct err *err)                                     \
    {                                                                                                                  \
        unsigned value;                                                                                                \
        TRY(word_list_find(&type##_list, name, &value, err));                                                          \
        *out_value = (enum type)value;                                                                                 \
        return 0;                                                                                                      \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

VOCABULARY(record_kind, RECORD_NONE, RECORD_KINDS)
VOCABULARY(stage, STAGE_NONE, STAGES)
VOCABULARY(outcome, OUTCOME_NONE, OUTCOMES)
VOCABULARY(severity, SEVERITY_NONE, SEVERITIES)
VOCABULARY(actor_kind, ACTOR_NONE, ACTOR_KINDS)
VOCABULARY(source_action, SOURCE_ACTION_NONE, SOURCE_ACTIONS)
VOCABULARY(heartbeat_basis, HEARTBEAT_NONE, HEARTBEAT_BASES)
VOCABULARY(permission, MAY_NONE, PERMISSIONS)

#endif
