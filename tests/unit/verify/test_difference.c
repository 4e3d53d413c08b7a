/* test_difference.c - in which member two records differ. */
#include "verify/difference.h"

#include "unit.h"

static void
check(const char *recorded, const char *read, const char *text)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct buf out AUTO(buf_release);
    buf_init(&out, ERR_TEXT_MAX);
    difference_describe(slice_of(recorded), slice_of(read), arena, &out);
    ck_assert_slice_eq(buf_slice(&out), slice_of(text));
}

START_TEST(the_first_member_that_differs_is_named)
{
    check("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}", "'b' is 2, its payload reads as 3");
    check("{\"a\":1,\"b\":2}", "{\"a\":1}", "'b' is 2, its payload reads as absent");
    check("{\"a\":1}", "{\"a\":1,\"b\":\"x\"}", "'b' is absent, its payload reads as \"x\"");
    check("{\"f\":{\"g\":{\"h\":1}}}", "{\"f\":{\"g\":{\"h\":2}}}", "'f.g.h' is 1, its payload reads as 2");
    check("{\"f\":{\"g\":1}}", "{\"f\":[1]}", "'f' is {\"g\":1}, its payload reads as [1]");
    check("{\"f\":{\"a\":1}}", "{\"f\":{\"b\":1}}", "'f.a' is 1, its payload reads as absent");
}
END_TEST

START_TEST(long_values_are_cut)
{
    char recorded[400];
    char text[400];
    char xs[301];
    memset(xs, 'x', 300);
    xs[300] = '\0';
    snprintf(recorded, sizeof(recorded), "{\"a\":\"%s\"}", xs);
    snprintf(text, sizeof(text), "'a' is \"%.119s…, its payload reads as 1", xs);
    check(recorded, "{\"a\":1}", text);
}
END_TEST

START_TEST(what_is_no_object_is_only_different)
{
    check("[1]", "[2]", "it is not what its payload reads as");
    check("{", "{}", "it is not what its payload reads as");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("difference", the_first_member_that_differs_is_named, long_values_are_cut,
                     what_is_no_object_is_only_different);
}
