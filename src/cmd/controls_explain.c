/* controls_explain.c - the command that says what the rules make of one entry, and why. */
#include "analytics/verdict.h"
#include "control/controls.h"

#include "cmd/commands.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "format/json_build.h"
#include "ledger/ledger.h"
#include "ledger/read.h"

#include <inttypes.h>

/* One entry of kind event under the rules in force. */
struct explanation {
    const struct controls *controls;
    const struct record *record;
    struct mapper_claim claim;
    struct class_finding *classes;
    size_t class_count;
    struct regex_matcher *matcher;
    struct arena *arena;
};

static void
print_criteria(const struct rule *rule)
{
    const struct mapping_list *list = &rule->mappings[FRAMEWORK_SOC2];
    for (size_t i = 0; i < list->count; i++) {
        const struct mapping *mapping = &list->mappings[i];
        printf("  %-8.*s %-10s %-10s ", SLICE_ARG(mapping->id), mapping_strength_name(mapping->strength),
               mapping_basis_name(mapping->basis));
        print_text(mapping->rationale);
        printf("\n");
    }
}

/* "exactly", or by which pattern, and where that stands. */
static struct slice
claim_text(const struct mapper_claim *claim, struct arena *arena)
{
    const struct rule_check *check = claim->check;
    const struct slice how =
        check->is_pattern ? arena_format(arena, "by the pattern '%.*s'", SLICE_ARG(check->id)) : SLICE("exactly");
    return arena_format(arena, "%.*s, at %.*s:%u:%u", SLICE_ARG(how), SLICE_ARG(claim->rule->path), check->line,
                        check->column);
}

static void
print_claim(const struct explanation *explanation)
{
    const struct slice check = explanation->record->body.event.finding.check;
    const struct mapper_claim *claim = &explanation->claim;
    if (slice_is_absent(check)) {
        printf("the event names no check, so no finding rule and no finding belongs to it\n");
        return;
    }
    print_line("check", check);
    if (claim->rule == NULL) {
        printf("no rule names this check: it counts as its own rule, unmapped:%.*s, and for no criterion\n",
               SLICE_ARG(check));
        return;
    }
    print_line("rule", claim->rule->id);
    print_line("title", claim->rule->title);
    print_line("claimed", claim_text(claim, explanation->arena));
    print_line("rationale", claim->rule->rationale);
    if (claim->rule->severity_override != SEVERITY_NONE)
        print_line("counts as", slice_of(severity_name(claim->rule->severity_override)));
    print_criteria(claim->rule);
}

/* The first mapping of the selection that holds, or NULL. */
static const struct match_group *
group_that_holds(const struct explanation *explanation, const struct match_selection *selection)
{
    const struct match_subject subject = {.record = explanation->record, .matcher = explanation->matcher};
    regex_matcher_budget(explanation->matcher, CLASSES_REGEX_STEPS, CLASSES_REGEX_BYTES);
    for (size_t i = 0; i < selection->count; i++) {
        if (match_group_holds(&selection->groups[i], &subject) == TRUTH_YES)
            return &selection->groups[i];
    }
    return NULL;
}

static void
print_group(const struct explanation *explanation, struct slice selection, const struct match_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct field *field = group->tests[i].field;
        const struct slice value = event_field_print(field, explanation->record, explanation->arena);
        printf("  %.*s: %s is ", SLICE_ARG(selection), field->path);
        print_text(slice_is_absent(value) ? SLICE("absent") : value);
        printf("\n");
    }
}

static void
print_selections(const struct explanation *explanation, const struct rule *rule)
{
    for (size_t i = 0; i < rule->match.count; i++) {
        const struct match_selection *selection = &rule->match.selections[i];
        const struct match_group *group = group_that_holds(explanation, selection);
        if (group != NULL)
            print_group(explanation, selection->name, group);
    }
}

/* Which of its expressions took too long; in the arena. */
static struct slice
undecided_text(const struct explanation *explanation, const struct rule *rule)
{
    struct err undecided = {""};
    const struct match_subject subject = {
        .record = explanation->record, .matcher = explanation->matcher, .undecided = &undecided};
    regex_matcher_budget(explanation->matcher, CLASSES_REGEX_STEPS, CLASSES_REGEX_BYTES);
    (void)class_holds(rule, &subject);
    return undecided.text[0] == '\0' ? SLICE("the rules before it used up what the event's texts may take")
                                     : arena_copy(explanation->arena, slice_of(undecided.text));
}

static void
print_class(const struct explanation *explanation, const struct class_finding *finding)
{
    const struct rule *rule = &explanation->controls->class_rules.rules[finding->rule];
    print_line(finding->is_undecided ? "undecided" : "class", rule->id);
    print_line("title", rule->title);
    print_line("matches", rule->condition_text);
    if (finding->is_undecided) {
        print_line("why", undecided_text(explanation, rule));
        return;
    }
    print_selections(explanation, rule);
    print_line("rationale", rule->rationale);
    print_criteria(rule);
}

/* What its source must be allowed to do for the event to count, or NULL: whether it was is not for the rules to say. */
static const char *
permission_needed(const struct record *record)
{
    const struct record_event *event = &record->body.event;
    const enum permission needs = verdict_permission(event->stage, event->outcome);
    return needs == MAY_NONE ? NULL : permission_name(needs);
}

static void
print_explanation(const struct explanation *explanation)
{
    const char *needs = permission_needed(explanation->record);
    if (needs != NULL)
        print_line("counts if",
                   arena_format(explanation->arena, "its source may %s (completeness/admin.csv of a bundle)", needs));
    print_claim(explanation);
    for (size_t i = 0; i < explanation->class_count; i++) {
        printf("\n");
        print_class(explanation, &explanation->classes[i]);
    }
    if (explanation->class_count == 0)
        printf("\nno class rule matches the event\n");
}

static struct json *
rule_value(const struct rule *rule, struct arena *arena)
{
    const struct mapping_list *list = &rule->mappings[FRAMEWORK_SOC2];
    struct json *value = json_new_object(arena);
    json_set(value, "id", json_new_slice(arena, rule->id));
    json_set(value, "title", json_new_slice(arena, rule->title));
    json_set(value, "rationale", json_new_slice(arena, rule->rationale));
    struct json *criteria = json_set(value, "criteria", json_new_array(arena));
    for (size_t i = 0; i < list->count; i++) {
        const struct mapping *mapping = &list->mappings[i];
        struct json *item = json_push(criteria, json_new_object(arena));
        json_set(item, "id", json_new_slice(arena, mapping->id));
        json_set(item, "basis", json_new_string(arena, mapping_basis_name(mapping->basis)));
        json_set(item, "strength", json_new_string(arena, mapping_strength_name(mapping->strength)));
        json_set(item, "rationale", json_new_slice(arena, mapping->rationale));
    }
    return value;
}

static struct json *
group_value(const struct explanation *explanation, const struct match_group *group)
{
    struct arena *arena = explanation->arena;
    struct json *tests = json_new_array(arena);
    for (size_t i = 0; i < group->count; i++) {
        const struct field *field = group->tests[i].field;
        const struct slice value = event_field_print(field, explanation->record, arena);
        struct json *test = json_push(tests, json_new_object(arena));
        json_set(test, "field", json_new_string(arena, field->path));
        if (!slice_is_absent(value))
            json_set(test, "value", json_new_slice(arena, value));
    }
    return tests;
}

static struct json *
class_value(const struct explanation *explanation, const struct class_finding *finding)
{
    struct arena *arena = explanation->arena;
    const struct rule *rule = &explanation->controls->class_rules.rules[finding->rule];
    struct json *value = rule_value(rule, arena);
    json_set(value, "condition", json_new_slice(arena, rule->condition_text));
    if (finding->is_undecided)
        json_set(value, "undecided", json_new_slice(arena, undecided_text(explanation, rule)));
    struct json *held = json_set(value, "selections", json_new_array(arena));
    for (size_t i = 0; i < rule->match.count; i++) {
        const struct match_group *group = group_that_holds(explanation, &rule->match.selections[i]);
        if (group == NULL)
            continue;
        struct json *selection = json_push(held, json_new_object(arena));
        json_set(selection, "name", json_new_slice(arena, rule->match.selections[i].name));
        json_set(selection, "fields", group_value(explanation, group));
    }
    return value;
}

static struct json *
explanation_value(const struct explanation *explanation, uint64_t index)
{
    struct arena *arena = explanation->arena;
    const struct slice check = explanation->record->body.event.finding.check;
    const struct mapper_claim claim = explanation->claim;
    struct json *value = json_new_object(arena);
    json_set(value, "index", json_new_int(arena, (int64_t)index));
    if (permission_needed(explanation->record) != NULL)
        json_set(value, "needs", json_new_string(arena, permission_needed(explanation->record)));
    if (!slice_is_absent(check))
        json_set(value, "check", json_new_slice(arena, check));
    if (claim.rule != NULL) {
        struct json *rule = json_set(value, "rule", rule_value(claim.rule, arena));
        if (claim.rule->severity_override != SEVERITY_NONE)
            json_set(rule, "severity_override", json_new_string(arena, severity_name(claim.rule->severity_override)));
        json_set(rule, claim.check->is_pattern ? "pattern" : "exact", json_new_slice(arena, claim.check->id));
    }
    struct json *classes = json_set(value, "classes", json_new_array(arena));
    for (size_t i = 0; i < explanation->class_count; i++)
        json_push(classes, class_value(explanation, &explanation->classes[i]));
    return value;
}

static int
explain_event(const struct command_call *call, const struct record *record, uint64_t index, struct err *err)
{
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    const struct slice check = record->body.event.finding.check;
    struct file_set files;
    struct controls controls;
    TRY(rules_in_force(call, &files, err));
    TRY(controls_load(&files, call->arena, &controls, err));
    struct explanation explanation = {
        .controls = &controls, .record = record, .matcher = matcher, .arena = call->arena};
    if (!slice_is_absent(check))
        explanation.claim = mapper_claim(controls.mapper, check);
    explanation.classes = arena_array(call->arena, controls.class_rules.count, sizeof(*explanation.classes));
    explanation.class_count = classes_find(controls.classes, matcher, record, explanation.classes);
    if (call->json)
        return print_json(explanation_value(&explanation, index), err);
    print_explanation(&explanation);
    return EXIT_FINE;
}

static int
explain_other(const struct command_call *call, const struct record *record, uint64_t index, struct err *err)
{
    const char *kind = record_kind_name(record->kind);
    if (!call->json) {
        printf("entry %" PRIu64 " is a %s record: rules map events\n", index, kind);
        return EXIT_FINE;
    }
    struct json *value = json_new_object(call->arena);
    json_set(value, "index", json_new_int(call->arena, (int64_t)index));
    json_set(value, "kind", json_new_string(call->arena, kind));
    return print_json(value, err);
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
    return record.kind == RECORD_EVENT ? explain_event(call, &record, index, err)
                                       : explain_other(call, &record, index, err);
}

const struct command command_controls_explain = {
    .name = "controls explain",
    .arguments = "INDEX",
    .summary = "say which rules an entry falls under, finding and classes, to which criteria, and why",
    .needs = NEEDS_LEDGER_READ,
    .run = run_explain,
};
