#include "analytics/ratio.h"

#include "unit.h"

static struct ratio
ratio_of(const struct fraction *factors, size_t count)
{
    struct ratio ratio = ratio_one();
    for (size_t i = 0; i < count; i++)
        ratio_multiply(&ratio, factors[i]);
    return ratio;
}

START_TEST(compares_exactly)
{
    /* 2/3 · 3/4 is one half, whatever thirds are in binary. */
    static const struct fraction half[] = {{2, 3}, {3, 4}};
    AUTO(ratio_release) struct ratio ratio = ratio_of(half, 2);
    ck_assert_int_eq(ratio_compare(&ratio, (struct fraction){1, 2}), 0);
    ck_assert_int_eq(ratio_compare(&ratio, (struct fraction){1, 3}), 1);
    ck_assert_int_eq(ratio_compare(&ratio, (struct fraction){2, 3}), -1);
    ck_assert(!ratio_is_zero(&ratio));
    ratio_multiply(&ratio, (struct fraction){0, 5});
    ck_assert(ratio_is_zero(&ratio));
    ck_assert_int_eq(ratio_compare(&ratio, (struct fraction){1, 1000000}), -1);
}
END_TEST

START_TEST(tells_apart_what_floats_cannot)
{
    /* n = 2^32 - 1: (n - 1) / n · (n + 1) / 2n = 1/2 - 1/2n², which rounds to one half in any float of the machine. */
    static const struct fraction below[] = {{4294967294, 4294967295}, {2147483648, 4294967295}};
    AUTO(ratio_release) struct ratio under = ratio_of(below, 2);
    ck_assert_int_eq(ratio_compare(&under, (struct fraction){1, 2}), -1);
    /* m = n - 1: m / (m - 1) · (m / 2) / (m + 1) = 1/2 + 1/2(m² - 1). */
    static const struct fraction above[] = {{4294967294, 4294967293}, {2147483647, 4294967295}};
    AUTO(ratio_release) struct ratio over = ratio_of(above, 2);
    ck_assert_int_eq(ratio_compare(&over, (struct fraction){1, 2}), 1);
}
END_TEST

START_TEST(telescopes_over_a_million_factors)
{
    struct ratio ratio = ratio_one();
    const uint32_t n = 1000000;
    for (uint32_t left = n; left > n / 2; left--)
        ratio_multiply(&ratio, (struct fraction){left - 1, left});
    ck_assert_int_eq(ratio_compare(&ratio, (struct fraction){1, 2}), 0);
    ck_assert_int_eq(ratio_millionths(&ratio), 500000);
    ratio_release(&ratio);
}
END_TEST

/* 2^-20000 is no float of the machine, and not zero. */
START_TEST(is_zero_only_when_a_factor_is)
{
    AUTO(ratio_release) struct ratio ratio = ratio_one();
    for (int i = 0; i < 20000; i++)
        ratio_multiply(&ratio, (struct fraction){1, 2});
    ck_assert(!ratio_is_zero(&ratio));
    ck_assert_int_eq(ratio_compare(&ratio, (struct fraction){1, 1000000}), -1);
    ck_assert_int_eq(ratio_millionths(&ratio), 0);
    ratio_multiply(&ratio, (struct fraction){0, 1});
    ck_assert(ratio_is_zero(&ratio));
}
END_TEST

START_TEST(rounds_half_up)
{
    static const struct {
        struct fraction value;
        int64_t want;
    } cases[] = {
        {{1, 1}, 1000000},
        {{0, 7}, 0},
        {{1, 3}, 333333},
        {{2, 3}, 666667},
        {{105, 128}, 820313}, /* 0.8203125 */
        {{1, 128}, 7813},     /* 0.0078125 */
        {{1, 2000000}, 1},
        {{1, 2000001}, 0},
        {{1999999, 2000000}, 1000000},
        {{1999997, 2000000}, 999999},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(ratio_release) struct ratio ratio = ratio_of(&cases[i].value, 1);
        ck_assert_int_eq(ratio_millionths(&ratio), cases[i].want);
    }
    /* The same tie by way of factors that are not exact in binary: 6/7 · 35/36 · 63/64 = 105/128. */
    static const struct fraction tie[] = {{6, 7}, {35, 36}, {63, 64}};
    AUTO(ratio_release) struct ratio ratio = ratio_of(tie, 3);
    ck_assert_int_eq(ratio_millionths(&ratio), 820313);
}
END_TEST

START_TEST(sums_areas)
{
    /* 1 for 10, 2/3 for 3, 1/2 for 1: 12.5. */
    static const int64_t lengths[] = {10, 3, 1};
    static const struct fraction factors[] = {{2, 3}, {3, 4}};
    ck_assert_int_eq(ratio_area(lengths, factors, 2), 13);
    ck_assert_int_eq(ratio_area(lengths, factors, 0), 10);
    static const int64_t empty[] = {0, 0, 7};
    static const struct fraction nothing[] = {{1, 2}, {0, 1}};
    ck_assert_int_eq(ratio_area(empty, nothing, 2), 0);
    static const int64_t odd[] = {1, 0, 0, 1};
    static const struct fraction thirds[] = {{2, 3}, {1, 2}, {3, 2}};
    ck_assert_int_eq(ratio_area(odd, thirds, 3), 2);
}
END_TEST

/* Areas against a fraction of 128 bits, where ties are frequent. */
START_TEST(agrees_with_exact_areas)
{
    for (int round = 0; round < 20000; round++) {
        int64_t lengths[6];
        struct fraction factors[5];
        const size_t count = unit_random_below(6);
        __int128 area = 0;
        __int128 below = 1;
        __int128 height = 1;
        for (size_t i = 0; i <= count; i++) {
            lengths[i] = (int64_t)unit_random_below(5);
            area += height * lengths[i];
            if (i == count)
                break;
            factors[i].below = 1 + (uint32_t)unit_random_below(8);
            factors[i].above = (uint32_t)unit_random_below(factors[i].below + 1);
            area *= factors[i].below;
            below *= factors[i].below;
            height *= factors[i].above;
        }
        ck_assert_int_eq(ratio_area(lengths, factors, count), (int64_t)((2 * area + below) / (2 * below)));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("ratio", compares_exactly, tells_apart_what_floats_cannot, telescopes_over_a_million_factors,
                     is_zero_only_when_a_factor_is, rounds_half_up, sums_areas, agrees_with_exact_areas);
}
