#include "analytics/windows.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define ON(hours, check_, resource_, stage_, ...)                                                                      \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = (check_), .resource = (resource_),        \
          __VA_ARGS__)

START_TEST(takes_the_windows_of_the_period)
{
    AUTO(history_release) struct history history = history_new();
    ON(10, "a/1", "before", STAGE_DETECTED);
    ON(10, "a/1", "until", STAGE_DETECTED);
    ON(10, "a/1", "across", STAGE_DETECTED);
    ON(99, "a/1", "before", STAGE_VERIFIED);
    ON(100, "a/1", "until", STAGE_VERIFIED);
    ON(100, "a/1", "first", STAGE_DETECTED);
    ON(199, "a/1", "last", STAGE_DETECTED);
    ON(200, "a/1", "after", STAGE_DETECTED);
    ON(200, "a/1", "last", STAGE_VERIFIED);
    const struct windows windows = report_of(&history, period).windows;
    static const struct {
        const char *resource;
        bool in, out;
        int64_t gross;
    } want[] = {
        {"across", true, true, 100}, {"until", true, false, 0}, {"first", false, true, 100}, {"last", false, true, 1}};
    ck_assert_uint_eq(windows.count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const struct window *window = &windows.windows[i];
        ck_assert_slice_eq(intern_text(history.facts->resources, window->resource), slice_of(want[i].resource));
        ck_assert(window->carry_in == want[i].in);
        ck_assert(window->carry_out == want[i].out);
        ck_assert_int_eq(window->gross_ms, want[i].gross * HOUR);
    }
}
END_TEST

START_TEST(sorts_by_start_rule_resource_detected)
{
    AUTO(history_release) struct history history = history_new();
    ON(120, "x/1", "a", STAGE_DETECTED);
    ON(120, "b/1", "a", STAGE_DETECTED);
    ON(120, "a/1", "b", STAGE_DETECTED);
    ON(120, "a/1", "a", STAGE_DETECTED);
    ON(120, "x/1", "z", STAGE_DETECTED, .occurred_ms = 110 * HOUR);
    ON(120, "a/1", "a", STAGE_DELETED);
    ON(120, "a/1", "a", STAGE_INTRODUCED);
    ON(121, "a/1", "a", STAGE_DETECTED);
    history_until(&history, 150 * HOUR);
    const struct windows windows = report_of(&history, period).windows;
    static const uint64_t want[] = {4, 3, 7, 2, 1, 0};
    ck_assert_uint_eq(windows.count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++)
        ck_assert_uint_eq(windows.windows[i].id, want[i]);
}
END_TEST

START_TEST(lists_what_was_not_permitted)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = HOUR, .source = "scan", .has_may = true, .may = 1U << MAY_DETECT);
    ON(110, "a/1", "r", STAGE_DETECTED, .source = "scan");
    ON(111, "a/1", "r", STAGE_VERIFIED, .source = "scan", .severity = SEVERITY_HIGH);
    ON(112, "a/1", "r", STAGE_WAIVED, .source = "scan", .approver = "ref:a", .expires_ms = 190 * HOUR);
    ON(113, NULL, NULL, STAGE_REMEDIATED, .source = "scan");
    ON(114, "a/1", "r", STAGE_TRIAGED, .source = "scan");
    ON(115, "a/1", "r", STAGE_DELETED, .source = "scan");
    ON(250, "a/1", "r", STAGE_DELETED, .source = "scan");
    const struct windows windows = report_of(&history, period).windows;
    static const struct windows_denied want[] = {{1, MAY_VERIFY}, {2, MAY_WAIVE}, {3, MAY_FIX}, {5, MAY_DELETE}};
    ck_assert_uint_eq(windows.denied_count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        ck_assert_uint_eq(windows.denied[i].event, want[i].event);
        ck_assert_int_eq(windows.denied[i].needs, want[i].needs);
    }
    /* No effect at all: not on the end, the severity, the waivers or the indexes. */
    ck_assert_uint_eq(windows.count, 1);
    ck_assert_int_eq(windows.windows[0].end_ms, INSTANT_NONE);
    ck_assert_int_eq(windows.windows[0].severity, SEVERITY_NONE);
    ck_assert_int_eq(windows.windows[0].net_ms, 90 * HOUR);
    ck_assert_uint_eq(windows.windows[0].last_index, 5);
    ck_assert_uint_eq(windows.waiver_count, 0);
}
END_TEST

START_TEST(keeps_lists_of_the_period)
{
    AUTO(history_release) struct history history = history_new();
    ON(10, "a/1", "old", STAGE_DETECTED);
    ON(11, "a/1", "old", STAGE_REMEDIATED);
    ON(12, "a/1", "old", STAGE_VERIFIED);
    ON(13, "a/1", "old", STAGE_CLOSED);
    ON(90, "a/1", "old", STAGE_VERIFIED, .source = "scan");
    ON(110, "a/1", "new", STAGE_DETECTED);
    ON(111, "a/1", "new", STAGE_CLOSED);
    ON(112, "a/1", "new", STAGE_REMEDIATED);
    ON(113, "a/1", "new", STAGE_VERIFIED);
    history_until(&history, 150 * HOUR);
    const struct windows windows = report_of(&history, period).windows;
    ck_assert_uint_eq(windows.count, 1);
    ck_assert_uint_eq(windows.unverified_count, 2);
    ck_assert_int_eq(windows.unverified[0].kind, UNVERIFIED_CLOSED);
    ck_assert_uint_eq(windows.unverified[0].event, 6);
    ck_assert_uint_eq(windows.unverified[0].window, 5);
    ck_assert_int_eq(windows.unverified[1].kind, UNVERIFIED_SELF_CHECK);
    ck_assert_uint_eq(windows.unverified[1].event, 8);
}
END_TEST

START_TEST(survives_a_period_before_the_ledger)
{
    AUTO(history_release) struct history history = history_new();
    ON(10, "a/1", "r", STAGE_DETECTED);
    ON(20, "a/1", "q", STAGE_DETECTED);
    const struct analytics analytics = report_of(&history, period);
    /* The ledger ends before the period begins: nothing of it has been seen. */
    ck_assert_int_eq(analytics.effective.end_ms, 20 * HOUR);
    ck_assert_uint_eq(analytics.windows.count, 1);
    ck_assert_int_eq(analytics.windows.windows[0].gross_ms, 0);
    ck_assert_uint_eq(analytics.exposure.total.ttr.n, 0);
    ck_assert_int_eq(analytics.coverage.scope_ms, 0);
}
END_TEST

/* Open, and verified a second later, half a million times, from before 1970 on. */
START_TEST(takes_a_million_events_on_one_key)
{
    AUTO(history_release) struct history history = history_new();
    enum { EVENTS = 1000000 };
    const int64_t begin_ms = -1000 * SECOND;
    for (int i = 0; i < EVENTS; i++)
        EVENT(&history, .received_ms = begin_ms + i * SECOND, .occurred_ms = INSTANT_NONE, .check = "a/1",
              .resource = "r", .stage = i % 2 == 0 ? STAGE_DETECTED : STAGE_VERIFIED);
    history_until(&history, begin_ms + EVENTS * SECOND);
    const struct period all = {begin_ms, begin_ms + EVENTS * SECOND};
    const struct analytics analytics = report_of(&history, all);
    ck_assert_uint_eq(analytics.windows.count, EVENTS / 2);
    ck_assert_int_eq(analytics.windows.windows[0].start_ms, begin_ms);
    const struct exposure_group *total = &analytics.exposure.total;
    ck_assert_int_eq(total->union_ms, EVENTS / 2 * SECOND);
    ck_assert_uint_eq(total->reopened, EVENTS / 2 - 1);
    ck_assert_int_eq(total->ttr.median_ms, SECOND);
    ck_assert_uint_eq(total->ttr.min_at_risk, EVENTS / 2);
    ck_assert_int_eq(analytics.steps.groups[0].breaks, STAGE_VERIFIED);
}
END_TEST

/* Centuries from here, and across 1970. */
START_TEST(knows_no_special_times)
{
    static const int64_t begins[] = {-2 * HOUR, INT64_C(4133980800000), INT64_C(1483228799000)};
    for (size_t i = 0; i < COUNT_OF(begins); i++) {
        AUTO(history_release) struct history history = history_new();
        const int64_t begin_ms = begins[i];
        EVENT(&history, .received_ms = begin_ms + 1, .occurred_ms = INSTANT_NONE, .check = "a/1", .resource = "r",
              .stage = STAGE_DETECTED);
        EVENT(&history, .received_ms = begin_ms + 4 * HOUR, .occurred_ms = begin_ms + 3 * HOUR, .check = "a/1",
              .resource = "r", .stage = STAGE_VERIFIED);
        history_until(&history, begin_ms + 5 * HOUR);
        const struct analytics analytics = report_of(&history, (struct period){begin_ms, begin_ms + 5 * HOUR});
        ck_assert_uint_eq(analytics.windows.count, 1);
        ck_assert_int_eq(analytics.windows.windows[0].ttr_ms, 3 * HOUR - 1);
        ck_assert_int_eq(analytics.exposure.total.gross_ms, 3 * HOUR - 1);
    }
}
END_TEST

START_TEST(refuses_sums_that_cannot_be)
{
    AUTO(history_release) struct history history = history_new();
    char resource[16];
    for (int i = 0; i < 20000; i++) {
        snprintf(resource, sizeof(resource), "r%d", i);
        EVENT(&history, .received_ms = 1, .occurred_ms = INSTANT_FIRST, .stage = STAGE_DETECTED, .check = "a/1",
              .resource = resource);
    }
    history_until(&history, INSTANT_LAST);
    struct effective effective;
    struct windows windows;
    struct err err;
    const struct period all = {INSTANT_FIRST, INSTANT_LAST};
    const struct policy policy = history_policy(&history);
    const struct reading reading = {history.facts, &policy, &effective, all};
    ck_assert_int_eq(effective_compute(history.facts, all, history.arena, &effective, &err), 0);
    ck_assert_int_eq(windows_build(&reading, history.arena, &windows, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "20000 windows of up to 315569519999999 ms are more than can be summed");
}
END_TEST

/* Steps without a check or a resource count on the windows of their threads; what closes or waives does not. */
START_TEST(records_the_steps_of_the_thread)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "a/1", "r", STAGE_DETECTED, .uid = "f");
    ON(110, "a/1", "without", STAGE_DETECTED);
    ON(111, NULL, NULL, STAGE_TICKETED, .refs = "finding:f jira:A-1", .severity = SEVERITY_HIGH);
    ON(112, NULL, NULL, STAGE_DEVELOPED, .refs = "JIRA:a-1 github:x/y#1");
    ON(112, NULL, NULL, STAGE_DEVELOPED);
    ON(113, NULL, NULL, STAGE_DEPLOYED, .refs = "github:x/y#1");
    ON(114, NULL, NULL, STAGE_VERIFIED, .refs = "finding:f");
    ON(114, "a/1", NULL, STAGE_VERIFIED, .refs = "finding:f");
    ON(114, NULL, "r", STAGE_VERIFIED, .refs = "finding:f");
    ON(115, NULL, NULL, STAGE_WAIVED, .refs = "finding:f", .approver = "boss", .expires_ms = 190 * HOUR);
    ON(116, NULL, NULL, STAGE_DELETED, .refs = "finding:f");
    history_until(&history, 200 * HOUR);
    const struct windows windows = report_of(&history, period).windows;
    ck_assert_uint_eq(windows.count, 2);
    const struct window *window = &windows.windows[0];
    ck_assert_uint_eq(window->id, 0);
    ck_assert_int_eq(window->steps_ms[STAGE_TICKETED], 111 * HOUR);
    ck_assert_int_eq(window->steps_ms[STAGE_DEVELOPED], 112 * HOUR);
    ck_assert_int_eq(window->fixed_ms, 113 * HOUR);
    ck_assert_int_eq(window->handling, HANDLING_MANUAL);
    ck_assert_int_eq(window->severity, SEVERITY_HIGH);
    ck_assert_uint_eq(window->last_index, 5);
    ck_assert_int_eq(window->end_ms, INSTANT_NONE);
    ck_assert_int_eq(window->net_ms, window->gross_ms);
    ck_assert_int_eq(windows.windows[1].handling, HANDLING_UNSEEN);
    ck_assert_uint_eq(windows.waiver_count, 1);
    ck_assert(!windows.waivers[0].on_window);
}
END_TEST

START_TEST(names_its_words)
{
    ck_assert_str_eq(start_basis_name(START_INTRODUCED), "introduced");
    ck_assert_str_eq(end_reason_name(END_DELETED), "deleted");
    ck_assert_ptr_null(end_reason_name(END_REASON_NONE));
    ck_assert_str_eq(handling_name(HANDLING_UNSEEN), "none");
    ck_assert_str_eq(sla_state_name(SLA_EARLIER), "earlier");
    ck_assert_str_eq(waiver_state_name(WAIVER_NO_WINDOW), "no window open");
    ck_assert_str_eq(unverified_kind_name(UNVERIFIED_SELF_CHECK), "self-check");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("windows", takes_the_windows_of_the_period, sorts_by_start_rule_resource_detected,
                     lists_what_was_not_permitted, keeps_lists_of_the_period, survives_a_period_before_the_ledger,
                     takes_a_million_events_on_one_key, knows_no_special_times, refuses_sums_that_cannot_be,
                     records_the_steps_of_the_thread, names_its_words);
}
