/* value.h - what an expression gives: a text, and the type that it had in the payload. */
#ifndef DAYBOOK_SHAPE_VALUE_H
#define DAYBOOK_SHAPE_VALUE_H

#include "format/json.h"

struct value {
    struct slice text;   /* absent when there is no value; of an array or object empty */
    enum json_type type; /* JSON_STRING for what an adapter composed */
    struct slice label;  /* where it comes from, for messages; absent for a word of the adapter */
};

struct value value_of(const struct json *node);
struct value value_of_text(struct slice text);
static inline bool
value_is_absent(const struct value *value)
{
    return slice_is_absent(value->text);
}
/* Read a text that may be anything as a JSON number. ERR_FORMAT, ERR_LIMIT. */
MUST_CHECK int value_read_double(struct slice text, double *out_number, struct err *err);
MUST_CHECK int value_read_int64(struct slice text, int64_t *out_number, struct err *err);

#endif
