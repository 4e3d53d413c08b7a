#include "analytics/groups.h"

#include "history.h"

START_TEST(puts_windows_into_their_groups)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .check = "x/1");
    const struct policy policy = history_policy(&history);
    const struct window list[] = {
        {.rule = RULE_BETA, .severity = SEVERITY_LOW, .handling = HANDLING_MANUAL},
        {.rule = RULE_ALPHA, .severity = SEVERITY_NONE, .handling = HANDLING_UNSEEN},
        {.rule = RULE_BETA, .severity = SEVERITY_LOW, .handling = HANDLING_AUTOMATED},
    };
    const struct windows windows = {.windows = list, .count = COUNT_OF(list)};
    const struct grouping grouping = grouping_make(&policy, &windows, history.arena);
    /* Rules in order of first sight: beta, alpha; the unmapped one has no windows. */
    const uint32_t beta = grouping.rules_first;
    ck_assert_uint_eq(grouping.criteria_first, beta + 2);
    ck_assert_uint_eq(grouping.count, beta + 2 + HISTORY_CRITERIA);
    ck_assert_slice_eq(grouping.names[beta], SLICE("beta"));
    ck_assert_slice_eq(grouping.names[beta + 1], SLICE("alpha"));
    ck_assert_slice_eq(grouping.names[GROUP_SEVERITIES], SLICE("none"));
    ck_assert_slice_eq(grouping.names[GROUP_SEVERITIES + SEVERITY_LOW], SLICE("low"));
    const struct group_numbers first = grouping_of(&grouping, 0);
    const uint32_t want[] = {GROUP_TOTAL,
                             GROUP_MANUAL,
                             GROUP_SEVERITIES + SEVERITY_LOW,
                             beta,
                             grouping.criteria_first + CRITERION_ONE,
                             grouping.criteria_first + CRITERION_TWO};
    ck_assert_uint_eq(first.count, COUNT_OF(want));
    ck_assert_mem_eq(first.numbers, want, sizeof(want));
    /* Alpha's second criterion is out of scope. */
    ck_assert_uint_eq(grouping_of(&grouping, 1).count, 4);
    ck_assert_uint_eq(grouping_windows(&grouping, grouping.criteria_first + CRITERION_OUT).count, 0);
}
END_TEST

START_TEST(turns_the_lists_around)
{
    AUTO(history_release) struct history history = history_new();
    const struct policy policy = history_policy(&history);
    struct window list[40];
    for (size_t i = 0; i < COUNT_OF(list); i++)
        list[i] = (struct window){.rule = (uint32_t)unit_random_below(2),
                                  .severity = (enum severity)unit_random_below(severity_count),
                                  .handling = (enum handling)(1 + unit_random_below(3))};
    const struct windows windows = {.windows = list, .count = COUNT_OF(list)};
    const struct grouping grouping = grouping_make(&policy, &windows, history.arena);
    size_t seen = 0;
    for (uint32_t group = 0; group < grouping.count; group++) {
        const struct group_windows members = grouping_windows(&grouping, group);
        for (size_t i = 0; i < members.count; i++) {
            ck_assert(i == 0 || members.windows[i - 1] < members.windows[i]);
            const struct group_numbers numbers = grouping_of(&grouping, members.windows[i]);
            size_t found = 0;
            for (size_t j = 0; j < numbers.count; j++)
                found += numbers.numbers[j] == group;
            ck_assert_uint_eq(found, 1);
        }
        seen += members.count;
    }
    ck_assert_uint_eq(seen, grouping.numbers_at[COUNT_OF(list)]);
    ck_assert_uint_eq(grouping_windows(&grouping, GROUP_TOTAL).count, COUNT_OF(list));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("groups", puts_windows_into_their_groups, turns_the_lists_around);
}
