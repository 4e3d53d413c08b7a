/* oracle.h - statistics §§1-4 and 6 once more, slowly: straight from the page, by scanning lists again and again.
 * It shares no code with src/analytics, and works on things of its own: everything happens on the grid of hours. */
#ifndef DAYBOOK_TESTS_ANALYTICS_ORACLE_H
#define DAYBOOK_TESTS_ANALYTICS_ORACLE_H

#include "history.h"

enum {
    THINGS_MAX = 64,
    ORACLE_WINDOWS_MAX = 64,
    ORACLE_SOURCES = 3,
    ORACLE_RESOURCES = 2,
    ORACLE_CHECKS = 4,
    ORACLE_RULES = 3,
    NEVER = INT32_MIN
};

static const char *const source_names[ORACLE_SOURCES] = {"s2", "s0", "s1"};
static const char *const resource_names[ORACLE_RESOURCES] = {"r1", "r0"};
static const char *const check_names[ORACLE_CHECKS] = {"a/1", "a/2", "b/1", "x/1"};
static const int rule_of_check[ORACLE_CHECKS] = {0, 0, 1, 2};
static const char *const rule_names[ORACLE_RULES] = {"alpha", "beta", "unmapped:x/1"};
static const char *const actor_names[] = {NULL, "bot", "eve"};

/* An entry, in hours and small numbers; -1 is none. */
struct thing {
    enum record_kind kind;
    int received;
    int occurred; /* or NEVER */
    int source, check, resource, actor;
    enum stage stage;
    enum outcome outcome;
    enum severity severity;
    bool approved;
    int expires; /* or NEVER */
    /* source */
    bool retired;
    int may;           /* bits, or -1 */
    int interval, lag; /* or 0 */
    /* close */
    int from, to, cut;
    /* heartbeat */
    enum heartbeat_basis basis;
    int count;
    /* worked out */
    int own, t;
    int late_for; /* number of the close, or -1 */
    bool backdated, future;
};

struct story {
    struct thing things[THINGS_MAX];
    int count;
    int p0, p1, e, a;
};

struct oracle_window {
    int id, rule, resource;
    int start, earliest, detected, fixed, end, reopen_of;
    bool introduced, deleted, carry_in, carry_out;
    enum severity severity;
    const char *handling, *sla, *net_sla;
    int due, net_due;
    int first, last, opening, closing; /* things */
    int members[THINGS_MAX];           /* recorded on it, in order */
    int member_count;
    bool waived[THINGS_MAX]; /* valid waivers, by thing */
    int tool_closed;         /* thing, or -1: listed */
    bool pending;
    int self_checks[THINGS_MAX];
    int self_check_count;
};

struct oracle {
    struct oracle_window windows[ORACLE_WINDOWS_MAX];
    int count;
};

/* Whether it is a pass, 'p', a fail, 'f', or neither, '-'. */
static inline char
oracle_verdict(const struct thing *thing)
{
    const bool decides = thing->stage == STAGE_DETECTED || thing->stage == STAGE_REOPENED ||
                         thing->stage == STAGE_EVALUATED || thing->stage == STAGE_VERIFIED;
    if (decides && thing->outcome != OUTCOME_NONE)
        return thing->outcome == OUTCOME_PASS ? 'p' : 'f';
    if (thing->stage == STAGE_DETECTED || thing->stage == STAGE_REOPENED)
        return 'f';
    return thing->stage == STAGE_VERIFIED ? 'p' : '-';
}

/* The source's last source record before thing `at`, or NULL. */
static inline const struct thing *
oracle_setting(const struct story *story, int at)
{
    for (int i = at - 1; i >= 0; i--) {
        if (story->things[i].kind == RECORD_SOURCE && story->things[i].source == story->things[at].source)
            return &story->things[i];
    }
    return NULL;
}

static inline bool
oracle_permitted(const struct story *story, int at)
{
    const struct thing *thing = &story->things[at];
    const struct thing *setting = oracle_setting(story, at);
    if (setting == NULL || setting->may < 0)
        return true;
    const char verdict = oracle_verdict(thing);
    int needed = 0;
    if (verdict == 'f' || thing->stage == STAGE_INTRODUCED)
        needed = 1 << MAY_DETECT;
    else if (verdict == 'p')
        needed = 1 << MAY_VERIFY;
    else if (thing->stage == STAGE_REMEDIATED || thing->stage == STAGE_DEPLOYED || thing->stage == STAGE_FAILED)
        needed = 1 << MAY_FIX;
    else if (thing->stage == STAGE_WAIVED)
        needed = 1 << MAY_WAIVE;
    else if (thing->stage == STAGE_DELETED)
        needed = 1 << MAY_DELETE;
    return (setting->may & needed) == needed;
}

static inline void
oracle_times(struct story *story)
{
    story->a = story->things[story->count - 1].received;
    story->e = story->a < story->p1 ? story->a : story->p1;
    for (int i = 0; i < story->count; i++) {
        struct thing *thing = &story->things[i];
        if (thing->kind != RECORD_EVENT)
            continue;
        const struct thing *setting = oracle_setting(story, i);
        const int lag = setting == NULL || setting->lag == 0 ? 24 : setting->lag;
        const bool said = thing->occurred != NEVER;
        const bool closing = thing->stage == STAGE_DELETED || oracle_verdict(thing) == 'p';
        thing->backdated = closing && said && thing->received - thing->occurred > lag;
        thing->future = said && thing->occurred > thing->received;
        thing->own = said && thing->occurred < thing->received && !thing->backdated && thing->stage != STAGE_WAIVED
                         ? thing->occurred
                         : thing->received;
        thing->t = thing->own;
        thing->late_for = -1;
        for (int c = 0; c < story->count; c++) {
            const struct thing *close = &story->things[c];
            if (close->kind != RECORD_CLOSE || i < close->cut)
                continue;
            if (close->to > thing->own && (thing->late_for < 0 || close->to < story->things[thing->late_for].to))
                thing->late_for = c;
            if (close->to > thing->t)
                thing->t = close->to;
        }
    }
}

/* The things of a key in their order: those of its checks and resource, and every deletion of the resource. */
static inline int
oracle_key(const struct story *story, int rule, int resource, int out_order[static THINGS_MAX])
{
    int count = 0;
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        if (thing->kind != RECORD_EVENT || thing->resource != resource || thing->t >= story->e ||
            !oracle_permitted(story, i))
            continue;
        if (thing->stage != STAGE_DELETED && (thing->check < 0 || rule_of_check[thing->check] != rule))
            continue;
        int at = count++;
        for (; at > 0; at--) {
            const struct thing *before = &story->things[out_order[at - 1]];
            if (before->t < thing->t || (before->t == thing->t && before->own <= thing->own))
                break;
            out_order[at] = out_order[at - 1];
        }
        out_order[at] = i;
    }
    return count;
}

static inline bool
oracle_self_check(const struct story *story, const struct oracle_window *window, const struct thing *pass)
{
    for (int i = 0; i < window->member_count; i++) {
        const struct thing *fix = &story->things[window->members[i]];
        if (fix->stage == STAGE_REMEDIATED && fix->source == pass->source &&
            (pass->actor <= 0 || pass->actor == fix->actor))
            return true;
    }
    return false;
}

/* Follow a window from its opening at order[at]; returns the place behind its last thing. */
static inline int
oracle_follow(const struct story *story, struct oracle_window *window, const int *order, int count, int at)
{
    bool failing[ORACLE_CHECKS] = {false};
    window->end = NEVER;
    window->closing = -1;
    for (; at < count; at++) {
        const struct thing *thing = &story->things[order[at]];
        const bool self = oracle_verdict(thing) == 'p' && oracle_self_check(story, window, thing);
        window->members[window->member_count++] = order[at];
        if (self)
            window->self_checks[window->self_check_count++] = order[at];
        if (thing->stage != STAGE_DELETED && oracle_verdict(thing) == 'f')
            failing[thing->check] = true;
        if (thing->stage != STAGE_DELETED && oracle_verdict(thing) == 'p' && !self)
            failing[thing->check] = false;
        bool any = false;
        for (int check = 0; check < ORACLE_CHECKS; check++)
            any |= failing[check];
        if (thing->stage == STAGE_DELETED || !any) {
            window->end = thing->t;
            window->deleted = thing->stage == STAGE_DELETED;
            window->closing = order[at];
            return at + 1;
        }
    }
    return at;
}

static inline int
oracle_sla_hours(int id, enum severity severity)
{
    if (id >= 7)
        return severity == SEVERITY_HIGH ? 4 : severity == SEVERITY_LOW ? 20 : 0;
    return severity == SEVERITY_HIGH ? 8 : severity == SEVERITY_CRITICAL ? 2 : 0;
}

static inline void
oracle_due(const struct story *story, struct oracle_window *window)
{
    bool stated = false;
    window->due = NEVER;
    for (int i = 0; i < window->member_count; i++) {
        const struct thing *thing = &story->things[window->members[i]];
        if (thing->stage == STAGE_INTRODUCED || thing->severity == SEVERITY_NONE)
            continue;
        const int hours = oracle_sla_hours(window->id, thing->severity);
        const int due = (stated ? thing->t : window->detected) + hours;
        stated = true;
        if (hours > 0 && (window->due == NEVER || due < window->due))
            window->due = due;
    }
}

static inline const char *
oracle_sla(const struct story *story, const struct oracle_window *window, int due)
{
    if (due == NEVER)
        return "none";
    const bool in_time = window->end != NEVER && window->end <= due;
    const int decided = in_time ? window->end : due;
    return decided < story->p0 ? "earlier" : decided >= story->e ? "pending" : in_time ? "met" : "breached";
}

static inline bool
oracle_waived_at(const struct story *story, const struct oracle_window *window, int hour)
{
    const int until = window->end == NEVER ? story->e : window->end;
    for (int i = 0; i < window->member_count; i++) {
        const struct thing *thing = &story->things[window->members[i]];
        const bool valid = thing->stage == STAGE_WAIVED && thing->approved && thing->expires != NEVER;
        if (valid && thing->t <= hour && hour < thing->expires && hour < until)
            return true;
    }
    return false;
}

/* The hour at which as much time as up to `due` has passed since detection, not counting waived hours. */
static inline int
oracle_net_due(const struct story *story, const struct oracle_window *window)
{
    if (window->due == NEVER)
        return NEVER;
    int hour = window->detected;
    for (int left = window->due - window->detected; left > 0; hour++)
        left -= !oracle_waived_at(story, window, hour);
    return hour;
}

/* Everything that can be told from the finished list of members. */
static inline void
oracle_describe(const struct story *story, struct oracle_window *window)
{
    bool automated = false;
    bool manual = false;
    window->fixed = NEVER;
    window->tool_closed = -1;
    for (int i = 0; i < window->member_count; i++) {
        const int at = window->members[i];
        const struct thing *thing = &story->things[at];
        window->first = at < window->first ? at : window->first;
        window->last = at > window->last ? at : window->last;
        if (thing->stage != STAGE_INTRODUCED && thing->severity > window->severity)
            window->severity = thing->severity;
        if (thing->stage == STAGE_REMEDIATED || thing->stage == STAGE_DEPLOYED)
            window->fixed = thing->t;
        automated |= thing->stage == STAGE_REMEDIATED;
        manual |= (thing->stage >= STAGE_NOTIFIED && thing->stage <= STAGE_DEPLOYED) || thing->stage == STAGE_FAILED;
        if (thing->stage == STAGE_CLOSED && window->tool_closed < 0 &&
            (window->end == NEVER || window->end - thing->t > 24)) {
            window->tool_closed = at;
            window->pending = window->end == NEVER && thing->t + 24 > story->e;
        }
    }
    window->handling = automated ? "automated" : manual ? "manual" : "none";
    window->carry_in = window->start < story->p0;
    window->carry_out = window->end == NEVER;
    oracle_due(story, window);
    window->net_due = oracle_net_due(story, window);
    window->sla = oracle_sla(story, window, window->due);
    window->net_sla = oracle_sla(story, window, window->net_due);
}

static inline void
oracle_run_key(const struct story *story, struct oracle *oracle, int rule, int resource)
{
    int order[THINGS_MAX];
    const int count = oracle_key(story, rule, resource, order);
    int intro = NEVER;
    int intro_thing = -1;
    int good = NEVER;
    int verified_end = NEVER;
    for (int at = 0; at < count;) {
        const struct thing *thing = &story->things[order[at]];
        const bool fresh = intro != NEVER && thing->t - intro <= 720;
        const char verdict = thing->stage == STAGE_DELETED ? 'p' : oracle_verdict(thing);
        if (thing->stage == STAGE_INTRODUCED && !fresh) {
            intro = thing->t;
            intro_thing = order[at];
        }
        if (verdict == 'p') {
            good = thing->t;
            intro = NEVER;
        }
        if (verdict != 'f') {
            at++;
            continue;
        }
        struct oracle_window window = {
            .id = order[at],
            .rule = rule,
            .resource = resource,
            .start = fresh ? intro : thing->t,
            .earliest = good,
            .detected = thing->t,
            .introduced = fresh,
            .opening = order[at],
            .first = fresh ? intro_thing : order[at],
            .last = fresh ? intro_thing : order[at],
        };
        const int near = rule == 0 ? 10 : 6;
        window.reopen_of = verified_end != NEVER && window.start - verified_end < near ? verified_end : NEVER;
        at = oracle_follow(story, &window, order, count, at);
        intro = NEVER;
        good = window.end;
        verified_end = window.deleted ? NEVER : window.end;
        oracle_describe(story, &window);
        if (window.end == NEVER || window.end >= story->p0)
            oracle->windows[oracle->count++] = window;
    }
}

static inline bool
oracle_before(const struct oracle_window *a, const struct oracle_window *b)
{
    if (a->start != b->start)
        return a->start < b->start;
    int order = strcmp(rule_names[a->rule], rule_names[b->rule]);
    if (order == 0)
        order = strcmp(resource_names[a->resource], resource_names[b->resource]);
    if (order == 0)
        order = a->detected - b->detected;
    return order == 0 ? a->id < b->id : order < 0;
}

static inline void
oracle_run(struct story *story, struct oracle *oracle)
{
    oracle->count = 0;
    oracle_times(story);
    for (int rule = 0; rule < ORACLE_RULES; rule++) {
        for (int resource = 0; resource < ORACLE_RESOURCES; resource++)
            oracle_run_key(story, oracle, rule, resource);
    }
    for (int i = 0; i < oracle->count; i++) {
        for (int j = i + 1; j < oracle->count; j++) {
            if (!oracle_before(&oracle->windows[j], &oracle->windows[i]))
                continue;
            const struct oracle_window moved = oracle->windows[i];
            oracle->windows[i] = oracle->windows[j];
            oracle->windows[j] = moved;
        }
    }
}

#endif
