#include "bundle/cells.h"

#include "format/json_number.h"

#include <inttypes.h>

void
cells_table(struct csv *csv, struct buf *out, const char *const *columns, size_t count)
{
    csv_init(csv, out);
    csv_header(csv, columns, count);
}

void
cells_number(struct csv *csv, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%" PRIu64, number);
    csv_raw(csv, slice_of(text));
}

void
cells_seconds(struct csv *csv, int64_t ms)
{
    if (ms == DURATION_NONE)
        csv_raw(csv, SLICE(""));
    else
        csv_seconds(csv, ms);
}

void
cells_rate(struct csv *csv, int64_t millionths)
{
    char text[JSON_NUMBER_TEXT_MAX] = "";
    if (millionths != RATE_NONE)
        json_number_write(text, (double)millionths / RATE_ONE);
    csv_raw(csv, slice_of(text));
}

void
cells_word(struct csv *csv, const char *word)
{
    csv_raw(csv, slice_of(word != NULL ? word : ""));
}

void
cells_interned(struct csv *csv, const struct intern *table, uint32_t id)
{
    csv_text(csv, intern_text(table, id));
}

void
cells_rule(struct csv *csv, const struct bundle_model *model, uint32_t rule)
{
    csv_text(csv, model->policy->rules[rule].id);
}

void
cells_criteria(struct csv *csv, const struct bundle_model *model, uint32_t rule)
{
    struct buf list AUTO(buf_release);
    buf_init(&list, SIZE_MAX);
    const struct policy_rule *of = &model->policy->rules[rule];
    for (size_t i = 0; i < of->criteria_count; i++) {
        if (i > 0)
            buf_byte(&list, ' ');
        buf_add(&list, model->policy->criteria[of->criteria[i]].id);
    }
    csv_text(csv, buf_slice(&list));
}

void
cells_event(struct csv *csv, const struct bundle_model *model, uint32_t event)
{
    const struct facts *facts = model->facts;
    const struct fact_event *fact = &facts->events[event];
    cells_number(csv, fact->index);
    csv_instant(csv, fact->received_ms);
    csv_instant(csv, fact->occurred_ms);
    cells_interned(csv, facts->sources, fact->source);
    cells_interned(csv, facts->checks, fact->check);
    cells_interned(csv, facts->resources, fact->resource);
    cells_word(csv, stage_name((enum stage)fact->stage));
    cells_word(csv, outcome_name((enum outcome)fact->outcome));
}

void
cells_event_rule(struct csv *csv, const struct bundle_model *model, uint32_t event)
{
    const uint32_t check = model->facts->events[event].check;
    if (check == INTERN_NONE)
        csv_raw(csv, SLICE(""));
    else
        cells_rule(csv, model, model->policy->rule_of_check[check]);
}
