#include "bundle/own_controls.h"

#include "analytics/verdict.h"
#include "bundle/json_file.h"
#include "format/json_build.h"

static struct json *
texts_value(struct record_texts texts, struct arena *arena)
{
    struct json *value = json_new_array(arena);
    for (size_t i = 0; i < texts.count; i++)
        json_push(value, json_new_slice(arena, texts.items[i]));
    return value;
}

static struct json *
complementary_value(const struct complementary_control *control, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "kind", json_new_string(arena, complementary_kind_name(control->kind)));
    json_set(value, "organisation", json_new_slice(arena, control->organisation));
    json_set(value, "statement", json_new_slice(arena, control->statement));
    json_set(value, "criteria", texts_value(control->criteria, arena));
    return value;
}

static struct json *
control_value(const struct own_control *control, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "id", json_new_slice(arena, control->id));
    json_set(value, "statement", json_new_slice(arena, control->statement));
    json_set(value, "owner", json_new_slice(arena, control->owner));
    json_set(value, "frequency", json_new_slice(arena, control->frequency));
    json_set(value, "criteria", texts_value(control->criteria, arena));
    json_set(value, "rules", texts_value(control->rules, arena));
    struct json *complementary = json_set(value, "complementary", json_new_array(arena));
    for (size_t i = 0; i < control->complementary_count; i++)
        json_push(complementary, complementary_value(&control->complementary[i], arena));
    return value;
}

int
bundle_render_own_controls(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct own_control_list *own = &model->controls->declaration.own;
    struct json *value = json_new_object(arena);
    struct json *controls = json_set(value, "controls", json_new_array(arena));
    for (size_t i = 0; i < own->count; i++)
        json_push(controls, control_value(&own->controls[i], arena));
    return json_file_write(value, out, "controls.json", err);
}

const struct slice *
bundle_rule_controls(const struct bundle_model *model, struct arena *arena)
{
    const struct own_control_list *own = &model->controls->declaration.own;
    struct slice *lists = arena_array(arena, model->policy->rule_count, sizeof(*lists));
    for (size_t i = 0; i < own->count; i++) {
        for (size_t j = 0; j < own->controls[i].rules.count; j++) {
            const struct rule *rule = rule_find(&model->controls->rules, own->controls[i].rules.items[j]);
            if (rule == NULL)
                continue;
            struct slice *list = &lists[rule - model->controls->rules.rules];
            *list = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(*list), list->n > 0 ? " " : "",
                                 SLICE_ARG(own->controls[i].id));
        }
    }
    return lists;
}

const struct rule_tally *
bundle_rule_tallies(const struct bundle_model *model, struct arena *arena)
{
    const struct analytics *analytics = model->analytics;
    const struct facts *facts = model->facts;
    struct rule_tally *tallies = arena_array(arena, model->policy->rule_count, sizeof(*tallies));
    for (size_t i = 0; i < facts->events_count; i++) {
        const struct fact_event *event = &facts->events[i];
        const int64_t t_ms = analytics->effective.times[i].t_ms;
        if (event->check != INTERN_NONE && analytics->period.from_ms <= t_ms && t_ms < analytics->effective.end_ms &&
            verdict_permitted(facts, event))
            tallies[model->policy->rule_of_check[event->check]].events++;
    }
    for (size_t i = 0; i < analytics->windows.count; i++)
        tallies[analytics->windows.windows[i].rule].open += analytics->windows.windows[i].carry_out;
    return tallies;
}

struct slice
bundle_manual_answers(const struct bundle_model *model, struct slice criterion, struct arena *arena)
{
    const struct declaration *declaration = &model->controls->declaration;
    struct slice text = {NULL, 0};
    for (size_t i = 0; i < declaration->manual_count; i++) {
        const struct manual_answer *answer = &declaration->manual[i];
        if (slice_equal(answer->criterion, criterion))
            text = arena_format(arena, "%.*s%s%.*s (%.*s)", SLICE_ARG(text), text.n == 0 ? "" : "; ",
                                SLICE_ARG(answer->by), SLICE_ARG(answer->owner));
    }
    return text;
}
