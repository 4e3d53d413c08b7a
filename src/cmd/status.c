/* status.c - what needs a person today: silent sources, open windows, what could not be read. */
#include "analytics/analytics.h"
#include "analytics/facts.h"
#include "analytics/policy.h"
#include "bundle/builder.h"
#include "cmd/commands.h"
#include "cmd/print.h"
#include "format/json_build.h"
#include "ledger/ledger.h"
#include "report/input.h"

#include <inttypes.h>

enum { STATUS_DAYS = 90, STATUS_OPEN_SHOWN = 20 };

static int
period_of_call(const struct command_call *call, struct period *out_period, struct err *err)
{
    const int64_t as_of = ledger_info(call->ledger).received_ms;
    struct period period = {.to_ms = as_of + 1};
    period.from_ms = period.to_ms - INT64_C(1000) * 86400 * STATUS_DAYS;
    if (call_option(call, "--from") != NULL)
        TRY(call_instant(call, "--from", &period.from_ms, err));
    if (call_option(call, "--to") != NULL)
        TRY(call_instant(call, "--to", &period.to_ms, err));
    *out_period = period;
    return 0;
}

static struct slice
instant_text(int64_t ms, struct arena *arena)
{
    if (ms == INSTANT_NONE)
        return SLICE("");
    char text[INSTANT_TEXT_MAX];
    instant_write(text, ms);
    return arena_copy(arena, slice_of(text));
}

/* "3 d 4 h", "19 s": the two largest units. */
static struct slice
duration_text(int64_t ms, struct arena *arena)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}};
    for (size_t i = 0; i + 1 < COUNT_OF(units); i++)
        if (ms >= units[i].ms)
            return arena_format(arena, "%" PRId64 " %s %" PRId64 " %s", ms / units[i].ms, units[i].unit,
                                ms % units[i].ms / units[i + 1].ms, units[i + 1].unit);
    return arena_format(arena, "%" PRId64 " s", ms / 1000);
}

static void
print_sources(const struct bundle_model *model, struct arena *arena)
{
    const struct coverage *coverage = &model->analytics->coverage;
    struct table *table = table_new(arena, 4);
    static const char *const header[] = {"SOURCE", "COVERED", "IN SCOPE", "GAPS"};
    for (size_t i = 0; i < COUNT_OF(header); i++)
        table_add(table, slice_of(header[i]));
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct coverage_source *source = &coverage->sources[i];
        table_add(table, intern_text(model->facts->sources, source->source));
        table_add(table, duration_text(source->covered_ms, arena));
        table_add(table, duration_text(source->scope_ms, arena));
        table_format(table, "%" PRIu64, source->gap_count);
    }
    table_print(table);
}

static void
print_open(const struct bundle_model *model, struct arena *arena)
{
    const struct windows *windows = &model->analytics->windows;
    const int64_t end = model->analytics->effective.end_ms;
    struct table *table = table_new(arena, 5);
    static const char *const header[] = {"OPEN FOR", "SEVERITY", "DUE", "RULE", "RESOURCE"};
    for (size_t i = 0; i < COUNT_OF(header); i++)
        table_add(table, slice_of(header[i]));
    uint64_t open = 0;
    for (size_t i = 0; i < windows->count; i++) {
        const struct window *window = &windows->windows[i];
        if (!window->carry_out || open++ >= STATUS_OPEN_SHOWN)
            continue;
        const char *severity = severity_name(window->severity);
        table_add(table, duration_text(end - window->start_ms, arena));
        table_add(table, severity == NULL ? SLICE("none") : slice_of(severity));
        table_add(table, instant_text(window->due_ms, arena));
        table_add(table, model->policy->rules[window->rule].id);
        table_add(table, intern_text(model->facts->resources, window->resource));
    }
    printf("\n%" PRIu64 " windows open\n", open);
    table_print(table);
    if (open > STATUS_OPEN_SHOWN)
        printf("and %" PRIu64 " more: 'daybook status --json' lists them all\n", open - STATUS_OPEN_SHOWN);
}

static void
print_counts(const struct bundle_model *model)
{
    const struct analytics *analytics = model->analytics;
    printf("\n%-28s %zu\n", "checks that no rule names", analytics->unmapped_count);
    printf("%-28s %zu\n", "rejects", model->facts->rejects_count);
    printf("%-28s %zu\n", "closures without verification", analytics->windows.unverified_count);
    printf("%-28s %zu\n", "events not permitted", analytics->windows.denied_count);
    printf("%-28s %zu\n", "closings dated back", analytics->effective.backdated_count);
}

static struct json *
sources_json(const struct bundle_model *model, struct arena *arena)
{
    const struct coverage *coverage = &model->analytics->coverage;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct coverage_source *source = &coverage->sources[i];
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "name", json_new_slice(arena, intern_text(model->facts->sources, source->source)));
        json_set(item, "covered_s", json_new_seconds(arena, source->covered_ms));
        json_set(item, "scope_s", json_new_seconds(arena, source->scope_ms));
        json_set(item, "gaps", json_new_int(arena, (int64_t)source->gap_count));
    }
    return list;
}

static struct json *
open_json(const struct bundle_model *model, struct arena *arena)
{
    const struct windows *windows = &model->analytics->windows;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < windows->count; i++) {
        const struct window *window = &windows->windows[i];
        if (!window->carry_out)
            continue;
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "id", json_new_int(arena, (int64_t)window->id));
        json_set(item, "rule", json_new_slice(arena, model->policy->rules[window->rule].id));
        json_set(item, "resource", json_new_slice(arena, intern_text(model->facts->resources, window->resource)));
        json_set(item, "severity", json_new_string(arena, severity_name(window->severity)));
        json_set(item, "start", json_new_instant(arena, window->start_ms));
        json_set(item, "due", json_new_instant(arena, window->due_ms));
    }
    return list;
}

static int
print_status_json(const struct bundle_model *model, struct arena *arena, struct err *err)
{
    const struct analytics *analytics = model->analytics;
    struct json *facts = json_new_object(arena);
    json_set(facts, "as_of", json_new_instant(arena, analytics->effective.as_of_ms));
    json_set(facts, "entries", json_new_int(arena, (int64_t)model->b));
    json_set(facts, "sources", sources_json(model, arena));
    json_set(facts, "open", open_json(model, arena));
    json_set(facts, "unmapped", json_new_int(arena, (int64_t)analytics->unmapped_count));
    json_set(facts, "rejects", json_new_int(arena, (int64_t)model->facts->rejects_count));
    json_set(facts, "unverified", json_new_int(arena, (int64_t)analytics->windows.unverified_count));
    json_set(facts, "not_permitted", json_new_int(arena, (int64_t)analytics->windows.denied_count));
    json_set(facts, "backdated", json_new_int(arena, (int64_t)analytics->effective.backdated_count));
    return print_json(facts, err);
}

static void
print_status(const struct bundle_model *model, struct arena *arena)
{
    printf("%.*s as of %s: %" PRIu64 " entries\n\n", SLICE_ARG(model->origin),
           (const char *)instant_text(model->analytics->effective.as_of_ms, arena).p, model->b);
    print_sources(model, arena);
    print_open(model, arena);
    print_counts(model);
}

static int
run_status(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct period period;
    TRY(period_of_call(call, &period, err));
    struct bundle_model model;
    AUTO(report_input_drop) struct report_input *input = report_input_new(call->ledger, ledger_info(call->ledger).size);
    AUTO(bundle_builder_drop) struct bundle_builder *builder = bundle_builder_new(call->arena);
    TRY(report_input_build(input, builder, call->arena, &period, &model, err));
    if (call->json)
        return print_status_json(&model, call->arena, err);
    print_status(&model, call->arena);
    return EXIT_FINE;
}

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary = "what needs a person today: silent sources, open windows, what could not be read",
    .detail =
        "Figures are those of a report of the period, as of the last entry; without a period, of the 90 days before\n"
        "it.",
    .options = (const struct command_option[]){{"--from", "T", "start of the period"},
                                               {"--to", "T", "end of the period"},
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_status,
};
