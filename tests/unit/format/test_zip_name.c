#include "base/limits.h"
#include "format/zip_name.h"
#include "unit.h"

START_TEST(allows_plain_relative_paths)
{
    static const char *const names[] = {
        "a", "README.txt", "stats/coverage.json", "a/b/c-d_e.F0", ".hidden", "...", "a..b", "a/..b", "-", "_"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ck_assert_int_eq(zip_name_check(slice_of(names[i]), NULL), 0);
}
END_TEST

START_TEST(refuses_every_other_name)
{
    static const struct slice names[] = {
        SLICE_INIT(""),     SLICE_INIT("/abs"), SLICE_INIT("a/"),     SLICE_INIT("a//b"), SLICE_INIT("."),
        SLICE_INIT(".."),   SLICE_INIT("../x"), SLICE_INIT("a/../b"), SLICE_INIT("a/."),  SLICE_INIT("./a"),
        SLICE_INIT("a b"),  SLICE_INIT("a\\b"), SLICE_INIT("a:b"),    SLICE_INIT("é"),    SLICE_INIT("a\0b"),
        SLICE_INIT("a\nb"), SLICE_INIT("@"),    SLICE_INIT("["),      SLICE_INIT("`"),    SLICE_INIT("{"),
        SLICE_INIT("/"),    SLICE_INIT("a\x7f")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ck_assert_int_eq(zip_name_check(names[i], NULL), ERR_FORMAT);
    struct err err = {""};
    ck_assert_int_eq(zip_name_check(SLICE("../x"), &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "name '../x' is not a relative path of A-Z a-z 0-9 . _ -");
}
END_TEST

START_TEST(refuses_long_names)
{
    uint8_t name[LIMIT_ZIP_NAME_BYTES + 1];
    memset(name, 'a', sizeof(name));
    struct err err = {""};
    ck_assert_int_eq(zip_name_check((struct slice){name, sizeof(name) - 1}, &err), 0);
    ck_assert_int_eq(zip_name_check((struct slice){name, sizeof(name)}, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "name is longer than 255 bytes");
}
END_TEST

START_TEST(takes_a_name_once)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *seen = intern_new(arena);
    struct err err = {""};
    ck_assert_int_eq(zip_name_add(seen, SLICE("a/B"), &err), 0);
    ck_assert_int_eq(zip_name_add(seen, SLICE("a"), &err), 0);
    ck_assert_int_eq(zip_name_add(seen, SLICE("a/b"), &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "name 'a/b' is taken, ignoring case");
    ck_assert_int_eq(zip_name_add(seen, SLICE("a"), &err), ERR_FORMAT);
    ck_assert_int_eq(zip_name_add(seen, SLICE("a//"), &err), ERR_FORMAT);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("zip_name", allows_plain_relative_paths, refuses_every_other_name, refuses_long_names,
                     takes_a_name_once);
}
