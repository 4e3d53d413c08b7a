/* log.c - show entries: one a line, or one in full with its payload and where it maps. */
#include "cmd/commands.h"
#include "cmd/log_thread.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "control/controls.h"
#include "format/json.h"
#include "format/json_build.h"
#include "ledger/entry_record.h"
#include "ledger/ledger.h"
#include "ledger/read.h"
#include "record/record.h"

#include <inttypes.h>

struct log_filter {
    struct slice source;
    struct slice kind;
    enum stage stage;
    int64_t since_ms;
};

static bool
filter_takes(const struct log_filter *filter, const struct record *record)
{
    if (!slice_is_absent(filter->source) && !slice_equal(filter->source, record->source))
        return false;
    if (!slice_is_absent(filter->kind) && !slice_equal(filter->kind, slice_of(record_kind_name(record->kind))))
        return false;
    if (filter->stage != STAGE_NONE && (record->kind != RECORD_EVENT || record->body.event.stage != filter->stage))
        return false;
    return record->received_ms >= filter->since_ms;
}

static struct slice
scope_summary(const struct record_scope *scope, struct arena *arena)
{
    struct slice text = SLICE("systems");
    for (size_t i = 0; i < scope->system_count; i++)
        text =
            arena_format(arena, "%.*s%s%.*s", SLICE_ARG(text), i == 0 ? " " : ", ", SLICE_ARG(scope->systems[i].name));
    return arena_format(arena, "%.*s; %zu accounts, %zu repositories", SLICE_ARG(text), scope->accounts.count,
                        scope->repositories.count);
}

/* What an entry is about, in a few words. */
static struct slice
entry_summary(const struct record *record, struct arena *arena)
{
    const struct record_event *event = &record->body.event;
    switch (record->kind) {
    case RECORD_EVENT: {
        const char *outcome = outcome_name(event->outcome);
        return arena_format(arena, "%s%s%s  %.*s  %.*s",
                            event->stage == STAGE_NONE ? "(no stage)" : stage_name(event->stage),
                            outcome == NULL ? "" : " ", outcome == NULL ? "" : outcome, SLICE_ARG(event->finding.check),
                            SLICE_ARG(event->resource.uid));
    }
    case RECORD_REJECT:
        return record->body.reject.reason;
    case RECORD_SOURCE:
        return arena_format(arena, "%s %.*s", source_action_name(record->body.source_change.action),
                            SLICE_ARG(record->body.source_change.name));
    case RECORD_SCOPE:
        return scope_summary(&record->body.scope, arena);
    case RECORD_LEDGER:
        return record->body.ledger.origin;
    case RECORD_HEARTBEAT:
        return slice_of(heartbeat_basis_name(record->body.heartbeat.basis));
    case RECORD_NONE:
    case RECORD_RECONCILIATION:
    case RECORD_RULESET:
    case RECORD_CLOSE:
    case record_kind_count:
        break;
    }
    return SLICE("");
}

static int
print_entry(const struct command_call *call, const struct store_entry *entry, const struct record *record,
            struct err *err)
{
    if (call->json) {
        struct json *item = json_new_object(call->arena);
        struct json *content;
        TRY(json_read(entry->record, call->arena, &content, err));
        json_set(item, "index", json_new_int(call->arena, (int64_t)entry->index));
        json_set(item, "record", json_new_copy(call->arena, content));
        return print_json(item, err);
    }
    char received[INSTANT_TEXT_MAX];
    instant_write(received, record->received_ms);
    printf("%8" PRIu64 "  %s  %-14s ", entry->index, received, record_kind_name(record->kind));
    print_padded(record->source, 17);
    print_text(entry_summary(record, call->arena));
    printf("\n");
    return 0;
}

static int
print_entries(struct command_call *call, const struct log_filter *filter, struct err *err)
{
    uint64_t from = 0;
    if (filter->since_ms != INSTANT_NONE)
        TRY(ledger_cut(call->ledger, filter->since_ms, &from, err));
    AUTO(ledger_cursor_drop)
    struct ledger_cursor *cursor = ledger_cursor_new(call->ledger, from, ledger_info(call->ledger).size);
    for (;;) {
        const struct arena_mark mark = arena_mark(call->arena);
        struct entry_read read;
        bool found;
        TRY(entry_record_next(cursor, call->arena, &found, &read, err));
        if (!found)
            return 0;
        if (filter_takes(filter, &read.record))
            TRY(print_entry(call, &read.entry, &read.record, err));
        arena_rewind(call->arena, mark);
    }
}

static int
print_mapping(const struct command_call *call, const struct record *record, struct err *err)
{
    if (record->kind != RECORD_EVENT || slice_is_absent(record->body.event.finding.check))
        return 0;
    struct file_set files;
    struct controls controls;
    TRY(rules_in_force(call, &files, err));
    TRY(controls_load(&files, call->arena, &controls, err));
    const struct rule *rule = mapper_find(controls.mapper, record->body.event.finding.check);
    if (rule == NULL) {
        printf("rule       none: the check is unmapped\n");
        return 0;
    }
    printf("rule       %.*s: ", SLICE_ARG(rule->id));
    print_text(rule->title);
    printf("\ncriteria  ");
    const struct mapping_list *soc2 = &rule->mappings[FRAMEWORK_SOC2];
    for (size_t i = 0; i < soc2->count; i++)
        printf(" %.*s", SLICE_ARG(soc2->mappings[i].id));
    printf("\n");
    return 0;
}

static int
print_payload(const struct command_call *call, const struct store_entry *entry, struct err *err)
{
    if (entry->payload == STORE_INDEX_NONE)
        return 0;
    struct store_payload payload;
    TRY(ledger_payload(call->ledger, entry->payload, call->arena, &payload, err));
    printf("payload    %.*s, %zu bytes, stored under entry %" PRIu64 "\n", SLICE_ARG(payload.type), payload.bytes.n,
           entry->payload);
    print_text(payload.bytes);
    printf("\n");
    return 0;
}

static int
print_one(struct command_call *call, struct err *err)
{
    char *end;
    const uint64_t index = strtoull(call->positional[0], &end, 10);
    if (*end != '\0' || call->positional[0][0] < '0' || call->positional[0][0] > '9')
        return err_set(err, ERR_USAGE, "'%s' is not an index", call->positional[0]);
    if (call_flag(call, "--thread"))
        return log_thread(call, index, err);
    struct store_entry entry;
    struct record record;
    TRY(ledger_entry(call->ledger, index, call->arena, &entry, err));
    TRY(record_read(entry.record, call->arena, &record, err));
    if (call->json)
        return print_entry(call, &entry, &record, err);
    printf("entry      %" PRIu64 "\nrecord     ", index);
    print_text(entry.record);
    printf("\n");
    TRY(print_mapping(call, &record, err));
    return print_payload(call, &entry, err);
}

static int
run_log(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 1, err));
    if (call->positional_count == 1)
        return print_one(call, err);
    if (call_flag(call, "--thread"))
        return err_set(err, ERR_USAGE, "--thread needs the index of an entry: daybook log --thread INDEX");
    struct log_filter filter = {.source = slice_of(call_option(call, "--source")),
                                .kind = slice_of(call_option(call, "--kind")),
                                .since_ms = INSTANT_NONE};
    const char *stage = call_option(call, "--stage");
    int code = stage == NULL ? 0 : stage_from_name(slice_of(stage), &filter.stage, err);
    if (code < 0)
        return err_wrap(err, ERR_USAGE, "--stage");
    if (call_option(call, "--since") != NULL)
        TRY(call_instant(call, "--since", &filter.since_ms, err));
    return print_entries(call, &filter, err);
}

const struct command command_log = {
    .name = "log",
    .arguments = "[INDEX]",
    .summary = "show entries, or one with its payload and the rule that it maps to",
    .options =
        (const struct command_option[]){{"--source", "N", "only this source's"},
                                        {"--stage", "S", "only events of this stage"},
                                        {"--kind", "K", "only records of this kind, such as reject"},
                                        {"--since", "T", "only what was received at or after T"},
                                        {"--thread", NULL, "the remediation that entry INDEX is part of, and why"},
                                        {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_log,
};
