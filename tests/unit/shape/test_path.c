/* Paths, and the texts that stand at them.
 * Covers: path.c, path_value.c */
#include "shape/path.h"

#include "base/buf.h"
#include "unit.h"

static const char *const document_text =
    "{\"a\":{\"b\":[{\"c\":1},{\"c\":null},{\"c\":\"\"},{\"c\":\"x\"},5]},\"k/ey 'q'\":2,\"e\":\"\",\"n\":null,"
    "\"deep\":[[1,2],[3]],\"a-b_1\":true,\"o\":{\"a\":1,\"b\":2},\"@x\":3,\"#t:u\":4}";

struct visited {
    struct buf out;
    int stop_after;
};

static int
note(void *context, const struct json *value, struct err *err)
{
    (void)err;
    struct visited *visited = context;
    buf_add(&visited->out, value->source);
    buf_text(&visited->out, " ");
    return --visited->stop_after == 0 ? 1 : 0;
}

static struct json *
parse(const char *text, struct arena *arena)
{
    struct json *value = NULL;
    ck_assert_int_eq(json_read(slice_of(text), arena, &value, NULL), 0);
    return value;
}

/* What the path selects from the document; the item is $.a.b[0], what is around is {"t":9}. */
static struct slice
select_with(const char *text, int stop_after, bool lists_only, struct arena *arena, struct err *err)
{
    struct path path;
    struct visited visited = {.stop_after = stop_after};
    struct reader reader = {.arena = arena, .steps_left = 1000, .strict = lists_only};
    const struct json *document = parse(document_text, arena);
    const struct scope scope = {.document = document,
                                .item = json_get(json_get(document, "a"), "b")->first,
                                .around = parse("{\"t\":9}", arena)};
    ck_assert_int_eq(path_read(slice_of(text), arena, &path, err), 0);
    buf_init(&visited.out, 1 << 16);
    const int code = lists_only ? path_visit_list(&reader, &scope, &path, note, &visited, err)
                                : path_visit(&reader, &scope, &path, note, &visited, err);
    const struct slice got = arena_copy(arena, buf_slice(&visited.out));
    buf_release(&visited.out);
    return code < 0 ? slice_of(err->text) : got;
}

START_TEST(selects)
{
    static const char *const cases[][2] = {
        {"$.a.b[0].c", "1 "},
        {"$['a']['b'][3]['c']", "\"x\" "},
        {"$['k/ey ''q''']", "2 "},
        {"$.a-b_1", "true "},
        {".c", "1 "},
        {".", "{\"c\":1} "},
        {".['c']", "1 "},
        {"^.t", "9 "},
        {"^", "{\"t\":9} "},
        {"$.a.b[*].c", "1 \"x\" "}, /* null and "" are absent */
        {"$.deep[*][*]", "1 2 3 "},
        {"$.deep[*][1]", "2 "},
        {"$.e", ""},
        {"$.n", ""},
        {"$.missing.x", ""},
        {"$.a[0]", ""}, /* an index into an object */
        {"$.a.b[9]", ""},
        {"$.a.b.c", ""},    /* a member of an array */
        {"$.o[*]", "1 2 "}, /* each of an object */
        {"$.@x", "3 "},
        {"$.#t:u", "4 "},
    };
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_slice_eq(select_with(cases[i][0], 0, false, arena, &err), slice_of(cases[i][1]));
}
END_TEST

START_TEST(visitor_can_stop)
{
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_slice_eq(select_with("$.deep[*][*]", 2, false, arena, &err), SLICE("1 2 "));
}
END_TEST

START_TEST(lists_must_be_arrays)
{
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_slice_eq(select_with("$.a[*]", 0, true, arena, &err),
                       SLICE("[{\"c\":1},{\"c\":null},{\"c\":\"\"},{\"c\":\"x\"},5] "));
    ck_assert_slice_eq(select_with("$.a-b_1[*]", 0, true, arena, &err), SLICE("a-b_1 is a boolean, expected an array"));
    ck_assert_slice_eq(select_with("$.a-b_1[*]", 0, false, arena, &err), SLICE(""));
    ck_assert_slice_eq(select_with("$.a.b[*][*]", 0, true, arena, &err),
                       SLICE("a.b[*] is a number, expected an array"));
    ck_assert_slice_eq(select_with("$.missing[*]", 0, true, arena, &err), SLICE(""));
    ck_assert_slice_eq(select_with("$.n[*]", 0, true, arena, &err), SLICE(""));
}
END_TEST

START_TEST(roots_may_be_absent)
{
    struct err err;
    struct path path;
    const struct json *found = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct reader reader = {.arena = arena, .steps_left = 10};
    const struct scope scope = {.document = parse("{}", arena)};
    ck_assert_int_eq(path_read(SLICE("^.a"), arena, &path, &err), 0);
    ck_assert_int_eq(path_find(&reader, &scope, &path, &found, &err), 0);
    ck_assert_ptr_null(found);
    ck_assert_int_eq(path_read(SLICE(".a"), arena, &path, &err), 0);
    ck_assert_int_eq(path_find(&reader, &scope, &path, &found, &err), 0);
    ck_assert_ptr_null(found);
}
END_TEST

START_TEST(labels)
{
    static const char *const cases[][2] = {
        {"$.data.stage", "data.stage"}, {"$", "the payload"},     {".Id", "Id"},          {".", "the item"},
        {"^.time", "^.time"},           {"$['x y']", "$['x y']"}, {"$.a[*].b", "a[*].b"},
    };
    struct err err;
    struct path path;
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(path_read(slice_of(cases[i][0]), arena, &path, &err), 0);
        ck_assert_slice_eq(path_label(&path), slice_of(cases[i][1]));
    }
}
END_TEST

START_TEST(faults)
{
    static const char *const cases[][2] = {
        {"", "path '': expected '$', '.' or '^' at character 1"},
        {"a.b", "path 'a.b': expected '$', '.' or '^' at character 1"},
        {"$a", "path '$a': expected '.' or '[' at character 2"},
        {"$.", "path '$.': expected a name of letters, digits, '_', '-', '@', '#' and ':' at character 3"},
        {"$..a", "path '$..a': expected a name of letters, digits, '_', '-', '@', '#' and ':' at character 3"},
        {"$.a b", "path '$.a b': expected '.' or '[' at character 4"},
        {"$[", "path '$[': expected a number, '*' or a quoted key at character 3"},
        {"$[x]", "path '$[x]': expected a number, '*' or a quoted key at character 3"},
        {"$[1", "path '$[1': expected ']' at character 4"},
        {"$[*", "path '$[*': expected ']' at character 4"},
        {"$['a]", "path '$['a]': expected a closing ' at character 6"},
        {"$['a'", "path '$['a'': expected ']' at character 6"},
        {"$[99999999]", "path '$[99999999]': the number is too large at character 10"},
    };
    struct path path;
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err;
        ck_assert_int_eq(path_read(slice_of(cases[i][0]), arena, &path, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i][1]);
    }
}
END_TEST

START_TEST(steps_are_limited)
{
    struct err err;
    struct path path;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(path_read(SLICE("$.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"), arena, &path, &err), 0);
    ck_assert_int_eq(path_read(SLICE("$.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"), arena, &path, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "path '$.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a' has more than 16 steps");
}
END_TEST

START_TEST(looks_cost_steps)
{
    struct err err;
    struct path path;
    const struct json *found = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct reader reader = {.arena = arena, .steps_left = 3};
    const struct scope scope = {.document = parse("{\"a\":1,\"b\":2,\"c\":3}", arena)};
    ck_assert_int_eq(path_read(SLICE("$.a"), arena, &path, &err), 0);
    ck_assert_int_eq(path_find(&reader, &scope, &path, &found, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "the payload takes more than 134217728 steps to read");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/path", selects, visitor_can_stop, lists_must_be_arrays, roots_may_be_absent, labels, faults,
                     steps_are_limited, looks_cost_steps);
}
