/* sample.h - a small ledger that holds an entry of every kind, and every way to be rejected. */
#ifndef DAYBOOK_TESTS_VERIFY_SAMPLE_H
#define DAYBOOK_TESTS_VERIFY_SAMPLE_H

#include "ledger/ledger.h"

#define SAMPLE_FROM_MS INT64_C(1767225600000) /* 2026-01-01 */
#define SAMPLE_TO_MS INT64_C(1775001600000)   /* 2026-04-01 */

enum sample {
    SAMPLE_SMALL,
    SAMPLE_REAL, /* the same, not simulated: what has no `receivedtime` is accepted */
    SAMPLE_LARGE /* 600 events more, so that there are blocks of 256 */
};

/* Make it in a new folder and open it for reading; the caller closes it. */
struct ledger *sample_ledger(enum sample kind);

#endif
