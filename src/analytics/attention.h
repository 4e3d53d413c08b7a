/* attention.h - what of a ledger needs a person at an instant `now`: windows by the time that is left, claims of repair
 * that nobody checked, waivers that run out, checks without a rule, and what was not read, not permitted or dated back.
 * The figures stay those of analytics.h, as of E; only lengths of time are measured until `now`.
 * Source: docs/cli.md, "status". */
#ifndef DAYBOOK_ANALYTICS_ATTENTION_H
#define DAYBOOK_ANALYTICS_ATTENTION_H

#include "analytics/analytics.h"

struct attention_window {
    const struct window *window; /* open at E */
    int64_t left_ms;             /* its due less now: negative when over, DURATION_NONE without a due */
    enum stage step;             /* its last known step */
    int64_t waiting_ms;          /* now less the latest of its step times */
    uint32_t waiver;             /* number of the event of its valid waiver that expires last, or FACT_NONE */
    bool waived;                 /* that one expires after now */
};

struct attention_counts {
    uint64_t overdue;        /* left < 0 */
    uint64_t overdue_waived; /* of them, waived now */
    uint64_t due_day;        /* 0 <= left <= 24 hours */
    uint64_t due_week;       /* 0 <= left <= 7 days */
};

/* An open window whose repair somebody claims and nobody independent confirmed. One with a tool closure counts as that,
 * however many self-checks it has besides. */
struct attention_claim {
    const struct attention_window *on;
    enum unverified_kind kind;
    uint32_t event;   /* number of the first event of this kind on the window */
    int64_t since_ms; /* its t */
    int64_t left_ms;  /* of a closure: of the 24 hours that a pass may take; not positive when they are over */
};

/* An open window's valid waiver that expires last, when it has expired or does so soon. */
struct attention_waiver {
    const struct attention_window *on;
    int64_t expires_ms;
    int64_t left_ms; /* not positive when it has expired */
};

struct attention_check {
    const struct analytics_unmapped *unmapped;
    int64_t first_ms; /* receipt of its first and last event */
    int64_t last_ms;
};

/* Entries of one kind: those received in the period, as indexes; and how many there are in all. */
struct attention_entries {
    const uint64_t *indexes;
    size_t count;
    uint64_t all;
};

struct attention {
    int64_t now_ms;
    const struct attention_window *open; /* by due (none: last), severity from critical down, order of windows.h */
    size_t open_count;
    struct attention_counts counts;
    const struct attention_claim *claims; /* by since, index */
    size_t claim_count;
    const struct attention_waiver *waivers; /* by expiry, then as `open` */
    size_t waiver_count;
    /* Waivers that cover nothing: on a window that is still open; with no window, when they count in the period. */
    const struct windows_waiver *const *invalid; /* the last first */
    size_t invalid_count;
    const struct attention_check *checks; /* by number of events, the most first; check (bytes) */
    size_t check_count;
    struct attention_entries rejects;
    struct attention_entries denied; /* not permitted */
    struct attention_entries backdated;
};

struct attention_inputs {
    const struct facts *facts;
    const struct analytics *analytics;
    int64_t now_ms;    /* at or after E */
    int64_t within_ms; /* how soon a waiver's expiry is soon */
};

/* Lives in the arena; facts and analytics must outlive it. O(n log n). */
struct attention attention_find(const struct attention_inputs *inputs, struct arena *arena);

#endif
