#include "analytics/stretch.h"

#include "unit.h"

START_TEST(measures_half_open)
{
    ck_assert_int_eq(stretch_length((struct stretch){10, 50}), 40);
    ck_assert_int_eq(stretch_length((struct stretch){10, 10}), 0);
    ck_assert_int_eq(stretch_length((struct stretch){10, 5}), 0);
    const struct stretch common = stretch_common((struct stretch){10, 50}, (struct stretch){40, 70});
    ck_assert_int_eq(common.from_ms, 40);
    ck_assert_int_eq(common.to_ms, 50);
    ck_assert_int_eq(stretch_length(stretch_common((struct stretch){10, 50}, (struct stretch){50, 70})), 0);
    ck_assert_int_eq(stretch_length(stretch_common((struct stretch){10, 20}, (struct stretch){50, 70})), 0);
}
END_TEST

START_TEST(merges_what_overlaps_or_touches)
{
    struct stretch stretches[] = {{90, 100}, {40, 70}, {20, 20}, {10, 50}, {70, 80}, {30, 25}};
    ck_assert_uint_eq(stretch_merge(stretches, 6), 2);
    ck_assert_int_eq(stretches[0].from_ms, 10);
    ck_assert_int_eq(stretches[0].to_ms, 80);
    ck_assert_int_eq(stretches[1].from_ms, 90);
    ck_assert_int_eq(stretches[1].to_ms, 100);
    ck_assert_int_eq(stretch_within(stretches, 2, (struct stretch){20, 95}), 65);
    ck_assert_uint_eq(stretch_merge(NULL, 0), 0);
}
END_TEST

static size_t
random_merged(bool *mask, struct stretch out[static 8])
{
    for (size_t i = 0; i < 8; i++) {
        const int64_t from = (int64_t)unit_random_below(50);
        out[i] = (struct stretch){from, from + (int64_t)unit_random_below(12) - 2};
        for (int64_t at = out[i].from_ms; at < out[i].to_ms; at++)
            mask[at] = true;
    }
    return stretch_merge(out, 8);
}

START_TEST(agrees_with_a_mask)
{
    for (int round = 0; round < 3000; round++) {
        bool masks[2][64] = {{false}};
        struct stretch a[8];
        struct stretch b[8];
        const size_t a_count = random_merged(masks[0], a);
        const size_t b_count = random_merged(masks[1], b);
        int64_t length = 0;
        int64_t common = 0;
        for (size_t at = 0; at < 64; at++) {
            length += masks[0][at];
            common += masks[0][at] && masks[1][at];
        }
        ck_assert_int_eq(stretch_within(a, a_count, (struct stretch){0, 64}), length);
        ck_assert_int_eq(stretch_overlap(a, a_count, b, b_count), common);
        ck_assert_int_eq(stretch_overlap(b, b_count, a, a_count), common);
        for (size_t i = 1; i < a_count; i++)
            ck_assert_int_gt(a[i].from_ms, a[i - 1].to_ms);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("stretch", measures_half_open, merges_what_overlaps_or_touches, agrees_with_a_mask);
}
