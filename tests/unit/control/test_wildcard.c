#include "control/wildcard.h"

#include "unit.h"

START_TEST(patterns_match_what_sigma_matches)
{
    static const struct {
        const char *pattern;
        enum wildcard_place place;
        const char *text;
        bool matches;
    } cases[] = {
        {"abc", WILDCARD_WHOLE, "abc", true},
        {"abc", WILDCARD_WHOLE, "ABC", true},
        {"aBc", WILDCARD_WHOLE, "AbC", true},
        {"abc", WILDCARD_WHOLE, "abcd", false},
        {"abc", WILDCARD_WHOLE, "ab", false},
        {"a*c", WILDCARD_WHOLE, "ac", true},
        {"a*c", WILDCARD_WHOLE, "aXbXC", true},
        {"a*c", WILDCARD_WHOLE, "acd", false},
        {"a?c", WILDCARD_WHOLE, "abc", true},
        {"a?c", WILDCARD_WHOLE, "ac", false},
        {"a?c", WILDCARD_WHOLE,
         "a\xc3\xa4"
         "c",
         true},
        {"a??c", WILDCARD_WHOLE,
         "a\xc3\xa4"
         "c",
         false},
        {"a\\*c", WILDCARD_WHOLE, "a*c", true},
        {"a\\*c", WILDCARD_WHOLE, "abc", false},
        {"a\\?", WILDCARD_WHOLE, "a?", true},
        {"a\\\\", WILDCARD_WHOLE, "a\\", true},
        {"a\\b", WILDCARD_WHOLE, "A\\B", true},
        {"a\\", WILDCARD_WHOLE, "a\\", true},
        {"*", WILDCARD_WHOLE, "", true},
        {"?", WILDCARD_WHOLE, "", false},
        {"*a*b*", WILDCARD_WHOLE, "xxaxxbxx", true},
        {"*a*b*", WILDCARD_WHOLE, "xxbxxaxx", false},
        {"b", WILDCARD_WITHIN, "aBc", true},
        {"b?d", WILDCARD_WITHIN, "abcde", true},
        {"x", WILDCARD_WITHIN, "abc", false},
        {"ab", WILDCARD_START, "ABC", true},
        {"bc", WILDCARD_START, "abc", false},
        {"bc", WILDCARD_END, "aBC", true},
        {"ab", WILDCARD_END, "abc", false},
        {"\xc3\x84", WILDCARD_WHOLE, "\xc3\xa4", false}, /* only ASCII letters have one case */
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct wildcard pattern = wildcard_read(slice_of(cases[i].pattern), cases[i].place, arena);
        ck_assert_msg(wildcard_matches(&pattern, slice_of(cases[i].text)) == cases[i].matches, "case %zu: '%s' on '%s'",
                      i, cases[i].pattern, cases[i].text);
    }
}
END_TEST

START_TEST(exact_patterns_exclude_each_other)
{
    static const struct {
        const char *a;
        const char *b;
        bool excludes;
    } cases[] = {{"a", "b", true},   {"a", "A", false},     {"a", "ab", true},
                 {"a*", "b", false}, {"a\\*", "a*", false}, {"a\\*", "ab", true}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct wildcard a = wildcard_read(slice_of(cases[i].a), WILDCARD_WHOLE, arena);
        const struct wildcard b = wildcard_read(slice_of(cases[i].b), WILDCARD_WHOLE, arena);
        ck_assert_msg(wildcard_excludes(&a, &b) == cases[i].excludes, "case %zu", i);
        ck_assert(wildcard_excludes(&b, &a) == cases[i].excludes);
    }
}
END_TEST

/* Straight from the words of the header, exponential. */
static bool
naive(const char *pattern, const char *text)
{
    if (*pattern == '\0')
        return *text == '\0';
    if (*pattern == '*')
        return naive(pattern + 1, text) || (*text != '\0' && naive(pattern, text + 1));
    return *text != '\0' && (*pattern == '?' || *pattern == *text) && naive(pattern + 1, text + 1);
}

static void
random_text(char *out, size_t max, const char *letters, size_t count)
{
    const size_t n = unit_random_below(max);
    for (size_t i = 0; i < n; i++)
        out[i] = letters[unit_random_below(count)];
    out[n] = '\0';
}

START_TEST(random_patterns_match_as_a_naive_matcher_says)
{
    for (int round = 0; round < 20000; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        char pattern[9];
        char text[11];
        random_text(pattern, sizeof(pattern), "ab*?", 4);
        random_text(text, sizeof(text), "ab", 2);
        const struct wildcard read = wildcard_read(slice_of(pattern), WILDCARD_WHOLE, arena);
        ck_assert_msg(wildcard_matches(&read, slice_of(text)) == naive(pattern, text), "'%s' on '%s'", pattern, text);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("wildcard", patterns_match_what_sigma_matches, exact_patterns_exclude_each_other,
                     random_patterns_match_as_a_naive_matcher_says);
}
