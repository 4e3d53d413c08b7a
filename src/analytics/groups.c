#include "analytics/groups.h"

/* Every window has at most a total, a handling, a severity and a rule; criteria come on top. */
enum { GROUPS_OF_WINDOW = 4 };

/* Number the rules that have windows, in order of first sight; returns how many. */
static uint32_t
rules_number(const struct policy *policy, const struct windows *windows, uint32_t *number_of_rule)
{
    uint32_t count = 0;
    for (size_t rule = 0; rule < policy->rule_count; rule++)
        number_of_rule[rule] = FACT_NONE;
    for (size_t i = 0; i < windows->count; i++) {
        if (number_of_rule[windows->windows[i].rule] == FACT_NONE)
            number_of_rule[windows->windows[i].rule] = count++;
    }
    return count;
}

static struct slice
severity_text(size_t severity)
{
    return severity == SEVERITY_NONE ? SLICE("none") : slice_of(severity_name((enum severity)severity));
}

static const struct slice *
names_make(const struct grouping *grouping, const struct policy *policy, const uint32_t *number_of_rule,
           struct arena *arena)
{
    struct slice *names = arena_array(arena, grouping->count, sizeof(*names));
    names[GROUP_TOTAL] = SLICE("total");
    names[GROUP_AUTOMATED] = slice_of(handling_name(HANDLING_AUTOMATED));
    names[GROUP_MANUAL] = slice_of(handling_name(HANDLING_MANUAL));
    for (size_t severity = 0; severity < severity_count; severity++)
        names[GROUP_SEVERITIES + severity] = severity_text(severity);
    for (size_t rule = 0; rule < policy->rule_count; rule++) {
        if (number_of_rule[rule] != FACT_NONE)
            names[grouping->rules_first + number_of_rule[rule]] = policy->rules[rule].id;
    }
    for (size_t i = 0; i < policy->criterion_count; i++)
        names[grouping->criteria_first + i] = policy->criteria[i].id;
    return names;
}

static size_t
numbers_write(const struct grouping *grouping, const struct policy *policy, const struct window *window,
              uint32_t rule_group, uint32_t *numbers)
{
    size_t count = 0;
    numbers[count++] = GROUP_TOTAL;
    if (window->handling == HANDLING_AUTOMATED)
        numbers[count++] = GROUP_AUTOMATED;
    if (window->handling == HANDLING_MANUAL)
        numbers[count++] = GROUP_MANUAL;
    numbers[count++] = GROUP_SEVERITIES + (uint32_t)window->severity;
    numbers[count++] = rule_group;
    const struct policy_rule *rule = &policy->rules[window->rule];
    for (size_t i = 0; i < rule->criteria_count; i++) {
        if (policy->criteria[rule->criteria[i]].in_scope)
            numbers[count++] = grouping->criteria_first + rule->criteria[i];
    }
    return count;
}

static void
numbers_make(struct grouping *grouping, const struct policy *policy, const struct windows *windows,
             const uint32_t *number_of_rule, struct arena *arena)
{
    size_t room = 0;
    for (size_t i = 0; i < windows->count; i++)
        room += GROUPS_OF_WINDOW + policy->rules[windows->windows[i].rule].criteria_count;
    uint32_t *numbers = arena_array(arena, room, sizeof(*numbers));
    size_t *numbers_at = arena_array(arena, windows->count + 1, sizeof(*numbers_at));
    size_t count = 0;
    for (size_t i = 0; i < windows->count; i++) {
        const struct window *window = &windows->windows[i];
        numbers_at[i] = count;
        count += numbers_write(grouping, policy, window, grouping->rules_first + number_of_rule[window->rule],
                               numbers + count);
    }
    numbers_at[windows->count] = count;
    grouping->numbers = numbers;
    grouping->numbers_at = numbers_at;
}

/* Turn the lists of each window around: a counting sort by group. */
static void
members_make(struct grouping *grouping, const struct windows *windows, struct arena *arena)
{
    const size_t total = grouping->numbers_at[windows->count];
    uint32_t *members = arena_array(arena, total, sizeof(*members));
    size_t *members_at = arena_array(arena, (size_t)grouping->count + 2, sizeof(*members_at));
    for (size_t i = 0; i < total; i++)
        members_at[grouping->numbers[i] + 2]++;
    for (size_t group = 2; group < (size_t)grouping->count + 2; group++)
        members_at[group] += members_at[group - 1];
    for (uint32_t window = 0; window < windows->count; window++) {
        for (size_t i = grouping->numbers_at[window]; i < grouping->numbers_at[window + 1]; i++)
            members[members_at[grouping->numbers[i] + 1]++] = window;
    }
    grouping->members = members;
    grouping->members_at = members_at;
}

struct grouping
grouping_make(const struct policy *policy, const struct windows *windows, struct arena *arena)
{
    uint32_t *number_of_rule = arena_array(arena, policy->rule_count, sizeof(*number_of_rule));
    struct grouping grouping = {.rules_first = GROUP_SEVERITIES + severity_count};
    grouping.criteria_first = grouping.rules_first + rules_number(policy, windows, number_of_rule);
    grouping.count = grouping.criteria_first + (uint32_t)policy->criterion_count;
    grouping.names = names_make(&grouping, policy, number_of_rule, arena);
    numbers_make(&grouping, policy, windows, number_of_rule, arena);
    members_make(&grouping, windows, arena);
    return grouping;
}

struct group_numbers
grouping_of(const struct grouping *grouping, uint32_t window)
{
    const size_t at = grouping->numbers_at[window];
    return (struct group_numbers){grouping->numbers + at, grouping->numbers_at[window + 1] - at};
}

struct group_windows
grouping_windows(const struct grouping *grouping, uint32_t group)
{
    const size_t at = grouping->members_at[group];
    return (struct group_windows){grouping->members + at, grouping->members_at[group + 1] - at};
}
