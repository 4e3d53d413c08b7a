#include "analytics/criteria.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

static struct history
history_covered(void)
{
    struct history history = history_new();
    SOURCE(&history, .received_ms = 90 * HOUR, .interval_s = 1000 * 3600);
    EVENT(&history, .received_ms = 95 * HOUR, .check = "b/1", .stage = STAGE_EVALUATED);
    return history;
}

static enum criterion_state
state_of(struct history *history, size_t at)
{
    return report_of(history, period).criteria.criteria[at].state;
}

START_TEST(tells_the_four_states)
{
    AUTO(history_release) struct history history = history_covered();
    history_until(&history, 200 * HOUR);
    struct criteria criteria = report_of(&history, period).criteria;
    /* Those in scope: CC6.1 and CC7.1, of which a covered source once sent a check, and CC1.1, which has no rule. */
    ck_assert_uint_eq(criteria.count, 3);
    ck_assert_int_eq(criteria.criteria[0].state, CRITERION_NO_OCCURRENCE);
    ck_assert_int_eq(criteria.criteria[1].state, CRITERION_NO_OCCURRENCE);
    ck_assert_int_eq(criteria.criteria[2].state, CRITERION_NOT_COVERED);
    ck_assert_uint_eq(criteria.criteria[0].rules, 2);
    ck_assert_uint_eq(criteria.criteria[2].rules, 0);
    ck_assert_uint_eq(criteria.recorded, 0);
    /* Whatever it says, without a resource too, it is recorded when it counts in the period. */
    EVENT(&history, .received_ms = 250 * HOUR, .occurred_ms = 150 * HOUR, .check = "a/1", .stage = STAGE_TRIAGED);
    criteria = report_of(&history, period).criteria;
    ck_assert_int_eq(criteria.criteria[0].state, CRITERION_RECORDED);
    ck_assert_uint_eq(criteria.criteria[0].events, 1);
    ck_assert_int_eq(criteria.criteria[1].state, CRITERION_NO_OCCURRENCE);
    ck_assert_uint_eq(criteria.recorded, 1);
}
END_TEST

START_TEST(is_unknown_without_a_covered_source)
{
    AUTO(history_release) struct history silent = history_new();
    SOURCE(&silent, .received_ms = 90 * HOUR, .interval_s = 1000 * 3600);
    EVENT(&silent, .received_ms = 95 * HOUR, .check = "x/1", .stage = STAGE_EVALUATED);
    history_until(&silent, 200 * HOUR);
    ck_assert_int_eq(state_of(&silent, 0), CRITERION_UNKNOWN);

    AUTO(history_release) struct history blind = history_covered();
    EVENT(&blind, .received_ms = 96 * HOUR, .check = "a/1", .stage = STAGE_EVALUATED, .source = "other");
    history_until(&blind, 200 * HOUR);
    ck_assert_int_eq(state_of(&blind, 0), CRITERION_UNKNOWN);
    ck_assert_int_eq(state_of(&blind, 1), CRITERION_NO_OCCURRENCE);

    /* Not all of the period has been seen. */
    AUTO(history_release) struct history early = history_covered();
    history_until(&early, 199 * HOUR);
    ck_assert_int_eq(state_of(&early, 0), CRITERION_UNKNOWN);
}
END_TEST

START_TEST(takes_no_evidence_that_is_not_permitted)
{
    AUTO(history_release) struct history history = history_covered();
    SOURCE(&history, .received_ms = 96 * HOUR, .has_may = true, .may = 1U << MAY_DETECT, .interval_s = 1000 * 3600);
    EVENT(&history, .received_ms = 150 * HOUR, .check = "b/1", .stage = STAGE_VERIFIED);
    history_until(&history, 200 * HOUR);
    const struct criteria criteria = report_of(&history, period).criteria;
    ck_assert_int_eq(criteria.criteria[0].state, CRITERION_NO_OCCURRENCE);
    ck_assert_uint_eq(criteria.criteria[0].events, 0);
}
END_TEST

START_TEST(names_its_states)
{
    ck_assert_str_eq(criterion_state_name(CRITERION_RECORDED), "recorded");
    ck_assert_str_eq(criterion_state_name(CRITERION_NO_OCCURRENCE), "no occurrence");
    ck_assert_str_eq(criterion_state_name(CRITERION_UNKNOWN), "unknown");
    ck_assert_str_eq(criterion_state_name(CRITERION_NOT_COVERED), "not covered");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("criteria", tells_the_four_states, is_unknown_without_a_covered_source,
                     takes_no_evidence_that_is_not_permitted, names_its_states);
}
