#include "analytics/effective.h"

#include "analytics/verdict.h"

/* A sender's clock that is ahead by more than this is listed. */
#define FUTURE_TOLERANCE_MS INT64_C(300000)

struct closed_end {
    int64_t to_ms;
    uint32_t close; /* number */
};

struct cut {
    uint64_t cut;
    struct closed_end end;
};

struct compute {
    const struct facts *facts;
    struct period period;
    int64_t end_ms;
    struct effective_time *times;
    struct cut *cuts;        /* of all closes, by cut */
    struct closed_end *ends; /* of the first `entered` cuts, by `to` */
    size_t entered;
    GROW_ARRAY(uint32_t, backdated);
    GROW_ARRAY(uint32_t, future);
    GROW_ARRAY(struct effective_late, late);
};

static void
compute_release(struct compute *compute)
{
    free(compute->backdated);
    free(compute->future);
    free(compute->late);
}

/* Rule 2: a closing that the ledger heard of later than its source's lag. */
static bool
is_backdated(const struct facts *facts, const struct fact_event *event)
{
    if (event->stage != STAGE_DELETED && verdict_of(event->stage, event->outcome) != VERDICT_PASS)
        return false;
    return event->occurred_ms != INSTANT_NONE &&
           event->received_ms - event->occurred_ms > facts_setting(facts, event->setting).lag_ms;
}

/* Rules 1 and 2. */
static int64_t
own_time(struct compute *compute, uint32_t number)
{
    const struct fact_event *event = &compute->facts->events[number];
    if (event->occurred_ms == INSTANT_NONE || event->stage == STAGE_WAIVED)
        return event->received_ms;
    if (is_backdated(compute->facts, event)) {
        GROW_ADD(compute, backdated, number);
        return event->received_ms;
    }
    return event->occurred_ms < event->received_ms ? event->occurred_ms : event->received_ms;
}

static int
cut_compare(const void *left, const void *right)
{
    const struct cut *a = left;
    const struct cut *b = right;
    if (a->cut != b->cut)
        return a->cut < b->cut ? -1 : 1;
    return a->end.close < b->end.close ? -1 : 1;
}

static struct cut *
cuts_sort(const struct facts *facts, struct arena *arena)
{
    struct cut *cuts = arena_array(arena, facts->closes_count, sizeof(*cuts));
    for (size_t i = 0; i < facts->closes_count; i++)
        cuts[i] = (struct cut){facts->closes[i].cut, {facts->closes[i].to_ms, (uint32_t)i}};
    qsort(cuts, facts->closes_count, sizeof(*cuts), cut_compare);
    return cuts;
}

/* Let the closes in whose cut is at or below `index`. */
static void
closes_enter(struct compute *compute, uint64_t index)
{
    for (; compute->entered < compute->facts->closes_count; compute->entered++) {
        const struct cut *cut = &compute->cuts[compute->entered];
        if (cut->cut > index)
            break;
        size_t at = compute->entered;
        for (; at > 0 && compute->ends[at - 1].to_ms > cut->end.to_ms; at--)
            compute->ends[at] = compute->ends[at - 1];
        compute->ends[at] = cut->end;
    }
}

/* Rule 3. Sets *out_close to the first of the closed periods that the event was late for, or FACT_NONE. */
static int64_t
closed_time(struct compute *compute, uint64_t index, int64_t own_ms, uint32_t *out_close)
{
    closes_enter(compute, index);
    *out_close = FACT_NONE;
    const size_t count = compute->entered;
    if (count == 0 || compute->ends[count - 1].to_ms <= own_ms)
        return own_ms;
    size_t low = 0;
    for (size_t high = count - 1; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (compute->ends[middle].to_ms > own_ms)
            high = middle;
        else
            low = middle + 1;
    }
    *out_close = compute->ends[low].close;
    return compute->ends[count - 1].to_ms;
}

static void
event_time(struct compute *compute, uint32_t number)
{
    const struct fact_event *event = &compute->facts->events[number];
    struct effective_time *time = &compute->times[number];
    uint32_t close;
    time->own_ms = own_time(compute, number);
    time->t_ms = closed_time(compute, event->index, time->own_ms, &close);
    const bool has_occurred = event->occurred_ms != INSTANT_NONE;
    if (has_occurred && event->occurred_ms - event->received_ms > FUTURE_TOLERANCE_MS)
        GROW_ADD(compute, future, number);
    const bool after_period =
        has_occurred && event->occurred_ms < compute->period.to_ms && event->received_ms >= compute->period.to_ms;
    if (close != FACT_NONE || after_period)
        GROW_ADD(compute, late, (struct effective_late){number, close, time->t_ms < compute->end_ms});
}

int
effective_compute(const struct facts *facts, struct period period, struct arena *arena, struct effective *out_effective,
                  struct err *err)
{
    if (period.from_ms >= period.to_ms)
        return err_set(err, ERR_USAGE, "the period is empty: its end is not after its start");
    if (facts->entry_count == 0)
        return err_set(err, ERR_USAGE, "there is no entry to report on");
    const int64_t as_of_ms = facts->last_received_ms;
    AUTO(compute_release)
    struct compute compute = {
        .facts = facts,
        .period = period,
        .end_ms = as_of_ms < period.to_ms ? as_of_ms : period.to_ms,
        .times = arena_array(arena, facts->events_count, sizeof(*compute.times)),
        .cuts = cuts_sort(facts, arena),
        .ends = arena_array(arena, facts->closes_count, sizeof(*compute.ends)),
    };
    for (uint32_t number = 0; number < facts->events_count; number++)
        event_time(&compute, number);
    *out_effective = (struct effective){
        .as_of_ms = as_of_ms,
        .end_ms = compute.end_ms,
        .over = as_of_ms >= period.to_ms,
        .times = compute.times,
        .backdated = grow_copy(arena, compute.backdated, compute.backdated_count, sizeof(uint32_t)),
        .backdated_count = compute.backdated_count,
        .future = grow_copy(arena, compute.future, compute.future_count, sizeof(uint32_t)),
        .future_count = compute.future_count,
        .late = grow_copy(arena, compute.late, compute.late_count, sizeof(struct effective_late)),
        .late_count = compute.late_count,
    };
    return 0;
}
