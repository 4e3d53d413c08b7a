/* status.c - what needs a person today: windows by the time left, silent sources, waivers that run out, unread input.
 */
#include "cmd/status.h"

#include "bundle/builder.h"
#include "cmd/commands.h"
#include "cmd/duration.h"
#include "ledger/ledger.h"
#include "report/input.h"

#include <time.h>

enum { STATUS_DAYS = 90, STATUS_WITHIN_DAYS = 14 };
#define DAY_MS INT64_C(86400000)

static int
period_of_call(const struct command_call *call, struct period *out_period, struct err *err)
{
    const int64_t as_of = ledger_info(call->ledger).received_ms;
    struct period period = {.to_ms = as_of + 1};
    if (call_option(call, "--to") != NULL)
        TRY(call_instant(call, "--to", &period.to_ms, err));
    period.from_ms = (period.to_ms < as_of ? period.to_ms : as_of + 1) - STATUS_DAYS * DAY_MS;
    if (call_option(call, "--from") != NULL)
        TRY(call_instant(call, "--from", &period.from_ms, err));
    *out_period = period;
    return 0;
}

static int
within_of_call(const struct command_call *call, int64_t *out_ms, struct err *err)
{
    const char *within = call_option(call, "--within");
    uint64_t seconds = UINT64_C(86400) * STATUS_WITHIN_DAYS;
    if (within != NULL)
        TRY(duration_read("--within", within, &seconds, err));
    *out_ms = (int64_t)seconds * 1000;
    return 0;
}

static int64_t
system_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A person looks now, but for a simulated ledger, whose time is its own, and for a look back at an earlier end. */
static int64_t
now_of_call(const struct command_call *call, struct period period, enum status_clock *out_clock)
{
    const struct ledger_info info = ledger_info(call->ledger);
    const int64_t system_ms = info.simulated ? info.received_ms : system_now_ms();
    const int64_t now_ms = system_ms > info.received_ms ? system_ms : info.received_ms;
    *out_clock = system_ms > info.received_ms ? STATUS_CLOCK_SYSTEM : STATUS_CLOCK_LAST_ENTRY;
    if (call_option(call, "--to") == NULL || period.to_ms >= now_ms)
        return now_ms;
    *out_clock = STATUS_CLOCK_PERIOD_END;
    return period.to_ms;
}

struct slice
status_owner(const struct status_facts *facts, const struct window *window)
{
    const struct rule_list *rules = &facts->model->controls->rules;
    /* The policy has the rules of the set in their order, and the unmapped after them. */
    return window->rule < rules->count ? rules->rules[window->rule].owner : (struct slice){NULL, 0};
}

static const struct coverage_source *const *
coverage_by_source(const struct bundle_model *model, struct arena *arena)
{
    const struct coverage *coverage = &model->analytics->coverage;
    const struct coverage_source **by_source =
        arena_array(arena, intern_count(model->facts->sources), sizeof(*by_source));
    for (size_t i = 0; i < coverage->source_count; i++)
        by_source[coverage->sources[i].source] = &coverage->sources[i];
    return by_source;
}

static int
run_status(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct period period;
    struct bundle_model model;
    struct status_facts facts = {.model = &model, .arena = call->arena};
    TRY(period_of_call(call, &period, err));
    TRY(within_of_call(call, &facts.within_ms, err));
    AUTO(report_input_drop) struct report_input *input = report_input_new(call->ledger, ledger_info(call->ledger).size);
    AUTO(bundle_builder_drop) struct bundle_builder *builder = bundle_builder_new(call->arena);
    TRY(report_input_build(input, builder, call->arena, &period, &model, err));
    const int64_t now_ms = now_of_call(call, period, &facts.clock);
    facts.attention = attention_find(
        &(struct attention_inputs){
            .facts = model.facts, .analytics = model.analytics, .now_ms = now_ms, .within_ms = facts.within_ms},
        call->arena);
    facts.sources = liveness_find(model.facts, now_ms, call->arena);
    facts.coverage = coverage_by_source(&model, call->arena);
    if (call->json)
        return status_print_json(&facts, err);
    status_print(&facts);
    return EXIT_FINE;
}

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary = "what needs a person today: open windows, silent sources, waivers that run out, what was not read",
    .detail =
        "Figures are those of a report of the period, as of the last entry; without a period, of the 90 days before\n"
        "it. Silence and time left are measured until now: by the clock, in a simulated ledger by its last entry, and\n"
        "with --to by that instant when it is earlier. Exit 0 says that it could look, whatever it saw.",
    .options = (const struct command_option[]){{"--from", "T", "start of the period"},
                                               {"--to", "T", "end of the period"},
                                               {"--within", "D", "list waivers that expire within D (14d)"},
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_status,
};
