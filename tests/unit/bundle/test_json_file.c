#include "bundle/json_file.h"

#include "format/json_build.h"
#include "unit.h"

START_TEST(writes_canonical_json_and_a_newline)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct json *value = json_new_object(arena);
    json_set(value, "b", json_new_int(arena, 1));
    json_set(value, "a", json_new_null(arena));
    struct buf out AUTO(buf_release);
    buf_init(&out, 100);
    ck_assert_int_eq(json_file_write(value, &out, "x.json", NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), SLICE("{\"a\":null,\"b\":1}\n"));
}
END_TEST

START_TEST(says_which_file_failed)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct json *value = json_new_object(arena);
    struct err err;
    struct buf out AUTO(buf_release);
    buf_init(&out, 2);
    ck_assert_int_eq(json_file_write(value, &out, "x.json", &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "x.json is longer than 2 bytes");
    json_set(value, "a", json_new_null(arena));
    json_set(value, "a", json_new_null(arena));
    ck_assert_int_eq(json_file_write(value, &out, "x.json", &err), ERR_FORMAT);
    ck_assert_int_eq(strncmp(err.text, "x.json: ", 8), 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/json_file", writes_canonical_json_and_a_newline, says_which_file_failed);
}
