#include "analytics/steps.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define ON(hours, resource_, stage_, ...)                                                                              \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = "a/1", .resource = (resource_),           \
          __VA_ARGS__)

struct want {
    enum stage step;
    uint64_t n, n_previous, negative, reached;
    int64_t median, p90, total; /* hours; -1: none */
    uint64_t waiting;
    int64_t waited;
};

static void
assert_line(const struct steps_group *group, const struct want *want)
{
    const struct step_line *line = &group->lines[want->step - STAGE_DETECTED];
    ck_assert_int_eq(line->step, want->step);
    ck_assert_uint_eq(line->n, want->n);
    ck_assert_uint_eq(line->n_previous, want->n_previous);
    ck_assert_uint_eq(line->negative, want->negative);
    ck_assert_uint_eq(line->reached, want->reached);
    ck_assert_int_eq(line->median_ms, want->median < 0 ? DURATION_NONE : want->median * HOUR);
    ck_assert_int_eq(line->p90_ms, want->p90 < 0 ? DURATION_NONE : want->p90 * HOUR);
    ck_assert_int_eq(line->total_ms, want->total * HOUR);
    ck_assert_uint_eq(line->waiting, want->waiting);
    ck_assert_int_eq(line->waiting_ms, want->waited * HOUR);
    ck_assert_int_eq(step_spent(line), (want->total + want->waited) * HOUR);
}

/* The table of docs/statistics.md, "Where it stalls"; hours after the period's start. */
START_TEST(agrees_with_the_worked_example)
{
    AUTO(history_release) struct history history = history_new();
    ON(90, "a", STAGE_DETECTED);
    ON(92, "a", STAGE_NOTIFIED);
    ON(98, "a", STAGE_TRIAGED);
    ON(110, "d", STAGE_DETECTED);
    ON(120, "b", STAGE_DETECTED);
    ON(124, "b", STAGE_TRIAGED);
    ON(128, "a", STAGE_DEPLOYED);
    ON(130, "a", STAGE_VERIFIED);
    ON(140, "c", STAGE_DETECTED);
    ON(141, "c", STAGE_TRIAGED);
    ON(145, "c", STAGE_NOTIFIED);
    ON(150, "d", STAGE_REMEDIATED);
    ON(153, "d", STAGE_VERIFIED, .source = "scanner");
    history_until(&history, 200 * HOUR);
    const struct steps steps = report_of(&history, period).steps;
    ck_assert_uint_eq(steps.count, 3);
    static const struct want all[] = {
        {STAGE_DETECTED, 0, 0, 0, 4, -1, -1, 0, 0, 0},     {STAGE_NOTIFIED, 2, 2, 0, 2, 2, 5, 7, 0, 0},
        {STAGE_TRIAGED, 2, 1, 1, 3, 4, 6, 10, 2, 76 + 55}, {STAGE_TICKETED, 0, 0, 0, 0, -1, -1, 0, 0, 0},
        {STAGE_DEPLOYED, 1, 0, 0, 1, 30, 30, 30, 0, 0},    {STAGE_VERIFIED, 2, 1, 0, 2, 2, 43, 45, 0, 0},
    };
    ck_assert_str_eq(steps.groups[0].name, "all");
    ck_assert_uint_eq(steps.groups[0].windows, 4);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        assert_line(&steps.groups[0], &all[i]);
    ck_assert_int_eq(steps.groups[0].breaks, STAGE_TRIAGED);
    static const struct want automated = {STAGE_VERIFIED, 1, 0, 0, 1, 43, 43, 43, 0, 0};
    ck_assert_str_eq(steps.groups[1].name, "automated");
    ck_assert_uint_eq(steps.groups[1].windows, 1);
    assert_line(&steps.groups[1], &automated);
    ck_assert_int_eq(steps.groups[1].breaks, STAGE_VERIFIED);
    static const struct want manual = {STAGE_VERIFIED, 1, 1, 0, 1, 2, 2, 2, 0, 0};
    ck_assert_str_eq(steps.groups[2].name, "manual");
    ck_assert_uint_eq(steps.groups[2].windows, 3);
    assert_line(&steps.groups[2], &manual);
}
END_TEST

START_TEST(takes_the_smallest_dwell_with_that_share)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct window *windows = arena_array(arena, 20, sizeof(*windows));
    for (int i = 0; i < 20; i++) {
        for (size_t step = 0; step < COUNT_OF(windows[i].steps_ms); step++)
            windows[i].steps_ms[step] = INSTANT_NONE;
        windows[i].steps_ms[STAGE_DETECTED] = windows[i].detected_ms = -5000;
        windows[i].steps_ms[STAGE_VERIFIED] = -5000 + (i * 7) % 20; /* 0 to 19, mixed up */
    }
    static const struct {
        size_t count;
        int64_t median, p90;
    } cases[] = {{1, 0, 0}, {20, 9, 17}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct steps steps = steps_compute(&(struct windows){.windows = windows, .count = cases[i].count}, 0);
        const struct step_line *line = &steps.groups[0].lines[STEP_COUNT - 1];
        ck_assert_int_eq(line->median_ms, cases[i].median);
        ck_assert_int_eq(line->p90_ms, cases[i].p90);
        ck_assert_uint_eq(steps.count, 1);
    }
}
END_TEST

START_TEST(breaks_nowhere_without_time)
{
    ck_assert_uint_eq(steps_compute(&(struct windows){0}, 0).count, 0);
    AUTO(history_release) struct history history = history_new();
    ON(110, "r", STAGE_DETECTED);
    ON(110, "r", STAGE_VERIFIED);
    history_until(&history, 150 * HOUR);
    const struct steps steps = report_of(&history, period).steps;
    ck_assert_uint_eq(steps.count, 1);
    ck_assert_int_eq(steps.groups[0].breaks, STAGE_NONE);
    ck_assert_int_eq(steps.groups[0].lines[STEP_COUNT - 1].median_ms, 0);
    ck_assert_uint_eq(steps.groups[0].lines[STEP_COUNT - 1].n, 1);
}
END_TEST

/* A deletion is no step, and what it ended does not wait. */
START_TEST(knows_no_step_of_a_deletion)
{
    AUTO(history_release) struct history history = history_new();
    ON(110, "r", STAGE_DETECTED);
    ON(120, "r", STAGE_DELETED);
    history_until(&history, 150 * HOUR);
    const struct steps steps = report_of(&history, period).steps;
    ck_assert_uint_eq(steps.groups[0].windows, 1);
    ck_assert_uint_eq(steps.groups[0].lines[STEP_COUNT - 1].reached, 0);
    ck_assert_uint_eq(steps.groups[0].lines[0].waiting, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("steps", agrees_with_the_worked_example, takes_the_smallest_dwell_with_that_share,
                     breaks_nowhere_without_time, knows_no_step_of_a_deletion);
}
