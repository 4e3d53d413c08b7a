#include "bundle/html_event.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"

static void
write_stage(struct buf *out, const struct fact_event *event)
{
    const char *stage = stage_name((enum stage)event->stage);
    const char *outcome = outcome_name((enum outcome)event->outcome);
    buf_text(out, stage != NULL ? stage : "–");
    if (outcome != NULL)
        buf_format(out, ", %s", outcome);
}

void
html_event_row(struct html_table *table, const struct bundle_model *model, uint32_t event)
{
    const struct fact_event *fact = &model->facts->events[event];
    html_table_row(table);
    html_table_cell(table);
    html_resource(table->out, model, fact->resource);
    buf_text(table->out, " <span class=\"rule\">");
    html_code(table->out, intern_text(model->facts->checks, fact->check));
    buf_text(table->out, "</span>");
    html_table_cell_count(table, fact->index);
    html_table_cell(table);
    html_source(table->out, model, fact->source);
    html_table_cell(table);
    write_stage(table->out, fact);
    html_table_cell(table);
    html_instant(table->out, fact->occurred_ms);
    html_table_cell(table);
    html_instant(table->out, fact->received_ms);
}
