#include "bundle/html_figure.h"

#include "analytics/survival.h"
#include "base/instant.h"
#include "markup.h"

#define NBSP "\u00a0"

START_TEST(groups_counts)
{
    ck_assert_writes(html_count(out, 0), "0");
    ck_assert_writes(html_count(out, 999), "999");
    ck_assert_writes(html_count(out, 1000), "1,000");
    ck_assert_writes(html_count(out, 1234567), "1,234,567");
    ck_assert_writes(html_count(out, UINT64_MAX), "18,446,744,073,709,551,615");
    ck_assert_writes(html_counted(out, 1, "window"), "1" NBSP "window");
    ck_assert_writes(html_counted(out, 0, "window"), "0" NBSP "windows");
    ck_assert_writes(html_counted(out, 2198, "window"), "2,198" NBSP "windows");
}
END_TEST

START_TEST(cuts_durations_to_two_units)
{
    ck_assert_writes(html_duration(out, 0), "0" NBSP "s");
    ck_assert_writes(html_duration(out, 1), "0.001" NBSP "s");
    ck_assert_writes(html_duration(out, 19400), "19.4" NBSP "s");
    ck_assert_writes(html_duration(out, 59999), "59.999" NBSP "s");
    ck_assert_writes(html_duration(out, 60000), "1" NBSP "min");
    ck_assert_writes(html_duration(out, 407999), "6" NBSP "min" NBSP "47" NBSP "s");
    ck_assert_writes(html_duration(out, 3599999), "59" NBSP "min" NBSP "59" NBSP "s");
    ck_assert_writes(html_duration(out, 3600000), "1" NBSP "h");
    ck_assert_writes(html_duration(out, 26917000), "7" NBSP "h" NBSP "28" NBSP "min");
    ck_assert_writes(html_duration(out, 86399999), "23" NBSP "h" NBSP "59" NBSP "min");
    ck_assert_writes(html_duration(out, 86400000), "1" NBSP "d");
    ck_assert_writes(html_duration(out, INT64_C(75534806000)), "874" NBSP "d" NBSP "5" NBSP "h");
    ck_assert_writes(html_duration(out, DURATION_NONE), "–");
}
END_TEST

START_TEST(writes_exact_seconds)
{
    ck_assert_writes(html_seconds(out, INT64_C(75534806000)), "75,534,806" NBSP "s");
    ck_assert_writes(html_seconds(out, 1234500), "1,234.5" NBSP "s");
    ck_assert_writes(html_seconds(out, 1), "0.001" NBSP "s");
    ck_assert_writes(html_seconds(out, DURATION_NONE), "–");
    ck_assert_writes(html_length(out, 612000),
                     "10" NBSP "min" NBSP "12" NBSP "s <span class=\"exact\">612" NBSP "s</span>");
    ck_assert_writes(html_length(out, 19000), "19" NBSP "s");
    ck_assert_writes(html_length(out, DURATION_NONE), "–");
}
END_TEST

START_TEST(cuts_shares_so_that_only_all_is_all)
{
    ck_assert_writes(html_share(out, 1, 2), "50.0" NBSP "%");
    ck_assert_writes(html_share(out, 2, 3), "66.6" NBSP "%");
    ck_assert_writes(html_share(out, 999999, 1000000), "99.9" NBSP "%");
    ck_assert_writes(html_share(out, 7, 7), "100" NBSP "%");
    ck_assert_writes(html_share(out, 0, 7), "0.0" NBSP "%");
    ck_assert_writes(html_share(out, 0, 0), "–");
    ck_assert_writes(html_share(out, UINT64_MAX, UINT64_MAX), "100" NBSP "%");
    ck_assert_writes(html_share(out, INT64_MAX / 4, INT64_MAX), "24.9" NBSP "%");
    ck_assert_writes(html_rate(out, 746269), "74.6" NBSP "%");
    ck_assert_writes(html_rate(out, RATE_ONE), "100" NBSP "%");
    ck_assert_writes(html_rate(out, 0), "0.0" NBSP "%");
    ck_assert_writes(html_rate(out, RATE_NONE), "–");
}
END_TEST

START_TEST(writes_instants_for_people_and_programs)
{
    ck_assert_writes(html_instant(out, INT64_C(1770120019000)),
                     "<time datetime=\"2026-02-03T12:00:19.000Z\">2026-02-03 12:00:19</time>");
    ck_assert_writes(html_instant(out, INT64_C(1770120019400)),
                     "<time datetime=\"2026-02-03T12:00:19.400Z\">2026-02-03 12:00:19.400</time>");
    ck_assert_writes(html_instant(out, INSTANT_NONE), "–");
    ck_assert_writes(html_date(out, INT64_C(1767225600000)),
                     "<time datetime=\"2026-01-01T00:00:00.000Z\">2026-01-01</time>");
    ck_assert_writes(html_date(out, INT64_C(1767225600001)),
                     "<time datetime=\"2026-01-01T00:00:00.001Z\">2026-01-01 00:00:00.001</time>");
    ck_assert_writes(html_date(out, -86400000), "<time datetime=\"1969-12-31T00:00:00.000Z\">1969-12-31</time>");
    ck_assert_writes(html_date(out, INSTANT_NONE), "–");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_figure", groups_counts, cuts_durations_to_two_units, writes_exact_seconds,
                     cuts_shares_so_that_only_all_is_all, writes_instants_for_people_and_programs);
}
