#include "format/regex.h"

#include "base/limits.h"
#include "unit.h"

static struct slice
match(const char *pattern, struct slice subject, bool *out_matched, struct arena *arena)
{
    struct err err;
    struct slice group = SLICE("untouched");
    const struct regex *regex = NULL;
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    ck_assert_msg(regex_read(slice_of(pattern), arena, &regex, &err) == 0, "%s", err.text);
    ck_assert_msg(regex_match(matcher, regex, subject, out_matched, &group, &err) == 0, "%s", err.text);
    return group;
}

START_TEST(matches_and_extracts)
{
    static const struct {
        const char *pattern;
        const char *subject;
        bool matched;
        const char *group; /* NULL: absent */
    } cases[] = {
        {"b+", "abbbc", true, "bbb"},
        {"a(b+)c", "abbbc", true, "bbb"},
        {"a(b+)?c", "ac", true, NULL},
        {"(?:x)|(y)", "x", true, NULL},
        {"^$", "", true, ""},
        {"z", "abc", false, NULL},
        {"c$", "abc", true, "c"},
        {"c$", "abc\n", false, NULL}, /* `$` only at the very end */
        {"^.$", "é", true, "é"},      /* characters, not bytes */
        {"(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)", "abcdefghij", true, "a"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool matched = !cases[i].matched;
        const struct slice group = match(cases[i].pattern, slice_of(cases[i].subject), &matched, arena);
        ck_assert_int_eq(matched, cases[i].matched);
        ck_assert_int_eq(slice_is_absent(group), cases[i].group == NULL);
        ck_assert_slice_eq(group, slice_of(cases[i].group));
    }
}
END_TEST

START_TEST(a_nul_is_a_character)
{
    bool matched = false;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice subject = {(const uint8_t *)"a\0b", 3};
    ck_assert_uint_eq(match("a.b", subject, &matched, arena).n, 3);
    ck_assert(matched);
}
END_TEST

START_TEST(patterns_that_are_refused)
{
    static const char *const cases[][2] = {
        {"a(", "regular expression 'a(': missing closing parenthesis at offset 2"},
        {"[", "regular expression '[': missing terminating ] for character class at offset 1"},
        {"\\C", "regular expression '\\C': using \\C is disabled by the application at offset 2"},
    };
    const struct regex *regex = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err;
        ck_assert_int_eq(regex_read(slice_of(cases[i][0]), arena, &regex, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i][1]);
    }
}
END_TEST

START_TEST(long_patterns_are_refused)
{
    struct err err;
    const struct regex *regex = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    uint8_t *pattern = arena_alloc(arena, LIMIT_REGEX_BYTES + 1);
    memset(pattern, 'a', LIMIT_REGEX_BYTES + 1);
    ck_assert_int_eq(regex_read((struct slice){pattern, LIMIT_REGEX_BYTES}, arena, &regex, &err), 0);
    ck_assert_int_eq(regex_read((struct slice){pattern, LIMIT_REGEX_BYTES + 1}, arena, &regex, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "a regular expression is longer than 1024 bytes");
}
END_TEST

START_TEST(matching_is_bounded)
{
    struct err err;
    bool matched = false;
    struct slice group;
    const struct regex *regex = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    /* Exponential without a bound. */
    ck_assert_int_eq(regex_read(SLICE("^(a+)+$"), arena, &regex, &err), 0);
    ck_assert_int_eq(
        regex_match(matcher, regex, SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), &matched, &group, &err),
        ERR_LIMIT);
    ck_assert_str_eq(err.text, "regular expression '^(a+)+$' takes too long on "
                               "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'");
    uint8_t *subject = arena_alloc(arena, LIMIT_REGEX_SUBJECT_BYTES + 1);
    memset(subject, 'a', LIMIT_REGEX_SUBJECT_BYTES + 1);
    ck_assert_int_eq(
        regex_match(matcher, regex, (struct slice){subject, LIMIT_REGEX_SUBJECT_BYTES}, &matched, &group, &err), 0);
    ck_assert(matched);
    ck_assert_int_eq(
        regex_match(matcher, regex, (struct slice){subject, LIMIT_REGEX_SUBJECT_BYTES + 1}, &matched, &group, &err),
        ERR_LIMIT);
    ck_assert_str_eq(err.text, "a text of 8193 bytes is too long for a regular expression");
}
END_TEST

START_TEST(the_start_of_a_long_subject)
{
    struct err err;
    bool matched = false;
    struct slice group;
    const struct regex *regex = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    uint8_t *bytes = arena_alloc(arena, LIMIT_REGEX_SUBJECT_BYTES + 1);
    memset(bytes, 'a', LIMIT_REGEX_SUBJECT_BYTES + 1);
    bytes[LIMIT_REGEX_SUBJECT_BYTES] = 'b';
    const struct slice subject = {bytes, LIMIT_REGEX_SUBJECT_BYTES + 1};
    static const struct {
        const char *pattern;
        bool matches;
    } cases[] = {{"^aa", true}, {"b", false}, {"a$", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(regex_read(slice_of(cases[i].pattern), arena, &regex, &err), 0);
        ck_assert_int_eq(regex_match_start(matcher, regex, subject, &matched, &group, &err), 0);
        ck_assert_int_eq(matched, cases[i].matches);
    }
}
END_TEST

START_TEST(a_budget_holds_for_all_subjects_together)
{
    struct err err;
    bool matched = false;
    struct slice group;
    const struct regex *slow = NULL;
    const struct regex *plain = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    ck_assert_int_eq(regex_read(SLICE("^(a+)+$"), arena, &slow, &err), 0);
    ck_assert_int_eq(regex_read(SLICE("b"), arena, &plain, &err), 0);
    const struct slice hard = SLICE("aaaaaaaaab");
    ck_assert_int_eq(regex_match(matcher, slow, hard, &matched, &group, &err), 0);
    ck_assert(!matched);
    regex_matcher_budget(matcher, 100, 25);
    ck_assert_int_eq(regex_match(matcher, slow, hard, &matched, &group, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "regular expression '^(a+)+$' takes too long on 'aaaaaaaaab'");
    ck_assert_int_eq(regex_match(matcher, plain, hard, &matched, &group, &err), 0);
    ck_assert(matched);
    ck_assert_int_eq(regex_match(matcher, plain, hard, &matched, &group, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "regular expression 'b' comes after too many others");
    regex_matcher_budget(matcher, 100, 10);
    ck_assert_int_eq(regex_match(matcher, plain, hard, &matched, &group, &err), 0);
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
    regex_matcher_free(NULL);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/regex", matches_and_extracts, a_nul_is_a_character, patterns_that_are_refused,
                     long_patterns_are_refused, matching_is_bounded, the_start_of_a_long_subject,
                     a_budget_holds_for_all_subjects_together, freeing_nothing_is_fine);
}
