/* json_build.h - making JSON trees in an arena, to be written with json_write_canonical().
 * A value belongs to one parent: to put a value that was read (or attached before) into another tree, json_new_copy()
 * it. Texts are not copied: they live as long as the arena, a literal, or the document they come from. */
#ifndef DAYBOOK_FORMAT_JSON_BUILD_H
#define DAYBOOK_FORMAT_JSON_BUILD_H

#include "format/json.h"

struct json *json_new_object(struct arena *arena);
struct json *json_new_array(struct arena *arena);
struct json *json_new_null(struct arena *arena);
struct json *json_new_bool(struct arena *arena, bool boolean);
/* A NUL-terminated text, or null when it is NULL. */
struct json *json_new_string(struct arena *arena, const char *text);
/* A text, or null when it is absent. It must be well-formed UTF-8. */
struct json *json_new_slice(struct arena *arena, struct slice text);
struct json *json_new_int(struct arena *arena, int64_t number);
/* Milliseconds as decimal seconds with at most three places: 1500 is 1.5, 1 is 0.001, 12000 is 12. */
struct json *json_new_seconds(struct arena *arena, int64_t ms);
/* The shortest decimal that reads back as `number` (ECMAScript Number::toString); null when it is not finite. */
struct json *json_new_double(struct arena *arena, double number);
/* `instant_ms` in the form of instant_write(), or null for INSTANT_NONE. */
struct json *json_new_instant(struct arena *arena, int64_t instant_ms);
/* A value of its own, not attached, that shares the items or members of `value` (which must not change afterwards). */
struct json *json_new_copy(struct arena *arena, const struct json *value);

/* Append a member; `name` is not copied. A name set twice is found by json_write_canonical(). NULL sets nothing, so
 * that optional members need no branch. Returns `value`. */
struct json *json_set(struct json *object, const char *name, struct json *value);
struct json *json_set_slice(struct json *object, struct slice name, struct json *value);
/* Append an item. Returns `value`. */
struct json *json_push(struct json *array, struct json *value);

#endif
