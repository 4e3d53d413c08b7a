#include "analytics/exposure.h"

#include "analytics/groups.h"

/* Newly covered time of a union that is swept in order of `from`, one resource after another. */
struct sweep {
    uint32_t resource;
    int64_t reach_ms;
};

struct piece {
    uint32_t window;
    uint32_t resource;
    struct stretch stretch;
};

struct computing {
    const struct reading *reading;
    const struct windows *windows;
    struct grouping grouping;
    struct exposure_group *groups; /* by group number */
    struct sweep *sweeps;          /* by group number */
    GROW_ARRAY(struct piece, gross);
    GROW_ARRAY(struct piece, net);
};

static void
computing_release(struct computing *computing)
{
    free(computing->gross);
    free(computing->net);
}

static void
sla_count(struct exposure_sla *sla, const struct window *window, int64_t end_ms)
{
    sla->met += window->sla == SLA_MET;
    sla->met_deleted += window->sla == SLA_MET && window->reason == END_DELETED;
    sla->breached += window->sla == SLA_BREACHED;
    sla->pending += window->sla == SLA_PENDING;
    sla->overdue += window->carry_out && window->due_ms != INSTANT_NONE && window->due_ms < end_ms;
    sla->net_met += window->net_sla == SLA_MET;
    sla->net_breached += window->net_sla == SLA_BREACHED;
}

static void
window_count(struct exposure_group *group, const struct window *window, int64_t end_ms)
{
    group->windows++;
    group->opening += window->carry_in;
    group->new_windows += !window->carry_in;
    group->closed += !window->carry_out;
    group->closed_verified += window->reason == END_VERIFIED;
    group->closed_deleted += window->reason == END_DELETED;
    group->closing += window->carry_out;
    group->reopened += window->reopen_of_ms != INSTANT_NONE;
    group->automated += window->handling == HANDLING_AUTOMATED;
    group->manual += window->handling == HANDLING_MANUAL;
    group->gross_ms += window->gross_ms;
    group->net_ms += window->net_ms;
    sla_count(&group->sla, window, end_ms);
}

static void
windows_count(struct computing *computing)
{
    for (uint32_t i = 0; i < computing->windows->count; i++) {
        const struct group_numbers numbers = grouping_of(&computing->grouping, i);
        for (size_t j = 0; j < numbers.count; j++)
            window_count(&computing->groups[numbers.numbers[j]], &computing->windows->windows[i],
                         computing->reading->effective->end_ms);
    }
}

/* What of each window's clipped time is exposure, with and without its waived time. */
static void
pieces_cut(struct computing *computing)
{
    for (uint32_t i = 0; i < computing->windows->count; i++) {
        const struct window *window = &computing->windows->windows[i];
        struct stretch left = window->clipped;
        if (stretch_length(left) > 0)
            GROW_ADD(computing, gross, (struct piece){i, window->resource, left});
        for (size_t j = 0; j < window->waived_count; j++) {
            const struct stretch before = {left.from_ms, window->waived[j].from_ms};
            if (stretch_length(stretch_common(before, left)) > 0)
                GROW_ADD(computing, net, (struct piece){i, window->resource, stretch_common(before, left)});
            if (window->waived[j].to_ms > left.from_ms)
                left.from_ms = window->waived[j].to_ms;
        }
        if (stretch_length(left) > 0)
            GROW_ADD(computing, net, (struct piece){i, window->resource, left});
    }
}

static int
from_compare(const void *left, const void *right)
{
    const struct piece *a = left;
    const struct piece *b = right;
    return (a->stretch.from_ms > b->stretch.from_ms) - (a->stretch.from_ms < b->stretch.from_ms);
}

static int
resource_compare(const void *left, const void *right)
{
    const struct piece *a = left;
    const struct piece *b = right;
    if (a->resource != b->resource)
        return a->resource < b->resource ? -1 : 1;
    return from_compare(left, right);
}

static int64_t
sweep_add(struct sweep *sweep, uint32_t resource, struct stretch stretch)
{
    if (sweep->resource != resource || sweep->reach_ms < stretch.from_ms)
        *sweep = (struct sweep){resource, stretch.from_ms};
    if (stretch.to_ms <= sweep->reach_ms)
        return 0;
    const int64_t added_ms = stretch.to_ms - sweep->reach_ms;
    sweep->reach_ms = stretch.to_ms;
    return added_ms;
}

/* One of the sums of exposure_group, at `offset`, over sorted pieces; all resources are one unless `by_resource`. */
static void
union_sum(struct computing *computing, const struct piece *pieces, size_t count, bool by_resource, size_t offset)
{
    for (uint32_t i = 0; i < computing->grouping.count; i++)
        computing->sweeps[i] = (struct sweep){INTERN_NONE, INSTANT_NONE};
    for (size_t i = 0; i < count; i++) {
        const uint32_t resource = by_resource ? pieces[i].resource : 0;
        const struct group_numbers numbers = grouping_of(&computing->grouping, pieces[i].window);
        for (size_t j = 0; j < numbers.count; j++) {
            const uint32_t group = numbers.numbers[j];
            int64_t *sum_ms = (int64_t *)(void *)((uint8_t *)&computing->groups[group] + offset);
            *sum_ms += sweep_add(&computing->sweeps[group], resource, pieces[i].stretch);
        }
    }
}

static void
pieces_sort(struct piece *pieces, size_t count, int (*compare)(const void *, const void *))
{
    if (count > 0)
        qsort(pieces, count, sizeof(*pieces), compare);
}

static void
unions_sum(struct computing *computing)
{
    pieces_cut(computing);
    pieces_sort(computing->gross, computing->gross_count, resource_compare);
    pieces_sort(computing->net, computing->net_count, resource_compare);
    union_sum(computing, computing->gross, computing->gross_count, true, offsetof(struct exposure_group, union_ms));
    union_sum(computing, computing->net, computing->net_count, true, offsetof(struct exposure_group, net_union_ms));
    pieces_sort(computing->gross, computing->gross_count, from_compare);
    union_sum(computing, computing->gross, computing->gross_count, false, offsetof(struct exposure_group, any_ms));
}

static struct observation
observation_of(const struct window *window, struct period period, int64_t end_ms)
{
    const int64_t entry_ms = period.from_ms - window->detected_ms;
    const bool ended = window->end_ms != INSTANT_NONE;
    return (struct observation){
        .entry_ms = entry_ms > 0 ? entry_ms : 0,
        .exit_ms = (ended ? window->end_ms : end_ms) - window->detected_ms,
        .end = window->reason == END_VERIFIED  ? OBSERVATION_VERIFIED
               : window->reason == END_DELETED ? OBSERVATION_DELETED
                                               : OBSERVATION_CENSORED,
    };
}

/* Fit every group; the rows of the steps are kept only where survival.csv prints them. */
static int
groups_fit(struct computing *computing, struct arena *arena, struct err *err)
{
    const struct windows *windows = computing->windows;
    AUTO(arena_drop) struct arena *scratch = arena_new();
    for (uint32_t group = 0; group < computing->grouping.count; group++) {
        const struct group_windows members = grouping_windows(&computing->grouping, group);
        const struct arena_mark mark = arena_mark(scratch);
        struct observation *observations = arena_array(scratch, members.count, sizeof(*observations));
        for (size_t i = 0; i < members.count; i++)
            observations[i] = observation_of(&windows->windows[members.windows[i]], computing->reading->period,
                                             computing->reading->effective->end_ms);
        const bool kept = group < computing->grouping.rules_first;
        TRY(survival_fit(observations, members.count, kept ? arena : NULL, &computing->groups[group].ttr, err));
        arena_rewind(scratch, mark);
    }
    return 0;
}

static int64_t
rate_of(uint64_t part, uint64_t whole)
{
    if (whole == 0)
        return RATE_NONE;
    return (int64_t)((2 * part * RATE_ONE + whole) / (2 * whole));
}

static void
slas_rate(struct computing *computing)
{
    const uint64_t last_index = computing->reading->facts->first_index + computing->reading->facts->entry_count - 1;
    const struct policy_sla *sla = policy_sla_at(computing->reading->policy, last_index);
    for (uint32_t i = 0; i < computing->grouping.count; i++) {
        struct exposure_sla *rates = &computing->groups[i].sla;
        rates->rate = rate_of(rates->met, rates->met + rates->breached);
        rates->beyond_sla = RATE_NONE;
    }
    for (size_t severity = SEVERITY_NONE + 1; sla != NULL && severity < severity_count; severity++) {
        struct exposure_group *group = &computing->groups[GROUP_SEVERITIES + severity];
        if (sla->sla_ms[severity] != 0)
            group->sla.beyond_sla = survival_at(&group->ttr, sla->sla_ms[severity]);
    }
}

static int
name_compare(const void *left, const void *right)
{
    const struct exposure_group *a = left;
    const struct exposure_group *b = right;
    return slice_compare(a->name, b->name);
}

/* The groups [from, to) that have windows, in their order. */
static struct exposure_groups
groups_pick(const struct computing *computing, uint32_t from, uint32_t to, struct arena *arena)
{
    struct exposure_group *picked = arena_array(arena, to - from, sizeof(*picked));
    size_t count = 0;
    for (uint32_t group = from; group < to; group++) {
        if (computing->groups[group].windows > 0)
            picked[count++] = computing->groups[group];
    }
    return (struct exposure_groups){picked, count};
}

static struct exposure_groups
groups_pick_named(const struct computing *computing, uint32_t from, uint32_t to, struct arena *arena)
{
    const struct exposure_groups groups = groups_pick(computing, from, to, arena);
    struct exposure_group *sorted = grow_copy(arena, groups.groups, groups.count, sizeof(*sorted));
    qsort(sorted, groups.count, sizeof(*sorted), name_compare);
    return (struct exposure_groups){sorted, groups.count};
}

/* From critical down to none. */
static struct exposure_groups
groups_pick_severities(const struct computing *computing, struct arena *arena)
{
    struct exposure_group *picked = arena_array(arena, severity_count, sizeof(*picked));
    size_t count = 0;
    for (size_t severity = severity_count; severity-- > 0;) {
        if (computing->groups[GROUP_SEVERITIES + severity].windows > 0)
            picked[count++] = computing->groups[GROUP_SEVERITIES + severity];
    }
    return (struct exposure_groups){picked, count};
}

int
exposure_compute(const struct reading *reading, const struct windows *windows, struct arena *arena,
                 struct exposure *out_exposure, struct err *err)
{
    AUTO(computing_release)
    struct computing computing = {
        .reading = reading,
        .windows = windows,
        .grouping = grouping_make(reading->policy, windows, arena),
    };
    const struct grouping *grouping = &computing.grouping;
    computing.groups = arena_array(arena, grouping->count, sizeof(*computing.groups));
    computing.sweeps = arena_array(arena, grouping->count, sizeof(*computing.sweeps));
    for (uint32_t group = 0; group < grouping->count; group++)
        computing.groups[group].name = grouping->names[group];
    windows_count(&computing);
    unions_sum(&computing);
    TRY(groups_fit(&computing, arena, err));
    slas_rate(&computing);
    const struct roll roll = roll_forward(reading->facts, windows, reading->period);
    *out_exposure = (struct exposure){
        .total = computing.groups[GROUP_TOTAL],
        .by_severity = groups_pick_severities(&computing, arena),
        .by_rule = groups_pick_named(&computing, grouping->rules_first, grouping->criteria_first, arena),
        .by_criterion = groups_pick_named(&computing, grouping->criteria_first, grouping->count, arena),
        .automated = computing.groups[GROUP_AUTOMATED].ttr,
        .manual = computing.groups[GROUP_MANUAL].ttr,
        .roll = grow_copy(arena, roll.lines, COUNT_OF(roll.lines), sizeof(roll.lines[0])),
        .roll_count = COUNT_OF(roll.lines),
        .has_prior_close = roll.has_prior_close,
        .balances = roll.balances,
    };
    return 0;
}
