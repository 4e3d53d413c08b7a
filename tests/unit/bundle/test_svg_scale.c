#include "bundle/svg_scale.h"

#include "base/instant.h"
#include "markup.h"

#define DAY_MS INT64_C(86400000)

static int64_t
at(const char *date)
{
    int64_t ms;
    ck_assert_int_eq(instant_read_date(slice_of(date), &ms, NULL), 0);
    return ms;
}

START_TEST(places_instants)
{
    const struct svg_scale scale = {1000, 2000};
    ck_assert_uint_eq(svg_scale_at(&scale, 0), 0);
    ck_assert_uint_eq(svg_scale_at(&scale, 1000), 0);
    ck_assert_uint_eq(svg_scale_at(&scale, 1250), 25000);
    ck_assert_uint_eq(svg_scale_at(&scale, 1999), 99900);
    ck_assert_uint_eq(svg_scale_at(&scale, 2000), SVG_WIDTH);
    ck_assert_uint_eq(svg_scale_at(&scale, INSTANT_LAST), SVG_WIDTH);
    const struct svg_scale longest = {INSTANT_FIRST, INSTANT_LAST};
    ck_assert_uint_eq(svg_scale_at(&longest, INSTANT_FIRST / 2 + INSTANT_LAST / 2), SVG_WIDTH / 2 - 1);
    ck_assert_writes(svg_percent(out, 0), "0.000%");
    ck_assert_writes(svg_percent(out, 12345), "12.345%");
    ck_assert_writes(svg_percent(out, SVG_WIDTH), "100.000%");
}
END_TEST

static void
check_labels(const char *from, const char *to, const char *want)
{
    const struct svg_scale scale = {at(from), at(to)};
    struct svg_tick ticks[SVG_TICKS_MAX];
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    const size_t count = svg_scale_ticks(&scale, ticks);
    for (size_t i = 0; i < count; i++) {
        if (ticks[i].major)
            buf_format(&out, "%s%s", out.n > 0 ? "|" : "", ticks[i].label);
        else
            ck_assert_str_eq(ticks[i].label, "");
    }
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

START_TEST(labels_what_a_calendar_would)
{
    check_labels("2026-01-01", "2026-04-01", "Jan 2026|Feb|Mar");
    check_labels("2025-11-15", "2026-02-15", "Dec 2025|Jan 2026|Feb");
    check_labels("2025-11-01", "2026-06-15", "Nov|Dec|2026|Feb|Mar|Apr|May|Jun");
    check_labels("2026-01-01", "2026-01-03", "1 Jan|2 Jan");
    check_labels("2026-01-01", "2026-02-01", "5 Jan|12 Jan|19 Jan|26 Jan");
    check_labels("2020-06-01", "2024-06-01", "2021|2022|2023|2024");
    check_labels("1965-01-01", "2005-01-01", "1970|1980|1990|2000");
    check_labels("0001-01-01", "9999-12-31", "1000|2000|3000|4000|5000|6000|7000|8000|9000");
    check_labels("9999-11-01", "9999-12-31", "Nov 9999|Dec");
}
END_TEST

START_TEST(draws_weeks_from_mondays_and_leap_days)
{
    const struct svg_scale quarter = {at("2026-01-01"), at("2026-04-01")};
    struct svg_tick ticks[SVG_TICKS_MAX];
    const size_t count = svg_scale_ticks(&quarter, ticks);
    ck_assert_uint_eq(count, 3 + 13);
    ck_assert_int_eq(ticks[1].ms, at("2026-01-05"));
    const struct svg_scale leap = {at("2028-02-28"), at("2028-03-02")};
    const size_t days = svg_scale_ticks(&leap, ticks);
    ck_assert_str_eq(ticks[4].label, "29 Feb");
    ck_assert_uint_eq(days, 12);
}
END_TEST

START_TEST(keeps_ticks_in_order_inside_and_few)
{
    for (int round = 0; round < 3000; round++) {
        const int64_t span = INT64_C(1) << unit_random_below(49);
        const int64_t from = INSTANT_FIRST + (int64_t)unit_random_below((uint64_t)(INSTANT_LAST - INSTANT_FIRST));
        const struct svg_scale scale = {from, from + 1 + (int64_t)unit_random_below((uint64_t)span)};
        if (scale.to_ms > INSTANT_LAST)
            continue;
        struct svg_tick ticks[SVG_TICKS_MAX];
        const size_t count = svg_scale_ticks(&scale, ticks);
        ck_assert_uint_lt(count, SVG_TICKS_MAX);
        for (size_t i = 0; i < count; i++) {
            ck_assert_int_ge(ticks[i].ms, scale.from_ms);
            ck_assert_int_lt(ticks[i].ms, scale.to_ms);
            ck_assert(i == 0 || ticks[i - 1].ms < ticks[i].ms);
            ck_assert_int_eq(ticks[i].major, ticks[i].label[0] != '\0');
        }
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("svg_scale", places_instants, labels_what_a_calendar_would, draws_weeks_from_mondays_and_leap_days,
                     keeps_ticks_in_order_inside_and_few);
}
