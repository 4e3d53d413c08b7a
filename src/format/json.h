/* json.h - JSON as a tree in an arena, and the one strict reader of it.
 * Source: RFC 8259, and RFC 7493 (I-JSON) for what it leaves open: well-formed UTF-8 only, no lone surrogates, no
 * duplicate member names, no byte order mark, nothing after the value.
 * Whoever reads a document, at intake or years later in verification, reads it here, so that both see the same.
 * Numbers keep their source text, exact at any size; members keep the order of the document. */
#ifndef DAYBOOK_FORMAT_JSON_H
#define DAYBOOK_FORMAT_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#define JSON_TYPES(X)                                                                                                  \
    X(JSON_NULL, "null")                                                                                               \
    X(JSON_BOOLEAN, "a boolean")                                                                                       \
    X(JSON_NUMBER, "a number")                                                                                         \
    X(JSON_STRING, "a string")                                                                                         \
    X(JSON_ARRAY, "an array")                                                                                          \
    X(JSON_OBJECT, "an object")

enum json_type {
#define X(type, phrase) type,
    JSON_TYPES(X)
#undef X
};

/* One value. Those of an array or object form a list:
 *   for (const struct json *item = array->first; item != NULL; item = item->next) … item->name in objects … */
struct json {
    enum json_type type;
    uint32_t line;   /* where it stands in its document, from 1: a member is where its name is; 0 when built by us */
    uint32_t column; /* in bytes (JSON) or characters (YAML), from 1 */
    bool boolean;
    bool attached;       /* it is already in an array or object */
    struct slice name;   /* decoded, of a member; else absent */
    struct slice text;   /* string: decoded UTF-8, may hold NUL; number: its source text; else absent */
    struct slice source; /* the exact bytes of the value in the document it was read from; absent in YAML and builds */
    struct json *first;  /* first item or member, in document order */
    struct json *last;
    struct json *next; /* next item or member of the same parent */
    size_t count;      /* items or members */
};

/* As it stands in a message: "null", "a boolean", "an array". */
const char *json_type_phrase(enum json_type type);

/* Read exactly one value, with white space around it. The tree is in `arena` and points into `bytes`, which must live
 * as long. ERR_FORMAT "line L column C: …" (column in bytes) when it is not strict JSON, ERR_LIMIT in the same form
 * past LIMIT_JSON_DEPTH levels or LIMIT_JSON_NODES values. */
MUST_CHECK int json_read(struct slice bytes, struct arena *arena, struct json **out_value, struct err *err);

/* What bytes are that may have been cut off. */
enum json_probe {
    JSON_PROBE_WHOLE,  /* json_read() accepts them */
    JSON_PROBE_PREFIX, /* json_read() got to their end and wants more */
    JSON_PROBE_WRONG   /* anything else: more bytes would not help */
};
enum json_probe json_probe(struct slice bytes, struct arena *scratch);

/* The member, or NULL when there is none or `object` is NULL or no object; `name` is NUL-terminated UTF-8. */
struct json *json_get(const struct json *object, const char *name);
struct json *json_find(const struct json *object, struct slice name);
/* Like json_get() for a required member of a given type: ERR_FORMAT "'NAME' is missing", "'NAME' is a number, expected
 * a string", or "expected an object, found an array" when `object` is none. */
MUST_CHECK int json_require(const struct json *object, const char *name, enum json_type type, struct json **out_value,
                            struct err *err);
/* The same for an optional one: NULL when it is missing. A null is not missing. */
MUST_CHECK int json_optional(const struct json *object, const char *name, enum json_type type, struct json **out_value,
                             struct err *err);
/* ERR_FORMAT "unknown member 'x'" when the object has a member that is not among the `count` names; *out_member, when
 * not NULL, is that member even then, so that the caller can say where it stands. */
MUST_CHECK int json_only(const struct json *object, const char *const *names, size_t count,
                         const struct json **out_member, struct err *err);
/* The first member, in document order, whose name an earlier one has too, or NULL. For those who build trees from
 * other formats: json_read() has refused it already. */
const struct json *json_duplicate(const struct json *object, struct arena *scratch);

/* The exact value of an integral number: 12, 1.0 and 1e3 are integral. ERR_FORMAT for a value that is no number or not
 * integral ("'1.5' is not an integer"), ERR_LIMIT for one outside int64 ("'1e30' is outside the 64-bit range"). */
MUST_CHECK int json_int64(const struct json *value, int64_t *out_number, struct err *err);
/* The nearest IEEE double, ties to even. ERR_FORMAT when the value is no number, ERR_LIMIT when it is not finite. */
MUST_CHECK int json_double(const struct json *value, double *out_number, struct err *err);
/* A string that holds no NUL, so that it may become a C string. ERR_FORMAT otherwise. */
MUST_CHECK int json_text(const struct json *value, struct slice *out_text, struct err *err);

#endif
