#include "analytics/roll.h"

/* Lines go from critical down, "all" is the first. */
static struct exposure_roll *
line_of(struct roll *roll, enum severity severity)
{
    return &roll->lines[severity_count - severity];
}

static void
window_roll(struct roll *roll, const struct window *window)
{
    struct exposure_roll *line = line_of(roll, window->severity);
    line->opening += window->carry_in;
    line->new_windows += !window->carry_in;
    line->closed_verified += window->reason == END_VERIFIED;
    line->closed_deleted += window->reason == END_DELETED;
    line->closing += window->carry_out;
    if (!roll->has_prior_close || !window->carry_in)
        return;
    if (!window->opening_known) {
        line->restated++;
        return;
    }
    line_of(roll, window->opening_severity)->prior_closing++;
    if (window->opening_severity != window->severity) {
        line->reclassified_in++;
        line_of(roll, window->opening_severity)->reclassified_out++;
    }
}

static void
line_add(struct exposure_roll *sum, const struct exposure_roll *line)
{
    sum->opening += line->opening;
    sum->new_windows += line->new_windows;
    sum->closed_verified += line->closed_verified;
    sum->closed_deleted += line->closed_deleted;
    sum->closing += line->closing;
    sum->prior_closing += line->prior_closing;
    sum->restated += line->restated;
    sum->reclassified_in += line->reclassified_in;
    sum->reclassified_out += line->reclassified_out;
}

static bool
line_balances(const struct roll *roll, const struct exposure_roll *line)
{
    const bool moves =
        line->opening + line->new_windows == line->closed_verified + line->closed_deleted + line->closing;
    const bool opens =
        line->opening + line->reclassified_out == line->prior_closing + line->restated + line->reclassified_in;
    return moves && (opens || !roll->has_prior_close);
}

static bool
closed_at(const struct facts *facts, int64_t instant_ms)
{
    for (size_t i = 0; i < facts->closes_count; i++) {
        if (facts->closes[i].to_ms == instant_ms)
            return true;
    }
    return false;
}

struct roll
roll_forward(const struct facts *facts, const struct windows *windows, struct period period)
{
    struct roll roll = {.has_prior_close = closed_at(facts, period.from_ms), .balances = true};
    roll.lines[0].severity = SLICE("all");
    for (size_t severity = 0; severity < severity_count; severity++)
        line_of(&roll, (enum severity)severity)->severity =
            severity == SEVERITY_NONE ? SLICE("none") : slice_of(severity_name((enum severity)severity));
    for (size_t i = 0; i < windows->count; i++)
        window_roll(&roll, &windows->windows[i]);
    for (size_t i = 1; i < COUNT_OF(roll.lines); i++)
        line_add(&roll.lines[0], &roll.lines[i]);
    for (size_t i = 0; i < COUNT_OF(roll.lines); i++)
        roll.balances = roll.balances && line_balances(&roll, &roll.lines[i]);
    return roll;
}
