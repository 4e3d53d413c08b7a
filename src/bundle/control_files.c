#include "bundle/control_files.h"

#include "bundle/cells.h"
#include "bundle/json_file.h"
#include "bundle/own_controls.h"

#include "format/json_build.h"

int
bundle_render_catalog(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct catalog *catalog = &model->controls->catalog;
    struct json *value = json_new_object(arena);
    json_set(value, "id", json_new_slice(arena, catalog->id));
    struct json *criteria = json_set(value, "criteria", json_new_array(arena));
    for (size_t i = 0; i < catalog->count; i++) {
        const struct criterion *criterion = &catalog->criteria[i];
        struct json *item = json_push(criteria, json_new_object(arena));
        json_set(item, "id", json_new_slice(arena, criterion->id));
        json_set(item, "category", json_new_slice(arena, criterion->category));
        json_set(item, "title", json_new_slice(arena, criterion->title));
        json_set(item, "in_scope", json_new_bool(arena, criterion->in_scope));
    }
    return json_file_write(value, out, "catalog.json", err);
}

/* SOC 2 criteria in the order of the catalog, as in windows.csv; those of other frameworks as the rule's file has
 * them. */
static struct json *
criteria_value(const struct bundle_model *model, size_t rule, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    const struct policy_rule *resolved = &model->policy->rules[rule];
    struct json *soc2 = json_set(value, framework_name(FRAMEWORK_SOC2), json_new_array(arena));
    for (size_t i = 0; i < resolved->criteria_count; i++)
        json_push(soc2, json_new_slice(arena, model->policy->criteria[resolved->criteria[i]].id));
    for (enum framework framework = FRAMEWORK_SOC2 + 1; framework < framework_count; framework++) {
        const struct mapping_list *list = &model->controls->rules.rules[rule].mappings[framework];
        if (list->count == 0)
            continue;
        struct json *ids = json_set(value, framework_name(framework), json_new_array(arena));
        for (size_t i = 0; i < list->count; i++)
            json_push(ids, json_new_slice(arena, list->mappings[i].id));
    }
    return value;
}

static bool
lists_exactly(const struct rule *rule, struct slice check)
{
    for (size_t i = 0; i < rule->check_count; i++) {
        if (!rule->checks[i].is_pattern && slice_equal(rule->checks[i].id, check))
            return true;
    }
    return false;
}

static int
compare_slices(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The checks that entries name and that only a pattern of the rule claims, in the order of bytes. */
static void
push_pattern_checks(const struct bundle_model *model, size_t number, struct json *checks, struct arena *arena)
{
    const struct intern *seen = model->facts->checks;
    struct slice *texts = arena_array(arena, intern_count(seen), sizeof(*texts));
    size_t count = 0;
    for (uint32_t check = 0; check < intern_count(seen); check++) {
        const struct slice text = intern_text(seen, check);
        if (model->policy->rule_of_check[check] == number &&
            !lists_exactly(&model->controls->rules.rules[number], text))
            texts[count++] = text;
    }
    if (count > 0)
        qsort(texts, count, sizeof(*texts), compare_slices);
    for (size_t i = 0; i < count; i++)
        json_push(checks, json_new_slice(arena, texts[i]));
}

/* Patterns are resolved, so that a reader of the file compares exact strings: first the checks that the rule names, in
 * its order, then those of the entries that its patterns match. */
static struct json *
checks_value(const struct bundle_model *model, size_t number, struct arena *arena)
{
    const struct rule *rule = &model->controls->rules.rules[number];
    struct json *checks = json_new_array(arena);
    bool has_pattern = false;
    for (size_t i = 0; i < rule->check_count; i++) {
        if (rule->checks[i].is_pattern)
            has_pattern = true;
        else
            json_push(checks, json_new_slice(arena, rule->checks[i].id));
    }
    if (has_pattern)
        push_pattern_checks(model, number, checks, arena);
    return checks;
}

static struct json *
rule_value(const struct bundle_model *model, size_t number, struct arena *arena)
{
    const struct rule *rule = &model->controls->rules.rules[number];
    struct json *value = json_new_object(arena);
    json_set(value, "id", json_new_slice(arena, rule->id));
    json_set(value, "title", json_new_slice(arena, rule->title));
    json_set(value, "checks", checks_value(model, number, arena));
    json_set(value, "criteria", criteria_value(model, number, arena));
    if (rule->severity_override != SEVERITY_NONE)
        json_set(value, "severity_override", json_new_string(arena, severity_name(rule->severity_override)));
    if (rule->has_ttl)
        json_set(value, "ttl_s", json_new_int(arena, (int64_t)rule->ttl_s));
    return value;
}

static struct json *
sla_value(const struct policy_sla *sla, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "from", json_new_int(arena, (int64_t)sla->from));
    struct json *seconds = json_set(value, "sla_s", json_new_object(arena));
    for (enum severity severity = SEVERITY_NONE + 1; severity < severity_count; severity++) {
        if (sla->sla_ms[severity] != 0)
            json_set(seconds, severity_name(severity), json_new_seconds(arena, sla->sla_ms[severity]));
    }
    return value;
}

int
bundle_render_rules(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct json *value = json_new_object(arena);
    json_set(value, "version", json_new_slice(arena, model->controls->sla.version));
    json_set(value, "flap_s", json_new_seconds(arena, model->policy->flap_ms));
    struct json *slas = json_set(value, "sla", json_new_array(arena));
    for (size_t i = 0; i < model->policy->sla_count; i++) {
        const struct policy_sla *sla = &model->policy->slas[i];
        if (i == 0 || memcmp(sla->sla_ms, sla[-1].sla_ms, sizeof(sla->sla_ms)) != 0)
            json_push(slas, sla_value(sla, arena));
    }
    struct json *rules = json_set(value, "rules", json_new_array(arena));
    for (size_t i = 0; i < model->controls->rules.count; i++)
        json_push(rules, rule_value(model, i, arena));
    return json_file_write(value, out, "rules.json", err);
}

static const struct mapping *
find_mapping(const struct mapping_list *list, struct slice id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (slice_equal(list->mappings[i].id, id))
            return &list->mappings[i];
    }
    return NULL;
}

/* The kinds of rules, as a column names them: what a rule looks at. */
static const char *
kind_name(const struct rule *rule)
{
    return rule->kind == RULE_CLASS ? "class" : "check";
}

static void
cells_mapping(struct csv *csv, const struct rule *rule, const struct mapping *mapping)
{
    csv_text(csv, rule->id);
    csv_text(csv, rule->title);
    csv_text(csv, rule->owner);
    cells_word(csv, mapping_basis_name(mapping->basis));
    cells_word(csv, mapping_strength_name(mapping->strength));
    csv_text(csv, mapping->rationale);
}

static void
cells_criterion(struct csv *csv, const struct criterion *criterion)
{
    csv_text(csv, criterion->id);
    csv_text(csv, criterion->category);
    csv_text(csv, criterion->series);
    csv_text(csv, criterion->title);
    csv_bool(csv, criterion->in_scope);
}

/* One row for each of the rules that bears on the criterion; returns how many. */
static size_t
rows_rules(struct csv *csv, const struct rule_list *rules, const struct criterion *criterion, struct slice manual)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct mapping *mapping = find_mapping(&rules->rules[i].mappings[FRAMEWORK_SOC2], criterion->id);
        if (mapping == NULL)
            continue;
        cells_criterion(csv, criterion);
        cells_mapping(csv, &rules->rules[i], mapping);
        csv_text(csv, manual);
        cells_word(csv, kind_name(&rules->rules[i]));
        csv_end_row(csv);
        count++;
    }
    return count;
}

/* The rules with checks, then those of classes; one row without a rule when there is none. */
static void
rows_criterion(struct csv *csv, const struct bundle_model *model, const struct criterion *criterion,
               struct slice manual)
{
    size_t count = rows_rules(csv, &model->controls->rules, criterion, manual);
    count += rows_rules(csv, &model->controls->class_rules, criterion, manual);
    if (count > 0)
        return;
    cells_criterion(csv, criterion);
    for (int i = 0; i < 6; i++)
        csv_raw(csv, SLICE(""));
    csv_text(csv, manual);
    csv_raw(csv, SLICE(""));
    csv_end_row(csv);
}

int
bundle_render_criteria(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"criterion", "category",   "series", "title", "in_scope",
                                          "rule",      "rule_title", "owner",  "basis", "strength",
                                          "rationale", "manual",     "kind"};
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct catalog *catalog = &model->controls->catalog;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < catalog->count; i++)
        rows_criterion(&csv, model, &catalog->criteria[i],
                       bundle_manual_answers(model, catalog->criteria[i].id, arena));
    return buf_finish(out, "criteria.csv", err);
}

/* Absent in a set without the framework's catalog. */
static struct slice
title_of(const struct bundle_model *model, enum framework framework, struct slice id)
{
    const struct criterion *criterion = catalog_find(&model->controls->frameworks[framework], id);
    return criterion == NULL ? (struct slice){NULL, 0} : criterion->title;
}

static void
rows_framework(struct csv *csv, const struct bundle_model *model, const struct rule_list *rules,
               enum framework framework)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct mapping_list *list = &rules->rules[i].mappings[framework];
        for (size_t j = 0; j < list->count; j++) {
            cells_word(csv, framework_name(framework));
            csv_text(csv, list->mappings[j].id);
            cells_mapping(csv, &rules->rules[i], &list->mappings[j]);
            csv_text(csv, title_of(model, framework, list->mappings[j].id));
            cells_word(csv, kind_name(&rules->rules[i]));
            csv_end_row(csv);
        }
    }
}

int
bundle_render_crosswalk(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"framework", "criterion", "rule",      "rule_title", "owner",
                                          "basis",     "strength",  "rationale", "title",      "kind"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (enum framework framework = FRAMEWORK_SOC2 + 1; framework < framework_count; framework++) {
        rows_framework(&csv, model, &model->controls->rules, framework);
        rows_framework(&csv, model, &model->controls->class_rules, framework);
    }
    return buf_finish(out, "crosswalk.csv", err);
}

static void
row_class(struct csv *csv, const struct rule *rule, const struct mapping *mapping, const struct class_line *line)
{
    csv_text(csv, rule->id);
    csv_text(csv, rule->title);
    csv_text(csv, mapping->id);
    cells_word(csv, mapping_basis_name(mapping->basis));
    cells_word(csv, mapping_strength_name(mapping->strength));
    csv_text(csv, mapping->rationale);
    cells_number(csv, line->events);
    if (line->events > 0) {
        cells_number(csv, line->first_index);
        cells_number(csv, line->last_index);
    } else {
        csv_raw(csv, SLICE(""));
        csv_raw(csv, SLICE(""));
    }
    cells_number(csv, line->undecided);
    csv_end_row(csv);
}

int
bundle_render_classes(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"rule",      "title",  "criterion",   "basis",      "strength",
                                          "rationale", "events", "first_index", "last_index", "undecided"};
    const struct rule_list *rules = &model->controls->class_rules;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < rules->count; i++) {
        const struct mapping_list *list = &rules->rules[i].mappings[FRAMEWORK_SOC2];
        for (size_t j = 0; j < list->count; j++)
            row_class(&csv, &rules->rules[i], &list->mappings[j], &model->analytics->classes.lines[i]);
    }
    return buf_finish(out, "classes.csv", err);
}
