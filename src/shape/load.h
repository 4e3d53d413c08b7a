/* load.h - compiling one adapter file: where faults are, and what the file has defined so far.
 * A name is defined before it is used, so there are no cycles. */
#ifndef DAYBOOK_SHAPE_LOAD_H
#define DAYBOOK_SHAPE_LOAD_H

#include "base/arena.h"
#include "base/err.h"
#include "format/json.h"

struct condition;
struct expression;
struct table;

/* A name of the adapter's `define`: one of the three is set. */
struct definition {
    struct slice name;
    const struct condition *condition;
    const struct expression *value;
    const struct table *table;
};

struct loader {
    struct slice file; /* for messages */
    struct arena *arena;
    bool strict; /* `strict: true`: a text must be a string in the payload, a number a number */
    struct definition *definitions;
    size_t definition_count;
};

/* ERR_FORMAT "FILE:LINE:COLUMN: text", about `node`. */
int load_fault(const struct loader *loader, const struct json *node, struct err *err, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The code of a failure whose text does not say where it is: prepends the place. */
int load_fault_at(const struct loader *loader, const struct json *node, int code, struct err *err);
/* The node has this type, else the fault "'KEY' is a number, expected a string" (of items: "found a number, …"). */
MUST_CHECK int load_type(const struct loader *loader, const struct json *node, enum json_type type, struct err *err);
/* An object without other keys than these, else a fault at the first other one. */
MUST_CHECK int load_only(const struct loader *loader, const struct json *object, const char *const *keys, size_t count,
                         struct err *err);
/* A string, a number or a boolean as its text. */
MUST_CHECK int load_word(const struct loader *loader, const struct json *node, struct slice *out_word, struct err *err);
/* What the file defined under a name, or NULL. */
const struct definition *load_definition(const struct loader *loader, struct slice name);

#endif
