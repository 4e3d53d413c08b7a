#include "analytics/unattached.h"

#include "history.h"

#include <time.h>

#define PERIOD ((struct period){5 * DAY, 10 * DAY})

#define FINDING(at, where, ...)                                                                                        \
    EVENT(&history, .received_ms = (at), .check = "a/1", .resource = (where), .stage = STAGE_DETECTED, __VA_ARGS__)
#define STEP(at, what, ...) EVENT(&history, .received_ms = (at), .stage = (what), __VA_ARGS__)

static struct unattached_list
find(struct history *history)
{
    struct err err;
    struct effective effective;
    history_until(history, 10 * DAY);
    const struct policy policy = history_policy(history);
    const struct reading reading = {history->facts, &policy, &effective, PERIOD};
    ck_assert_int_eq(effective_compute(history->facts, PERIOD, history->arena, &effective, &err), 0);
    AUTO(threads_release) struct threads threads = threads_find(&reading);
    return unattached_find(&reading, &threads, history->arena);
}

/* "index: reason" a line. */
static struct slice
told(struct history *history)
{
    const struct unattached_list list = find(history);
    struct slice text = SLICE("");
    for (size_t i = 0; i < list.count; i++)
        text = arena_format(history->arena, "%.*s%d: %s\n", SLICE_ARG(text),
                            (int)history->facts->events[list.steps[i].event].index,
                            unattached_reason_name(list.steps[i].reason));
    return text;
}

static void
tell_campaign(struct history *history, int findings)
{
    for (int i = 0; i < findings; i++)
        EVENT(history, .received_ms = 5 * DAY, .check = "a/1", .stage = STAGE_DETECTED, .refs = "jira:BIG-1",
              .resource = (const char *)arena_format(history->arena, "r%d", i).p);
}

START_TEST(says_why_each_step_is_on_no_finding)
{
    AUTO(history_release) struct history history = history_new();
    FINDING(DAY, "r", .refs = "jira:A-1");
    STEP(6 * DAY, STAGE_TRIAGED);
    STEP(6 * DAY, STAGE_TRIAGED, .refs = "slack:C1 plain");
    STEP(6 * DAY, STAGE_TICKETED, .refs = "jira:A-2 github:x/y#1");
    STEP(6 * DAY, STAGE_TICKETED, .refs = "jira:A-1");
    STEP(6 * DAY, STAGE_DEPLOYED, .refs = "jira:A-1", .resource = "q");
    STEP(6 * DAY, STAGE_DEPLOYED, .refs = "jira:A-2 jira:A-1", .check = "b/1");
    ck_assert_slice_eq(told(&history), SLICE("1: no strong reference\n"
                                             "2: no strong reference\n"
                                             "3: reference of no finding\n"
                                             "5: other check or resource\n"
                                             "6: other check or resource\n"));
}
END_TEST

START_TEST(a_broad_reference_is_the_reason_before_others)
{
    for (int extra = 0; extra <= 1; extra++) {
        AUTO(history_release) struct history history = history_new();
        tell_campaign(&history, THREAD_KEYS_MAX + extra);
        FINDING(5 * DAY, "of another", .refs = "jira:A-1");
        const int first = (int)STEP(6 * DAY, STAGE_TICKETED, .refs = "github:x/y#1 jira:BIG-1");
        STEP(6 * DAY, STAGE_DEVELOPED, .refs = "github:x/y#1");
        STEP(6 * DAY, STAGE_ASSIGNED, .refs = "jira:A-1 jira:BIG-1", .resource = "elsewhere");
        STEP(6 * DAY, STAGE_ASSIGNED, .refs = "jira:A-1 jira:BIG-1");
        const struct slice broad = arena_format(history.arena,
                                                "%d: broad reference\n"
                                                "%d: reference of no finding\n"
                                                "%d: broad reference\n",
                                                first, first + 1, first + 2);
        const struct slice narrow = arena_format(history.arena, "%d: other check or resource\n", first + 2);
        ck_assert_slice_eq(told(&history), extra == 1 ? broad : narrow);
    }
}
END_TEST

START_TEST(lists_only_permitted_steps_of_the_period)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 1, .source = "t", .has_may = true, .may = 1U << MAY_DETECT);
    STEP(5 * DAY - 1, STAGE_TRIAGED);
    const int first = (int)STEP(5 * DAY, STAGE_TRIAGED);
    STEP(6 * DAY, STAGE_TRIAGED, .occurred_ms = 4 * DAY);
    STEP(6 * DAY, STAGE_DEPLOYED, .source = "t");
    STEP(6 * DAY, STAGE_TRIAGED, .check = "a/1", .resource = "r");
    STEP(6 * DAY, STAGE_TRIAGED, .check = "a/1");
    STEP(10 * DAY - 1, STAGE_TRIAGED, .resource = "r");
    STEP(10 * DAY, STAGE_TRIAGED);
    ck_assert_slice_eq(told(&history), arena_format(history.arena,
                                                    "%d: no strong reference\n"
                                                    "%d: no strong reference\n"
                                                    "%d: no strong reference\n",
                                                    first, first + 4, first + 5));
}
END_TEST

/* Every stage by itself: the list has those that would count in a thread, and no other. */
START_TEST(lists_only_stages_that_count)
{
    AUTO(history_release) struct history history = history_new();
    for (enum stage stage = STAGE_NONE; stage < stage_count; stage++)
        STEP(6 * DAY, stage, .approver = "boss", .expires_ms = 9 * DAY);
    const struct unattached_list list = find(&history);
    size_t at = 0;
    for (enum stage stage = STAGE_NONE; stage < stage_count; stage++)
        if (thread_counts(stage))
            ck_assert_uint_eq(list.steps[at++].event, (uint32_t)stage);
    ck_assert_uint_eq(list.count, at);
    ck_assert_uint_eq(at, 14);
}
END_TEST

START_TEST(very_many_steps_stay_fast)
{
    enum { MANY = 100000 };
    AUTO(history_release) struct history history = history_new();
    tell_campaign(&history, MANY / 2);
    for (int i = 0; i < MANY; i++)
        STEP(6 * DAY, STAGE_DEVELOPED, .refs = "jira:BIG-1 github:x/y#1");
    const clock_t began = clock();
    ck_assert_uint_eq(find(&history).count, MANY);
    ck_assert_int_lt((clock() - began) / CLOCKS_PER_SEC, 10);
}
END_TEST

START_TEST(a_ledger_without_steps_has_none)
{
    AUTO(history_release) struct history history = history_new();
    FINDING(6 * DAY, "r");
    ck_assert_uint_eq(find(&history).count, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("unattached", says_why_each_step_is_on_no_finding, a_broad_reference_is_the_reason_before_others,
                     lists_only_permitted_steps_of_the_period, lists_only_stages_that_count, very_many_steps_stay_fast,
                     a_ledger_without_steps_has_none);
}
