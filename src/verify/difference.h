/* difference.h - in which member two canonical records differ, in words. */
#ifndef DAYBOOK_VERIFY_DIFFERENCE_H
#define DAYBOOK_VERIFY_DIFFERENCE_H

#include "base/arena.h"
#include "base/buf.h"

/* Append "'finding.severity' is "low", its payload reads as "high"" for the first member that differs. Both must be
 * JSON objects; the scratch is the caller's. */
void difference_describe(struct slice recorded, struct slice read, struct arena *scratch, struct buf *out);

#endif
