/* moment.h - the forms in which sources write a moment, read exactly (docs/adapters.md, "Times").
 *   s, ms, us, ns   a number of these since 1970-01-01T00:00:00Z; "1700000000.25" and "1.7e9" are numbers
 *   epoch           such a number, of which the magnitude says what it counts
 *   zoneless        as RFC 3339, with a space for the T, without seconds, with "+0100", "+01" or "UTC", or without a
 * zone
 *   '%d %b %Y …'    the letters of strptime(3) below; without %z or %Z it is UTC
 * Not strptime(3) itself: it takes names of the locale, ignores zones and knows no fractions. */
#ifndef DAYBOOK_SHAPE_MOMENT_H
#define DAYBOOK_SHAPE_MOMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

enum moment_type { MOMENT_ZONELESS, MOMENT_S, MOMENT_MS, MOMENT_US, MOMENT_NS, MOMENT_EPOCH, MOMENT_PATTERN };

struct moment_form {
    enum moment_type type;
    struct slice pattern; /* of MOMENT_PATTERN */
};

/* Read a form's name or pattern, which is borrowed. ERR_FORMAT "unknown form of time 'x', expected …". */
MUST_CHECK int moment_form_read(struct slice text, struct moment_form *out_form, struct err *err);
/* The instant in ms since 1970, finer digits cut. False when the text does not have the form, or names no moment of the
 * calendar between the years 0000 and 9999. */
bool moment_read(const struct moment_form *form, struct slice text, int64_t *out_ms);

#endif
