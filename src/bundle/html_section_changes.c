#include "bundle/changes.h"
#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/html_table.h"

enum { CHANGE_ROWS_MAX = 20, DIFFERENCES_SHOWN = 10 };

static void
write_people(struct buf *out, const struct bundle_model *model, const struct fact_act *act)
{
    html_text(out, html_person(model, intern_text(model->facts->words, act->by)));
    buf_text(out, " <span class=\"rule\">");
    if (act->approver == INTERN_NONE) {
        buf_text(out, "no approver");
    } else {
        buf_text(out, "approved by ");
        html_text(out, html_person(model, intern_text(model->facts->words, act->approver)));
        buf_text(out, ", ");
        html_text(out, intern_text(model->facts->words, act->approval));
    }
    buf_text(out, "</span>");
}

/* Lists by subject; a subject that stands in several rows is named once. */
static void
write_subjects(struct buf *out, const struct control_differences *list)
{
    size_t shown = 0;
    size_t subjects = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && slice_equal(list->differences[i].subject, list->differences[i - 1].subject))
            continue;
        if (subjects++ >= DIFFERENCES_SHOWN)
            continue;
        buf_text(out, shown++ > 0 ? ", " : "");
        html_code(out, list->differences[i].subject);
    }
    if (subjects > shown)
        buf_format(out, " and %zu more", subjects - shown);
}

static void
write_differences(struct buf *out, const struct bundle_change *change)
{
    const struct control_differences *list = change->controls.count > 0 ? &change->controls : &change->files;
    html_counted(out, list->count, change->controls.count > 0 ? "statement" : "file");
    buf_text(out, ": <span class=\"rule\">");
    write_subjects(out, list);
    buf_text(out, "</span>");
}

static void
row_change(struct html_table *table, const struct bundle_model *model, const struct bundle_change *change)
{
    const struct fact_act *act = &model->facts->acts[change->act];
    struct buf *out = table->out;
    html_table_row(table);
    html_table_cell(table);
    write_differences(out, change);
    html_table_cell_count(table, act->index);
    html_table_cell(table);
    html_instant(out, act->received_ms);
    html_table_cell(table);
    write_people(out, model, act);
    html_table_cell(table);
    html_text(out, intern_text(model->facts->words, act->reason));
    if (!slice_is_absent(change->not_compared)) {
        for (int i = 0; i < 3; i++)
            html_table_cell_text(table, "not compared");
        return;
    }
    for (enum alteration_effect effect = ALTERATION_NONE + 1; effect < alteration_effect_count; effect++)
        html_table_cell_count(table, change->windows.by_effect[effect]);
}

static void
write_table(struct buf *out, const struct bundle_model *model)
{
    static const struct html_column columns[] = {
        {.title = "Differs in", .kind = HTML_COLUMN_NAME},  {.title = "Entry", .kind = HTML_COLUMN_FIGURE},
        {.title = "Received", .kind = HTML_COLUMN_INSTANT}, {.title = "By", .kind = HTML_COLUMN_TEXT},
        {.title = "Reason", .kind = HTML_COLUMN_TEXT},      {.title = "Windows appear", .kind = HTML_COLUMN_FIGURE},
        {.title = "disappear", .kind = HTML_COLUMN_FIGURE}, {.title = "change", .kind = HTML_COLUMN_FIGURE}};
    struct html_table table;
    html_table_open(&table, out, "changes-table");
    buf_text(out, "Rule sets put in force from the beginning of the period on; every difference in ");
    html_path(out, "controls/changes.csv");
    buf_text(out, ", every window in ");
    html_path(out, "controls/altered_windows.csv");
    html_table_columns(&table, columns, COUNT_OF(columns));
    const size_t shown = model->change_count < CHANGE_ROWS_MAX ? model->change_count : CHANGE_ROWS_MAX;
    for (size_t i = 0; i < shown; i++)
        row_change(&table, model, &model->changes[i]);
    html_table_close(&table);
    html_table_rest(out, shown, model->change_count, "controls/changes.csv");
}

void
html_section_changes(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    (void)scratch;
    if (model->change_count == 0) {
        buf_text(out, "<p>The rules that were in force when the period began are those of every figure here: no other "
                      "set came before the last entry.</p>\n");
        return;
    }
    buf_text(out, "<p>Figures follow the rules in force at the last entry. Each change is compared with the rules just "
                  "before it, over all entries of this bundle: windows that appear, disappear or change their rule, "
                  "criteria, severity, start, end or due.</p>\n");
    write_table(out, model);
}
