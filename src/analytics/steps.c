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

/* The dwell at the line's step of a window that got there at `time_ms`, and before it to other steps until `latest_ms`.
 */
static void
dwell_take(struct step_line *line, int64_t time_ms, int64_t latest_ms, int64_t *dwells)
{
    if (time_ms < latest_ms) {
        line->negative++;
        return;
    }
    line->total_ms += time_ms - latest_ms;
    dwells[line->n++] = time_ms - latest_ms;
}

/* `dwells` has room for `room` of each step. */
static void
window_take(struct steps_group *group, const struct window *window, int64_t end_ms, int64_t *dwells, size_t room)
{
    int64_t latest_ms = window->detected_ms;
    size_t last = 0;
    group->windows++;
    group->lines[0].reached++;
    for (size_t i = 1; i < STEP_COUNT; i++) {
        struct step_line *line = &group->lines[i];
        const int64_t time_ms = window->steps_ms[STAGE_DETECTED + i];
        if (time_ms == INSTANT_NONE)
            continue;
        line->reached++;
        line->n_previous += last == i - 1 && time_ms >= latest_ms;
        dwell_take(line, time_ms, latest_ms, dwells + i * room);
        latest_ms = time_ms > latest_ms ? time_ms : latest_ms;
        last = i;
    }
    if (window->carry_out) {
        group->lines[last].waiting++;
        group->lines[last].waiting_ms += end_ms - latest_ms;
    }
}

static void
line_finish(struct step_line *line, int64_t *dwells)
{
    if (line->n > 0)
        qsort(dwells, line->n, sizeof(*dwells), length_compare);
    line->median_ms = quantile(dwells, line->n, MEDIAN_TENTHS);
    line->p90_ms = quantile(dwells, line->n, P90_TENTHS);
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
        if (is_of(&windows->windows[i], handling))
            window_take(&group, &windows->windows[i], end_ms, dwells, windows->count);
    }
    for (size_t i = 0; i < STEP_COUNT; i++) {
        group.lines[i].step = (enum stage)(STAGE_DETECTED + i);
        line_finish(&group.lines[i], dwells + i * windows->count);
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
    int64_t *dwells = arena_array(scratch, windows->count, STEP_COUNT * sizeof(*dwells));
    for (size_t i = 0; i < COUNT_OF(handlings); i++) {
        const struct steps_group group = group_make(windows, handlings[i], end_ms, dwells);
        if (group.windows > 0)
            steps.groups[steps.count++] = group;
    }
    return steps;
}
