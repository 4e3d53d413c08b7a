#include "base/instant.h"
#include "format/json_build.h"
#include "format/json_canonical.h"
#include "unit.h"

#include <math.h>

static void
check_canonical(const struct json *value, const char *want)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 16);
    struct err err = {""};
    ck_assert_msg(json_write_canonical(&out, value, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

START_TEST(builds_trees)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *root = json_new_object(arena);
    struct json *list = json_set(root, "list", json_new_array(arena));
    json_set(root, "a", json_new_string(arena, "x"));
    json_push(list, json_new_bool(arena, true));
    json_push(list, json_new_bool(arena, false));
    json_push(list, json_new_null(arena));
    json_push(list, json_new_slice(arena, SLICE("y\"")));
    json_push(list, json_new_slice(arena, (struct slice){NULL, 0}));
    json_push(list, json_new_string(arena, NULL));
    json_push(json_push(list, json_new_array(arena)), json_new_int(arena, 1));
    ck_assert_ptr_null(json_set(root, "nothing", NULL));
    ck_assert_uint_eq(root->count, 2);
    check_canonical(root, "{\"a\":\"x\",\"list\":[true,false,null,\"y\\\"\",null,null,[1]]}");
}
END_TEST

START_TEST(builds_numbers)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *list = json_new_array(arena);
    json_push(list, json_new_int(arena, 0));
    json_push(list, json_new_int(arena, -9007199254740992));
    json_push(list, json_new_seconds(arena, 1500));
    json_push(list, json_new_seconds(arena, 1));
    json_push(list, json_new_seconds(arena, 12000));
    json_push(list, json_new_seconds(arena, 86400000));
    json_push(list, json_new_double(arena, 0.333333));
    json_push(list, json_new_double(arena, 1.0 / 3));
    json_push(list, json_new_double(arena, -0.0));
    json_push(list, json_new_double(arena, (double)NAN));
    json_push(list, json_new_double(arena, (double)INFINITY));
    check_canonical(list, "[0,-9007199254740992,1.5,0.001,12,86400,0.333333,0.3333333333333333,0,null,null]");
}
END_TEST

START_TEST(builds_instants)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *list = json_new_array(arena);
    json_push(list, json_new_instant(arena, 1500));
    json_push(list, json_new_instant(arena, INSTANT_NONE));
    check_canonical(list, "[\"1970-01-01T00:00:01.500Z\",null]");
}
END_TEST

START_TEST(copies_values_into_another_tree)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *read = NULL;
    ck_assert_int_eq(json_read(SLICE("{\"a\":{\"x\":[1,2]},\"b\":2}"), arena, &read, NULL), 0);
    struct json *root = json_new_object(arena);
    json_set(root, "before", json_new_copy(arena, json_get(read, "a")));
    json_set(root, "after", json_new_copy(arena, json_get(read, "a")));
    check_canonical(root, "{\"after\":{\"x\":[1,2]},\"before\":{\"x\":[1,2]}}");
    check_canonical(read, "{\"a\":{\"x\":[1,2]},\"b\":2}");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json_build", builds_trees, builds_numbers, builds_instants, copies_values_into_another_tree);
}
