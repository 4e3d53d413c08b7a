#include "bundle/stats.h"

#include "bundle/cells.h"
#include "bundle/json_file.h"

#include "format/json_build.h"

static struct json *
seconds_value(struct arena *arena, int64_t ms)
{
    return ms == DURATION_NONE ? json_new_null(arena) : json_new_seconds(arena, ms);
}

static struct json *
rate_value(struct arena *arena, int64_t millionths)
{
    return millionths == RATE_NONE ? json_new_null(arena) : json_new_double(arena, (double)millionths / RATE_ONE);
}

static struct json *
count_value(struct arena *arena, uint64_t count)
{
    return json_new_int(arena, (int64_t)count);
}

static struct json *
source_time_value(const struct bundle_model *model, struct arena *arena)
{
    const struct coverage *coverage = &model->analytics->coverage;
    struct json *value = json_new_object(arena);
    json_set(value, "covered_s", json_new_seconds(arena, coverage->covered_ms));
    json_set(value, "scope_s", json_new_seconds(arena, coverage->scope_ms));
    struct json *by_source = json_set(value, "by_source", json_new_object(arena));
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct coverage_source *line = &coverage->sources[i];
        struct json *item =
            json_set_slice(by_source, intern_text(model->facts->sources, line->source), json_new_object(arena));
        json_set(item, "covered_s", json_new_seconds(arena, line->covered_ms));
        json_set(item, "scope_s", json_new_seconds(arena, line->scope_ms));
    }
    return value;
}

static struct json *
asset_time_value(const struct bundle_model *model, struct arena *arena)
{
    const struct assets *assets = &model->analytics->assets;
    struct json *value = json_new_object(arena);
    json_set(value, "fresh_s", json_new_seconds(arena, assets->fresh_ms));
    json_set(value, "lifetime_s", json_new_seconds(arena, assets->lifetime_ms));
    struct json *by_rule = json_set(value, "by_rule", json_new_object(arena));
    for (size_t i = 0; i < assets->rule_count; i++) {
        const struct asset_rule *line = &assets->rules[i];
        struct json *item = json_set_slice(by_rule, model->policy->rules[line->rule].id, json_new_object(arena));
        json_set(item, "fresh_s", json_new_seconds(arena, line->fresh_ms));
        json_set(item, "lifetime_s", json_new_seconds(arena, line->lifetime_ms));
    }
    return value;
}

static struct json *
criteria_value(const struct bundle_model *model, struct arena *arena)
{
    const struct criteria *criteria = &model->analytics->criteria;
    struct json *value = json_new_object(arena);
    json_set(value, "recorded", count_value(arena, criteria->recorded));
    json_set(value, "in_scope", count_value(arena, criteria->count));
    struct json *by_criterion = json_set(value, "by_criterion", json_new_object(arena));
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criteria_line *line = &criteria->criteria[i];
        struct json *item =
            json_set_slice(by_criterion, model->policy->criteria[line->criterion].id, json_new_object(arena));
        json_set(item, "state", json_new_string(arena, criterion_state_name(line->state)));
        json_set(item, "rules", count_value(arena, line->rules));
        json_set(item, "events", count_value(arena, line->events));
    }
    return value;
}

/* A source without a reconciliation is null: not reconciled is not zero. */
static struct json *
population_value(const struct bundle_model *model, struct arena *arena)
{
    const struct population *population = &model->analytics->population;
    struct json *value = json_new_object(arena);
    json_set(value, "ledger", count_value(arena, population->ledger_count));
    json_set(value, "source", count_value(arena, population->source_total));
    struct json *by_source = json_set(value, "by_source", json_new_object(arena));
    for (size_t i = 0; i < population->source_count; i++) {
        const struct population_source *line = &population->sources[i];
        const struct slice name = intern_text(model->facts->sources, line->source);
        if (line->reconciliations == 0) {
            json_set_slice(by_source, name, json_new_null(arena));
            continue;
        }
        struct json *item = json_set_slice(by_source, name, json_new_object(arena));
        json_set(item, "ledger", count_value(arena, line->ledger_count));
        json_set(item, "source", count_value(arena, line->source_count));
    }
    return value;
}

int
bundle_render_coverage(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct json *value = json_new_object(arena);
    json_set(value, "source_time", source_time_value(model, arena));
    json_set(value, "asset_time", asset_time_value(model, arena));
    json_set(value, "criteria", criteria_value(model, arena));
    json_set(value, "population", population_value(model, arena));
    return json_file_write(value, out, "coverage.json", err);
}

static struct json *
ttr_value(const struct survival *ttr, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "n", count_value(arena, ttr->n));
    json_set(value, "events", count_value(arena, ttr->events));
    json_set(value, "min_at_risk", ttr->min_at_risk == 0 ? json_new_null(arena) : count_value(arena, ttr->min_at_risk));
    json_set(value, "median_s", seconds_value(arena, ttr->median_ms));
    struct json *band = json_set(value, "median_ci_s", json_new_array(arena));
    json_push(band, seconds_value(arena, ttr->median_low_ms));
    json_push(band, seconds_value(arena, ttr->median_high_ms));
    json_set(value, "p90_s", seconds_value(arena, ttr->p90_ms));
    json_set(value, "rmst_s", seconds_value(arena, ttr->rmst_ms));
    json_set(value, "closed_only_mean_s", seconds_value(arena, ttr->closed_only_mean_ms));
    return value;
}

static struct json *
sla_value(const struct exposure_sla *sla, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "met", count_value(arena, sla->met));
    json_set(value, "met_deleted", count_value(arena, sla->met_deleted));
    json_set(value, "breached", count_value(arena, sla->breached));
    json_set(value, "pending", count_value(arena, sla->pending));
    json_set(value, "overdue", count_value(arena, sla->overdue));
    json_set(value, "rate", rate_value(arena, sla->rate));
    json_set(value, "beyond_sla", rate_value(arena, sla->beyond_sla));
    json_set(value, "net_met", count_value(arena, sla->net_met));
    json_set(value, "net_breached", count_value(arena, sla->net_breached));
    return value;
}

static struct json *
group_value(const struct exposure_group *group, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "windows", count_value(arena, group->windows));
    json_set(value, "opening", count_value(arena, group->opening));
    json_set(value, "new", count_value(arena, group->new_windows));
    json_set(value, "closed", count_value(arena, group->closed));
    json_set(value, "closed_verified", count_value(arena, group->closed_verified));
    json_set(value, "closed_deleted", count_value(arena, group->closed_deleted));
    json_set(value, "closing", count_value(arena, group->closing));
    json_set(value, "reopened", count_value(arena, group->reopened));
    json_set(value, "automated", count_value(arena, group->automated));
    json_set(value, "manual", count_value(arena, group->manual));
    json_set(value, "gross_s", json_new_seconds(arena, group->gross_ms));
    json_set(value, "net_s", json_new_seconds(arena, group->net_ms));
    json_set(value, "union_s", json_new_seconds(arena, group->union_ms));
    json_set(value, "net_union_s", json_new_seconds(arena, group->net_union_ms));
    json_set(value, "any_s", json_new_seconds(arena, group->any_ms));
    json_set(value, "ttr", ttr_value(&group->ttr, arena));
    json_set(value, "sla", sla_value(&group->sla, arena));
    return value;
}

static struct json *
groups_value(const struct exposure_groups *groups, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    for (size_t i = 0; i < groups->count; i++)
        json_set_slice(value, groups->groups[i].name, group_value(&groups->groups[i], arena));
    return value;
}

int
bundle_render_exposure(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct exposure *exposure = &model->analytics->exposure;
    struct json *value = json_new_object(arena);
    json_set(value, "as_of", json_new_instant(arena, model->analytics->effective.as_of_ms));
    struct json *period = json_set(value, "period", json_new_object(arena));
    json_set(period, "from", json_new_instant(arena, model->from_ms));
    json_set(period, "to", json_new_instant(arena, model->to_ms));
    json_set(value, "total", group_value(&exposure->total, arena));
    json_set(value, "by_severity", groups_value(&exposure->by_severity, arena));
    json_set(value, "by_rule", groups_value(&exposure->by_rule, arena));
    json_set(value, "by_criterion", groups_value(&exposure->by_criterion, arena));
    return json_file_write(value, out, "exposure.json", err);
}

static void
rows_survival(struct csv *csv, struct slice group, const struct survival *survival)
{
    for (size_t i = 0; i < survival->row_count; i++) {
        const struct survival_row *row = &survival->rows[i];
        csv_text(csv, group);
        csv_seconds(csv, row->t_ms);
        cells_number(csv, row->at_risk);
        cells_number(csv, row->events);
        cells_number(csv, row->deleted);
        cells_rate(csv, row->s);
        cells_rate(csv, survival_band(row->lower));
        cells_rate(csv, survival_band(row->upper));
        cells_rate(csv, row->incidence_verified);
        cells_rate(csv, row->incidence_deleted);
        csv_end_row(csv);
    }
}

int
bundle_render_survival(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"group",
                                          "t_s",
                                          "at_risk",
                                          "events",
                                          "deleted",
                                          "s",
                                          "lower",
                                          "upper",
                                          "incidence_verified",
                                          "incidence_deleted"};
    const struct exposure *exposure = &model->analytics->exposure;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    rows_survival(&csv, SLICE("all"), &exposure->total.ttr);
    for (size_t i = 0; i < exposure->by_severity.count; i++)
        rows_survival(&csv, exposure->by_severity.groups[i].name, &exposure->by_severity.groups[i].ttr);
    rows_survival(&csv, SLICE("automated"), &exposure->automated);
    rows_survival(&csv, SLICE("manual"), &exposure->manual);
    return buf_finish(out, "survival.csv", err);
}

static void
rows_steps(struct csv *csv, const struct steps_group *group)
{
    for (size_t i = 0; i < STEP_COUNT; i++) {
        const struct step_line *line = &group->lines[i];
        cells_word(csv, group->name);
        cells_number(csv, (uint64_t)line->step);
        cells_word(csv, stage_name(line->step));
        cells_number(csv, line->n);
        cells_number(csv, line->n_previous);
        cells_number(csv, line->reached);
        cells_number(csv, group->windows);
        cells_seconds(csv, line->median_ms);
        cells_seconds(csv, line->p90_ms);
        csv_seconds(csv, line->total_ms);
        cells_number(csv, line->waiting);
        csv_seconds(csv, line->waiting_ms);
        cells_number(csv, line->negative);
        csv_bool(csv, line->step == group->breaks);
        csv_end_row(csv);
    }
}

int
bundle_render_steps(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"group",   "step",      "name",     "n",     "n_previous",
                                          "reached", "windows",   "median_s", "p90_s", "total_s",
                                          "waiting", "waiting_s", "negative", "breaks"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->steps.count; i++)
        rows_steps(&csv, &model->analytics->steps.groups[i]);
    return buf_finish(out, "steps.csv", err);
}
