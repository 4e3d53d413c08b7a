#include "bundle/html_survival.h"

#include "markup.h"

#define NBSP "\u00a0"

static struct survival
observed(void)
{
    return (struct survival){.n = 22,
                             .events = 19,
                             .min_at_risk = 5,
                             .median_ms = 61000,
                             .median_low_ms = 60000,
                             .median_high_ms = DURATION_NONE,
                             .p90_ms = DURATION_NONE,
                             .rmst_ms = DURATION_NONE,
                             .closed_only_mean_ms = DURATION_NONE};
}

START_TEST(tells_not_reached_from_not_observed)
{
    struct survival survival = observed();
    ck_assert_writes(html_quantile(out, &survival, survival.median_ms),
                     "1" NBSP "min" NBSP "1" NBSP "s <span class=\"exact\">61" NBSP "s</span>");
    ck_assert_writes(html_quantile(out, &survival, survival.p90_ms), "not reached");
    ck_assert_writes(html_band(out, &survival), "1" NBSP "min to not reached");
    survival.n = 0;
    survival.median_low_ms = DURATION_NONE;
    ck_assert_writes(html_quantile(out, &survival, DURATION_NONE), "–");
    ck_assert_writes(html_band(out, &survival), "–");
}
END_TEST

START_TEST(warns_when_few_are_at_risk)
{
    struct survival survival = observed();
    ck_assert_writes(html_observed(out, &survival), "19 verified of 22 observed");
    ck_assert_writes(html_at_risk(out, &survival), "5");
    survival.min_at_risk = 4;
    ck_assert_writes(html_observed(out, &survival),
                     "19 verified of 22 observed; <strong class=\"warning\">fewest at risk: 4</strong>");
    ck_assert_writes(html_at_risk(out, &survival), "4 <strong class=\"warning\">few</strong>");
    survival.min_at_risk = 0;
    ck_assert_writes(html_observed(out, &survival), "19 verified of 22 observed");
    ck_assert_writes(html_at_risk(out, &survival), "–");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_survival", tells_not_reached_from_not_observed, warns_when_few_are_at_risk);
}
