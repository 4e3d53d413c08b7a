#include "record/file_set.h"

#include "base/encoding.h"
#include "base/limits.h"

#include "unit.h"

static int
sort_one(const char *path, struct err *err)
{
    struct file_set_entry entry = {.path = slice_of(path)};
    struct file_set set = {&entry, 1};
    return file_set_sort(&set, err);
}

START_TEST(digest_is_that_of_sha256sum_lines)
{
    struct file_set_entry entries[] = {
        {SLICE("sources/b.yaml"), SLICE("y")},
        {SLICE("controls/soc2.yaml"), SLICE("id: x\n")},
        {SLICE("controls/rules/a.yaml"), SLICE("")},
    };
    struct file_set set = {entries, COUNT_OF(entries)};
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    ck_assert_slice_eq(set.files[0].path, SLICE("controls/rules/a.yaml"));
    ck_assert_slice_eq(set.files[2].path, SLICE("sources/b.yaml"));
    char hex[2 * SHA256_BYTES + 1];
    const struct sha256_digest digest = file_set_digest(&set);
    hex_write(hex, digest.b, SHA256_BYTES);
    ck_assert_str_eq(hex, "0108fde17b2504157be2f630a76ce7f4ea3f4f9b38e1330642593bb4679541ec");
    const struct file_set_entry *found = file_set_find(&set, SLICE("sources/b.yaml"));
    ck_assert_ptr_nonnull(found);
    ck_assert_slice_eq(found->bytes, SLICE("y"));
    ck_assert_ptr_null(file_set_find(&set, SLICE("sources/b.yam")));
}
END_TEST

START_TEST(the_empty_set_has_a_digest)
{
    struct file_set set = {NULL, 0};
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    const struct sha256_digest digest = file_set_digest(&set);
    const struct sha256_digest of_nothing = sha256(SLICE(""));
    ck_assert(sha256_equal(&digest, &of_nothing));
    ck_assert_ptr_null(file_set_find(&set, SLICE("a")));
}
END_TEST

START_TEST(paths_are_plain)
{
    static const char *const refused[] = {"",    "/a",   "a/",    "a//b",     ".",      "..",  "a/../b", "./a",
                                          "a b", "a\\b", "a/b\n", "\xc3\xa9", "a/b/..", "~/x", "a:b",    "a/./b"};
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        ck_assert_msg(sort_one(refused[i], NULL) == ERR_FORMAT, "'%s' was taken", refused[i]);
    static const char *const taken[] = {"a", "A-Z_0.9/x", "...", "controls/rules/aws.s3.public.yaml", ".a", "a/b/c/d"};
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        ck_assert_msg(sort_one(taken[i], NULL) == 0, "'%s' was refused", taken[i]);
    struct err err;
    ck_assert_int_eq(sort_one("a/../b", &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "path 'a/../b' is not of names of A-Z, a-z, 0-9, '.', '_' and '-' separated by '/'");
}
END_TEST

START_TEST(doubled_paths_are_refused)
{
    struct file_set_entry entries[] = {{.path = SLICE("b")}, {.path = SLICE("a")}, {.path = SLICE("b")}};
    struct file_set set = {entries, COUNT_OF(entries)};
    struct err err;
    ck_assert_int_eq(file_set_sort(&set, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "path 'b' stands twice in the set");
}
END_TEST

START_TEST(too_many_files_are_refused)
{
    struct file_set set = {NULL, LIMIT_RULE_FILES + 1};
    struct err err;
    ck_assert_int_eq(file_set_sort(&set, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "set of 4097 files is larger than 4096");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("file_set", digest_is_that_of_sha256sum_lines, the_empty_set_has_a_digest, paths_are_plain,
                     doubled_paths_are_refused, too_many_files_are_refused);
}
