/* json_canonical.h - JSON in its one canonical form: the JSON Canonicalization Scheme.
 * Source: RFC 8785. No white space; members sorted by the UTF-16 code units of their names; strings with the shortest
 * escapes; numbers are IEEE doubles in the form of ECMAScript's Number::toString (json_number.h), so an integer past
 * 2^53 is written as the double nearest to it. */
#ifndef DAYBOOK_FORMAT_JSON_CANONICAL_H
#define DAYBOOK_FORMAT_JSON_CANONICAL_H

#include "base/buf.h"
#include "format/json.h"

/* Append the canonical form of `value`. ERR_FORMAT for a number that is not finite as a double, for two members of one
 * name and for a text that is not UTF-8; ERR_LIMIT past LIMIT_JSON_DEPTH levels. Whether `out` was large enough says
 * buf_finish(). */
MUST_CHECK int json_write_canonical(struct buf *out, const struct json *value, struct err *err);
/* Append a string with its quotes. `text` must be well-formed UTF-8. */
void json_string_append(struct buf *out, struct slice text);
/* Order of member names: as UTF-16 code units. Negative, zero or positive. */
int json_name_compare(struct slice a, struct slice b);

#endif
