/* oracle_figures.h - the sums of statistics §§4-6 and 8 once more, hour by hour over the oracle's windows. */
#ifndef DAYBOOK_TESTS_ANALYTICS_ORACLE_FIGURES_H
#define DAYBOOK_TESTS_ANALYTICS_ORACLE_FIGURES_H

#include "oracle.h"

#include <math.h>

/* Which windows a group takes. */
struct oracle_filter {
    int severity, rule, criterion; /* -1: any */
    const char *handling;          /* NULL: any */
};

static inline bool
oracle_takes(const struct oracle_filter *filter, const struct oracle_window *window)
{
    if (filter->severity >= 0 && filter->severity != (int)window->severity)
        return false;
    if (filter->rule >= 0 && filter->rule != window->rule)
        return false;
    if (filter->handling != NULL && strcmp(filter->handling, window->handling) != 0)
        return false;
    if (filter->criterion == CRITERION_ONE)
        return window->rule <= 1;
    if (filter->criterion == CRITERION_TWO)
        return window->rule == 1;
    return filter->criterion < 0;
}

struct oracle_sums {
    int windows, opening, fresh, verified, deleted, closing, reopened, automated, manual;
    int gross, net, union_hours, net_union, any;
    int met, met_deleted, breached, pending, overdue, net_met, net_breached;
};

static inline bool
oracle_is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static inline void
oracle_count(const struct story *story, const struct oracle_window *window, struct oracle_sums *sums)
{
    sums->windows++;
    sums->opening += window->carry_in;
    sums->fresh += window->start >= story->p0;
    sums->verified += window->end != NEVER && !window->deleted;
    sums->deleted += window->end != NEVER && window->deleted;
    sums->closing += window->end == NEVER;
    sums->reopened += window->reopen_of != NEVER;
    sums->automated += oracle_is(window->handling, "automated");
    sums->manual += oracle_is(window->handling, "manual");
    sums->met += oracle_is(window->sla, "met");
    sums->met_deleted += oracle_is(window->sla, "met") && window->deleted;
    sums->breached += oracle_is(window->sla, "breached");
    sums->pending += oracle_is(window->sla, "pending");
    sums->overdue += window->end == NEVER && window->due != NEVER && window->due < story->e;
    sums->net_met += oracle_is(window->net_sla, "met");
    sums->net_breached += oracle_is(window->net_sla, "breached");
}

/* One hour of the period. */
static inline void
oracle_hour(const struct story *story, const struct oracle *oracle, const struct oracle_filter *filter, int hour,
            struct oracle_sums *sums)
{
    bool open[ORACLE_RESOURCES] = {false};
    bool unwaived[ORACLE_RESOURCES] = {false};
    for (int i = 0; i < oracle->count; i++) {
        const struct oracle_window *window = &oracle->windows[i];
        const bool inside = window->start <= hour && (window->end == NEVER || hour < window->end);
        if (!inside || !oracle_takes(filter, window))
            continue;
        const bool counts = !oracle_waived_at(story, window, hour);
        sums->gross++;
        sums->net += counts;
        open[window->resource] = true;
        unwaived[window->resource] |= counts;
    }
    bool any = false;
    for (int resource = 0; resource < ORACLE_RESOURCES; resource++) {
        sums->union_hours += open[resource];
        sums->net_union += unwaived[resource];
        any |= open[resource];
    }
    sums->any += any;
}

static inline struct oracle_sums
oracle_sum(const struct story *story, const struct oracle *oracle, const struct oracle_filter *filter)
{
    struct oracle_sums sums = {0};
    for (int i = 0; i < oracle->count; i++) {
        if (oracle_takes(filter, &oracle->windows[i]))
            oracle_count(story, &oracle->windows[i], &sums);
    }
    for (int hour = story->p0; hour < story->e; hour++)
        oracle_hour(story, oracle, filter, hour, &sums);
    return sums;
}

/* A fraction in lowest terms. */
struct exact {
    __int128 above, below;
};

static inline struct exact
exact_of(__int128 above, __int128 below)
{
    __int128 a = above < 0 ? -above : above;
    __int128 b = below;
    while (b != 0) {
        const __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a == 0 ? (struct exact){0, 1} : (struct exact){above / a, below / a};
}

static inline struct exact
exact_multiply(struct exact a, struct exact b)
{
    return exact_of(a.above * b.above, a.below * b.below);
}

static inline struct exact
exact_add(struct exact a, struct exact b)
{
    return exact_of(a.above * b.below + b.above * a.below, a.below * b.below);
}

/* Half up. */
static inline int64_t
exact_round(struct exact value, int64_t unit)
{
    return (int64_t)((2 * value.above * unit + value.below) / (2 * value.below));
}

struct oracle_survival {
    int n, events, min_at_risk;
    int median, p90, low, high; /* hours, or NEVER */
    int64_t rmst_ms, mean_ms;   /* or INT64_MIN */
    int64_t at_sla[8 * 24 + 1]; /* S by hour, millionths */
    int steps;
    int64_t verified, deleted; /* incidence at the end, millionths */
};

struct oracle_age {
    int entry, exit;
    bool verified, deleted;
};

static inline int
oracle_ages(const struct story *story, const struct oracle *oracle, const struct oracle_filter *filter,
            struct oracle_age out_ages[static ORACLE_WINDOWS_MAX])
{
    int n = 0;
    for (int i = 0; i < oracle->count; i++) {
        const struct oracle_window *window = &oracle->windows[i];
        if (!oracle_takes(filter, window))
            continue;
        const struct oracle_age age = {
            .entry = story->p0 > window->detected ? story->p0 - window->detected : 0,
            .exit = (window->end == NEVER ? story->e : window->end) - window->detected,
            .verified = window->end != NEVER && !window->deleted,
            .deleted = window->end != NEVER && window->deleted,
        };
        if (age.entry < age.exit || (age.verified && age.entry == 0 && age.exit == 0))
            out_ages[n++] = age;
    }
    return n;
}

static inline struct oracle_survival
oracle_survive(const struct story *story, const struct oracle *oracle, const struct oracle_filter *filter)
{
    struct oracle_age ages[ORACLE_WINDOWS_MAX];
    struct oracle_survival out = {
        .median = NEVER, .p90 = NEVER, .low = NEVER, .high = NEVER, .rmst_ms = INT64_MIN, .mean_ms = INT64_MIN};
    out.n = oracle_ages(story, oracle, filter, ages);
    struct exact s = {1, 1};
    struct exact both = {1, 1};
    struct exact verified = {0, 1};
    struct exact deleted = {0, 1};
    struct exact area = {0, 1};
    double greenwood = 0;
    int last_exit = 0;
    int64_t exits = 0;
    for (int t = 0; t < 20000; t++) {
        int at_risk = 0, events = 0, deletions = 0, still = 0;
        for (int i = 0; i < out.n; i++) {
            at_risk += t == 0 ? ages[i].entry == 0 : ages[i].entry < t && t <= ages[i].exit;
            events += ages[i].verified && ages[i].exit == t;
            deletions += ages[i].deleted && ages[i].exit == t;
            still += ages[i].exit > t;
            last_exit = ages[i].exit > last_exit ? ages[i].exit : last_exit;
        }
        if (events + deletions > 0) {
            out.steps++;
            verified = exact_add(verified, exact_multiply(both, exact_of(events, at_risk)));
            deleted = exact_add(deleted, exact_multiply(both, exact_of(deletions, at_risk)));
            both = exact_multiply(both, exact_of(at_risk - events - deletions, at_risk));
        }
        if (events > 0) {
            s = exact_multiply(s, exact_of(at_risk - events, at_risk));
            if (s.above > 0)
                greenwood += (double)events / ((double)at_risk * (at_risk - events));
            out.events += events;
            exits += (int64_t)events * t;
            out.min_at_risk = out.min_at_risk == 0 || at_risk < out.min_at_risk ? at_risk : out.min_at_risk;
            if (out.median == NEVER && 2 * s.above <= s.below)
                out.median = t;
            if (out.p90 == NEVER && 10 * s.above <= s.below)
                out.p90 = t;
            const double value = (double)s.above / (double)s.below;
            const double width = s.above > 0 ? 1.959964 * sqrt(greenwood) / fabs(log(value)) : 0;
            if (out.low == NEVER && (s.above == 0 || pow(value, exp(width)) <= 0.5))
                out.low = t;
            if (out.high == NEVER && s.above > 0 && pow(value, exp(-width)) <= 0.5)
                out.high = t;
        }
        if (t < (int)COUNT_OF(out.at_sla))
            out.at_sla[t] = exact_round(s, 1000000);
        if (t < 720)
            area = exact_add(area, s);
        else if (still == 0)
            break;
    }
    if (out.n > 0 && (s.above == 0 || last_exit >= 720))
        out.rmst_ms = exact_round(area, HOUR);
    if (out.events > 0)
        out.mean_ms = exact_round(exact_of(exits, out.events), HOUR);
    out.verified = exact_round(verified, 1000000);
    out.deleted = exact_round(deleted, 1000000);
    return out;
}

#endif
