#include "control/pattern.h"

#include "unit.h"

START_TEST(a_star_stands_for_any_bytes)
{
    ck_assert(pattern_is_meant(SLICE("t/a*")));
    ck_assert(!pattern_is_meant(SLICE("t/a?")));
    ck_assert(pattern_matches(SLICE("t/a"), SLICE("t/a")));
    ck_assert(pattern_matches(SLICE("t/*"), SLICE("t/")));
    ck_assert(pattern_matches(SLICE("t/*"), SLICE("t/a/b")));
    ck_assert(pattern_matches(SLICE("t/s3_*_public*"), SLICE("t/s3_x_public_public")));
    ck_assert(!pattern_matches(SLICE("t/s3_*_public"), SLICE("t/s3_public")));
    ck_assert(!pattern_matches(SLICE("t/a"), SLICE("t/ab")));
    ck_assert(!pattern_matches(SLICE("t/*a"), SLICE("u/a")));
}
END_TEST

START_TEST(patterns_that_share_a_text_overlap)
{
    ck_assert(pattern_overlaps(SLICE("t/s3_*"), SLICE("t/*_public")));
    ck_assert(pattern_overlaps(SLICE("t/*"), SLICE("t/*")));
    ck_assert(pattern_overlaps(SLICE("t/a*"), SLICE("t/ab*")));
    ck_assert(!pattern_overlaps(SLICE("t/a*"), SLICE("t/b*")));
    ck_assert(!pattern_overlaps(SLICE("t/*_a"), SLICE("t/*_b")));
    ck_assert(!pattern_overlaps(SLICE("t/*"), SLICE("u/*")));
}
END_TEST

/* By the definition: the first "*" takes nothing, or one byte more. */
static bool
naive_matches(struct slice pattern, struct slice text)
{
    if (pattern.n == 0)
        return text.n == 0;
    const struct slice rest = slice_sub(pattern, 1, pattern.n);
    if (pattern.p[0] == '*')
        return naive_matches(rest, text) || (text.n > 0 && naive_matches(pattern, slice_sub(text, 1, text.n)));
    return text.n > 0 && pattern.p[0] == text.p[0] && naive_matches(rest, slice_sub(text, 1, text.n));
}

enum { PATTERN_MAX = 4, TEXT_MAX = 2 * PATTERN_MAX };

static struct slice
random_pattern(uint8_t *bytes)
{
    const size_t n = unit_random_below(PATTERN_MAX + 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t) "ab*"[unit_random_below(3)];
    return (struct slice){bytes, n};
}

/* Patterns that share a text share one that is no longer than both together, so all short texts decide. */
START_TEST(agrees_with_the_definition)
{
    for (unsigned round = 0; round < 2000; round++) {
        uint8_t bytes[2][PATTERN_MAX];
        const struct slice a = random_pattern(bytes[0]);
        const struct slice b = random_pattern(bytes[1]);
        bool shared = false;
        for (unsigned code = 1; code < 2U << TEXT_MAX; code++) {
            uint8_t text[TEXT_MAX];
            size_t n = 0;
            for (unsigned rest = code; rest > 1; rest >>= 1)
                text[n++] = (rest & 1) != 0 ? 'a' : 'b';
            const struct slice subject = {text, n};
            ck_assert(pattern_matches(a, subject) == naive_matches(a, subject));
            shared |= naive_matches(a, subject) && naive_matches(b, subject);
        }
        ck_assert(pattern_overlaps(a, b) == shared);
        ck_assert(pattern_overlaps(b, a) == shared);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("pattern", a_star_stands_for_any_bytes, patterns_that_share_a_text_overlap,
                     agrees_with_the_definition);
}
