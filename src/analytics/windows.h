/* windows.h - exposure windows: from when a resource broke a rule until it was verified or deleted.
 * Source: docs/statistics.md, "Exposure windows". */
#ifndef DAYBOOK_ANALYTICS_WINDOWS_H
#define DAYBOOK_ANALYTICS_WINDOWS_H

#include "analytics/stretch.h"
#include "analytics/unattached.h"

#define START_BASES(X)                                                                                                 \
    X(START_INTRODUCED, "introduced")                                                                                  \
    X(START_DETECTED, "detected")
#define END_REASONS(X)                                                                                                 \
    X(END_VERIFIED, "verified")                                                                                        \
    X(END_DELETED, "deleted")
#define HANDLINGS(X)                                                                                                   \
    X(HANDLING_AUTOMATED, "automated")                                                                                 \
    X(HANDLING_MANUAL, "manual")                                                                                       \
    X(HANDLING_UNSEEN, "none")
#define SLA_STATES(X)                                                                                                  \
    X(SLA_MET, "met")                                                                                                  \
    X(SLA_BREACHED, "breached")                                                                                        \
    X(SLA_PENDING, "pending")                                                                                          \
    X(SLA_EARLIER, "earlier")                                                                                          \
    X(SLA_WITHOUT, "none")
#define WAIVER_STATES(X)                                                                                               \
    X(WAIVER_VALID, "valid")                                                                                           \
    X(WAIVER_NO_WINDOW, "no window open")                                                                              \
    X(WAIVER_NO_APPROVER, "no approver")                                                                               \
    X(WAIVER_NO_EXPIRY, "no expiry")
#define UNVERIFIED_KINDS(X)                                                                                            \
    X(UNVERIFIED_SELF_CHECK, "self-check")                                                                             \
    X(UNVERIFIED_CLOSED, "closed without verification")

WORDS(start_basis, START_BASIS_NONE, START_BASES);
WORDS(end_reason, END_REASON_NONE, END_REASONS);
WORDS(handling, HANDLING_NONE, HANDLINGS);
WORDS(sla_state, SLA_STATE_NONE, SLA_STATES);
WORDS(waiver_state, WAIVER_STATE_NONE, WAIVER_STATES);
WORDS(unverified_kind, UNVERIFIED_KIND_NONE, UNVERIFIED_KINDS);

/* Instants that do not exist are INSTANT_NONE. */
struct window {
    uint64_t id;       /* index of the opening event */
    uint32_t rule;     /* number in policy->rules */
    uint32_t resource; /* number in facts->resources */
    enum start_basis start_basis;
    enum end_reason reason; /* END_REASON_NONE while open */
    enum severity severity; /* the highest stated; SEVERITY_NONE when none is */
    enum handling handling; /* column "automated" */
    enum sla_state sla;
    enum sla_state net_sla;
    int64_t start_ms;
    int64_t earliest_ms;
    int64_t detected_ms;
    int64_t fixed_ms;
    int64_t end_ms;
    int64_t reopen_of_ms;
    bool carry_in;
    bool carry_out;
    struct stretch clipped; /* to the period; empty when nothing of it lies inside */
    int64_t gross_ms;
    int64_t net_ms;
    int64_t ttr_ms; /* end - detected when verified, else INSTANT_NONE */
    int64_t due_ms;
    int64_t net_due_ms;
    uint32_t opening_auth; /* numbers in facts->words, or INTERN_NONE */
    uint32_t closing_auth;
    uint64_t first_index;
    uint64_t last_index;
    int64_t steps_ms[STAGE_VERIFIED + 1]; /* first t of each step by its number; [11] is the end when verified */
    const struct stretch *waived;         /* disjoint, ascending, not clipped to the period */
    size_t waived_count;
    bool opening_known;             /* detected < P0: a close at P0 knew it */
    enum severity opening_severity; /* as it stood at P0, when opening_known */
};

/* A waived event with t < E, valid or not, in index order. */
struct windows_waiver {
    uint32_t event;
    enum waiver_state state;
    bool on_window;
    uint64_t window;       /* id of the window that it is recorded on, when on_window */
    struct stretch covers; /* empty unless valid */
};

/* Something that claims a repair without an independent check, on a window of the period, in index order. */
struct windows_unverified {
    enum unverified_kind kind;
    uint32_t event; /* the self-check, or the first tool closure */
    uint64_t window;
    bool pending; /* of a closure: less than 24 h passed until E */
};

struct windows_denied {
    uint32_t event;
    enum permission needs;
};

struct windows {
    const struct window *windows; /* those of the period, by start, rule, resource (bytes), detected, id */
    size_t count;
    const struct windows_waiver *waivers;
    size_t waiver_count;
    const struct windows_unverified *unverified;
    size_t unverified_count;
    const struct windows_denied *denied; /* not permitted, t < E, in index order */
    size_t denied_count;
    const uint32_t *undecided; /* evaluated without an outcome, permitted, t < E, in index order */
    size_t undecided_count;
    struct unattached_list unattached;
};

/* Everything lives in the arena. O(n log n) in the events. ERR_LIMIT when a sum of lengths could pass 2^63 ms. */
MUST_CHECK int
windows_build(const struct reading *reading, struct arena *arena, struct windows *out_windows, struct err *err);

#endif
