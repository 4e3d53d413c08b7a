#include "analytics/attention.h"

#define DAY_MS INT64_C(86400000)

/* On its way to an attention. */
struct attending {
    const struct attention_inputs *inputs;
    struct arena *arena;
    struct attention_window *open;
    size_t open_count;
    const struct attention_window **by_id; /* the same, by id of their windows */
};

static int
instant_compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
number_compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static struct attention_window
window_attend(const struct window *window, int64_t now_ms)
{
    struct attention_window line = {.window = window,
                                    .left_ms = window->due_ms == INSTANT_NONE ? DURATION_NONE : window->due_ms - now_ms,
                                    .step = STAGE_DETECTED,
                                    .waiver = FACT_NONE};
    int64_t latest_ms = window->detected_ms;
    for (size_t step = STAGE_DETECTED + 1; step < COUNT_OF(window->steps_ms); step++) {
        if (window->steps_ms[step] == INSTANT_NONE)
            continue;
        line.step = (enum stage)step;
        if (window->steps_ms[step] > latest_ms)
            latest_ms = window->steps_ms[step];
    }
    line.waiting_ms = now_ms - latest_ms;
    return line;
}

/* All of them point into one array of windows, so that order decides among equals. */
static int
window_compare(const void *left, const void *right)
{
    const struct window *a = ((const struct attention_window *)left)->window;
    const struct window *b = ((const struct attention_window *)right)->window;
    if (a->due_ms != b->due_ms) {
        if (a->due_ms == INSTANT_NONE || b->due_ms == INSTANT_NONE)
            return a->due_ms == INSTANT_NONE ? 1 : -1;
        return instant_compare(a->due_ms, b->due_ms);
    }
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    return (a > b) - (a < b);
}

static int
id_compare(const void *left, const void *right)
{
    const struct attention_window *const *a = left;
    const struct attention_window *const *b = right;
    return number_compare((*a)->window->id, (*b)->window->id);
}

static void
open_collect(struct attending *attending)
{
    const struct windows *windows = &attending->inputs->analytics->windows;
    attending->open = arena_array(attending->arena, windows->count, sizeof(*attending->open));
    for (size_t i = 0; i < windows->count; i++)
        if (windows->windows[i].carry_out)
            attending->open[attending->open_count++] = window_attend(&windows->windows[i], attending->inputs->now_ms);
    attending->by_id = arena_array(attending->arena, attending->open_count, sizeof(*attending->by_id));
    if (attending->open_count == 0)
        return;
    qsort(attending->open, attending->open_count, sizeof(*attending->open), window_compare);
    for (size_t i = 0; i < attending->open_count; i++)
        attending->by_id[i] = &attending->open[i];
    qsort(attending->by_id, attending->open_count, sizeof(*attending->by_id), id_compare);
}

/* Where the open window of that id is in `by_id`, or open_count when there is none. */
static size_t
place_of(const struct attending *attending, uint64_t id)
{
    size_t low = 0;
    for (size_t high = attending->open_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (attending->by_id[middle]->window->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    const bool found = low < attending->open_count && attending->by_id[low]->window->id == id;
    return found ? low : attending->open_count;
}

static struct attention_window *
open_of(const struct attending *attending, uint64_t id)
{
    const size_t place = place_of(attending, id);
    return place == attending->open_count ? NULL : &attending->open[attending->by_id[place] - attending->open];
}

static int64_t
expiry_of(const struct facts *facts, uint32_t event)
{
    return facts->waivers[facts->events[event].waiver].expires_ms;
}

/* Every waiver on a window covers it from when it counts, so the one that expires last says until when. */
static void
waivers_take(struct attending *attending)
{
    const struct facts *facts = attending->inputs->facts;
    const struct windows *windows = &attending->inputs->analytics->windows;
    for (size_t i = 0; i < windows->waiver_count; i++) {
        const struct windows_waiver *waiver = &windows->waivers[i];
        struct attention_window *on = waiver->state == WAIVER_VALID ? open_of(attending, waiver->window) : NULL;
        if (on == NULL)
            continue;
        const int64_t expires_ms = expiry_of(facts, waiver->event);
        if (on->waiver == FACT_NONE || expires_ms > expiry_of(facts, on->waiver))
            on->waiver = waiver->event;
        on->waived |= expires_ms > attending->inputs->now_ms;
    }
}

static void
open_count(struct attention_counts *counts, const struct attention_window *line)
{
    if (line->left_ms == DURATION_NONE)
        return;
    const bool over = line->left_ms < 0;
    counts->overdue += over;
    counts->overdue_waived += over && line->waived;
    counts->due_day += !over && line->left_ms <= DAY_MS;
    counts->due_week += !over && line->left_ms <= 7 * DAY_MS;
}

static int
claim_compare(const void *left, const void *right)
{
    const struct attention_claim *a = left;
    const struct attention_claim *b = right;
    return a->since_ms != b->since_ms ? instant_compare(a->since_ms, b->since_ms) : number_compare(a->event, b->event);
}

/* Keep the earliest event of the kind that counts for more. */
static void
claim_take(const struct attending *attending, const struct windows_unverified *unverified, size_t place,
           struct attention_claim *claim)
{
    const int64_t t_ms = attending->inputs->analytics->effective.times[unverified->event].t_ms;
    const bool is_first = claim->on == NULL;
    const bool more = !is_first && unverified->kind == UNVERIFIED_CLOSED && claim->kind != UNVERIFIED_CLOSED;
    const bool earlier = !is_first && unverified->kind == claim->kind && t_ms < claim->since_ms;
    if (!is_first && !more && !earlier)
        return;
    *claim = (struct attention_claim){
        .on = attending->by_id[place],
        .kind = unverified->kind,
        .event = unverified->event,
        .since_ms = t_ms,
        .left_ms = unverified->kind == UNVERIFIED_CLOSED ? t_ms + DAY_MS - attending->inputs->now_ms : 0,
    };
}

static void
claims_find(const struct attending *attending, struct attention *attention)
{
    const struct windows *windows = &attending->inputs->analytics->windows;
    struct attention_claim *claims = arena_array(attending->arena, attending->open_count, sizeof(*claims));
    for (size_t i = 0; i < windows->unverified_count; i++) {
        const size_t place = place_of(attending, windows->unverified[i].window);
        if (place < attending->open_count)
            claim_take(attending, &windows->unverified[i], place, &claims[place]);
    }
    for (size_t place = 0; place < attending->open_count; place++)
        if (claims[place].on != NULL)
            claims[attention->claim_count++] = claims[place];
    if (attention->claim_count > 0)
        qsort(claims, attention->claim_count, sizeof(*claims), claim_compare);
    attention->claims = claims;
}

static int
waiver_compare(const void *left, const void *right)
{
    const struct attention_waiver *a = left;
    const struct attention_waiver *b = right;
    if (a->expires_ms != b->expires_ms)
        return instant_compare(a->expires_ms, b->expires_ms);
    return (a->on > b->on) - (a->on < b->on);
}

static void
waivers_find(const struct attending *attending, struct attention *attention)
{
    const struct attention_inputs *inputs = attending->inputs;
    struct attention_waiver *waivers = arena_array(attending->arena, attending->open_count, sizeof(*waivers));
    for (size_t i = 0; i < attending->open_count; i++) {
        const struct attention_window *on = &attending->open[i];
        if (on->waiver == FACT_NONE)
            continue;
        const int64_t expires_ms = expiry_of(inputs->facts, on->waiver);
        /* By differences of instants that exist, which cannot overflow. */
        if (expires_ms - inputs->now_ms <= inputs->within_ms)
            waivers[attention->waiver_count++] = (struct attention_waiver){on, expires_ms, expires_ms - inputs->now_ms};
    }
    if (attention->waiver_count > 0)
        qsort(waivers, attention->waiver_count, sizeof(*waivers), waiver_compare);
    attention->waivers = waivers;
}

static bool
is_invalid_now(const struct attending *attending, const struct windows_waiver *waiver)
{
    const struct analytics *analytics = attending->inputs->analytics;
    if (waiver->state == WAIVER_VALID)
        return false;
    if (waiver->on_window)
        return open_of(attending, waiver->window) != NULL;
    return analytics->effective.times[waiver->event].t_ms >= analytics->period.from_ms;
}

static void
invalid_find(const struct attending *attending, struct attention *attention)
{
    const struct windows *windows = &attending->inputs->analytics->windows;
    const struct windows_waiver **invalid = arena_array(attending->arena, windows->waiver_count, sizeof(*invalid));
    for (size_t i = windows->waiver_count; i-- > 0;)
        if (is_invalid_now(attending, &windows->waivers[i]))
            invalid[attention->invalid_count++] = &windows->waivers[i];
    attention->invalid = invalid;
}

static int64_t
receipt_of(const struct facts *facts, uint64_t index)
{
    size_t low = 0;
    for (size_t high = facts->events_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (facts->events[middle].index < index)
            low = middle + 1;
        else
            high = middle;
    }
    return facts->events[low].received_ms;
}

/* They come by check. */
static int
check_compare(const void *left, const void *right)
{
    const struct analytics_unmapped *a = ((const struct attention_check *)left)->unmapped;
    const struct analytics_unmapped *b = ((const struct attention_check *)right)->unmapped;
    return a->events != b->events ? number_compare(b->events, a->events) : (a > b) - (a < b);
}

static void
checks_find(const struct attending *attending, struct attention *attention)
{
    const struct facts *facts = attending->inputs->facts;
    const struct analytics *analytics = attending->inputs->analytics;
    struct attention_check *checks = arena_array(attending->arena, analytics->unmapped_count, sizeof(*checks));
    for (size_t i = 0; i < analytics->unmapped_count; i++) {
        const struct analytics_unmapped *unmapped = &analytics->unmapped[i];
        checks[i] = (struct attention_check){unmapped, receipt_of(facts, unmapped->first_index),
                                             receipt_of(facts, unmapped->last_index)};
    }
    if (analytics->unmapped_count > 0)
        qsort(checks, analytics->unmapped_count, sizeof(*checks), check_compare);
    attention->checks = checks;
    attention->check_count = analytics->unmapped_count;
}

struct listing {
    struct period period;
    uint64_t *indexes;
    struct attention_entries entries;
};

static struct listing
listing_of(const struct attending *attending, size_t all)
{
    struct listing listing = {.period = attending->inputs->analytics->period, .entries.all = all};
    listing.indexes = arena_array(attending->arena, all, sizeof(*listing.indexes));
    listing.entries.indexes = listing.indexes;
    return listing;
}

static void
listing_take(struct listing *listing, uint64_t index, int64_t received_ms)
{
    if (listing->period.from_ms <= received_ms && received_ms < listing->period.to_ms)
        listing->indexes[listing->entries.count++] = index;
}

static void
entries_find(const struct attending *attending, struct attention *attention)
{
    const struct facts *facts = attending->inputs->facts;
    const struct windows *windows = &attending->inputs->analytics->windows;
    const struct effective *effective = &attending->inputs->analytics->effective;
    struct listing rejects = listing_of(attending, facts->rejects_count);
    for (size_t i = 0; i < facts->rejects_count; i++)
        listing_take(&rejects, facts->rejects[i].index, facts->rejects[i].received_ms);
    struct listing denied = listing_of(attending, windows->denied_count);
    for (size_t i = 0; i < windows->denied_count; i++) {
        const struct fact_event *event = &facts->events[windows->denied[i].event];
        listing_take(&denied, event->index, event->received_ms);
    }
    struct listing backdated = listing_of(attending, effective->backdated_count);
    for (size_t i = 0; i < effective->backdated_count; i++) {
        const struct fact_event *event = &facts->events[effective->backdated[i]];
        listing_take(&backdated, event->index, event->received_ms);
    }
    attention->rejects = rejects.entries;
    attention->denied = denied.entries;
    attention->backdated = backdated.entries;
}

struct attention
attention_find(const struct attention_inputs *inputs, struct arena *arena)
{
    struct attending attending = {.inputs = inputs, .arena = arena};
    struct attention attention = {.now_ms = inputs->now_ms};
    open_collect(&attending);
    waivers_take(&attending);
    for (size_t i = 0; i < attending.open_count; i++)
        open_count(&attention.counts, &attending.open[i]);
    attention.open = attending.open;
    attention.open_count = attending.open_count;
    claims_find(&attending, &attention);
    waivers_find(&attending, &attention);
    invalid_find(&attending, &attention);
    checks_find(&attending, &attention);
    entries_find(&attending, &attention);
    return attention;
}
