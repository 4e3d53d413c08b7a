#include "analytics/attention.h"

#include "report.h"

#define WITHIN (14 * DAY)

/* SLA of history_policy(): high 8 h and critical 2 h below index 7; then high 4 h, low 20 h. */
static struct attention
attend(struct history *history, struct period period, int64_t now_ms)
{
    struct analytics *analytics = arena_alloc(history->arena, sizeof(*analytics));
    *analytics = report_of(history, period);
    const struct attention_inputs inputs = {
        .facts = history->facts, .analytics = analytics, .now_ms = now_ms, .within_ms = WITHIN};
    return attention_find(&inputs, history->arena);
}

static const char *
resource_of(const struct history *history, const struct attention_window *line)
{
    return (const char *)intern_text(history->facts->resources, line->window->resource).p;
}

#define FINDING(at, where, ...)                                                                                        \
    EVENT(&history, .received_ms = (at), .check = "a/1", .resource = (where), .stage = STAGE_DETECTED, __VA_ARGS__)
#define STEP(at, where, what, ...)                                                                                     \
    EVENT(&history, .received_ms = (at), .check = "a/1", .resource = (where), .stage = (what), __VA_ARGS__)

START_TEST(orders_open_windows_by_the_time_left)
{
    AUTO(history_release) struct history history = history_new();
    FINDING(HOUR, "none");
    FINDING(2 * HOUR, "over 3", .severity = SEVERITY_HIGH);
    FINDING(11 * HOUR, "over 0, critical", .severity = SEVERITY_CRITICAL);
    FINDING(5 * HOUR + 11 * HOUR, "left 10, high", .severity = SEVERITY_HIGH);
    FINDING(16 * HOUR, "closed", .severity = SEVERITY_HIGH);
    STEP(17 * HOUR, "closed", STAGE_VERIFIED);
    history_until(&history, 18 * HOUR);
    const struct attention attention = attend(&history, (struct period){0, 18 * HOUR}, 14 * HOUR);
    ck_assert_uint_eq(attention.open_count, 4);
    ck_assert_str_eq(resource_of(&history, &attention.open[0]), "over 3");
    ck_assert_int_eq(attention.open[0].left_ms, -4 * HOUR);
    ck_assert_str_eq(resource_of(&history, &attention.open[1]), "over 0, critical");
    ck_assert_int_eq(attention.open[1].left_ms, -HOUR);
    ck_assert_str_eq(resource_of(&history, &attention.open[2]), "left 10, high");
    ck_assert_int_eq(attention.open[2].left_ms, 10 * HOUR);
    ck_assert_str_eq(resource_of(&history, &attention.open[3]), "none");
    ck_assert(attention.open[3].left_ms == DURATION_NONE);
    ck_assert_uint_eq(attention.counts.overdue, 2);
    ck_assert_uint_eq(attention.counts.due_day, 1);
    ck_assert_uint_eq(attention.counts.due_week, 1);
    ck_assert_uint_eq(attention.counts.overdue_waived, 0);
}
END_TEST

START_TEST(counts_at_the_very_ends)
{
    AUTO(history_release) struct history history = history_new();
    FINDING(HOUR, "r", .severity = SEVERITY_HIGH);
    history_until(&history, 2 * HOUR);
    const int64_t due_ms = 9 * HOUR;
    static const struct {
        int64_t before_ms;
        uint64_t overdue, day, week;
    } cases[] = {{-1, 1, 0, 0},      {0, 0, 1, 1},       {DAY, 0, 1, 1},
                 {DAY + 1, 0, 0, 1}, {7 * DAY, 0, 0, 1}, {7 * DAY + 1, 0, 0, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct attention attention = attend(&history, (struct period){0, 2 * HOUR}, due_ms - cases[i].before_ms);
        ck_assert_int_eq(attention.open[0].left_ms, cases[i].before_ms);
        ck_assert_uint_eq(attention.counts.overdue, cases[i].overdue);
        ck_assert_uint_eq(attention.counts.due_day, cases[i].day);
        ck_assert_uint_eq(attention.counts.due_week, cases[i].week);
    }
}
END_TEST

START_TEST(tells_the_last_step_and_how_long_it_waits_there)
{
    AUTO(history_release) struct history history = history_new();
    FINDING(HOUR, "fresh");
    FINDING(HOUR, "in work");
    STEP(4 * HOUR, "in work", STAGE_TRIAGED);
    STEP(3 * HOUR + HOUR, "in work", STAGE_ASSIGNED, .occurred_ms = 3 * HOUR);
    history_until(&history, 10 * HOUR);
    const struct attention attention = attend(&history, (struct period){0, 10 * HOUR}, 12 * HOUR);
    ck_assert_uint_eq(attention.open_count, 2);
    ck_assert_str_eq(resource_of(&history, &attention.open[0]), "fresh");
    ck_assert_int_eq(attention.open[0].step, STAGE_DETECTED);
    ck_assert_int_eq(attention.open[0].waiting_ms, 11 * HOUR);
    /* Waits at the step with the highest number, since the latest time of any. */
    ck_assert_int_eq(attention.open[1].step, STAGE_ASSIGNED);
    ck_assert_int_eq(attention.open[1].waiting_ms, 8 * HOUR);
}
END_TEST

START_TEST(lists_claims_of_repair_that_nobody_checked)
{
    AUTO(history_release) struct history history = history_new();
    static const char *const resources[] = {"closed", "self", "both", "confirmed", "silent"};
    for (size_t i = 0; i < COUNT_OF(resources); i++)
        FINDING(HOUR, resources[i]);
    const uint32_t closed = (uint32_t)history.facts->events_count;
    STEP(30 * HOUR, "closed", STAGE_CLOSED);
    STEP(31 * HOUR, "closed", STAGE_CLOSED);
    STEP(2 * HOUR + 30 * HOUR, "self", STAGE_REMEDIATED, .source = "bot");
    const uint32_t self = (uint32_t)history.facts->events_count;
    STEP(33 * HOUR, "self", STAGE_VERIFIED, .source = "bot");
    STEP(34 * HOUR, "self", STAGE_VERIFIED, .source = "bot");
    STEP(35 * HOUR, "both", STAGE_REMEDIATED, .source = "bot");
    STEP(36 * HOUR, "both", STAGE_VERIFIED, .source = "bot");
    const uint32_t both = (uint32_t)history.facts->events_count;
    STEP(37 * HOUR, "both", STAGE_CLOSED, .occurred_ms = 2 * HOUR);
    STEP(38 * HOUR, "confirmed", STAGE_CLOSED, .occurred_ms = 2 * HOUR);
    STEP(39 * HOUR, "confirmed", STAGE_VERIFIED);
    history_until(&history, 40 * HOUR);
    const struct attention attention = attend(&history, (struct period){0, 40 * HOUR}, 50 * HOUR);
    ck_assert_uint_eq(attention.claim_count, 3);
    ck_assert_uint_eq(attention.claims[0].event, both);
    ck_assert_int_eq(attention.claims[0].kind, UNVERIFIED_CLOSED);
    ck_assert_int_eq(attention.claims[0].since_ms, 2 * HOUR);
    ck_assert_int_eq(attention.claims[0].left_ms, -24 * HOUR);
    ck_assert_str_eq(resource_of(&history, attention.claims[0].on), "both");
    ck_assert_uint_eq(attention.claims[1].event, closed);
    ck_assert_int_eq(attention.claims[1].left_ms, 4 * HOUR);
    ck_assert_uint_eq(attention.claims[2].event, self);
    ck_assert_int_eq(attention.claims[2].kind, UNVERIFIED_SELF_CHECK);
    ck_assert_str_eq(resource_of(&history, attention.claims[2].on), "self");
}
END_TEST

START_TEST(lists_waivers_that_run_out)
{
    AUTO(history_release) struct history history = history_new();
    static const char *const resources[] = {"expired", "renewed", "soon", "later", "ended"};
    for (size_t i = 0; i < COUNT_OF(resources); i++)
        FINDING(HOUR, resources[i], .severity = SEVERITY_HIGH);
    STEP(2 * HOUR, "soon", STAGE_WAIVED, .approver = "boss", .expires_ms = 10 * DAY + WITHIN);
    STEP(2 * HOUR, "later", STAGE_WAIVED, .approver = "boss", .expires_ms = 10 * DAY + WITHIN + 1);
    STEP(2 * HOUR, "expired", STAGE_WAIVED, .approver = "boss", .expires_ms = 10 * DAY);
    STEP(2 * HOUR, "renewed", STAGE_WAIVED, .approver = "boss", .expires_ms = 9 * DAY);
    STEP(3 * HOUR, "renewed", STAGE_WAIVED, .approver = "boss", .expires_ms = 20 * DAY);
    STEP(4 * HOUR, "renewed", STAGE_WAIVED, .approver = "boss", .expires_ms = 12 * DAY);
    STEP(4 * HOUR, "ended", STAGE_WAIVED, .approver = "boss", .expires_ms = 12 * DAY);
    STEP(5 * HOUR, "ended", STAGE_VERIFIED);
    history_until(&history, 6 * HOUR);
    const struct attention attention = attend(&history, (struct period){0, 6 * HOUR}, 10 * DAY);
    ck_assert_uint_eq(attention.waiver_count, 3);
    ck_assert_str_eq(resource_of(&history, attention.waivers[0].on), "expired");
    ck_assert_int_eq(attention.waivers[0].left_ms, 0);
    ck_assert(!attention.waivers[0].on->waived);
    ck_assert_str_eq(resource_of(&history, attention.waivers[1].on), "renewed");
    ck_assert_int_eq(attention.waivers[1].left_ms, 10 * DAY);
    ck_assert_int_eq(attention.waivers[1].expires_ms, 20 * DAY);
    ck_assert(attention.waivers[1].on->waived);
    ck_assert_str_eq(resource_of(&history, attention.waivers[2].on), "soon");
    ck_assert_int_eq(attention.waivers[2].left_ms, WITHIN);
    /* All four are long over; those three that are waived until later are said to be. */
    ck_assert_uint_eq(attention.counts.overdue, 4);
    ck_assert_uint_eq(attention.counts.overdue_waived, 3);
    ck_assert_uint_eq(attention.invalid_count, 0);
}
END_TEST

START_TEST(lists_waivers_that_cover_nothing)
{
    AUTO(history_release) struct history history = history_new();
    STEP(HOUR, "r", STAGE_WAIVED, .approver = "boss", .expires_ms = 9 * DAY);
    FINDING(2 * HOUR, "r");
    FINDING(2 * HOUR, "ended");
    STEP(3 * HOUR, "r", STAGE_WAIVED, .expires_ms = 9 * DAY);
    STEP(3 * HOUR, "ended", STAGE_WAIVED, .expires_ms = 9 * DAY);
    STEP(4 * HOUR, "ended", STAGE_VERIFIED);
    STEP(21 * HOUR, "r", STAGE_WAIVED, .approver = "boss");
    STEP(22 * HOUR, "ended", STAGE_WAIVED, .approver = "boss", .expires_ms = 9 * DAY);
    history_until(&history, 23 * HOUR);
    const struct attention attention = attend(&history, (struct period){20 * HOUR, 23 * HOUR}, 23 * HOUR);
    ck_assert_uint_eq(attention.invalid_count, 3);
    ck_assert_int_eq(attention.invalid[0]->state, WAIVER_NO_WINDOW);
    ck_assert_uint_eq(attention.invalid[0]->event, 7);
    ck_assert_int_eq(attention.invalid[1]->state, WAIVER_NO_EXPIRY);
    ck_assert_int_eq(attention.invalid[2]->state, WAIVER_NO_APPROVER);
    ck_assert_uint_eq(attention.waiver_count, 0);
}
END_TEST

START_TEST(lists_checks_that_no_rule_names)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, HOUR);
    EVENT(&history, .received_ms = 2 * HOUR, .check = "y/1", .resource = "r");
    EVENT(&history, .received_ms = 3 * HOUR, .check = "z/1", .resource = "r");
    EVENT(&history, .received_ms = 4 * HOUR, .check = "x/1", .resource = "r");
    EVENT(&history, .received_ms = 5 * HOUR, .check = "z/1", .resource = "r");
    EVENT(&history, .received_ms = 5 * HOUR, .check = "a/1", .resource = "r");
    history_until(&history, 6 * HOUR);
    const struct attention attention = attend(&history, (struct period){0, 6 * HOUR}, 6 * HOUR);
    static const char *const expected[] = {"z/1", "x/1", "y/1"};
    ck_assert_uint_eq(attention.check_count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        ck_assert_slice_eq(intern_text(history.facts->checks, attention.checks[i].unmapped->check),
                           slice_of(expected[i]));
    ck_assert_int_eq(attention.checks[0].first_ms, 3 * HOUR);
    ck_assert_int_eq(attention.checks[0].last_ms, 5 * HOUR);
}
END_TEST

START_TEST(counts_what_was_not_read_not_permitted_and_dated_back)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 1, .source = "s", .has_may = true, .may = 1U << MAY_DETECT | 1U << MAY_VERIFY);
    for (int64_t hour = 1; hour <= 3; hour++) {
        history_reject(&history, "s", hour * 10 * HOUR);
        STEP(hour * 10 * HOUR, "r", STAGE_REMEDIATED);
        STEP(hour * 10 * HOUR, "r", STAGE_VERIFIED, .occurred_ms = hour * 10 * HOUR - 25 * HOUR);
    }
    history_until(&history, 40 * HOUR);
    /* Received in [20 h, 30 h): the second of each. */
    const struct attention attention = attend(&history, (struct period){20 * HOUR, 30 * HOUR}, 40 * HOUR);
    ck_assert_uint_eq(attention.rejects.count, 1);
    ck_assert_uint_eq(attention.rejects.indexes[0], 4);
    ck_assert_uint_eq(attention.rejects.all, 3);
    ck_assert_uint_eq(attention.denied.count, 1);
    ck_assert_uint_eq(attention.denied.indexes[0], 5);
    ck_assert_uint_eq(attention.denied.all, 2);
    ck_assert_uint_eq(attention.backdated.count, 1);
    ck_assert_uint_eq(attention.backdated.indexes[0], 6);
    ck_assert_uint_eq(attention.backdated.all, 3);
}
END_TEST

/* Windows by themselves against a naive reading: the place of each is the number of those that come before it. */
static bool
oracle_before(const struct window *a, const struct window *b)
{
    const bool due_a = a->due_ms != INSTANT_NONE;
    const bool due_b = b->due_ms != INSTANT_NONE;
    if (due_a && !due_b)
        return true;
    if (!due_a && due_b)
        return false;
    if (due_a && a->due_ms < b->due_ms)
        return true;
    if (due_a && a->due_ms > b->due_ms)
        return false;
    if (a->severity > b->severity)
        return true;
    return a->severity == b->severity && a < b;
}

static struct window
random_window(uint64_t id)
{
    struct window window = {.id = id, .due_ms = INSTANT_NONE};
    for (size_t step = 0; step < COUNT_OF(window.steps_ms); step++)
        window.steps_ms[step] = INSTANT_NONE;
    window.carry_out = unit_random_below(4) > 0;
    window.severity = (enum severity)unit_random_below(severity_count);
    if (unit_random_below(4) > 0)
        window.due_ms = (int64_t)unit_random_below(6) * DAY;
    return window;
}

START_TEST(random_windows_are_where_a_naive_reading_puts_them)
{
    enum { WINDOWS = 40 };
    AUTO(history_release) struct history history = history_new();
    history_until(&history, 1);
    for (int round = 0; round < 300; round++) {
        struct window windows[WINDOWS];
        for (size_t i = 0; i < WINDOWS; i++)
            windows[i] = random_window((i * 17 + 5) % WINDOWS);
        const size_t count = unit_random_below(WINDOWS + 1);
        const struct analytics analytics = {.windows = {.windows = windows, .count = count}};
        const int64_t now_ms = (int64_t)unit_random_below(6) * DAY;
        const struct attention_inputs inputs = {history.facts, &analytics, now_ms, WITHIN};
        const struct attention attention = attention_find(&inputs, history.arena);
        struct attention_counts counts = {0};
        size_t open = 0;
        for (size_t i = 0; i < count; i++) {
            size_t place = 0;
            if (!windows[i].carry_out)
                continue;
            open++;
            for (size_t k = 0; k < count; k++)
                place += windows[k].carry_out && oracle_before(&windows[k], &windows[i]);
            ck_assert_uint_lt(place, attention.open_count);
            ck_assert_ptr_eq(attention.open[place].window, &windows[i]);
            if (windows[i].due_ms == INSTANT_NONE)
                continue;
            counts.overdue += windows[i].due_ms < now_ms;
            counts.due_day += windows[i].due_ms >= now_ms && windows[i].due_ms <= now_ms + DAY;
            counts.due_week += windows[i].due_ms >= now_ms && windows[i].due_ms <= now_ms + 7 * DAY;
        }
        ck_assert_uint_eq(attention.open_count, open);
        ck_assert_mem_eq(&attention.counts, &counts, sizeof(counts));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("attention", orders_open_windows_by_the_time_left, counts_at_the_very_ends,
                     tells_the_last_step_and_how_long_it_waits_there, lists_claims_of_repair_that_nobody_checked,
                     lists_waivers_that_run_out, lists_waivers_that_cover_nothing, lists_checks_that_no_rule_names,
                     counts_what_was_not_read_not_permitted_and_dated_back,
                     random_windows_are_where_a_naive_reading_puts_them);
}
