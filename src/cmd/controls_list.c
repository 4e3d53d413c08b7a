/* controls_list.c - the command that lists the criteria, or the organisation's own controls. */
#include "cmd/commands.h"
#include "cmd/controls_shown.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "format/json_build.h"

int
controls_of_call(const struct command_call *call, struct controls *out_controls, struct err *err)
{
    struct file_set files;
    TRY(rules_of_call(call, &files, err));
    return controls_load(&files, call->arena, out_controls, err);
}

const struct catalog *
controls_catalog(const struct controls *controls, enum framework framework)
{
    return framework == FRAMEWORK_SOC2 ? &controls->catalog : &controls->frameworks[framework];
}

static bool
maps_to(const struct rule *rule, enum framework framework, struct slice criterion)
{
    for (size_t i = 0; i < rule->mappings[framework].count; i++) {
        if (slice_equal(rule->mappings[framework].mappings[i].id, criterion))
            return true;
    }
    return false;
}

struct slice
controls_rules_for(const struct rule_list *rules, enum framework framework, struct slice criterion, struct arena *arena)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        if (maps_to(rule, framework, criterion))
            text = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(text), text.n == 0 ? "" : " ", SLICE_ARG(rule->id));
    }
    return text;
}

/* Texts with spaces between them. */
static struct slice
joined(struct record_texts texts, struct arena *arena)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < texts.count; i++)
        text = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(text), i == 0 ? "" : " ", SLICE_ARG(texts.items[i]));
    return text;
}

static int
list_own(const struct command_call *call, const struct controls *controls, struct err *err)
{
    const struct own_control_list *own = &controls->declaration.own;
    struct table *table = table_new(call->arena, 6);
    struct json *list = json_new_array(call->arena);
    for (size_t i = 0; i < own->count; i++) {
        const struct own_control *control = &own->controls[i];
        const struct slice criteria = joined(control->criteria, call->arena);
        const struct slice rules = joined(control->rules, call->arena);
        const struct slice cells[] = {control->id, control->owner,     control->frequency,
                                      criteria,    control->statement, rules};
        for (size_t cell = 0; cell < COUNT_OF(cells); cell++)
            table_add(table, cells[cell]);
        struct json *item = json_push(list, json_new_object(call->arena));
        json_set(item, "id", json_new_slice(call->arena, control->id));
        json_set(item, "statement", json_new_slice(call->arena, control->statement));
        json_set(item, "owner", json_new_slice(call->arena, control->owner));
        json_set(item, "frequency", json_new_slice(call->arena, control->frequency));
        json_set(item, "criteria", json_new_slice(call->arena, criteria));
        json_set(item, "rules", json_new_slice(call->arena, rules));
    }
    if (call->json)
        return print_json(list, err);
    table_print(table);
    return EXIT_FINE;
}

static int
list_criteria(const struct command_call *call, const struct controls *controls, enum framework framework,
              struct err *err)
{
    const struct catalog *catalog = controls_catalog(controls, framework);
    struct table *table = table_new(call->arena, 4);
    struct json *list = json_new_array(call->arena);
    for (size_t i = 0; i < catalog->count; i++) {
        const struct criterion *criterion = &catalog->criteria[i];
        const struct slice rules = controls_rules_for(&controls->rules, framework, criterion->id, call->arena);
        const struct slice classes = controls_rules_for(&controls->class_rules, framework, criterion->id, call->arena);
        table_add(table, criterion->id);
        table_add(table, criterion->in_scope ? SLICE("in scope") : SLICE("-"));
        table_add(table, criterion->title);
        table_format(table, "%.*s%s%.*s", SLICE_ARG(rules), rules.n > 0 && classes.n > 0 ? " " : "",
                     SLICE_ARG(classes));
        struct json *item = json_push(list, json_new_object(call->arena));
        json_set(item, "id", json_new_slice(call->arena, criterion->id));
        if (framework == FRAMEWORK_SOC2)
            json_set(item, "category", json_new_slice(call->arena, criterion->category));
        json_set(item, "title", json_new_slice(call->arena, criterion->title));
        if (framework == FRAMEWORK_SOC2)
            json_set(item, "in_scope", json_new_bool(call->arena, criterion->in_scope));
        json_set(item, "rules", json_new_slice(call->arena, rules));
        json_set(item, "classes", json_new_slice(call->arena, classes));
    }
    if (call->json)
        return print_json(list, err);
    table_print(table);
    return EXIT_FINE;
}

static int
run_list(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    const char *name = call_option(call, "--framework");
    enum framework framework = FRAMEWORK_SOC2;
    if (name != NULL && call_flag(call, "--own"))
        return err_set(err, ERR_USAGE, "own controls belong to no framework: give --own or --framework");
    if (name != NULL && framework_from_name(slice_of(name), &framework, err) < 0)
        return err_wrap(err, ERR_USAGE, "--framework");
    struct controls controls;
    TRY(controls_of_call(call, &controls, err));
    return call_flag(call, "--own") ? list_own(call, &controls, err) : list_criteria(call, &controls, framework, err);
}

const struct command command_controls_list = {
    .name = "controls list",
    .arguments = "",
    .summary = "show the criteria and the rules that map to each, or the controls of one's own",
    .options = (const struct command_option[]){{"--framework", "F",
                                                "those of iso27001, nist80053 or nist_csf2 (default: soc2)"},
                                               {"--own", NULL, "the controls that daybook.yaml declares"},
                                               RULE_OPTIONS,
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_list,
};
