#include "format/header.h"

#include "unit.h"

START_TEST(fields)
{
    struct header_field field;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice rest = SLICE("Subject: a\r\n b\r\n\tc\r\nX-Y :z\nno field\nempty:\n\nbody\n");
    ck_assert_int_eq(header_next(&rest, arena, &field), HEADER_FIELD);
    ck_assert_slice_eq(field.name, SLICE("subject"));
    ck_assert_slice_eq(field.value, SLICE("a b\tc"));
    ck_assert_int_eq(header_next(&rest, arena, &field), HEADER_FIELD);
    ck_assert_slice_eq(field.name, SLICE("x-y"));
    ck_assert_slice_eq(field.value, SLICE("z"));
    ck_assert_int_eq(header_next(&rest, arena, &field), HEADER_JUNK);
    ck_assert_int_eq(header_next(&rest, arena, &field), HEADER_FIELD);
    ck_assert_slice_eq(field.value, SLICE(""));
    ck_assert_int_eq(header_next(&rest, arena, &field), HEADER_END);
    ck_assert_slice_eq(rest, SLICE("body\n"));
    rest = SLICE("");
    ck_assert_int_eq(header_next(&rest, arena, &field), HEADER_END);
}
END_TEST

START_TEST(parameters)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice value = SLICE("Text/Plain ; Charset=utf-8;flag; name=\"a;\\\"b\\\"\" x; boundary = c ");
    ck_assert_slice_eq(header_word(value, arena), SLICE("text/plain"));
    ck_assert_slice_eq(header_parameter(value, SLICE("charset"), arena), SLICE("utf-8"));
    ck_assert_slice_eq(header_parameter(value, SLICE("name"), arena), SLICE("a;\"b\""));
    ck_assert_slice_eq(header_parameter(value, SLICE("boundary"), arena), SLICE("c"));
    ck_assert(slice_is_absent(header_parameter(value, SLICE("flag"), arena)));
    ck_assert(slice_is_absent(header_parameter(SLICE("a"), SLICE("b"), arena)));
    ck_assert_slice_eq(header_parameter(SLICE("a; b=\"open\\"), SLICE("b"), arena), SLICE("open\\"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("format/header", fields, parameters);
}
