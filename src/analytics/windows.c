#include "analytics/windows.h"

#include "analytics/keys.h"
#include "analytics/tracker.h"
#include "analytics/verdict.h"

WORDS_DEFINE(start_basis, START_BASES)
WORDS_DEFINE(end_reason, END_REASONS)
WORDS_DEFINE(handling, HANDLINGS)
WORDS_DEFINE(sla_state, SLA_STATES)
WORDS_DEFINE(waiver_state, WAIVER_STATES)
WORDS_DEFINE(unverified_kind, UNVERIFIED_KINDS)

struct building {
    const struct facts *facts;
    const struct policy *policy;
    const struct effective *effective;
    struct tracker tracker;
    struct keys keys;
    GROW_ARRAY(struct windows_denied, denied);
    GROW_ARRAY(uint32_t, undecided);
    struct unattached_list unattached;
};

static void
building_release(struct building *building)
{
    tracker_release(&building->tracker);
    keys_release(&building->keys);
    free(building->denied);
    free(building->undecided);
}

static int
number_compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int
instant_compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* List what has no effect on any window, or less than its sender may think. */
static void
event_list(struct building *building, uint32_t number)
{
    const struct fact_event *event = &building->facts->events[number];
    if (building->effective->times[number].t_ms >= building->effective->end_ms)
        return;
    if (!verdict_permitted(building->facts, event)) {
        const enum permission needs = verdict_permission(event->stage, event->outcome);
        GROW_ADD(building, denied, (struct windows_denied){number, needs});
        return;
    }
    if (event->stage == STAGE_EVALUATED && event->outcome == OUTCOME_NONE)
        GROW_ADD(building, undecided, number);
    if (event->stage == STAGE_WAIVED && (event->check == INTERN_NONE || event->resource == INTERN_NONE))
        tracker_stray_waiver(&building->tracker, number);
}

static void
key_track(struct tracker *tracker, struct key *key)
{
    uint32_t first;
    uint32_t last;
    tracker_begin(tracker, key->rule, key->resource);
    for (size_t i = 0; i < key->count; i++) {
        if (key_deletions(key, &key->events[i], &first, &last))
            tracker_deleted(tracker, first, last);
        tracker_event(tracker, key->events[i].event);
    }
    if (key_deletions(key, NULL, &first, &last))
        tracker_deleted(tracker, first, last);
    tracker_finish(tracker);
}

static int
window_compare(const void *left, const void *right, void *context)
{
    const struct window *a = left;
    const struct window *b = right;
    const struct building *building = context;
    if (a->start_ms != b->start_ms)
        return instant_compare(a->start_ms, b->start_ms);
    int order = slice_compare(building->policy->rules[a->rule].id, building->policy->rules[b->rule].id);
    if (order == 0 && a->resource != b->resource)
        order = slice_compare(intern_text(building->facts->resources, a->resource),
                              intern_text(building->facts->resources, b->resource));
    if (order == 0)
        order = instant_compare(a->detected_ms, b->detected_ms);
    return order != 0 ? order : number_compare(a->id, b->id);
}

static int
waiver_compare(const void *left, const void *right)
{
    const struct windows_waiver *a = left;
    const struct windows_waiver *b = right;
    return number_compare(a->event, b->event);
}

static int
unverified_compare(const void *left, const void *right)
{
    const struct windows_unverified *a = left;
    const struct windows_unverified *b = right;
    return number_compare(a->event, b->event);
}

static void
results_sort(struct building *building)
{
    struct tracker *tracker = &building->tracker;
    if (tracker->windows_count > 0)
        qsort_r(tracker->windows, tracker->windows_count, sizeof(*tracker->windows), window_compare, building);
    if (tracker->waivers_count > 0)
        qsort(tracker->waivers, tracker->waivers_count, sizeof(*tracker->waivers), waiver_compare);
    if (tracker->unverified_count > 0)
        qsort(tracker->unverified, tracker->unverified_count, sizeof(*tracker->unverified), unverified_compare);
}

/* No sum over windows, however it is grouped, passes the longest possible window times their number. */
static int
sums_check(const struct building *building, struct err *err)
{
    int64_t longest_ms = 1;
    for (size_t i = 0; i < building->tracker.windows_count; i++) {
        const struct window *window = &building->tracker.windows[i];
        const int64_t until_ms = window->end_ms == INSTANT_NONE ? building->effective->end_ms : window->end_ms;
        if (until_ms - window->start_ms > longest_ms)
            longest_ms = until_ms - window->start_ms;
    }
    int64_t sum_ms;
    if (__builtin_mul_overflow(longest_ms, 2 * (int64_t)building->tracker.windows_count, &sum_ms))
        return err_set(err, ERR_LIMIT, "%zu windows of up to %jd ms are more than can be summed",
                       building->tracker.windows_count, (intmax_t)longest_ms);
    return 0;
}

/* Threads are needed here only, and take much room. */
static void
steps_attach(struct building *building, const struct reading *reading, struct arena *arena)
{
    AUTO(threads_release) struct threads threads = threads_find(reading);
    building->keys = keys_collect_steps(reading, &threads);
    building->unattached = unattached_find(reading, &threads, arena);
}

static struct windows
results_copy(const struct building *building, struct arena *arena)
{
    const struct tracker *tracker = &building->tracker;
    return (struct windows){
        .windows = grow_copy(arena, tracker->windows, tracker->windows_count, sizeof(*tracker->windows)),
        .count = tracker->windows_count,
        .waivers = grow_copy(arena, tracker->waivers, tracker->waivers_count, sizeof(*tracker->waivers)),
        .waiver_count = tracker->waivers_count,
        .unverified = grow_copy(arena, tracker->unverified, tracker->unverified_count, sizeof(*tracker->unverified)),
        .unverified_count = tracker->unverified_count,
        .denied = grow_copy(arena, building->denied, building->denied_count, sizeof(*building->denied)),
        .denied_count = building->denied_count,
        .undecided = grow_copy(arena, building->undecided, building->undecided_count, sizeof(uint32_t)),
        .undecided_count = building->undecided_count,
        .unattached = building->unattached,
    };
}

int
windows_build(const struct reading *reading, struct arena *arena, struct windows *out_windows, struct err *err)
{
    AUTO(building_release)
    struct building building = {
        .facts = reading->facts,
        .policy = reading->policy,
        .effective = reading->effective,
        .tracker = tracker_init(reading, arena),
    };
    steps_attach(&building, reading, arena);
    for (uint32_t number = 0; number < reading->facts->events_count; number++)
        event_list(&building, number);
    struct key_walk walk = {.keys = &building.keys};
    for (struct key key; keys_next(&walk, &key);)
        key_track(&building.tracker, &key);
    keys_release(&building.keys);
    building.keys = (struct keys){0};
    TRY(sums_check(&building, err));
    results_sort(&building);
    *out_windows = results_copy(&building, arena);
    return 0;
}
