#include "analytics/analytics.h"

#include "compare.h"
#include "report.h"

/* DAYBOOK_ROUNDS, else what takes some seconds. */
static int
rounds(void)
{
#ifdef __SANITIZE_ADDRESS__
    const int otherwise = 10000;
#else
    const int otherwise = 100000;
#endif
    const char *text = getenv("DAYBOOK_ROUNDS");
    return text == NULL ? otherwise : (int)strtol(text, NULL, 10);
}

/* Every figure of random histories. */
START_TEST(agrees_with_the_oracle)
{
    static struct telling telling;
    for (round_now = 0; round_now < rounds(); round_now++) {
        random_story(&telling.story);
        tell(&telling);
        compare_all(&telling);
        telling_release(&telling);
    }
}
END_TEST

/* Padding may differ, so field by field. */
static bool
windows_equal(const struct window *a, const struct window *b)
{
    return a->id == b->id && a->start_ms == b->start_ms && a->earliest_ms == b->earliest_ms && a->end_ms == b->end_ms &&
           a->reason == b->reason && a->severity == b->severity && a->handling == b->handling &&
           a->fixed_ms == b->fixed_ms && a->reopen_of_ms == b->reopen_of_ms && a->gross_ms == b->gross_ms &&
           a->net_ms == b->net_ms && a->due_ms == b->due_ms && a->net_due_ms == b->net_due_ms && a->sla == b->sla &&
           a->first_index == b->first_index && a->last_index == b->last_index &&
           memcmp(a->steps_ms, b->steps_ms, sizeof(a->steps_ms)) == 0;
}

static void
reports_equal(const struct analytics *a, const struct analytics *b)
{
    SAME(a->windows.count, b->windows.count);
    for (size_t i = 0; i < a->windows.count; i++)
        HOLDS(windows_equal(&a->windows.windows[i], &b->windows.windows[i]));
    SAME(a->exposure.total.gross_ms, b->exposure.total.gross_ms);
    SAME(a->exposure.total.net_union_ms, b->exposure.total.net_union_ms);
    SAME(a->exposure.total.ttr.median_ms, b->exposure.total.ttr.median_ms);
    SAME(a->exposure.total.sla.overdue, b->exposure.total.sla.overdue);
    SAME(a->coverage.covered_ms, b->coverage.covered_ms);
    SAME(a->coverage.gap_count, b->coverage.gap_count);
    SAME(a->criteria.recorded, b->criteria.recorded);
    SAME(a->assets.fresh_ms, b->assets.fresh_ms);
}

/* Whether an entry may change a report of a period that was over before it: it occurred in it, or it closes books. */
static bool
reaches_back(const struct story *story, const struct thing *thing)
{
    return thing->kind == RECORD_CLOSE ||
           (thing->kind == RECORD_EVENT && thing->occurred != NEVER && thing->occurred < story->p1);
}

/* Cut the story off at the first entry at or after the period's end, and tell it again with all later entries that
 * are not late arrivals: the report of the period is the same. */
START_TEST(keeps_past_periods_as_they_were)
{
    static struct telling before;
    static struct telling after;
    int told = 0;
    for (round_now = 0; round_now < rounds() / 10; round_now++) {
        random_story(&after.story);
        int cut = 0;
        while (cut < after.story.count && after.story.things[cut].received < after.story.p1)
            cut++;
        if (cut + 1 >= after.story.count)
            continue;
        int kept = cut;
        for (int i = cut; i < after.story.count; i++) {
            if (!reaches_back(&after.story, &after.story.things[i]))
                after.story.things[kept++] = after.story.things[i];
        }
        if (kept <= cut + 1)
            continue;
        after.story.count = kept;
        before.story = after.story;
        before.story.count = cut + 1;
        tell(&before);
        tell(&after);
        reports_equal(&before.analytics, &after.analytics);
        telling_release(&before);
        telling_release(&after);
        told++;
    }
    ck_assert_int_gt(told, rounds() / 200);
}
END_TEST

/* After a close of the period, nothing that comes later changes it: late arrivals count after its end. */
START_TEST(keeps_closed_periods_whatever_comes)
{
    static struct telling before;
    static struct telling after;
    int told = 0;
    for (round_now = 0; round_now < rounds() / 10; round_now++) {
        random_story(&after.story);
        int cut = 0;
        while (cut < after.story.count && after.story.things[cut].received < after.story.p1)
            cut++;
        if (cut == 0 || cut + 1 >= after.story.count)
            continue;
        after.story.things[cut] = (struct thing){.kind = RECORD_CLOSE,
                                                 .received = after.story.things[cut].received,
                                                 .occurred = NEVER,
                                                 .from = after.story.p0,
                                                 .to = after.story.p1,
                                                 .cut = cut};
        for (int i = cut + 1; i < after.story.count; i++) {
            if (after.story.things[i].kind == RECORD_CLOSE)
                after.story.things[i].kind = RECORD_HEARTBEAT, after.story.things[i].basis = HEARTBEAT_COLLECTOR;
        }
        before.story = after.story;
        before.story.count = cut + 1;
        tell(&before);
        tell(&after);
        reports_equal(&before.analytics, &after.analytics);
        telling_release(&before);
        telling_release(&after);
        told++;
    }
    ck_assert_int_gt(told, rounds() / 200);
}
END_TEST

/* Ten thousand windows, waivers and deletions on one key, and as many checks, actors and keys on one resource: a
 * quadratic step anywhere would be felt. DAYBOOK_EVENTS makes it more. */
START_TEST(takes_many_events_on_one_key)
{
    const char *text = getenv("DAYBOOK_EVENTS");
    const int events = text == NULL ? 50000 : (int)strtol(text, NULL, 10);
    AUTO(history_release) struct history history = history_new();
    const struct period period = {0, (int64_t)events + 10};
    for (int i = 0; i < events / 5; i++) {
        const int64_t at = 5 * (int64_t)i + 1;
        EVENT(&history, .received_ms = at, .check = "a/1", .resource = "r", .stage = STAGE_DETECTED,
              .severity = SEVERITY_HIGH);
        EVENT(&history, .received_ms = at + 1, .check = "a/1", .resource = "r", .stage = STAGE_WAIVED,
              .approver = "ref:a", .expires_ms = at + 3);
        EVENT(&history, .received_ms = at + 3, .check = "a/1", .resource = "r", .stage = STAGE_VERIFIED);
        EVENT(&history, .received_ms = at + 4, .resource = "r", .stage = STAGE_DELETED);
    }
    history_until(&history, period.to_ms);
    const struct analytics analytics = report_of(&history, period);
    ck_assert_uint_eq(analytics.windows.count, (size_t)events / 5);
    ck_assert_int_eq(analytics.exposure.total.gross_ms, 3 * (events / 5));
    ck_assert_int_eq(analytics.exposure.total.net_union_ms, events / 5);
    ck_assert_int_eq(analytics.exposure.total.ttr.median_ms, 3);
}
END_TEST

START_TEST(takes_many_keys_on_one_resource)
{
    const char *text = getenv("DAYBOOK_EVENTS");
    const int events = text == NULL ? 50000 : (int)strtol(text, NULL, 10);
    AUTO(history_release) struct history history = history_new();
    const struct period period = {0, (int64_t)events + 10};
    char check[32];
    char actor[32];
    EVENT(&history, .received_ms = 1, .check = "a/0", .resource = "r", .stage = STAGE_DETECTED);
    for (int i = 1; i < events; i++) {
        snprintf(check, sizeof(check), i % 2 == 0 ? "x/%d" : "a/%d", i);
        snprintf(actor, sizeof(actor), "bot %d", i);
        EVENT(&history, .received_ms = i + 1, .check = check, .resource = "r", .stage = STAGE_DETECTED);
        EVENT(&history, .received_ms = i + 1, .check = "a/0", .resource = "r", .stage = STAGE_REMEDIATED,
              .actor = actor);
        EVENT(&history, .received_ms = i + 1, .check = check, .resource = "r", .stage = STAGE_VERIFIED);
    }
    history_until(&history, period.to_ms);
    const struct analytics analytics = report_of(&history, period);
    /* All even checks are rules of their own; the odd ones share the key that stays open. */
    ck_assert_uint_eq(analytics.windows.count, (size_t)(events - 1) / 2 + 1);
    ck_assert_uint_eq(analytics.exposure.total.closing, 1);
    ck_assert_uint_eq(analytics.unmapped_count, (size_t)(events - 1) / 2);
}
END_TEST

START_TEST(lists_unmapped_checks_by_name)
{
    AUTO(history_release) struct history history = history_new();
    const struct period period = {0, 100};
    EVENT(&history, .received_ms = 1, .check = "z/1");
    EVENT(&history, .received_ms = 2, .check = "a/1");
    EVENT(&history, .received_ms = 3, .check = "x/1");
    EVENT(&history, .received_ms = 4, .check = "z/1");
    EVENT(&history, .received_ms = 200, .check = "y/1");
    const struct analytics analytics = report_of(&history, period);
    ck_assert_uint_eq(analytics.unmapped_count, 2);
    ck_assert_slice_eq(intern_text(history.facts->checks, analytics.unmapped[0].check), SLICE("x/1"));
    ck_assert_slice_eq(intern_text(history.facts->checks, analytics.unmapped[1].check), SLICE("z/1"));
    ck_assert_uint_eq(analytics.unmapped[1].events, 2);
    ck_assert_uint_eq(analytics.unmapped[1].first_index, 0);
    ck_assert_uint_eq(analytics.unmapped[1].last_index, 3);
}
END_TEST

START_TEST(passes_errors_on)
{
    AUTO(history_release) struct history history = history_new();
    struct analytics analytics;
    struct err err;
    const struct policy policy = history_policy(&history);
    const struct period period = {0, 1};
    ck_assert_int_eq(analytics_run(history.facts, &policy, period, history.arena, &analytics, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "there is no entry to report on");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("analytics", agrees_with_the_oracle, keeps_past_periods_as_they_were,
                     keeps_closed_periods_whatever_comes, takes_many_events_on_one_key, takes_many_keys_on_one_resource,
                     lists_unmapped_checks_by_name, passes_errors_on);
}
