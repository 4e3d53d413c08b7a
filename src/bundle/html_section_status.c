#include "bundle/html_sections.h"

#include "bundle/html_table.h"
#include "format/html.h"

static void
write_reasons(struct buf *out, const struct bundle_model *model)
{
    buf_format(out, "<p>%s (method of statistics §9; not an opinion)", bundle_status_name(model->status));
    if (model->reason_count == 0) {
        buf_text(out, ": every condition below is held, and the books of the period are closed.</p>\n");
        return;
    }
    buf_format(out, "%s:</p>\n<ol class=\"reasons\">\n",
               model->status == BUNDLE_COMPLETE ? "" : ", and not COMPLETE, because");
    for (size_t i = 0; i < model->reason_count; i++) {
        buf_text(out, "<li>");
        html_append(out, model->reasons[i]);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ol>\n");
}

static const char *
mark_of(enum condition_state state)
{
    static const char *const marks[] = {
        [CONDITION_HELD] = "●", [CONDITION_NOT_HELD] = "○", [CONDITION_UNDECIDED] = "?"};
    return marks[state];
}

void
html_section_status(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    static const struct html_column columns[] = {{.title = "Condition", .kind = HTML_COLUMN_NAME},
                                                 {.title = "State", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "What was found", .kind = HTML_COLUMN_NAME}};
    const struct complete *complete = &model->analytics->complete;
    struct html_table table;
    (void)scratch;
    write_reasons(out, model);
    html_table_open(&table, out, "conditions");
    buf_text(out, "The conditions of a complete period, one by one");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < COUNT_OF(complete->conditions); i++) {
        const struct complete_condition *condition = &complete->conditions[i];
        html_table_row(&table);
        html_table_cell_text(&table, condition_name(condition->condition));
        html_table_cell(&table);
        buf_format(out, "<span class=\"state\"><span aria-hidden=\"true\">%s</span> %s</span>",
                   mark_of(condition->state), condition_state_name(condition->state));
        html_table_cell(&table);
        html_append(out, condition->reason);
    }
    html_table_close(&table);
}
