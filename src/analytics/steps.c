#include "analytics/steps.h"

enum { MEDIAN_TENTHS = 5, P90_TENTHS = 9 };

int64_t
step_spent(const struct step_line *line)
{
    return line->total_ms + line->waiting_ms;
}

static bool
is_of(const struct window *window, enum handling handling)
{
    return handling == HANDLING_NONE || window->handling == handling;
}

/* The latest time of the known steps before `step`, or INSTANT_NONE, which is below every other. */
static int64_t
latest_before(const struct window *window, size_t step)
{
    int64_t latest_ms = INSTANT_NONE;
    for (size_t earlier = STAGE_DETECTED; earlier < step; earlier++) {
        if (window->steps_ms[earlier] > latest_ms)
            latest_ms = window->steps_ms[earlier];
    }
    return latest_ms;
}

static int
length_compare(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left;
    const int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The smallest of the sorted dwells that at least so many tenths of them do not exceed. */
static int64_t
quantile(const int64_t *dwells, uint64_t count, uint64_t tenths)
{
    return count == 0 ? DURATION_NONE : dwells[(count * tenths + 9) / 10 - 1];
}

/* Put the window's dwell at the line's step, where it has one, behind the `line->n` that are there. */
static void
dwell_take(struct step_line *line, const struct window *window, int64_t *dwells)
{
    const int64_t time_ms = window->steps_ms[line->step];
    if (time_ms == INSTANT_NONE)
        return;
    line->reached++;
    if (line->step == STAGE_DETECTED)
        return;
    const int64_t dwell_ms = time_ms - latest_before(window, line->step);
    if (dwell_ms < 0) {
        line->negative++;
        return;
    }
    line->n_previous += window->steps_ms[line->step - 1] != INSTANT_NONE;
    line->total_ms += dwell_ms;
    dwells[line->n++] = dwell_ms;
}

static void
line_fill(struct step_line *line, const struct windows *windows, enum handling handling, int64_t *dwells)
{
    for (size_t i = 0; i < windows->count; i++) {
        if (is_of(&windows->windows[i], handling))
            dwell_take(line, &windows->windows[i], dwells);
    }
    if (line->n > 0)
        qsort(dwells, line->n, sizeof(*dwells), length_compare);
    line->median_ms = quantile(dwells, line->n, MEDIAN_TENTHS);
    line->p90_ms = quantile(dwells, line->n, P90_TENTHS);
}

static void
waiting_take(struct steps_group *group, const struct window *window, int64_t end_ms)
{
    size_t last = STEP_COUNT;
    while (window->steps_ms[last] == INSTANT_NONE)
        last--;
    group->lines[last - 1].waiting++;
    group->lines[last - 1].waiting_ms += end_ms - latest_before(window, STEP_COUNT);
}

static enum stage
breaks_at(const struct steps_group *group)
{
    int64_t most_ms = 0;
    enum stage breaks = STAGE_NONE;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (step_spent(&group->lines[i]) > most_ms) {
            most_ms = step_spent(&group->lines[i]);
            breaks = group->lines[i].step;
        }
    }
    return breaks;
}

static struct steps_group
group_make(const struct windows *windows, enum handling handling, int64_t end_ms, int64_t *dwells)
{
    struct steps_group group = {.name = handling == HANDLING_NONE ? "all" : handling_name(handling)};
    for (size_t i = 0; i < windows->count; i++) {
        if (!is_of(&windows->windows[i], handling))
            continue;
        group.windows++;
        if (windows->windows[i].carry_out)
            waiting_take(&group, &windows->windows[i], end_ms);
    }
    for (size_t i = 0; i < STEP_COUNT; i++) {
        group.lines[i].step = (enum stage)(STAGE_DETECTED + i);
        line_fill(&group.lines[i], windows, handling, dwells);
    }
    group.breaks = breaks_at(&group);
    return group;
}

struct steps
steps_compute(const struct windows *windows, int64_t end_ms)
{
    static const enum handling handlings[] = {HANDLING_NONE, HANDLING_AUTOMATED, HANDLING_MANUAL};
    struct steps steps = {0};
    AUTO(arena_drop) struct arena *scratch = arena_new();
    int64_t *dwells = arena_array(scratch, windows->count, sizeof(*dwells));
    for (size_t i = 0; i < COUNT_OF(handlings); i++) {
        const struct steps_group group = group_make(windows, handlings[i], end_ms, dwells);
        if (group.windows > 0)
            steps.groups[steps.count++] = group;
    }
    return steps;
}
