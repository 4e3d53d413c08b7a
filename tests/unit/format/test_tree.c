#include "format/tree.h"

#include "base/limits.h"
#include "format/json_canonical.h"
#include "unit.h"

START_TEST(the_first_of_a_name_wins)
{
    struct tree tree AUTO(tree_release);
    struct buf out AUTO(buf_release);
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *document = json_new_object(arena);
    tree_init(&tree, arena);
    buf_init(&out, SIZE_MAX);
    tree_set(&tree, document, SLICE("a"), SLICE("1"));
    tree_set(&tree, document, SLICE("a"), SLICE("2"));
    tree_set(&tree, document, SLICE("b\xff"), SLICE("x\xff"));
    tree_set(&tree, document, SLICE("empty"), SLICE(""));
    struct json *list = tree_member(&tree, document, SLICE("l"), JSON_ARRAY);
    ck_assert_ptr_eq(tree_member(&tree, document, SLICE("l"), JSON_ARRAY), list);
    tree_push(&tree, list, SLICE("\xfe"));
    tree_set(&tree, tree_item(&tree, list, JSON_OBJECT), SLICE("a"), SLICE("3"));
    ck_assert_int_eq(tree_finish(&tree, NULL), 0);
    ck_assert_int_eq(json_write_canonical(&out, document, NULL), 0);
    ck_assert_slice_eq(
        buf_slice(&out),
        SLICE("{\"a\":\"1\",\"b\xef\xbf\xbd\":\"x\xef\xbf\xbd\",\"l\":[\"\xef\xbf\xbd\",{\"a\":\"3\"}]}"));
}
END_TEST

START_TEST(values_are_bounded)
{
    struct err err;
    struct tree tree AUTO(tree_release);
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *document = json_new_object(arena);
    struct json *list = json_new_array(arena);
    tree_init(&tree, arena);
    for (size_t i = 0; i < LIMIT_JSON_NODES; i++)
        ck_assert(tree_room(&tree));
    ck_assert_int_eq(tree_finish(&tree, &err), 0);
    ck_assert(!tree_room(&tree));
    tree_set(&tree, document, SLICE("a"), SLICE("1"));
    tree_push(&tree, list, SLICE("x"));
    ck_assert_uint_eq(document->count + list->count, 0);
    ck_assert_ptr_null(tree_item(&tree, list, JSON_OBJECT));
    ck_assert_ptr_null(tree_member(&tree, document, SLICE("b"), JSON_OBJECT));
    ck_assert_int_eq(tree_finish(&tree, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "more than 1048576 values");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("format/tree", the_first_of_a_name_wins, values_are_bounded);
}
