#include "format/json_build.h"

#include "base/instant.h"
#include "format/json_number.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

static struct json *
new_value(struct arena *arena, enum json_type type)
{
    struct json *value = arena_alloc(arena, sizeof(*value));
    value->type = type;
    return value;
}

struct json *
json_new_object(struct arena *arena)
{
    return new_value(arena, JSON_OBJECT);
}

struct json *
json_new_array(struct arena *arena)
{
    return new_value(arena, JSON_ARRAY);
}

struct json *
json_new_null(struct arena *arena)
{
    return new_value(arena, JSON_NULL);
}

struct json *
json_new_bool(struct arena *arena, bool boolean)
{
    struct json *value = new_value(arena, JSON_BOOLEAN);
    value->boolean = boolean;
    return value;
}

struct json *
json_new_string(struct arena *arena, const char *text)
{
    return json_new_slice(arena, slice_of(text));
}

struct json *
json_new_slice(struct arena *arena, struct slice text)
{
    if (slice_is_absent(text))
        return json_new_null(arena);
    struct json *value = new_value(arena, JSON_STRING);
    value->text = text;
    return value;
}

static struct json *
new_number(struct arena *arena, const char *text, size_t len)
{
    struct json *value = new_value(arena, JSON_NUMBER);
    value->text = arena_copy(arena, (struct slice){(const uint8_t *)text, len});
    return value;
}

struct json *
json_new_int(struct arena *arena, int64_t number)
{
    struct json *value = new_value(arena, JSON_NUMBER);
    value->text = arena_format(arena, "%" PRId64, number);
    return value;
}

struct json *
json_new_seconds(struct arena *arena, int64_t ms)
{
    char text[JSON_NUMBER_TEXT_MAX];
    return new_number(arena, text, json_seconds_write(text, ms));
}

struct json *
json_new_double(struct arena *arena, double number)
{
    if (!isfinite(number))
        return json_new_null(arena);
    char text[JSON_NUMBER_TEXT_MAX];
    return new_number(arena, text, json_number_write(text, number));
}

struct json *
json_new_instant(struct arena *arena, int64_t instant_ms)
{
    if (instant_ms == INSTANT_NONE)
        return json_new_null(arena);
    char text[INSTANT_TEXT_MAX];
    instant_write(text, instant_ms);
    return json_new_slice(arena, arena_copy(arena, slice_of(text)));
}

struct json *
json_new_copy(struct arena *arena, const struct json *value)
{
    struct json *copy = arena_alloc(arena, sizeof(*copy));
    *copy = *value;
    copy->attached = false;
    copy->name = (struct slice){NULL, 0};
    copy->next = NULL;
    return copy;
}

static struct json *
attach(struct json *parent, struct json *value)
{
    assert(!value->attached);
    value->attached = true;
    if (parent->last == NULL)
        parent->first = value;
    else
        parent->last->next = value;
    parent->last = value;
    parent->count++;
    return value;
}

struct json *
json_set(struct json *object, const char *name, struct json *value)
{
    return json_set_slice(object, slice_of(name), value);
}

struct json *
json_set_slice(struct json *object, struct slice name, struct json *value)
{
    assert(object->type == JSON_OBJECT);
    if (value == NULL)
        return NULL;
    value->name = name;
    return attach(object, value);
}

struct json *
json_push(struct json *array, struct json *value)
{
    assert(array->type == JSON_ARRAY);
    return attach(array, value);
}
