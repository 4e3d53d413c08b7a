/* roll.h - the roll-forward: opening + new - closed = closing, and how the opening follows from the prior close.
 * Source: docs/statistics.md, "Exposure windows". */
#ifndef DAYBOOK_ANALYTICS_ROLL_H
#define DAYBOOK_ANALYTICS_ROLL_H

#include "analytics/windows.h"

/* One line of rollforward.csv: opening + new_windows - closed_verified - closed_deleted = closing. Where the books were
 * closed at the start of the period: opening = prior_closing + restated + reclassified_in - reclassified_out. */
struct exposure_roll {
    struct slice severity; /* "all", or a severity, "none" included */
    uint64_t opening;
    uint64_t new_windows;
    uint64_t closed_verified;
    uint64_t closed_deleted;
    uint64_t closing;
    uint64_t prior_closing;
    uint64_t restated;
    uint64_t reclassified_in;
    uint64_t reclassified_out;
};

struct roll {
    struct exposure_roll lines[1 + severity_count]; /* "all", then critical down to "none" */
    bool has_prior_close;                           /* a close ends where the period begins; else the last four are 0 */
    bool balances;
};

struct roll roll_forward(const struct facts *facts, const struct windows *windows, struct period period);

#endif
