/* comparison.h - a file of the bundle against what it must be, byte for byte. */
#ifndef DAYBOOK_VERIFY_COMPARISON_H
#define DAYBOOK_VERIFY_COMPARISON_H

#include "verify/run.h"

/* Compare a member with the bytes that were made again; the first line and column that differ are reported as
 * VERIFY_CODE_FIGURE. *out_equal is false then, and when the member is missing or unreadable, which was reported
 * before. Nothing is inflated after the first difference. */
MUST_CHECK int
comparison_check(struct verify_run *run, struct slice path, struct slice expected, bool *out_equal, struct err *err);

#endif
