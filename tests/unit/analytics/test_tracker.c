#include "analytics/tracker.h"

#include "history.h"

/* Every row of the table of statistics §4, on the grid of hours; the period is [0, 10,000 h). */
static const struct period period = {0, 10000 * HOUR};

static struct windows
windows_of(struct history *history)
{
    struct effective effective;
    struct windows windows;
    struct err err;
    const struct policy policy = history_policy(history);
    const struct reading reading = {history->facts, &policy, &effective, period};
    history_until(history, history->received_ms + 1);
    ck_assert_int_eq(effective_compute(history->facts, period, history->arena, &effective, &err), 0);
    ck_assert_int_eq(windows_build(&reading, history->arena, &windows, &err), 0);
    return windows;
}

#define ON(hours, check_, resource_, stage_, ...)                                                                      \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = (check_), .resource = (resource_),        \
          __VA_ARGS__)
#define AT(hours, stage_, ...) ON(hours, "a/1", "r", stage_, __VA_ARGS__)

START_TEST(fail_opens_and_pass_closes)
{
    AUTO(history_release) struct history history = history_new();
    AT(1, STAGE_DETECTED, .auth = "token");
    AT(5, STAGE_VERIFIED, .auth = "local");
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 1);
    const struct window *window = &windows.windows[0];
    ck_assert_uint_eq(window->id, 0);
    ck_assert_int_eq(window->start_ms, 1 * HOUR);
    ck_assert_int_eq(window->start_basis, START_DETECTED);
    ck_assert_int_eq(window->earliest_ms, INSTANT_NONE);
    ck_assert_int_eq(window->detected_ms, 1 * HOUR);
    ck_assert_int_eq(window->fixed_ms, INSTANT_NONE);
    ck_assert_int_eq(window->end_ms, 5 * HOUR);
    ck_assert_int_eq(window->reason, END_VERIFIED);
    ck_assert_int_eq(window->severity, SEVERITY_NONE);
    ck_assert_int_eq(window->handling, HANDLING_UNSEEN);
    ck_assert_int_eq(window->reopen_of_ms, INSTANT_NONE);
    ck_assert_int_eq(window->gross_ms, 4 * HOUR);
    ck_assert_int_eq(window->net_ms, 4 * HOUR);
    ck_assert_int_eq(window->ttr_ms, 4 * HOUR);
    ck_assert_int_eq(window->sla, SLA_WITHOUT);
    ck_assert_uint_eq(window->first_index, 0);
    ck_assert_uint_eq(window->last_index, 1);
    ck_assert_slice_eq(intern_text(history.facts->words, window->opening_auth), SLICE("token"));
    ck_assert_slice_eq(intern_text(history.facts->words, window->closing_auth), SLICE("local"));
}
END_TEST

START_TEST(outcomes_decide)
{
    AUTO(history_release) struct history history = history_new();
    AT(1, STAGE_EVALUATED);
    AT(2, STAGE_VERIFIED, .outcome = OUTCOME_FAIL);
    AT(3, STAGE_EVALUATED);
    AT(4, STAGE_REOPENED);
    AT(5, STAGE_DETECTED, .outcome = OUTCOME_PASS);
    AT(6, STAGE_REOPENED, .outcome = OUTCOME_PASS);
    AT(7, STAGE_EVALUATED, .outcome = OUTCOME_FAIL);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 2);
    ck_assert_int_eq(windows.windows[0].start_ms, 2 * HOUR);
    ck_assert_int_eq(windows.windows[0].end_ms, 5 * HOUR);
    ck_assert_uint_eq(windows.windows[0].first_index, 1);
    ck_assert_uint_eq(windows.windows[0].last_index, 4);
    ck_assert_int_eq(windows.windows[1].start_ms, 7 * HOUR);
    ck_assert_int_eq(windows.windows[1].end_ms, INSTANT_NONE);
    /* The last instant known good. */
    ck_assert_int_eq(windows.windows[1].earliest_ms, 6 * HOUR);
    ck_assert_uint_eq(windows.undecided_count, 2);
    ck_assert_uint_eq(windows.undecided[0], 0);
    ck_assert_uint_eq(windows.undecided[1], 2);
}
END_TEST

START_TEST(introduced_moves_the_start)
{
    AUTO(history_release) struct history history = history_new();
    AT(0, STAGE_INTRODUCED, .severity = SEVERITY_CRITICAL);
    AT(1, STAGE_INTRODUCED);
    AT(720, STAGE_DETECTED, .severity = SEVERITY_LOW);
    AT(721, STAGE_INTRODUCED, .severity = SEVERITY_CRITICAL);
    AT(722, STAGE_VERIFIED);
    AT(723, STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 2);
    /* The first one counts, at exactly 30 days. */
    ck_assert_int_eq(windows.windows[0].start_ms, 0);
    ck_assert_int_eq(windows.windows[0].start_basis, START_INTRODUCED);
    ck_assert_int_eq(windows.windows[0].detected_ms, 720 * HOUR);
    ck_assert_int_eq(windows.windows[0].severity, SEVERITY_LOW);
    ck_assert_uint_eq(windows.windows[0].id, 2);
    ck_assert_uint_eq(windows.windows[0].first_index, 0);
    ck_assert_uint_eq(windows.windows[0].last_index, 4);
    ck_assert_int_eq(windows.windows[0].gross_ms, 722 * HOUR);
    ck_assert_int_eq(windows.windows[0].ttr_ms, 2 * HOUR);
    /* One during the window is recorded on it, and not pending after it. */
    ck_assert_int_eq(windows.windows[1].start_basis, START_DETECTED);
}
END_TEST

START_TEST(introduced_grows_old)
{
    AUTO(history_release) struct history history = history_new();
    AT(0, STAGE_INTRODUCED);
    EVENT(&history, .received_ms = 720 * HOUR + 1, .stage = STAGE_DETECTED, .check = "a/1", .resource = "r");
    AT(800, STAGE_VERIFIED);
    AT(801, STAGE_INTRODUCED);
    AT(1521, STAGE_INTRODUCED);
    AT(1522, STAGE_INTRODUCED);
    AT(1523, STAGE_DETECTED);
    AT(1524, STAGE_VERIFIED);
    AT(1525, STAGE_INTRODUCED);
    AT(1526, STAGE_EVALUATED, .outcome = OUTCOME_PASS);
    AT(1527, STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 3);
    ck_assert_int_eq(windows.windows[0].start_basis, START_DETECTED);
    ck_assert_int_eq(windows.windows[0].start_ms, 720 * HOUR + 1);
    ck_assert_uint_eq(windows.windows[0].first_index, 1);
    /* 801 was exactly 30 days old at 1521 and stayed; at 1522 it was older, and replaced. */
    ck_assert_int_eq(windows.windows[1].start_ms, 1522 * HOUR);
    ck_assert_uint_eq(windows.windows[1].first_index, 5);
    /* A pass forgets what was introduced before it. */
    ck_assert_int_eq(windows.windows[2].start_basis, START_DETECTED);
    ck_assert_int_eq(windows.windows[2].earliest_ms, 1526 * HOUR);
}
END_TEST

START_TEST(every_check_must_pass)
{
    AUTO(history_release) struct history history = history_new();
    ON(1, "a/1", "r", STAGE_DETECTED);
    ON(2, "a/2", "r", STAGE_DETECTED);
    ON(3, "a/1", "r", STAGE_DETECTED);
    ON(4, "a/1", "r", STAGE_VERIFIED);
    ON(5, "a/3", "r", STAGE_VERIFIED, .severity = SEVERITY_HIGH);
    ON(6, "a/1", "r", STAGE_VERIFIED);
    ON(7, "a/2", "r", STAGE_VERIFIED);
    ON(8, "a/2", "other", STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 2);
    ck_assert_int_eq(windows.windows[0].start_ms, 1 * HOUR);
    ck_assert_int_eq(windows.windows[0].end_ms, 7 * HOUR);
    ck_assert_uint_eq(windows.windows[0].last_index, 6);
    /* What does not fail may pass: recorded, without effect. */
    ck_assert_int_eq(windows.windows[0].severity, SEVERITY_HIGH);
    ck_assert_int_eq(windows.windows[1].earliest_ms, INSTANT_NONE);
}
END_TEST

START_TEST(deleted_ends_all_windows_of_the_resource)
{
    AUTO(history_release) struct history history = history_new();
    ON(1, "a/1", "r", STAGE_DETECTED);
    ON(2, "b/1", "r", STAGE_DETECTED);
    ON(3, "a/1", "other", STAGE_DETECTED);
    ON(4, "x/1", "r", STAGE_INTRODUCED);
    ON(5, "b/1", "r", STAGE_DELETED, .severity = SEVERITY_HIGH, .auth = "token");
    ON(6, "a/1", "r", STAGE_DETECTED);
    ON(7, "x/1", "r", STAGE_DETECTED);
    ON(8, "b/1", "r", STAGE_DETECTED);
    ON(9, NULL, "r", STAGE_DELETED);
    ON(10, NULL, "r", STAGE_DELETED);
    ON(11, "b/1", "r", STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 7);
    static const struct {
        int64_t start, end, earliest;
        uint64_t last;
    } want[] = {
        {1, 5, -1, 4}, {2, 5, -1, 4}, {3, -1, -1, 2}, {6, 9, 5, 8}, {7, 9, 5, 8}, {8, 9, 5, 8}, {11, -1, 10, 10},
    };
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const struct window *window = &windows.windows[i];
        ck_assert_int_eq(window->start_ms, want[i].start * HOUR);
        ck_assert_int_eq(window->end_ms, want[i].end < 0 ? INSTANT_NONE : want[i].end * HOUR);
        ck_assert_int_eq(window->earliest_ms, want[i].earliest < 0 ? INSTANT_NONE : want[i].earliest * HOUR);
        ck_assert_uint_eq(window->last_index, want[i].last);
        ck_assert_int_eq(window->reason, want[i].end < 0 ? END_REASON_NONE : END_DELETED);
        ck_assert_int_eq(window->ttr_ms, INSTANT_NONE);
        /* A deletion forgets what was introduced. */
        ck_assert_int_eq(window->start_basis, START_DETECTED);
    }
    ck_assert_int_eq(windows.windows[0].severity, SEVERITY_HIGH);
    ck_assert_int_eq(windows.windows[1].severity, SEVERITY_HIGH);
    ck_assert_slice_eq(intern_text(history.facts->words, windows.windows[0].closing_auth), SLICE("token"));
}
END_TEST

START_TEST(who_fixes_does_not_verify)
{
    static const struct {
        const char *fixer, *fix_actor, *verifier, *pass_actor;
        bool self;
    } cases[] = {
        {"bot", "b", "bot", "b", true},     {"bot", "b", "bot", NULL, true},  {"bot", NULL, "bot", NULL, true},
        {"bot", "b", "bot", "c", false},    {"bot", NULL, "bot", "b", false}, {"bot", "b", "scan", "b", false},
        {"bot", NULL, "scan", NULL, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(history_release) struct history history = history_new();
        AT(1, STAGE_DETECTED);
        AT(2, STAGE_REMEDIATED, .source = cases[i].fixer, .actor = cases[i].fix_actor);
        AT(3, STAGE_VERIFIED, .source = cases[i].verifier, .actor = cases[i].pass_actor, .severity = SEVERITY_LOW);
        const struct windows windows = windows_of(&history);
        ck_assert_uint_eq(windows.count, 1);
        ck_assert_int_eq(windows.windows[0].end_ms, cases[i].self ? INSTANT_NONE : 3 * HOUR);
        ck_assert_int_eq(windows.windows[0].handling, HANDLING_AUTOMATED);
        ck_assert_int_eq(windows.windows[0].fixed_ms, 2 * HOUR);
        ck_assert_int_eq(windows.windows[0].severity, SEVERITY_LOW);
        ck_assert_uint_eq(windows.unverified_count, cases[i].self);
        if (!cases[i].self)
            continue;
        ck_assert_int_eq(windows.unverified[0].kind, UNVERIFIED_SELF_CHECK);
        ck_assert_uint_eq(windows.unverified[0].event, 2);
        ck_assert_uint_eq(windows.unverified[0].window, 0);
    }
}
END_TEST

START_TEST(self_checks_are_of_one_window)
{
    AUTO(history_release) struct history history = history_new();
    AT(1, STAGE_REMEDIATED, .source = "bot");
    AT(2, STAGE_DETECTED);
    AT(3, STAGE_VERIFIED, .source = "bot");
    AT(4, STAGE_DETECTED);
    AT(5, STAGE_REMEDIATED, .source = "bot");
    AT(6, STAGE_VERIFIED);
    AT(7, STAGE_VERIFIED, .source = "bot");
    AT(8, STAGE_DETECTED);
    AT(9, STAGE_VERIFIED, .source = "bot");
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 3);
    ck_assert_uint_eq(windows.unverified_count, 0);
    ck_assert_int_eq(windows.windows[0].end_ms, 3 * HOUR);
    ck_assert_int_eq(windows.windows[0].handling, HANDLING_UNSEEN);
    ck_assert_int_eq(windows.windows[1].end_ms, 6 * HOUR);
    ck_assert_int_eq(windows.windows[2].end_ms, 9 * HOUR);
    ck_assert_int_eq(windows.windows[2].earliest_ms, 7 * HOUR);
}
END_TEST

START_TEST(tools_cannot_close)
{
    static const struct {
        int64_t verified; /* hour, 0: never */
        int64_t until;
        bool listed;
        bool pending;
    } cases[] = {
        {26, 30, false, false}, {27, 30, true, false}, {0, 25, true, true}, {0, 26, true, false}, {0, 30, true, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(history_release) struct history history = history_new();
        AT(1, STAGE_DETECTED);
        AT(2, STAGE_CLOSED);
        AT(3, STAGE_CLOSED);
        if (cases[i].verified != 0)
            AT(cases[i].verified, STAGE_VERIFIED);
        history_until(&history, cases[i].until * HOUR - 1);
        const struct windows windows = windows_of(&history);
        ck_assert_uint_eq(windows.count, 1);
        ck_assert_uint_eq(windows.unverified_count, cases[i].listed);
        if (!cases[i].listed)
            continue;
        ck_assert_int_eq(windows.unverified[0].kind, UNVERIFIED_CLOSED);
        ck_assert_uint_eq(windows.unverified[0].event, 1);
        ck_assert(windows.unverified[0].pending == cases[i].pending);
    }
}
END_TEST

START_TEST(reopened_soon_after_a_verified_end)
{
    AUTO(history_release) struct history history = history_new();
    AT(1, STAGE_DETECTED);
    AT(2, STAGE_VERIFIED);
    /* 10 h, the ttl of alpha, is longer than the flap time; less than that is soon. */
    EVENT(&history, .received_ms = 12 * HOUR - 1, .stage = STAGE_DETECTED, .check = "a/1", .resource = "r");
    AT(13, STAGE_VERIFIED);
    AT(23, STAGE_DETECTED);
    AT(24, STAGE_DELETED);
    AT(25, STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 4);
    ck_assert_int_eq(windows.windows[0].reopen_of_ms, INSTANT_NONE);
    ck_assert_int_eq(windows.windows[1].reopen_of_ms, 2 * HOUR);
    ck_assert_int_eq(windows.windows[2].reopen_of_ms, INSTANT_NONE);
    ck_assert_int_eq(windows.windows[3].reopen_of_ms, INSTANT_NONE);
}
END_TEST

START_TEST(flap_time_without_a_ttl)
{
    AUTO(history_release) struct history history = history_new();
    ON(1, "x/1", "r", STAGE_DETECTED);
    ON(2, "x/1", "r", STAGE_VERIFIED);
    ON(3, "x/1", "r", STAGE_INTRODUCED);
    ON(100, "x/1", "r", STAGE_DETECTED);
    ON(101, "x/1", "r", STAGE_VERIFIED);
    ON(107, "x/1", "r", STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 3);
    /* Measured to the start, which is when it was introduced. */
    ck_assert_int_eq(windows.windows[1].reopen_of_ms, 2 * HOUR);
    ck_assert_int_eq(windows.windows[2].reopen_of_ms, INSTANT_NONE);
}
END_TEST

START_TEST(steps_and_handling)
{
    AUTO(history_release) struct history history = history_new();
    AT(0, STAGE_TICKETED);
    AT(1, STAGE_DETECTED);
    AT(2, STAGE_TRIAGED);
    AT(3, STAGE_DEPLOYED);
    AT(4, STAGE_TRIAGED);
    AT(5, STAGE_DEPLOYED);
    AT(6, STAGE_VERIFIED);
    AT(7, STAGE_DETECTED);
    AT(8, STAGE_FAILED);
    AT(9, STAGE_VERIFIED);
    AT(10, STAGE_DETECTED);
    AT(11, STAGE_SUPPRESSED);
    AT(12, STAGE_NONE, .severity = SEVERITY_MEDIUM);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 3);
    const int64_t *steps = windows.windows[0].steps_ms;
    ck_assert_int_eq(steps[STAGE_DETECTED], 1 * HOUR);
    ck_assert_int_eq(steps[STAGE_TRIAGED], 2 * HOUR);
    ck_assert_int_eq(steps[STAGE_TICKETED], INSTANT_NONE);
    ck_assert_int_eq(steps[STAGE_DEPLOYED], 3 * HOUR);
    ck_assert_int_eq(steps[STAGE_VERIFIED], 6 * HOUR);
    ck_assert_int_eq(windows.windows[0].fixed_ms, 5 * HOUR);
    ck_assert_int_eq(windows.windows[0].handling, HANDLING_MANUAL);
    ck_assert_uint_eq(windows.windows[0].first_index, 1);
    ck_assert_int_eq(windows.windows[1].handling, HANDLING_MANUAL);
    ck_assert_int_eq(windows.windows[2].handling, HANDLING_UNSEEN);
    /* Suppression cuts nothing; an event without a stage is recorded. */
    ck_assert_int_eq(windows.windows[2].net_ms, windows.windows[2].gross_ms);
    ck_assert_int_eq(windows.windows[2].severity, SEVERITY_MEDIUM);
}
END_TEST

START_TEST(waivers_cover_their_window_only)
{
    AUTO(history_release) struct history history = history_new();
    AT(1, STAGE_WAIVED, .approver = "ref:a", .expires_ms = 99 * HOUR);
    AT(10, STAGE_DETECTED);
    ON(10, "b/1", "r", STAGE_DETECTED);
    AT(12, STAGE_WAIVED, .approver = "ref:a", .expires_ms = 15 * HOUR);
    AT(14, STAGE_WAIVED, .approver = "ref:a", .expires_ms = 18 * HOUR, .occurred_ms = 11 * HOUR);
    AT(20, STAGE_WAIVED, .expires_ms = 99 * HOUR);
    AT(21, STAGE_WAIVED, .approver = "ref:a");
    AT(22, STAGE_WAIVED, .approver = "ref:a", .expires_ms = 21 * HOUR);
    AT(30, STAGE_WAIVED, .approver = "ref:a", .expires_ms = 99 * HOUR);
    AT(40, STAGE_VERIFIED);
    ON(41, NULL, "r", STAGE_WAIVED, .approver = "ref:a", .expires_ms = 99 * HOUR);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 2);
    const struct window *window = &windows.windows[0];
    ck_assert_int_eq(window->gross_ms, 30 * HOUR);
    ck_assert_int_eq(window->net_ms, (30 - 6 - 10) * HOUR);
    ck_assert_uint_eq(window->waived_count, 2);
    ck_assert_int_eq(window->waived[0].from_ms, 12 * HOUR);
    ck_assert_int_eq(window->waived[0].to_ms, 18 * HOUR);
    ck_assert_int_eq(window->waived[1].from_ms, 30 * HOUR);
    ck_assert_int_eq(window->waived[1].to_ms, 40 * HOUR);
    ck_assert_int_eq(windows.windows[1].net_ms, windows.windows[1].gross_ms);
    static const struct {
        enum waiver_state state;
        int64_t from, to;
    } want[] = {
        {WAIVER_NO_WINDOW, 1, 1},   {WAIVER_VALID, 12, 15}, {WAIVER_VALID, 14, 18}, {WAIVER_NO_APPROVER, 20, 20},
        {WAIVER_NO_EXPIRY, 21, 21}, {WAIVER_VALID, 22, 22}, {WAIVER_VALID, 30, 40}, {WAIVER_NO_WINDOW, 41, 41},
    };
    ck_assert_uint_eq(windows.waiver_count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        ck_assert_int_eq(windows.waivers[i].state, want[i].state);
        ck_assert(windows.waivers[i].on_window == (want[i].state != WAIVER_NO_WINDOW));
        ck_assert_int_eq(windows.waivers[i].covers.from_ms, want[i].from * HOUR);
        ck_assert_int_eq(windows.waivers[i].covers.to_ms, want[i].to * HOUR);
    }
}
END_TEST

START_TEST(equal_times_go_by_own_time_then_index)
{
    AUTO(history_release) struct history history = history_new();
    AT(1, STAGE_DETECTED);
    AT(1, STAGE_VERIFIED);
    AT(1, STAGE_DETECTED);
    AT(2, STAGE_DELETED);
    AT(2, STAGE_DETECTED);
    const struct windows windows = windows_of(&history);
    ck_assert_uint_eq(windows.count, 3);
    ck_assert_int_eq(windows.windows[0].end_ms, 1 * HOUR);
    ck_assert_int_eq(windows.windows[0].gross_ms, 0);
    ck_assert_int_eq(windows.windows[0].ttr_ms, 0);
    ck_assert_int_eq(windows.windows[1].reopen_of_ms, 1 * HOUR);
    ck_assert_int_eq(windows.windows[1].end_ms, 2 * HOUR);
    ck_assert_int_eq(windows.windows[2].earliest_ms, 2 * HOUR);

    /* Late for a close, in the order of their own times although they came the other way round. */
    AUTO(history_release) struct history late = history_new();
    EVENT(&late, .received_ms = 20 * HOUR, .occurred_ms = 3 * HOUR, .stage = STAGE_VERIFIED, .check = "a/1",
          .resource = "r");
    EVENT(&late, .received_ms = 20 * HOUR, .occurred_ms = 2 * HOUR, .stage = STAGE_DETECTED, .check = "a/1",
          .resource = "r");
    history_close(&late, 20 * HOUR, 0, 10 * HOUR, 0);
    const struct windows moved = windows_of(&late);
    ck_assert_uint_eq(moved.count, 1);
    ck_assert_int_eq(moved.windows[0].start_ms, 10 * HOUR);
    ck_assert_int_eq(moved.windows[0].end_ms, 10 * HOUR);
    ck_assert_uint_eq(moved.windows[0].id, 1);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("tracker", fail_opens_and_pass_closes, outcomes_decide, introduced_moves_the_start,
                     introduced_grows_old, every_check_must_pass, deleted_ends_all_windows_of_the_resource,
                     who_fixes_does_not_verify, self_checks_are_of_one_window, tools_cannot_close,
                     reopened_soon_after_a_verified_end, flap_time_without_a_ttl, steps_and_handling,
                     waivers_cover_their_window_only, equal_times_go_by_own_time_then_index);
}
