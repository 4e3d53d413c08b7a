/* canonical.h - texts and numbers of a record in the one form that RFC 8785 gives them, written and read.
 * §3.2.2.2: only '"', '\' and control characters are escaped, each in its shortest way; §3.2.2.3: an integer has no
 * sign, point, exponent or leading zero here, since records hold none below 0 or above 2^53. */
#ifndef DAYBOOK_RECORD_CANONICAL_H
#define DAYBOOK_RECORD_CANONICAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Append `text` with its quotes. ERR_FORMAT "is not UTF-8 at byte N" when it is not well-formed. */
MUST_CHECK int canonical_text_append(struct buf *out, struct slice text, struct err *err);
/* Read the text that begins with a quote at *at of `bytes`, and move *at past it. The text is a view of `bytes`, or in
 * the arena when it holds escapes. ERR_FORMAT when nothing, or something not canonical, stands there. */
MUST_CHECK int
canonical_text_read(struct slice bytes, size_t *at, struct arena *arena, struct slice *out_text, struct err *err);

void canonical_count_append(struct buf *out, uint64_t count);
/* ERR_FORMAT when no canonical integer stands at *at; ERR_LIMIT when it is above `max`. */
MUST_CHECK int canonical_count_read(struct slice bytes, size_t *at, uint64_t max, uint64_t *out_count, struct err *err);

#endif
