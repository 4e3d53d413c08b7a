#include "vectors.h"

#include "base/encoding.h"
#include "unit.h"

json_t *
vectors_load(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, JSON_ALLOW_NUL, &error);
    /* jansson's integers end at 2^63; the few vectors with larger ones have nothing else that needs to be exact. */
    if (json == NULL && json_error_code(&error) == json_error_numeric_overflow)
        json = json_load_file(path, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    ck_assert_msg(json != NULL, "%s: %s", path, error.text);
    return json;
}

json_t *
vectors_golden(const char *name)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice path = arena_format(arena, "tests/golden/tlog/%s", name);
    return vectors_load(unit_source_path(arena_text(arena, path)));
}

const char *
vectors_path(struct arena *arena, const char *relative)
{
    if (unit_shared() == NULL)
        return NULL;
    return arena_text(arena, arena_format(arena, "%s/data/vectors/%s", unit_shared(), relative));
}

json_t *
vectors_shared(const char *relative)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = vectors_path(arena, relative);
    return path == NULL ? NULL : vectors_load(path);
}

struct slice
vectors_text(const json_t *object, const char *name)
{
    const json_t *string = json_object_get(object, name);
    ck_assert_msg(json_is_string(string), "no string '%s'", name);
    return (struct slice){(const uint8_t *)json_string_value(string), json_string_length(string)};
}

uint64_t
vectors_number(const json_t *object, const char *name)
{
    const json_t *number = json_object_get(object, name);
    ck_assert_msg(json_is_number(number), "no number '%s'", name);
    if (json_is_real(number))
        return json_real_value(number) >= 0x1p64 ? UINT64_MAX : (uint64_t)json_real_value(number);
    return (uint64_t)json_integer_value(number);
}

struct slice
vectors_base64(const json_t *string, struct arena *arena)
{
    struct slice bytes;
    ck_assert_int_eq(base64_read(slice_of(json_string_value(string)), arena, &bytes, NULL), 0);
    return bytes;
}

struct slice
vectors_hex(const json_t *string, struct arena *arena)
{
    const struct slice text = slice_of(json_string_value(string));
    uint8_t *bytes = arena_alloc(arena, text.n / 2 + 1);
    ck_assert_int_eq(hex_read(bytes, text.n / 2, text, NULL), 0);
    return (struct slice){bytes, text.n / 2};
}

bool
vectors_digest(struct slice bytes, struct sha256_digest *out_digest)
{
    if (bytes.n != SHA256_BYTES)
        return false;
    memcpy(out_digest->b, bytes.p, SHA256_BYTES);
    return true;
}
