/* controls_diff.c - what two sets of rules say otherwise, and what that makes of the windows of the ledger. */
#include "bundle/changes.h"
#include "cmd/commands.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "collect/rule_files.h"
#include "format/json_build.h"
#include "ledger/read.h"
#include "record/record.h"
#include "report/input.h"

#include <inttypes.h>

enum { DIFF_DAYS = 90, DIFF_WINDOWS_SHOWN = 20 };

struct compared {
    struct control_differences controls;
    struct control_differences files;
    struct period period;
    const struct facts *facts;
    struct alterations windows;
};

static int
files_of_entry(const struct command_call *call, const char *text, struct file_set *out_files, struct err *err)
{
    struct store_entry entry;
    struct record record;
    TRY(ledger_entry(call->ledger, strtoull(text, NULL, 10), call->arena, &entry, err));
    TRY(record_read(entry.record, call->arena, &record, err));
    if (record.kind != RECORD_RULESET)
        return err_set(err, ERR_USAGE, "entry %s is a %s record, expected a ruleset: 'daybook log --kind ruleset'",
                       text, record_kind_name(record.kind));
    return ledger_file_set(call->ledger, &record.body.ruleset.digest.sha256, call->arena, out_files, err);
}

static int
files_of(const struct command_call *call, const char *name, struct file_set *out_files, struct err *err)
{
    const struct rule_folders shipped = {.controls = NULL};
    if (strcmp(name, "in-force") == 0)
        return rules_in_force(call, out_files, err);
    if (strcmp(name, "next") == 0)
        return rules_of_call(call, out_files, err);
    if (strcmp(name, "shipped") == 0)
        return rule_files_load(&shipped, call->arena, out_files, err);
    if (strspn(name, "0123456789") == strlen(name))
        return files_of_entry(call, name, out_files, err);
    const struct rule_folders folders = rule_folders_resolve(call->folder, name, NULL, call->arena);
    return rule_files_load(&folders, call->arena, out_files, err);
}

static int
period_of(const struct command_call *call, struct period *out_period, struct err *err)
{
    struct period period = {.to_ms = ledger_info(call->ledger).received_ms + 1};
    if (call_option(call, "--to") != NULL)
        TRY(call_instant(call, "--to", &period.to_ms, err));
    period.from_ms = period.to_ms - INT64_C(86400000) * DIFF_DAYS;
    if (call_option(call, "--from") != NULL)
        TRY(call_instant(call, "--from", &period.from_ms, err));
    *out_period = period;
    return 0;
}

static int
compare_windows(const struct command_call *call, const struct bundle_model *model, const struct controls *old,
                const struct controls *new, struct compared *compared, struct err *err)
{
    struct alteration_view before;
    struct alteration_view after;
    TRY(bundle_changes_view(model, &(struct policy_sources){.controls = old}, call->arena, &before, err));
    TRY(bundle_changes_view(model, &(struct policy_sources){.controls = new}, call->arena, &after, err));
    compared->windows = alterations_find(&before, &after, call->arena);
    return 0;
}

static void
print_differences(const struct control_differences *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct control_difference *difference = &list->differences[i];
        const bool added = slice_is_absent(difference->before);
        const bool removed = slice_is_absent(difference->after);
        if (i == 0 || !slice_equal(difference->subject, list->differences[i - 1].subject)) {
            print_text(difference->subject);
            printf("\n");
        }
        printf("  %s ", added ? "+" : removed ? "-" : "~");
        print_text(difference->field);
        printf(": ");
        print_text(added ? difference->after : difference->before);
        if (!added && !removed) {
            printf(" -> ");
            print_text(difference->after);
        }
        printf("\n");
    }
}

/* To the minute: what differs by less stands in --json. */
static struct slice
date_of(const struct command_call *call, int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    if (ms == INSTANT_NONE)
        return SLICE("");
    instant_write(text, ms);
    return slice_sub(arena_copy(call->arena, slice_of(text)), 0, sizeof("2026-01-01T00:00") - 1);
}

/* "due 2026-01-08T10:00 -> 2026-01-02T10:00", after what stands there already; nothing when both are the same. */
static void
add_difference(struct buf *out, const char *name, struct slice before, struct slice after)
{
    if (slice_equal(before, after))
        return;
    buf_format(out, "%s%s %.*s -> %.*s", out->n > 0 ? "; " : "", name, SLICE_ARG(before.n == 0 ? SLICE("-") : before),
               SLICE_ARG(after.n == 0 ? SLICE("-") : after));
}

/* The rule of a window that one set alone has; of one that both have, what differs. */
static struct slice
what_of(const struct command_call *call, const struct alteration *alteration)
{
    const struct alteration_side *before = &alteration->before;
    const struct alteration_side *after = &alteration->after;
    struct buf out AUTO(buf_release);
    buf_init(&out, SIZE_MAX);
    if (alteration->effect != ALTERATION_CHANGES)
        return alteration->effect == ALTERATION_APPEARS ? after->rule : before->rule;
    add_difference(&out, "rule", before->rule, after->rule);
    add_difference(&out, "criteria", before->criteria, after->criteria);
    add_difference(&out, "severity", slice_of(severity_name(before->severity)),
                   slice_of(severity_name(after->severity)));
    add_difference(&out, "start", date_of(call, before->start_ms), date_of(call, after->start_ms));
    add_difference(&out, "end", date_of(call, before->end_ms), date_of(call, after->end_ms));
    add_difference(&out, "due", date_of(call, before->due_ms), date_of(call, after->due_ms));
    return arena_copy(call->arena, buf_slice(&out));
}

static void
print_windows(const struct command_call *call, const struct compared *compared)
{
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(from, compared->period.from_ms);
    instant_write(to, compared->period.to_ms);
    const uint64_t *count = compared->windows.by_effect;
    printf("\nwindows %s .. %s: %" PRIu64 " appear, %" PRIu64 " disappear, %" PRIu64 " change\n", from, to,
           count[ALTERATION_APPEARS], count[ALTERATION_DISAPPEARS], count[ALTERATION_CHANGES]);
    printf(
        "as if each set had always been in force; in a report a window keeps the SLA table that it was opened under\n");
    struct table *table = table_new(call->arena, 4);
    static const char *const header[] = {"WINDOW", "EFFECT", "WHAT", "RESOURCE"};
    for (size_t i = 0; i < COUNT_OF(header); i++)
        table_add(table, slice_of(header[i]));
    for (size_t i = 0; i < compared->windows.count && i < DIFF_WINDOWS_SHOWN; i++) {
        const struct alteration *alteration = &compared->windows.alterations[i];
        table_format(table, "%" PRIu64, alteration->window);
        table_add(table, slice_of(alteration_effect_name(alteration->effect)));
        table_add(table, what_of(call, alteration));
        table_add(table, intern_text(compared->facts->resources, alteration->resource));
    }
    if (compared->windows.count > 0)
        table_print(table);
    if (compared->windows.count > DIFF_WINDOWS_SHOWN)
        printf("and %zu more: 'daybook controls diff --json' lists them all\n",
               compared->windows.count - DIFF_WINDOWS_SHOWN);
}

static struct json *
differences_json(const struct control_differences *list, struct arena *arena)
{
    struct json *array = json_new_array(arena);
    for (size_t i = 0; i < list->count; i++) {
        const struct control_difference *difference = &list->differences[i];
        struct json *item = json_push(array, json_new_object(arena));
        json_set(item, "subject", json_new_slice(arena, difference->subject));
        json_set(item, "field", json_new_slice(arena, difference->field));
        if (!slice_is_absent(difference->before))
            json_set(item, "before", json_new_slice(arena, difference->before));
        if (!slice_is_absent(difference->after))
            json_set(item, "after", json_new_slice(arena, difference->after));
    }
    return array;
}

static struct json *
side_json(const struct alteration_side *side, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "rule", json_new_slice(arena, side->rule));
    json_set(value, "criteria", json_new_slice(arena, side->criteria));
    json_set(value, "severity", json_new_string(arena, severity_name(side->severity)));
    json_set(value, "start", json_new_instant(arena, side->start_ms));
    json_set(value, "end", json_new_instant(arena, side->end_ms));
    json_set(value, "due", json_new_instant(arena, side->due_ms));
    return value;
}

static struct json *
windows_json(const struct compared *compared, struct arena *arena)
{
    struct json *array = json_new_array(arena);
    for (size_t i = 0; i < compared->windows.count; i++) {
        const struct alteration *alteration = &compared->windows.alterations[i];
        struct json *item = json_push(array, json_new_object(arena));
        json_set(item, "window", json_new_int(arena, (int64_t)alteration->window));
        json_set(item, "effect", json_new_string(arena, alteration_effect_name(alteration->effect)));
        json_set(item, "resource",
                 json_new_slice(arena, intern_text(compared->facts->resources, alteration->resource)));
        if (alteration->effect != ALTERATION_APPEARS)
            json_set(item, "before", side_json(&alteration->before, arena));
        if (alteration->effect != ALTERATION_DISAPPEARS)
            json_set(item, "after", side_json(&alteration->after, arena));
    }
    return array;
}

static int
print_compared_json(const struct compared *compared, struct arena *arena, struct err *err)
{
    struct json *facts = json_new_object(arena);
    struct json *period = json_set(facts, "period", json_new_object(arena));
    json_set(period, "from", json_new_instant(arena, compared->period.from_ms));
    json_set(period, "to", json_new_instant(arena, compared->period.to_ms));
    json_set(facts, "controls", differences_json(&compared->controls, arena));
    json_set(facts, "files", differences_json(&compared->files, arena));
    json_set(facts, "windows", windows_json(compared, arena));
    return print_json(facts, err);
}

static int
load(const struct command_call *call, const char *name, struct file_set *out_files, struct controls *out_controls,
     struct err *err)
{
    TRY(files_of(call, name, out_files, err));
    const int code = controls_load(out_files, call->arena, out_controls, err);
    return code < 0 ? err_wrap(err, code, "rules '%s'", name) : 0;
}

static int
run_diff(struct command_call *call, struct err *err)
{
    struct file_set old_files;
    struct file_set new_files;
    struct controls old;
    struct controls new;
    struct compared compared;
    struct bundle_model model;
    TRY(call_expect(call, 0, 2, err));
    TRY(load(call, call->positional_count > 0 ? call->positional[0] : "in-force", &old_files, &old, err));
    TRY(load(call, call->positional_count > 1 ? call->positional[1] : "next", &new_files, &new, err));
    TRY(period_of(call, &compared.period, err));
    compared.controls = controls_diff(&old, &new, call->arena);
    compared.files = controls_diff_files(&old_files, &new_files, call->arena);
    AUTO(report_input_drop) struct report_input *input = report_input_new(call->ledger, ledger_info(call->ledger).size);
    AUTO(bundle_builder_drop) struct bundle_builder *builder = bundle_builder_new(call->arena);
    TRY(report_input_build(input, builder, call->arena, &compared.period, &model, err));
    compared.facts = model.facts;
    TRY(compare_windows(call, &model, &old, &new, &compared, err));
    if (call->json)
        return print_compared_json(&compared, call->arena, err);
    print_differences(&compared.controls);
    print_differences(&compared.files);
    print_windows(call, &compared);
    return EXIT_FINE;
}

const struct command command_controls_diff = {
    .name = "controls diff",
    .arguments = "[OLD [NEW]]",
    .summary = "what two sets of rules say otherwise, and which windows that alters",
    .detail =
        "OLD and NEW are each the index of a ruleset entry, 'in-force' (OLD, when not given), 'next' (what would be\n"
        "put in force now; NEW, when not given), 'shipped' (the built-in ones), or a controls folder. Windows are\n"
        "those of the period (else of the 90 days before the last entry), as if each set had always been in\n"
        "force.",
    .options = (const struct command_option[]){{"--from", "T", "start of the period"},
                                               {"--to", "T", "end of the period"},
                                               RULE_OPTIONS,
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_diff,
};
