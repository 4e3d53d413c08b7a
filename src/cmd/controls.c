/* controls.c - the commands about the catalog and the rules. */
#include "cmd/commands.h"
#include "cmd/controls_shown.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "control/lint.h"
#include "format/json_build.h"
#include "ledger/ledger.h"
#include "ledger/read.h"
#include "record/record.h"

#include <inttypes.h>

static void
print_mappings(const struct rule *rule)
{
    for (enum framework f = FRAMEWORK_NONE + 1; f < framework_count; f++) {
        for (size_t i = 0; i < rule->mappings[f].count; i++) {
            const struct mapping *mapping = &rule->mappings[f].mappings[i];
            printf("  %-10s %-10.*s %-10s %-10s ", framework_name(f), SLICE_ARG(mapping->id),
                   mapping_basis_name(mapping->basis), mapping_strength_name(mapping->strength));
            print_text(mapping->rationale);
            printf("\n");
        }
    }
}

static void
print_rule(const struct rule *rule)
{
    print_line("rule", rule->id);
    print_line("title", rule->title);
    print_line("owner", rule->owner);
    print_line("rationale", rule->rationale);
    print_line("file", rule->path);
    if (rule->has_ttl)
        printf("%-14s %" PRIu64 " s\n", "fresh for", rule->ttl_s);
    printf("checks\n");
    for (size_t i = 0; i < rule->check_count; i++)
        printf("  %.*s\n", SLICE_ARG(rule->checks[i].id));
    printf("criteria\n");
    print_mappings(rule);
}

static int
print_rule_json(const struct rule *rule, struct arena *arena, struct err *err)
{
    struct json *facts = json_new_object(arena);
    json_set(facts, "id", json_new_slice(arena, rule->id));
    json_set(facts, "title", json_new_slice(arena, rule->title));
    json_set(facts, "owner", json_new_slice(arena, rule->owner));
    json_set(facts, "rationale", json_new_slice(arena, rule->rationale));
    struct json *checks = json_set(facts, "checks", json_new_array(arena));
    for (size_t i = 0; i < rule->check_count; i++)
        json_push(checks, json_new_slice(arena, rule->checks[i].id));
    for (enum framework f = FRAMEWORK_NONE + 1; f < framework_count; f++) {
        struct json *ids = json_set(facts, framework_name(f), json_new_array(arena));
        for (size_t i = 0; i < rule->mappings[f].count; i++)
            json_push(ids, json_new_slice(arena, rule->mappings[f].mappings[i].id));
    }
    return print_json(facts, err);
}

static void
print_criterion(const struct controls *controls, enum framework framework, const struct criterion *criterion,
                struct arena *arena)
{
    print_line("framework", slice_of(framework_name(framework)));
    print_line("criterion", criterion->id);
    if (framework == FRAMEWORK_SOC2) {
        print_line("category", criterion->category);
        print_line("series", criterion->series);
    }
    print_line("title", criterion->title);
    if (framework == FRAMEWORK_SOC2)
        print_line("scope", criterion->in_scope ? SLICE("in scope") : SLICE("not in scope"));
    print_line("rules", controls_rules_for(controls, framework, criterion->id, arena));
}

static int
print_criterion_json(const struct controls *controls, enum framework framework, const struct criterion *criterion,
                     struct arena *arena, struct err *err)
{
    struct json *facts = json_new_object(arena);
    json_set(facts, "framework", json_new_string(arena, framework_name(framework)));
    json_set(facts, "id", json_new_slice(arena, criterion->id));
    json_set(facts, "title", json_new_slice(arena, criterion->title));
    if (framework == FRAMEWORK_SOC2)
        json_set(facts, "in_scope", json_new_bool(arena, criterion->in_scope));
    json_set(facts, "rules", json_new_slice(arena, controls_rules_for(controls, framework, criterion->id, arena)));
    return print_json(facts, err);
}

static int
run_show(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1, err));
    struct controls controls;
    TRY(controls_of_call(call, &controls, err));
    const struct slice id = slice_of(call->positional[0]);
    const struct rule *rule = rule_find(&controls.rules, id);
    if (rule != NULL && call->json)
        return print_rule_json(rule, call->arena, err);
    if (rule != NULL) {
        print_rule(rule);
        return EXIT_FINE;
    }
    for (enum framework framework = FRAMEWORK_NONE + 1; framework < framework_count; framework++) {
        const struct criterion *criterion = catalog_find(controls_catalog(&controls, framework), id);
        if (criterion != NULL && call->json)
            return print_criterion_json(&controls, framework, criterion, call->arena, err);
        if (criterion != NULL) {
            print_criterion(&controls, framework, criterion, call->arena);
            return EXIT_FINE;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "'%s' is neither a rule nor a criterion: 'daybook controls list' shows both",
                   call->positional[0]);
}

const struct command command_controls_show = {
    .name = "controls show",
    .arguments = "ID",
    .summary = "show one rule, or one criterion of any framework",
    .options = (const struct command_option[]){RULE_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_show,
};

static void
print_fault(void *context, const char *text)
{
    (void)context;
    printf("%s\n", text);
}

static int
run_lint(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct file_set files;
    TRY(rules_of_call(call, &files, err));
    const size_t findings = controls_lint(&files, print_fault, NULL);
    fprintf(stderr, "%zu files, %zu findings\n", files.count, findings);
    return findings == 0 ? EXIT_FINE : EXIT_ANSWER_NO;
}

const struct command command_controls_lint = {
    .name = "controls lint",
    .arguments = "",
    .summary = "check every rule file and run the tests that each carries",
    .options = (const struct command_option[]){RULE_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_lint,
};

static int
explain_event(const struct command_call *call, const struct record_event *event, struct err *err)
{
    struct file_set files;
    struct controls controls;
    TRY(rules_in_force(call, &files, err));
    TRY(controls_load(&files, call->arena, &controls, err));
    const struct slice check = event->finding.check;
    if (slice_is_absent(check)) {
        printf("the event names no check, so no rule and no criterion belongs to it\n");
        return EXIT_FINE;
    }
    print_line("check", check);
    const struct rule *rule = mapper_find(controls.mapper, check);
    if (rule == NULL) {
        printf("no rule names this check: it counts as its own rule, unmapped:%.*s, and for no criterion\n",
               SLICE_ARG(check));
        return EXIT_FINE;
    }
    print_rule(rule);
    return EXIT_FINE;
}

static int
run_explain(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1, err));
    char *end;
    const uint64_t index = strtoull(call->positional[0], &end, 10);
    if (*end != '\0' || call->positional[0][0] < '0' || call->positional[0][0] > '9')
        return err_set(err, ERR_USAGE, "'%s' is not an index", call->positional[0]);
    struct store_entry entry;
    struct record record;
    TRY(ledger_entry(call->ledger, index, call->arena, &entry, err));
    TRY(record_read(entry.record, call->arena, &record, err));
    if (record.kind != RECORD_EVENT) {
        printf("entry %" PRIu64 " is a %s record: rules map events\n", index, record_kind_name(record.kind));
        return EXIT_FINE;
    }
    return explain_event(call, &record.body.event, err);
}

const struct command command_controls_explain = {
    .name = "controls explain",
    .arguments = "INDEX",
    .summary = "say which rule an entry maps to, to which criteria, and why",
    .needs = NEEDS_LEDGER_READ,
    .run = run_explain,
};
