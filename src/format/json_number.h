/* json_number.h - JSON numbers between text and machine, exact and independent of the locale.
 * Source: RFC 8259 §6 (the grammar), RFC 8785 §3.2.2.3 and ECMA-262 Number::toString (the canonical text). */
#ifndef DAYBOOK_FORMAT_JSON_NUMBER_H
#define DAYBOOK_FORMAT_JSON_NUMBER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

enum { JSON_NUMBER_TEXT_MAX = 32 };

/* Length of the longest prefix that is a JSON number or the beginning of one ("-", "1.", "2e+"), or 0; *out_whole says
 * whether it is a number as it stands. */
size_t json_number_scan(struct slice text, bool *out_whole);
/* Whether all of `text` is one JSON number. */
bool json_number_is(struct slice text);
/* `text` must be a whole JSON number. See json_int64() and json_double() for the errors. */
MUST_CHECK int json_number_int64(struct slice text, int64_t *out_number, struct err *err);
MUST_CHECK int json_number_double(struct slice text, double *out_number, struct err *err);
/* The shortest decimal digits that read back as `number`, of those the nearest, in ECMAScript's notation ("0.000001",
 * "1e-7", "1e+21"; -0 is "0"). `number` must be finite. Returns the length; the text is NUL-terminated. */
size_t json_number_write(char out_text[static JSON_NUMBER_TEXT_MAX], double number);
/* Milliseconds as decimal seconds without trailing zeros: "1.5", "0.001", "-12". Returns the length. */
size_t json_seconds_write(char out_text[static JSON_NUMBER_TEXT_MAX], int64_t ms);
/* Append the canonical form of a number's text: ERR_FORMAT "number '1e400' is too large for a double". */
MUST_CHECK int json_number_append_canonical(struct buf *out, struct slice text, struct err *err);

#endif
