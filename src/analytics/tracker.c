#include "analytics/tracker.h"

#include "analytics/sla.h"
#include "analytics/verdict.h"
#include "analytics/waived.h"

#define DAY_MS INT64_C(86400000)
#define INTRODUCED_AGE_MAX_MS (30 * DAY_MS)
#define CLOSURE_WAIT_MS DAY_MS

struct tracker
tracker_init(const struct reading *reading, struct arena *arena)
{
    const struct facts *facts = reading->facts;
    return (struct tracker){
        .facts = facts,
        .policy = reading->policy,
        .effective = reading->effective,
        .period = reading->period,
        .arena = arena,
        .failing = arena_array(arena, intern_count(facts->checks), sizeof(uint32_t)),
        .fixed_by_source = arena_array(arena, intern_count(facts->sources), sizeof(uint32_t)),
        .fixed_by_author = arena_array(arena, intern_count(facts->authors), sizeof(uint32_t)),
    };
}

void
tracker_release(struct tracker *tracker)
{
    free(tracker->windows);
    free(tracker->waivers);
    free(tracker->unverified);
}

void
tracker_begin(struct tracker *tracker, uint32_t rule, uint32_t resource)
{
    tracker->rule = rule;
    tracker->resource = resource;
    tracker->intro_ms = INSTANT_NONE;
    tracker->good_ms = INSTANT_NONE;
    tracker->verified_end_ms = INSTANT_NONE;
    tracker->is_open = false;
}

static int64_t
time_of(const struct tracker *tracker, uint32_t event)
{
    return tracker->effective->times[event].t_ms;
}

static void
severity_record(struct tracker *tracker, enum severity severity, int64_t t_ms)
{
    struct window *window = &tracker->window;
    if (severity == SEVERITY_NONE)
        return;
    window->due_ms = sla_due_after(window, tracker->sla, severity, t_ms);
    if (severity > window->severity)
        window->severity = severity;
    if (t_ms < tracker->period.from_ms)
        window->opening_severity = window->severity;
}

static void
stage_record(struct tracker *tracker, uint32_t number, int64_t t_ms)
{
    const struct fact_event *event = &tracker->facts->events[number];
    struct window *window = &tracker->window;
    const enum stage stage = event->stage;
    const bool is_step = stage > STAGE_DETECTED && stage < STAGE_VERIFIED;
    if (is_step && window->steps_ms[stage] == INSTANT_NONE)
        window->steps_ms[stage] = t_ms;
    tracker->has_step |= is_step || stage == STAGE_FAILED;
    if (stage == STAGE_REMEDIATED || stage == STAGE_DEPLOYED)
        window->fixed_ms = t_ms;
    if (stage == STAGE_REMEDIATED) {
        tracker->has_remediated = true;
        tracker->fixed_by_source[event->source] = tracker->serial;
        tracker->fixed_by_author[event->author] = tracker->serial;
    }
    if (stage == STAGE_CLOSED && tracker->closure == FACT_NONE)
        tracker->closure = number;
}

static void
index_record(struct window *window, uint64_t index)
{
    if (index < window->first_index)
        window->first_index = index;
    if (index > window->last_index)
        window->last_index = index;
}

/* What every event on the open window leaves there, whatever else it does. */
static void
event_record(struct tracker *tracker, uint32_t number)
{
    const struct fact_event *event = &tracker->facts->events[number];
    const int64_t t_ms = time_of(tracker, number);
    index_record(&tracker->window, event->index);
    if (event->stage != STAGE_INTRODUCED)
        severity_record(tracker, policy_severity(tracker->policy, event), t_ms);
    stage_record(tracker, number, t_ms);
}

static bool
has_fresh_intro(const struct tracker *tracker, int64_t t_ms)
{
    return tracker->intro_ms != INSTANT_NONE && t_ms - tracker->intro_ms <= INTRODUCED_AGE_MAX_MS;
}

static void
check_fails(struct tracker *tracker, uint32_t check)
{
    if (tracker->failing[check] == tracker->serial)
        return;
    tracker->failing[check] = tracker->serial;
    tracker->failing_count++;
}

static int64_t
reopened_from(const struct tracker *tracker, int64_t start_ms)
{
    const int64_t ttl_ms = tracker->policy->rules[tracker->rule].ttl_ms;
    const int64_t near_ms = ttl_ms > tracker->policy->flap_ms ? ttl_ms : tracker->policy->flap_ms;
    const int64_t end_ms = tracker->verified_end_ms;
    return end_ms != INSTANT_NONE && start_ms - end_ms < near_ms ? end_ms : INSTANT_NONE;
}

static struct window
window_opened(const struct tracker *tracker, const struct fact_event *event, int64_t t_ms)
{
    const bool introduced = has_fresh_intro(tracker, t_ms);
    const int64_t start_ms = introduced ? tracker->intro_ms : t_ms;
    struct window window = {
        .id = event->index,
        .rule = tracker->rule,
        .resource = tracker->resource,
        .start_basis = introduced ? START_INTRODUCED : START_DETECTED,
        .start_ms = start_ms,
        .earliest_ms = tracker->good_ms,
        .detected_ms = t_ms,
        .fixed_ms = INSTANT_NONE,
        .end_ms = INSTANT_NONE,
        .reopen_of_ms = reopened_from(tracker, start_ms),
        .ttr_ms = INSTANT_NONE,
        .due_ms = INSTANT_NONE,
        .net_due_ms = INSTANT_NONE,
        .opening_auth = event->auth,
        .closing_auth = INTERN_NONE,
        .first_index = event->index,
        .last_index = event->index,
        .opening_known = t_ms < tracker->period.from_ms,
    };
    for (size_t step = 0; step < COUNT_OF(window.steps_ms); step++)
        window.steps_ms[step] = step == STAGE_DETECTED ? t_ms : INSTANT_NONE;
    if (introduced)
        index_record(&window, tracker->intro_index);
    return window;
}

static void
window_open(struct tracker *tracker, uint32_t number)
{
    const struct fact_event *event = &tracker->facts->events[number];
    tracker->window = window_opened(tracker, event, time_of(tracker, number));
    tracker->is_open = true;
    tracker->serial++;
    tracker->sla = policy_sla_at(tracker->policy, event->index);
    tracker->failing_count = 0;
    tracker->closure = FACT_NONE;
    tracker->has_remediated = false;
    tracker->has_step = false;
    tracker->waivers_first = tracker->waivers_count;
    tracker->unverified_first = tracker->unverified_count;
    tracker->intro_ms = INSTANT_NONE;
    check_fails(tracker, event->check);
    event_record(tracker, number);
}

/* List the window when a tool closed it and no end came within a day. */
static void
closure_list(struct tracker *tracker)
{
    const struct window *window = &tracker->window;
    if (tracker->closure == FACT_NONE)
        return;
    const int64_t limit_ms = time_of(tracker, tracker->closure) + CLOSURE_WAIT_MS;
    if (window->end_ms != INSTANT_NONE && window->end_ms <= limit_ms)
        return;
    GROW_ADD(tracker, unverified,
             (struct windows_unverified){
                 .kind = UNVERIFIED_CLOSED,
                 .event = tracker->closure,
                 .window = window->id,
                 .pending = window->end_ms == INSTANT_NONE && limit_ms > tracker->effective->end_ms,
             });
}

/* The window is what it will be: clip it, and keep it when it is one of the period. */
static void
window_settle(struct tracker *tracker)
{
    struct window *window = &tracker->window;
    const int64_t from_ms = tracker->period.from_ms;
    const bool ended = window->end_ms != INSTANT_NONE;
    const int64_t until_ms = ended ? window->end_ms : tracker->effective->end_ms;
    tracker->is_open = false;
    const size_t waivers = tracker->waivers_count - tracker->waivers_first;
    if (waivers > 0)
        waived_settle(window, until_ms, &tracker->waivers[tracker->waivers_first], waivers, tracker->arena);
    if (ended && window->end_ms < from_ms) {
        tracker->unverified_count = tracker->unverified_first;
        return;
    }
    const int64_t start_ms = window->start_ms > from_ms ? window->start_ms : from_ms;
    window->clipped = (struct stretch){start_ms, until_ms > start_ms ? until_ms : start_ms};
    window->gross_ms = window->clipped.to_ms - window->clipped.from_ms;
    window->net_ms = window->gross_ms - stretch_within(window->waived, window->waived_count, window->clipped);
    window->carry_in = window->start_ms < from_ms;
    window->carry_out = !ended;
    window->handling = tracker->has_remediated ? HANDLING_AUTOMATED
                       : tracker->has_step     ? HANDLING_MANUAL
                                               : HANDLING_UNSEEN;
    sla_decide(window, tracker->period, tracker->effective->end_ms);
    closure_list(tracker);
    GROW_ADD(tracker, windows, *window);
}

static void
window_close(struct tracker *tracker, uint32_t number, enum end_reason reason)
{
    struct window *window = &tracker->window;
    window->end_ms = time_of(tracker, number);
    window->reason = reason;
    window->closing_auth = tracker->facts->events[number].auth;
    if (reason == END_VERIFIED) {
        window->ttr_ms = window->end_ms - window->detected_ms;
        window->steps_ms[STAGE_VERIFIED] = window->end_ms;
    }
    tracker->verified_end_ms = reason == END_VERIFIED ? window->end_ms : INSTANT_NONE;
    tracker->good_ms = window->end_ms;
    window_settle(tracker);
}

/* Whoever fixes does not verify. */
static bool
is_self_check(const struct tracker *tracker, const struct fact_event *event)
{
    if (event->has_actor)
        return tracker->fixed_by_author[event->author] == tracker->serial;
    return tracker->fixed_by_source[event->source] == tracker->serial;
}

static void
pass_record(struct tracker *tracker, uint32_t number)
{
    const struct fact_event *event = &tracker->facts->events[number];
    event_record(tracker, number);
    if (is_self_check(tracker, event)) {
        GROW_ADD(
            tracker, unverified,
            (struct windows_unverified){.kind = UNVERIFIED_SELF_CHECK, .event = number, .window = tracker->window.id});
        return;
    }
    if (tracker->failing[event->check] != tracker->serial)
        return;
    tracker->failing[event->check] = 0;
    tracker->failing_count--;
    if (tracker->failing_count == 0)
        window_close(tracker, number, END_VERIFIED);
}

static void
waiver_list(struct tracker *tracker, uint32_t number, enum waiver_state state)
{
    const struct fact_event *event = &tracker->facts->events[number];
    const int64_t t_ms = time_of(tracker, number);
    const int64_t to_ms = state == WAIVER_VALID ? tracker->facts->waivers[event->waiver].expires_ms : t_ms;
    const bool on_window = state != WAIVER_NO_WINDOW;
    GROW_ADD(tracker, waivers,
             (struct windows_waiver){
                 .event = number,
                 .state = state,
                 .on_window = on_window,
                 .window = on_window ? tracker->window.id : 0,
                 .covers = {t_ms, to_ms > t_ms ? to_ms : t_ms},
             });
}

static enum waiver_state
waiver_state_of(const struct tracker *tracker, uint32_t number)
{
    const struct fact_waiver *waiver = &tracker->facts->waivers[tracker->facts->events[number].waiver];
    if (!tracker->is_open)
        return WAIVER_NO_WINDOW;
    if (waiver->approver == INTERN_NONE)
        return WAIVER_NO_APPROVER;
    return waiver->expires_ms == INSTANT_NONE ? WAIVER_NO_EXPIRY : WAIVER_VALID;
}

void
tracker_stray_waiver(struct tracker *tracker, uint32_t event)
{
    waiver_list(tracker, event, WAIVER_NO_WINDOW);
}

/* While a window is open. */
static void
event_open(struct tracker *tracker, uint32_t number, enum verdict verdict)
{
    const struct fact_event *event = &tracker->facts->events[number];
    if (verdict == VERDICT_PASS) {
        pass_record(tracker, number);
        return;
    }
    if (verdict == VERDICT_FAIL)
        check_fails(tracker, event->check);
    event_record(tracker, number);
}

/* While none is. */
static void
event_idle(struct tracker *tracker, uint32_t number, enum verdict verdict)
{
    const struct fact_event *event = &tracker->facts->events[number];
    const int64_t t_ms = time_of(tracker, number);
    if (verdict == VERDICT_FAIL) {
        window_open(tracker, number);
    } else if (verdict == VERDICT_PASS) {
        tracker->good_ms = t_ms;
        tracker->intro_ms = INSTANT_NONE;
    } else if (event->stage == STAGE_INTRODUCED && !has_fresh_intro(tracker, t_ms)) {
        tracker->intro_ms = t_ms;
        tracker->intro_index = event->index;
    }
}

void
tracker_event(struct tracker *tracker, uint32_t number)
{
    const struct fact_event *event = &tracker->facts->events[number];
    const enum verdict verdict = verdict_of(event->stage, event->outcome);
    if (event->stage == STAGE_WAIVED)
        waiver_list(tracker, number, waiver_state_of(tracker, number));
    if (tracker->is_open)
        event_open(tracker, number, verdict);
    else
        event_idle(tracker, number, verdict);
}

void
tracker_deleted(struct tracker *tracker, uint32_t first, uint32_t last)
{
    if (tracker->is_open) {
        event_record(tracker, first);
        window_close(tracker, first, END_DELETED);
    }
    tracker->good_ms = time_of(tracker, last);
    tracker->intro_ms = INSTANT_NONE;
}

void
tracker_finish(struct tracker *tracker)
{
    if (tracker->is_open)
        window_settle(tracker);
}
