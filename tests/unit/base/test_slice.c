#include "unit.h"

#include "base/attr.h"
#include "base/slice.h"

static const struct slice absent = {NULL, 0};
static const struct slice at_start_up = SLICE_INIT("literal");

START_TEST(literals_and_strings)
{
    ck_assert_uint_eq(at_start_up.n, 7);
    ck_assert_slice_eq(at_start_up, slice_of("literal"));
    ck_assert_uint_eq(SLICE("a\0b").n, 3);
    ck_assert_uint_eq(slice_of("a\0b").n, 1);
    ck_assert(slice_is_absent(slice_of(NULL)));
    ck_assert(!slice_is_absent(slice_of("")));
    ck_assert(!slice_is_absent(SLICE("")));
    char printed[16];
    snprintf(printed, sizeof(printed), "<%.*s>", SLICE_ARG(slice_sub(at_start_up, 1, 3)));
    ck_assert_str_eq(printed, "<it>");
}
END_TEST

START_TEST(sub_clamps)
{
    const struct slice s = SLICE("abcdef");
    ck_assert_slice_eq(slice_sub(s, 0, 6), s);
    ck_assert_slice_eq(slice_sub(s, 2, 4), SLICE("cd"));
    ck_assert_slice_eq(slice_sub(s, 2, SIZE_MAX), SLICE("cdef"));
    ck_assert_slice_eq(slice_sub(s, 5, 2), SLICE(""));
    const struct slice past = slice_sub(s, SIZE_MAX, SIZE_MAX);
    ck_assert_uint_eq(past.n, 0);
    ck_assert_ptr_eq(past.p, s.p + 6);
    ck_assert(slice_is_absent(slice_sub(absent, 0, 9)));
}
END_TEST

START_TEST(equality_is_of_bytes)
{
    ck_assert(slice_equal(SLICE("a\0b"), SLICE("a\0b")));
    ck_assert(!slice_equal(SLICE("a\0b"), SLICE("a\0c")));
    ck_assert(!slice_equal(SLICE("a"), SLICE("ab")));
    ck_assert(slice_equal(absent, absent));
    ck_assert(slice_equal(absent, SLICE("")));
    ck_assert(!slice_equal(absent, SLICE("a")));
}
END_TEST

START_TEST(compare_orders_a_sorted_list)
{
    static const struct slice sorted[] = {
        {NULL, 0},        SLICE_INIT("\0"), SLICE_INIT("A"),    SLICE_INIT("a"),    SLICE_INIT("a\0"),
        SLICE_INIT("aa"), SLICE_INIT("ab"), SLICE_INIT("\x7f"), SLICE_INIT("\x80"), SLICE_INIT("\xff"),
    };
    for (size_t i = 0; i < COUNT_OF(sorted); i++) {
        for (size_t j = 0; j < COUNT_OF(sorted); j++)
            ck_assert_int_eq(slice_compare(sorted[i], sorted[j]), (i > j) - (i < j));
    }
}
END_TEST

START_TEST(starts_and_ends)
{
    const struct slice s = SLICE("tile/0/x001");
    ck_assert(slice_starts(s, SLICE("tile/")));
    ck_assert(slice_starts(s, s));
    ck_assert(slice_starts(s, absent));
    ck_assert(!slice_starts(s, SLICE("file/")));
    ck_assert(!slice_starts(SLICE("ti"), SLICE("tile")));
    ck_assert(slice_ends(s, SLICE("/x001")));
    ck_assert(slice_ends(s, s));
    ck_assert(slice_ends(s, SLICE("")));
    ck_assert(!slice_ends(s, SLICE("/x002")));
    ck_assert(!slice_ends(SLICE("01"), SLICE("x001")));
    ck_assert(slice_starts(absent, absent) && slice_ends(absent, SLICE("")));
}
END_TEST

START_TEST(find_gives_the_first_or_the_end)
{
    ck_assert_uint_eq(slice_find(SLICE("a=b=c"), '='), 1);
    ck_assert_uint_eq(slice_find(SLICE("a\0b"), '\0'), 1);
    ck_assert_uint_eq(slice_find(SLICE("abc"), '='), 3);
    ck_assert_uint_eq(slice_find(SLICE(""), '='), 0);
    ck_assert_uint_eq(slice_find(absent, '='), 0);
}
END_TEST

START_TEST(trim_takes_ascii_white_space)
{
    ck_assert_slice_eq(slice_trim(SLICE(" \t\n\v\f\r a b \r\n")), SLICE("a b"));
    ck_assert_slice_eq(slice_trim(SLICE("a")), SLICE("a"));
    ck_assert_slice_eq(slice_trim(SLICE("\xc2\xa0\x1f\x0e\x08")), SLICE("\xc2\xa0\x1f\x0e\x08"));
    const struct slice blank = slice_trim(SLICE(" \n "));
    ck_assert_uint_eq(blank.n, 0);
    ck_assert(!slice_is_absent(blank));
    ck_assert(slice_is_absent(slice_trim(absent)));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("slice", literals_and_strings, sub_clamps, equality_is_of_bytes, compare_orders_a_sorted_list,
                     starts_and_ends, find_gives_the_first_or_the_end, trim_takes_ascii_white_space);
}
