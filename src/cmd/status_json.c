#include "cmd/status.h"

#include "cmd/print.h"
#include "format/json_build.h"

#include <inttypes.h>

/* What every list about windows says of one. */
static struct json *
window_json(const struct status_facts *facts, const char *id, const struct window *window)
{
    struct arena *arena = facts->arena;
    struct json *item = json_new_object(arena);
    json_set(item, id, json_new_int(arena, (int64_t)window->id));
    json_set(item, "rule", json_new_slice(arena, facts->model->policy->rules[window->rule].id));
    json_set(item, "resource", json_new_slice(arena, intern_text(facts->model->facts->resources, window->resource)));
    json_set(item, "owner", json_new_slice(arena, status_owner(facts, window)));
    return item;
}

static struct json *
seconds_json(struct arena *arena, int64_t ms)
{
    return ms == DURATION_NONE ? json_new_null(arena) : json_new_seconds(arena, ms);
}

static struct json *
open_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    const struct fact_waiver *waivers = facts->model->facts->waivers;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < facts->attention.open_count; i++) {
        const struct attention_window *line = &facts->attention.open[i];
        const struct window *window = line->window;
        struct json *item = json_push(list, window_json(facts, "id", window));
        json_set(item, "severity", json_new_string(arena, severity_name(window->severity)));
        json_set(item, "start", json_new_instant(arena, window->start_ms));
        json_set(item, "detected", json_new_instant(arena, window->detected_ms));
        json_set(item, "due", json_new_instant(arena, window->due_ms));
        json_set(item, "net_due", json_new_instant(arena, window->net_due_ms));
        json_set(item, "left_s", seconds_json(arena, line->left_ms));
        json_set(item, "step", json_new_string(arena, stage_name(line->step)));
        json_set(item, "waiting_s", json_new_seconds(arena, line->waiting_ms));
        const struct fact_event *waiver = line->waiver == FACT_NONE ? NULL : &facts->model->facts->events[line->waiver];
        json_set(item, "waived_until",
                 json_new_instant(arena, waiver == NULL ? INSTANT_NONE : waivers[waiver->waiver].expires_ms));
    }
    return list;
}

static struct json *
counts_json(const struct status_facts *facts)
{
    const struct attention_counts *counts = &facts->attention.counts;
    struct arena *arena = facts->arena;
    struct json *answer = json_new_object(arena);
    json_set(answer, "open", json_new_int(arena, (int64_t)facts->attention.open_count));
    json_set(answer, "overdue", json_new_int(arena, (int64_t)counts->overdue));
    json_set(answer, "overdue_waived", json_new_int(arena, (int64_t)counts->overdue_waived));
    json_set(answer, "due_24h", json_new_int(arena, (int64_t)counts->due_day));
    json_set(answer, "due_7d", json_new_int(arena, (int64_t)counts->due_week));
    return answer;
}

static struct json *
sources_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    const struct facts *all = facts->model->facts;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < facts->sources.count; i++) {
        const struct liveness *line = &facts->sources.sources[i];
        const struct coverage_source *coverage = facts->coverage[line->source];
        const struct slice adapter = line->setting == FACT_NONE
                                         ? (struct slice){NULL, 0}
                                         : intern_text(all->words, all->settings[line->setting].adapter);
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "name", json_new_slice(arena, intern_text(all->sources, line->source)));
        json_set(item, "adapter", json_new_slice(arena, adapter));
        json_set(item, "state", json_new_string(arena, liveness_state_name(line->state)));
        json_set(item, "interval_s", json_new_seconds(arena, line->interval_ms));
        json_set(item, "last_sign", json_new_instant(arena, line->sign_ms));
        json_set(item, "covered_until", json_new_instant(arena, line->until_ms));
        json_set(item, "silent_s", json_new_seconds(arena, line->silent_ms));
        json_set(item, "covered_s", json_new_seconds(arena, coverage->covered_ms));
        json_set(item, "scope_s", json_new_seconds(arena, coverage->scope_ms));
        json_set(item, "gaps", json_new_int(arena, (int64_t)coverage->gap_count));
    }
    return list;
}

static struct json *
gaps_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    const struct coverage *coverage = &facts->model->analytics->coverage;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < coverage->gap_count; i++) {
        const struct coverage_gap *gap = &coverage->gaps[i];
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "source", json_new_slice(arena, intern_text(facts->model->facts->sources, gap->source)));
        json_set(item, "from", json_new_instant(arena, gap->stretch.from_ms));
        json_set(item, "to", json_new_instant(arena, gap->stretch.to_ms));
        json_set(item, "length_s", json_new_seconds(arena, stretch_length(gap->stretch)));
        json_set(item, "events", json_new_int(arena, (int64_t)gap->events));
    }
    return list;
}

static struct json *
checks_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < facts->attention.check_count; i++) {
        const struct attention_check *line = &facts->attention.checks[i];
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "check", json_new_slice(arena, intern_text(facts->model->facts->checks, line->unmapped->check)));
        json_set(item, "events", json_new_int(arena, (int64_t)line->unmapped->events));
        json_set(item, "first", json_new_instant(arena, line->first_ms));
        json_set(item, "last", json_new_instant(arena, line->last_ms));
        json_set(item, "first_index", json_new_int(arena, (int64_t)line->unmapped->first_index));
        json_set(item, "last_index", json_new_int(arena, (int64_t)line->unmapped->last_index));
    }
    return list;
}

static int64_t
index_of(const struct status_facts *facts, uint32_t event)
{
    return (int64_t)facts->model->facts->events[event].index;
}

static struct json *
claims_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < facts->attention.claim_count; i++) {
        const struct attention_claim *claim = &facts->attention.claims[i];
        const bool pending = claim->left_ms > 0;
        struct json *item = json_push(list, window_json(facts, "window", claim->on->window));
        json_set(item, "kind", json_new_string(arena, unverified_kind_name(claim->kind)));
        json_set(item, "index", json_new_int(arena, index_of(facts, claim->event)));
        json_set(item, "since", json_new_instant(arena, claim->since_ms));
        json_set(item, "pending", json_new_bool(arena, pending));
        json_set(item, "left_s", pending ? json_new_seconds(arena, claim->left_ms) : json_new_null(arena));
    }
    return list;
}

static struct json *
waivers_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < facts->attention.waiver_count; i++) {
        const struct attention_waiver *waiver = &facts->attention.waivers[i];
        struct json *item = json_push(list, window_json(facts, "window", waiver->on->window));
        json_set(item, "index", json_new_int(arena, index_of(facts, waiver->on->waiver)));
        json_set(item, "expires", json_new_instant(arena, waiver->expires_ms));
        json_set(item, "expired", json_new_bool(arena, waiver->left_ms <= 0));
        json_set(item, "left_s", json_new_seconds(arena, waiver->left_ms));
    }
    return list;
}

static struct json *
invalid_json(const struct status_facts *facts)
{
    struct arena *arena = facts->arena;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < facts->attention.invalid_count; i++) {
        const struct windows_waiver *waiver = facts->attention.invalid[i];
        const struct fact_event *event = &facts->model->facts->events[waiver->event];
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "index", json_new_int(arena, (int64_t)event->index));
        json_set(item, "t", json_new_instant(arena, facts->model->analytics->effective.times[waiver->event].t_ms));
        json_set(item, "reason", json_new_string(arena, waiver_state_name(waiver->state)));
        json_set(item, "check", json_new_slice(arena, intern_text(facts->model->facts->checks, event->check)));
        json_set(item, "resource", json_new_slice(arena, intern_text(facts->model->facts->resources, event->resource)));
        json_set(item, "window",
                 waiver->on_window ? json_new_int(arena, (int64_t)waiver->window) : json_new_null(arena));
    }
    return list;
}

static struct json *
entries_json(struct arena *arena, const struct attention_entries *entries)
{
    struct json *answer = json_new_object(arena);
    json_set(answer, "all", json_new_int(arena, (int64_t)entries->all));
    struct json *list = json_set(answer, "entries", json_new_array(arena));
    for (size_t i = 0; i < entries->count; i++)
        json_push(list, json_new_int(arena, (int64_t)entries->indexes[i]));
    return answer;
}

static struct json *
period_json(const struct status_facts *facts)
{
    struct json *period = json_new_object(facts->arena);
    json_set(period, "from", json_new_instant(facts->arena, facts->model->from_ms));
    json_set(period, "to", json_new_instant(facts->arena, facts->model->to_ms));
    return period;
}

int
status_print_json(const struct status_facts *facts, struct err *err)
{
    struct arena *arena = facts->arena;
    struct json *answer = json_new_object(arena);
    json_set(answer, "origin", json_new_slice(arena, facts->model->origin));
    json_set(answer, "entries", json_new_int(arena, (int64_t)facts->model->b));
    json_set(answer, "as_of", json_new_instant(arena, facts->model->analytics->effective.as_of_ms));
    json_set(answer, "now", json_new_instant(arena, facts->attention.now_ms));
    json_set(answer, "period", period_json(facts));
    json_set(answer, "counts", counts_json(facts));
    json_set(answer, "open", open_json(facts));
    json_set(answer, "sources", sources_json(facts));
    json_set(answer, "gaps", gaps_json(facts));
    json_set(answer, "unmapped", checks_json(facts));
    json_set(answer, "unverified", claims_json(facts));
    json_set(answer, "waivers", waivers_json(facts));
    json_set(answer, "invalid_waivers", invalid_json(facts));
    json_set(answer, "rejects", entries_json(arena, &facts->attention.rejects));
    json_set(answer, "not_permitted", entries_json(arena, &facts->attention.denied));
    json_set(answer, "backdated", entries_json(arena, &facts->attention.backdated));
    return print_json(answer, err);
}
