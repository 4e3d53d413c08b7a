/* compare.h - everything that analytics_run() says of a story, against the oracle. */
#ifndef DAYBOOK_TESTS_ANALYTICS_COMPARE_H
#define DAYBOOK_TESTS_ANALYTICS_COMPARE_H

#include "analytics/analytics.h"
#include "history.h"
#include "oracle_coverage.h"
#include "oracle_figures.h"
#include "random_story.h"

/* libcheck notes every assertion in a file; these only note what fails. */
#define HOLDS(truth)                                                                                                   \
    do {                                                                                                               \
        if (!(truth))                                                                                                  \
            ck_abort_msg("round %d: not so: %s", round_now, #truth);                                                   \
    } while (0)
#define SAME(got, want)                                                                                                \
    do {                                                                                                               \
        const int64_t got_ = (int64_t)(got);                                                                           \
        const int64_t want_ = (int64_t)(want);                                                                         \
        if (got_ != want_)                                                                                             \
            ck_abort_msg("round %d: %s is %jd, want %jd", round_now, #got, (intmax_t)got_, (intmax_t)want_);           \
    } while (0)
#define SAME_TEXT(got, want) HOLDS(slice_equal(got, want))
static int round_now;

static inline int64_t
hours(int hour)
{
    return hour == NEVER ? INSTANT_NONE : hour * HOUR;
}

struct telling {
    struct history history;
    struct policy policy;
    struct analytics analytics;
    struct story story;
    struct oracle oracle;
};

static inline void
telling_release(struct telling *telling)
{
    history_release(&telling->history);
}

static inline void
tell(struct telling *telling)
{
    struct err err;
    telling->history = history_new();
    story_tell(&telling->story, &telling->history);
    telling->policy = history_policy(&telling->history);
    const struct period period = {telling->story.p0 * HOUR, telling->story.p1 * HOUR};
    ck_assert_msg(analytics_run(telling->history.facts, &telling->policy, period, telling->history.arena,
                                &telling->analytics, &err) == 0,
                  "%s", err.text);
    oracle_run(&telling->story, &telling->oracle);
}

static inline void
compare_window(const struct telling *telling, const struct window *window, const struct oracle_window *want)
{
    const struct facts *facts = telling->history.facts;
    SAME(window->id, (uint64_t)want->id);
    SAME_TEXT(telling->policy.rules[window->rule].id, slice_of(rule_names[want->rule]));
    SAME_TEXT(intern_text(facts->resources, window->resource), slice_of(resource_names[want->resource]));
    SAME(window->start_ms, hours(want->start));
    SAME(window->start_basis, want->introduced ? START_INTRODUCED : START_DETECTED);
    SAME(window->earliest_ms, hours(want->earliest));
    SAME(window->detected_ms, hours(want->detected));
    SAME(window->fixed_ms, hours(want->fixed));
    SAME(window->end_ms, hours(want->end));
    SAME(window->reason, want->end == NEVER ? END_REASON_NONE : want->deleted ? END_DELETED : END_VERIFIED);
    SAME(window->severity, want->severity);
    SAME_TEXT(slice_of(handling_name(window->handling)), slice_of(want->handling));
    SAME(window->reopen_of_ms, hours(want->reopen_of));
    HOLDS(window->carry_in == want->carry_in);
    HOLDS(window->carry_out == want->carry_out);
    SAME(window->due_ms, hours(want->due));
    SAME(window->net_due_ms, hours(want->net_due));
    SAME_TEXT(slice_of(sla_state_name(window->sla)), slice_of(want->sla));
    SAME_TEXT(slice_of(sla_state_name(window->net_sla)), slice_of(want->net_sla));
    SAME(window->first_index, (uint64_t)want->first);
    SAME(window->last_index, (uint64_t)want->last);
    SAME(window->ttr_ms, want->end == NEVER || want->deleted ? INSTANT_NONE : (want->end - want->detected) * HOUR);
    int gross = 0;
    int net = 0;
    for (int hour = telling->story.p0; hour < telling->story.e; hour++) {
        const bool inside = want->start <= hour && (want->end == NEVER || hour < want->end);
        gross += inside;
        net += inside && !oracle_waived_at(&telling->story, want, hour);
    }
    SAME(window->gross_ms, gross * HOUR);
    SAME(window->net_ms, net * HOUR);
}

static inline void
compare_windows(const struct telling *telling)
{
    const struct windows *windows = &telling->analytics.windows;
    SAME(windows->count, (size_t)telling->oracle.count);
    for (size_t i = 0; i < windows->count; i++)
        compare_window(telling, &windows->windows[i], &telling->oracle.windows[i]);
}

static inline void
compare_sums(const struct exposure_group *group, const struct oracle_sums *want)
{
    SAME(group->windows, (uint64_t)want->windows);
    SAME(group->opening, (uint64_t)want->opening);
    SAME(group->new_windows, (uint64_t)want->fresh);
    SAME(group->closed, (uint64_t)(want->verified + want->deleted));
    SAME(group->closed_verified, (uint64_t)want->verified);
    SAME(group->closed_deleted, (uint64_t)want->deleted);
    SAME(group->closing, (uint64_t)want->closing);
    SAME(group->reopened, (uint64_t)want->reopened);
    SAME(group->automated, (uint64_t)want->automated);
    SAME(group->manual, (uint64_t)want->manual);
    SAME(group->gross_ms, want->gross * HOUR);
    SAME(group->net_ms, want->net * HOUR);
    SAME(group->union_ms, want->union_hours * HOUR);
    SAME(group->net_union_ms, want->net_union * HOUR);
    SAME(group->any_ms, want->any * HOUR);
    SAME(group->sla.met, (uint64_t)want->met);
    SAME(group->sla.met_deleted, (uint64_t)want->met_deleted);
    SAME(group->sla.breached, (uint64_t)want->breached);
    SAME(group->sla.pending, (uint64_t)want->pending);
    SAME(group->sla.overdue, (uint64_t)want->overdue);
    SAME(group->sla.net_met, (uint64_t)want->net_met);
    SAME(group->sla.net_breached, (uint64_t)want->net_breached);
    const int64_t decided = want->met + want->breached;
    SAME(group->sla.rate, decided == 0 ? RATE_NONE : (2000000 * (int64_t)want->met + decided) / (2 * decided));
}

/* What always holds, whatever the figures are. */
static inline void
check_laws(const struct exposure_group *group)
{
    SAME(group->opening + group->new_windows - group->closed, group->closing);
    HOLDS(group->union_ms <= group->gross_ms);
    HOLDS(group->net_ms <= group->gross_ms);
    HOLDS(group->net_union_ms <= group->union_ms);
    HOLDS(group->net_union_ms <= group->net_ms);
    HOLDS(group->any_ms <= group->union_ms);
    HOLDS(group->ttr.events <= group->ttr.n);
    HOLDS(group->ttr.n <= group->windows);
}

static inline int64_t
duration(int hour)
{
    return hour == NEVER ? DURATION_NONE : hour * HOUR;
}

static inline void
compare_survival(const struct survival *survival, const struct oracle_survival *want)
{
    SAME(survival->n, (uint64_t)want->n);
    SAME(survival->events, (uint64_t)want->events);
    SAME(survival->min_at_risk, (uint64_t)want->min_at_risk);
    SAME(survival->median_ms, duration(want->median));
    SAME(survival->median_low_ms, duration(want->low));
    SAME(survival->median_high_ms, duration(want->high));
    SAME(survival->p90_ms, duration(want->p90));
    SAME(survival->rmst_ms, want->rmst_ms);
    SAME(survival->closed_only_mean_ms, want->mean_ms);
}

static inline void
compare_steps(const struct survival *survival, const struct oracle_survival *want)
{
    SAME(survival->row_count, (size_t)want->steps);
    if (want->steps == 0)
        return;
    const struct survival_row *last = &survival->rows[survival->row_count - 1];
    SAME(last->incidence_verified, want->verified);
    SAME(last->incidence_deleted, want->deleted);
}

/* The group that the filter describes, in its place among its kind. */
static inline void
compare_group(const struct telling *telling, struct oracle_filter filter, const char *name,
              const struct exposure_groups *groups, size_t *at)
{
    const struct oracle_sums want = oracle_sum(&telling->story, &telling->oracle, &filter);
    if (want.windows == 0)
        return;
    HOLDS(*at < groups->count);
    const struct exposure_group *group = &groups->groups[(*at)++];
    const struct oracle_survival survival = oracle_survive(&telling->story, &telling->oracle, &filter);
    SAME_TEXT(group->name, slice_of(name));
    compare_sums(group, &want);
    compare_survival(&group->ttr, &survival);
    check_laws(group);
    if (filter.severity >= 0)
        compare_steps(&group->ttr, &survival);
    const int sla =
        filter.severity < 0 ? 0 : oracle_sla_hours(telling->story.count - 1, (enum severity)filter.severity);
    SAME(group->sla.beyond_sla, sla == 0 || survival.n == 0 ? RATE_NONE : survival.at_sla[sla]);
}

static inline void
compare_groups(const struct telling *telling)
{
    const struct exposure *exposure = &telling->analytics.exposure;
    size_t at = 0;
    for (int severity = severity_count - 1; severity >= 0; severity--)
        compare_group(telling, (struct oracle_filter){severity, -1, -1, NULL},
                      severity == SEVERITY_NONE ? "none" : severity_name((enum severity)severity),
                      &exposure->by_severity, &at);
    SAME(at, exposure->by_severity.count);
    at = 0;
    for (int rule = 0; rule < ORACLE_RULES; rule++)
        compare_group(telling, (struct oracle_filter){-1, rule, -1, NULL}, rule_names[rule], &exposure->by_rule, &at);
    SAME(at, exposure->by_rule.count);
    at = 0;
    compare_group(telling, (struct oracle_filter){-1, -1, CRITERION_ONE, NULL}, "CC6.1", &exposure->by_criterion, &at);
    compare_group(telling, (struct oracle_filter){-1, -1, CRITERION_TWO, NULL}, "CC7.1", &exposure->by_criterion, &at);
    SAME(at, exposure->by_criterion.count);
    const struct exposure_groups total = {&exposure->total, 1};
    at = 0;
    compare_group(telling, (struct oracle_filter){-1, -1, -1, NULL}, "total", &total, &at);
    SAME(exposure->total.windows, at == 0 ? 0 : (uint64_t)telling->oracle.count);
    struct oracle_filter handled = {-1, -1, -1, "automated"};
    struct oracle_survival want = oracle_survive(&telling->story, &telling->oracle, &handled);
    compare_survival(&exposure->automated, &want);
    handled.handling = "manual";
    want = oracle_survive(&telling->story, &telling->oracle, &handled);
    compare_survival(&exposure->manual, &want);
}

static inline void
compare_roll(const struct telling *telling)
{
    const struct exposure *exposure = &telling->analytics.exposure;
    HOLDS(exposure->balances);
    SAME(exposure->roll_count, severity_count + 1);
    SAME(exposure->roll[0].closing, exposure->total.closing);
    SAME(exposure->roll[0].opening, exposure->total.opening);
}

/* The lists that name single events, each in index order. */
static inline void
compare_lists(const struct telling *telling)
{
    const struct analytics *analytics = &telling->analytics;
    const struct story *story = &telling->story;
    size_t backdated = 0, future = 0, late = 0, denied = 0, waivers = 0, undecided = 0;
    uint32_t number = 0;
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        if (thing->kind != RECORD_EVENT)
            continue;
        const bool read = thing->t < story->e;
        const bool permitted = oracle_permitted(story, i);
        const bool after = thing->occurred != NEVER && thing->occurred < story->p1 && thing->received >= story->p1;
        if (thing->backdated)
            SAME(analytics->effective.backdated[backdated++], number);
        if (thing->future)
            SAME(analytics->effective.future[future++], number);
        if (thing->late_for >= 0 || after) {
            SAME(analytics->effective.late[late].event, number);
            HOLDS((analytics->effective.late[late].close == FACT_NONE) == (thing->late_for < 0));
            HOLDS(analytics->effective.late[late++].counted == read);
        }
        if (read && !permitted)
            SAME(analytics->windows.denied[denied++].event, number);
        if (read && permitted && thing->stage == STAGE_WAIVED)
            SAME(analytics->windows.waivers[waivers++].event, number);
        if (read && permitted && thing->stage == STAGE_EVALUATED && thing->outcome == OUTCOME_NONE)
            SAME(analytics->windows.undecided[undecided++], number);
        number++;
    }
    SAME(analytics->effective.backdated_count, backdated);
    SAME(analytics->effective.future_count, future);
    SAME(analytics->effective.late_count, late);
    SAME(analytics->windows.denied_count, denied);
    SAME(analytics->windows.waiver_count, waivers);
    SAME(analytics->windows.undecided_count, undecided);
}

static inline void
compare_unverified(const struct telling *telling)
{
    const struct windows *windows = &telling->analytics.windows;
    size_t self_checks = 0, closures = 0, pending = 0, wanted_self = 0, wanted_closures = 0, wanted_pending = 0;
    for (size_t i = 0; i < windows->unverified_count; i++) {
        self_checks += windows->unverified[i].kind == UNVERIFIED_SELF_CHECK;
        closures += windows->unverified[i].kind == UNVERIFIED_CLOSED;
        pending += windows->unverified[i].pending;
        HOLDS(i == 0 || windows->unverified[i - 1].event <= windows->unverified[i].event);
    }
    for (int i = 0; i < telling->oracle.count; i++) {
        wanted_self += (size_t)telling->oracle.windows[i].self_check_count;
        wanted_closures += telling->oracle.windows[i].tool_closed >= 0;
        wanted_pending += telling->oracle.windows[i].pending;
    }
    SAME(self_checks, wanted_self);
    SAME(closures, wanted_closures);
    SAME(pending, wanted_pending);
}

static inline int
source_of(const struct telling *telling, uint32_t number)
{
    for (int source = 0; source < ORACLE_SOURCES; source++) {
        if (slice_equal(intern_text(telling->history.facts->sources, number), slice_of(source_names[source])))
            return source;
    }
    return -1;
}

/* The gaps of one source, from *at on. */
static inline void
compare_gaps(const struct telling *telling, const struct coverage_source *line, size_t *at)
{
    const struct story *story = &telling->story;
    const int source = source_of(telling, line->source);
    uint64_t gaps = 0;
    for (int from = story->p0; from < story->e; from++) {
        if (!oracle_gap(story, source, from))
            continue;
        int to = from;
        while (oracle_gap(story, source, to))
            to++;
        const struct coverage_gap *gap = &telling->analytics.coverage.gaps[(*at)++];
        SAME(gap->source, line->source);
        SAME(gap->stretch.from_ms, from * HOUR);
        SAME(gap->stretch.to_ms, to * HOUR);
        SAME(gap->events, oracle_occurred(story, source, from, to, to));
        HOLDS((gap->first == FACT_NONE) == (gap->events == 0));
        gaps++;
        from = to;
    }
    SAME(line->gap_count, gaps);
}

static inline void
compare_coverage(const struct telling *telling)
{
    const struct coverage *coverage = &telling->analytics.coverage;
    const struct story *story = &telling->story;
    size_t at = 0;
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct coverage_source *line = &coverage->sources[i];
        const int source = source_of(telling, line->source);
        int scope = 0;
        int covered = 0;
        for (int hour = story->p0; hour < story->e; hour++) {
            scope += oracle_in_scope(story, source, hour);
            covered += oracle_in_scope(story, source, hour) && oracle_alive(story, source, hour);
        }
        SAME(line->scope_ms, scope * HOUR);
        SAME(line->covered_ms, covered * HOUR);
        HOLDS(line->whole_period == oracle_covers_all(story, source));
        compare_gaps(telling, line, &at);
    }
    SAME(coverage->gap_count, at);
}

static inline void
compare_criteria(const struct telling *telling)
{
    static const int in_scope[] = {CRITERION_ONE, CRITERION_TWO, CRITERION_BARE};
    static const uint64_t rules[] = {2, 1, 0};
    const struct criteria *criteria = &telling->analytics.criteria;
    SAME(criteria->count, COUNT_OF(in_scope));
    uint64_t recorded = 0;
    for (size_t i = 0; i < COUNT_OF(in_scope); i++) {
        int events;
        const char *state = oracle_criterion(&telling->story, in_scope[i], &events);
        SAME(criteria->criteria[i].criterion, in_scope[i]);
        SAME_TEXT(slice_of(criterion_state_name(criteria->criteria[i].state)), slice_of(state));
        SAME(criteria->criteria[i].events, events);
        SAME(criteria->criteria[i].rules, rules[i]);
        recorded += events > 0;
    }
    SAME(criteria->recorded, recorded);
}

static inline void
compare_assets(const struct telling *telling)
{
    int lifetime = 0;
    int fresh = 0;
    for (int resource = 0; resource < ORACLE_RESOURCES; resource++) {
        for (int hour = telling->story.p0; hour < telling->story.e; hour++) {
            bool is_fresh;
            const bool lives = oracle_lives(&telling->story, resource, hour, &is_fresh);
            lifetime += lives;
            fresh += lives && is_fresh;
        }
    }
    SAME(telling->analytics.assets.lifetime_ms, lifetime * HOUR);
    SAME(telling->analytics.assets.fresh_ms, fresh * HOUR);
    SAME(telling->analytics.assets.rule_count, lifetime > 0);
}

static inline void
compare_population(const struct telling *telling)
{
    const struct population *population = &telling->analytics.population;
    const struct story *story = &telling->story;
    size_t at = 0;
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        if (thing->kind != RECORD_RECONCILIATION || thing->received < story->p0 || thing->received >= story->p1)
            continue;
        SAME(population->lines[at].source, thing->count);
        SAME(population->lines[at].ledger, oracle_occurred(story, thing->source, thing->from, thing->to, NEVER));
        at++;
    }
    SAME(population->line_count, at);
    SAME(population->source_count, telling->analytics.coverage.source_count);
}

/* All of it. */
static inline void
compare_all(const struct telling *telling)
{
    compare_windows(telling);
    compare_groups(telling);
    compare_roll(telling);
    compare_lists(telling);
    compare_unverified(telling);
    compare_coverage(telling);
    compare_criteria(telling);
    compare_assets(telling);
    compare_population(telling);
}

#endif
