#include "cmd/status.h"

#include "cmd/duration.h"
#include "cmd/print.h"

#include <inttypes.h>

enum { ROWS_MAX = 20 };

static struct table *
table_begin(const struct status_facts *facts, const char *const *header, size_t columns)
{
    struct table *table = table_new(facts->arena, columns);
    for (size_t i = 0; i < columns; i++)
        table_add(table, slice_of(header[i]));
    return table;
}

static void
table_end(const struct table *table, size_t total)
{
    table_print(table);
    if (total > ROWS_MAX)
        printf("and %zu more: --json lists them all\n", total - ROWS_MAX);
}

static size_t
shown(size_t total)
{
    return total < ROWS_MAX ? total : ROWS_MAX;
}

static void
table_instant(const struct status_facts *facts, struct table *table, int64_t ms)
{
    char text[INSTANT_TEXT_MAX] = "";
    if (ms != INSTANT_NONE)
        instant_write(text, ms);
    table_add(table, arena_copy(facts->arena, slice_of(text)));
}

/* "2 d 3 h left", "5 h over". */
static struct slice
left_text(const struct status_facts *facts, int64_t left_ms)
{
    if (left_ms == DURATION_NONE)
        return SLICE("no due");
    return arena_format(facts->arena, "%s %s", (const char *)duration_text(left_ms, facts->arena).p,
                        left_ms < 0 ? "over" : "left");
}

/* The rule and the resource: the last two cells of a row about a window. */
static void
table_finding(const struct status_facts *facts, struct table *table, const struct window *window)
{
    table_add(table, facts->model->policy->rules[window->rule].id);
    table_add(table, intern_text(facts->model->facts->resources, window->resource));
}

static void
print_head(const struct status_facts *facts)
{
    static const char *const clocks[] = {[STATUS_CLOCK_SYSTEM] = "",
                                         [STATUS_CLOCK_LAST_ENTRY] = ", that of the last entry",
                                         [STATUS_CLOCK_PERIOD_END] = ", the end asked for"};
    char as_of[INSTANT_TEXT_MAX];
    char now[INSTANT_TEXT_MAX];
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(as_of, facts->model->analytics->effective.as_of_ms);
    instant_write(now, facts->attention.now_ms);
    instant_write(from, facts->model->from_ms);
    instant_write(to, facts->model->to_ms);
    printf("%.*s: %" PRIu64 " entries, period %s .. %s\n", SLICE_ARG(facts->model->origin), facts->model->b, from, to);
    printf("as of the last entry %s; now %s%s\n", as_of, now, clocks[facts->clock]);
}

static void
print_open(const struct status_facts *facts)
{
    static const char *const header[] = {"TIME LEFT", "SEVERITY", "LAST STEP", "FOR", "OWNER", "RULE", "RESOURCE"};
    const struct attention_counts *counts = &facts->attention.counts;
    printf("\nopen windows: %zu; overdue %" PRIu64 " (waived %" PRIu64 "), due within 24 h %" PRIu64
           ", within 7 d %" PRIu64 "\n",
           facts->attention.open_count, counts->overdue, counts->overdue_waived, counts->due_day, counts->due_week);
    if (facts->attention.open_count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(facts->attention.open_count); i++) {
        const struct attention_window *line = &facts->attention.open[i];
        const char *severity = severity_name(line->window->severity);
        table_format(table, "%s%s", (const char *)left_text(facts, line->left_ms).p, line->waived ? ", waived" : "");
        table_add(table, slice_of(severity == NULL ? "none" : severity));
        table_add(table, slice_of(stage_name(line->step)));
        table_add(table, duration_text(line->waiting_ms, facts->arena));
        table_add(table, status_owner(facts, line->window));
        table_finding(facts, table, line->window);
    }
    table_end(table, facts->attention.open_count);
}

static void
source_row(const struct status_facts *facts, struct table *table, const struct liveness *line)
{
    const struct facts *all = facts->model->facts;
    const struct coverage_source *coverage = facts->coverage[line->source];
    table_add(table, intern_text(all->sources, line->source));
    table_add(table, line->setting == FACT_NONE ? SLICE("not enrolled")
                                                : intern_text(all->words, all->settings[line->setting].adapter));
    table_add(table, slice_of(liveness_state_name(line->state)));
    table_add(table, line->silent_ms == 0 ? SLICE("") : duration_text(line->silent_ms, facts->arena));
    table_instant(facts, table, line->sign_ms);
    table_add(table, duration_text(line->interval_ms, facts->arena));
    table_format(table, "%s of %s", (const char *)duration_text(coverage->covered_ms, facts->arena).p,
                 (const char *)duration_text(coverage->scope_ms, facts->arena).p);
    table_format(table, "%" PRIu64, coverage->gap_count);
}

static size_t
sources_in(const struct status_facts *facts, enum liveness_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->sources.count; i++)
        count += facts->sources.sources[i].state == state;
    return count;
}

static void
print_sources(const struct status_facts *facts)
{
    static const char *const header[] = {"SOURCE",    "ADAPTER",  "STATE",   "FOR",
                                         "LAST SIGN", "INTERVAL", "COVERED", "GAPS"};
    printf("\nsources: %zu; silent %zu, never sent %zu, retired %zu\n", facts->sources.count,
           sources_in(facts, LIVENESS_SILENT), sources_in(facts, LIVENESS_NEVER), sources_in(facts, LIVENESS_RETIRED));
    if (facts->sources.count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(facts->sources.count); i++)
        source_row(facts, table, &facts->sources.sources[i]);
    table_end(table, facts->sources.count);
}

static void
print_gaps(const struct status_facts *facts)
{
    static const char *const header[] = {"SOURCE", "FROM", "TO", "LENGTH", "EVENTS LATER"};
    const struct coverage *coverage = &facts->model->analytics->coverage;
    printf("\ngaps of sources in the period: %zu\n", coverage->gap_count);
    if (coverage->gap_count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(coverage->gap_count); i++) {
        const struct coverage_gap *gap = &coverage->gaps[i];
        table_add(table, intern_text(facts->model->facts->sources, gap->source));
        table_instant(facts, table, gap->stretch.from_ms);
        table_instant(facts, table, gap->stretch.to_ms);
        table_add(table, duration_text(stretch_length(gap->stretch), facts->arena));
        table_format(table, "%" PRIu64, gap->events);
    }
    table_end(table, coverage->gap_count);
}

static void
print_checks(const struct status_facts *facts)
{
    static const char *const header[] = {"CHECK", "EVENTS", "FIRST SEEN", "LAST SEEN"};
    const size_t count = facts->attention.check_count;
    printf("\nchecks that no rule names: %zu%s\n", count,
           count == 0 ? "" : "; add each to a rule: controls/rules, then 'daybook controls lint'");
    if (count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(count); i++) {
        const struct attention_check *line = &facts->attention.checks[i];
        table_add(table, intern_text(facts->model->facts->checks, line->unmapped->check));
        table_format(table, "%" PRIu64, line->unmapped->events);
        table_instant(facts, table, line->first_ms);
        table_instant(facts, table, line->last_ms);
    }
    table_end(table, count);
}

static void
print_claims(const struct status_facts *facts)
{
    static const char *const header[] = {"WHAT", "TIME LEFT", "SINCE", "ENTRY", "RULE", "RESOURCE"};
    const size_t count = facts->attention.claim_count;
    printf("\nrepairs without an independent check: %zu\n", count);
    if (count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(count); i++) {
        const struct attention_claim *claim = &facts->attention.claims[i];
        table_add(table, slice_of(unverified_kind_name(claim->kind)));
        table_add(table, claim->left_ms > 0 ? left_text(facts, claim->left_ms) : SLICE("none"));
        table_instant(facts, table, claim->since_ms);
        table_format(table, "%" PRIu64, facts->model->facts->events[claim->event].index);
        table_finding(facts, table, claim->on->window);
    }
    table_end(table, count);
}

static void
print_waivers(const struct status_facts *facts)
{
    static const char *const header[] = {"TIME LEFT", "EXPIRES", "ENTRY", "OWNER", "RULE", "RESOURCE"};
    const size_t count = facts->attention.waiver_count;
    printf("\nwaivers of open windows that expired, or do within %s: %zu\n",
           (const char *)duration_text(facts->within_ms, facts->arena).p, count);
    if (count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(count); i++) {
        const struct attention_waiver *waiver = &facts->attention.waivers[i];
        const struct window *window = waiver->on->window;
        if (waiver->left_ms > 0)
            table_add(table, left_text(facts, waiver->left_ms));
        else
            table_format(table, "expired for %s", (const char *)duration_text(waiver->left_ms, facts->arena).p);
        table_instant(facts, table, waiver->expires_ms);
        table_format(table, "%" PRIu64, facts->model->facts->events[waiver->on->waiver].index);
        table_add(table, status_owner(facts, window));
        table_finding(facts, table, window);
    }
    table_end(table, count);
}

static void
print_invalid(const struct status_facts *facts)
{
    static const char *const header[] = {"WHY", "COUNTS AT", "ENTRY", "CHECK", "RESOURCE"};
    const size_t count = facts->attention.invalid_count;
    printf("\nwaivers that cover nothing: %zu\n", count);
    if (count == 0)
        return;
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    for (size_t i = 0; i < shown(count); i++) {
        const struct windows_waiver *waiver = facts->attention.invalid[i];
        const struct fact_event *event = &facts->model->facts->events[waiver->event];
        table_add(table, slice_of(waiver_state_name(waiver->state)));
        table_instant(facts, table, facts->model->analytics->effective.times[waiver->event].t_ms);
        table_format(table, "%" PRIu64, event->index);
        table_add(table, intern_text(facts->model->facts->checks, event->check));
        table_add(table, intern_text(facts->model->facts->resources, event->resource));
    }
    table_end(table, count);
}

static void
entries_row(struct table *table, const char *what, const struct attention_entries *entries, const char *command)
{
    table_add(table, slice_of(what));
    table_format(table, "%zu", entries->count);
    table_format(table, "%" PRIu64, entries->all);
    if (entries->count == 0) {
        table_add(table, SLICE(""));
        table_add(table, SLICE(""));
        return;
    }
    table_format(table, "%" PRIu64, entries->indexes[entries->count - 1]);
    table_add(table, slice_of(command));
}

static void
print_entries(const struct status_facts *facts)
{
    static const char *const header[] = {"ENTRIES", "IN THE PERIOD", "IN ALL", "LAST ENTRY", "LISTED BY"};
    struct table *table = table_begin(facts, header, COUNT_OF(header));
    entries_row(table, "rejects", &facts->attention.rejects, "daybook log --kind reject");
    entries_row(table, "events not permitted", &facts->attention.denied, "daybook status --json: not_permitted");
    entries_row(table, "closings dated back", &facts->attention.backdated, "daybook status --json: backdated");
    printf("\n");
    table_print(table);
}

void
status_print(const struct status_facts *facts)
{
    print_head(facts);
    print_open(facts);
    print_sources(facts);
    print_gaps(facts);
    print_checks(facts);
    print_claims(facts);
    print_waivers(facts);
    print_invalid(facts);
    print_entries(facts);
}
