/* controls.c - the commands about the catalog and the rules. */
#include "cmd/commands.h"
#include "cmd/controls_shown.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "control/lint.h"
#include "format/json_build.h"

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
print_checks(const struct rule *rule)
{
    if (rule->has_ttl)
        printf("%-14s %" PRIu64 " s\n", "fresh for", rule->ttl_s);
    if (rule->severity_override != SEVERITY_NONE)
        print_line("counts as", slice_of(severity_name(rule->severity_override)));
    printf("checks\n");
    for (size_t i = 0; i < rule->check_count; i++)
        printf("  %.*s\n", SLICE_ARG(rule->checks[i].id));
}

static void
print_rule(const struct rule *rule)
{
    const bool is_class = rule->kind == RULE_CLASS;
    print_line("rule", rule->id);
    print_line("kind",
               is_class ? SLICE("class: matches events, whatever their check") : SLICE("finding: claims checks"));
    print_line("title", rule->title);
    print_line("owner", rule->owner);
    print_line("rationale", rule->rationale);
    print_line("file", rule->path);
    if (is_class)
        print_line("matches", rule->condition_text);
    else
        print_checks(rule);
    printf("criteria\n");
    print_mappings(rule);
}

static int
print_rule_json(const struct rule *rule, struct arena *arena, struct err *err)
{
    struct json *facts = json_new_object(arena);
    json_set(facts, "id", json_new_slice(arena, rule->id));
    json_set(facts, "kind", json_new_string(arena, rule->kind == RULE_CLASS ? "class" : "finding"));
    json_set(facts, "title", json_new_slice(arena, rule->title));
    json_set(facts, "owner", json_new_slice(arena, rule->owner));
    json_set(facts, "rationale", json_new_slice(arena, rule->rationale));
    if (rule->kind == RULE_CLASS)
        json_set(facts, "condition", json_new_slice(arena, rule->condition_text));
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
    print_line("rules", controls_rules_for(&controls->rules, framework, criterion->id, arena));
    print_line("class rules", controls_rules_for(&controls->class_rules, framework, criterion->id, arena));
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
    json_set(facts, "rules",
             json_new_slice(arena, controls_rules_for(&controls->rules, framework, criterion->id, arena)));
    json_set(facts, "classes",
             json_new_slice(arena, controls_rules_for(&controls->class_rules, framework, criterion->id, arena)));
    return print_json(facts, err);
}

static int
run_show(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1, err));
    struct controls controls;
    TRY(controls_of_call(call, &controls, err));
    const struct slice id = slice_of(call->positional[0]);
    const struct rule *finding = rule_find(&controls.rules, id);
    const struct rule *rule = finding != NULL ? finding : rule_find(&controls.class_rules, id);
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

struct fault_list {
    struct json *faults;
    struct arena *arena;
};

static void
list_fault(void *context, const char *text)
{
    struct fault_list *list = context;
    json_push(list->faults, json_new_slice(list->arena, arena_copy(list->arena, slice_of(text))));
}

static int
lint_json(const struct command_call *call, const struct file_set *files, struct err *err)
{
    struct json *facts = json_new_object(call->arena);
    struct fault_list list = {json_set(facts, "findings", json_new_array(call->arena)), call->arena};
    json_set(facts, "files", json_new_int(call->arena, (int64_t)files->count));
    const size_t findings = controls_lint(files, list_fault, &list);
    TRY(print_json(facts, err));
    return findings == 0 ? EXIT_FINE : EXIT_ANSWER_NO;
}

static int
run_lint(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct file_set files;
    TRY(rules_of_call(call, &files, err));
    if (call->json)
        return lint_json(call, &files, err);
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
