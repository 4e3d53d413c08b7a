#include "bundle/change_tables.h"

#include "bundle/cells.h"
#include "bundle/changes.h"

#include <inttypes.h>

/* An absent text is an empty cell, which no statement of the rules is. */
static void
row_difference(struct csv *csv, const struct bundle_model *model, const struct bundle_change *change,
               const struct control_difference *difference)
{
    const struct facts *facts = model->facts;
    const struct fact_act *act = &facts->acts[change->act];
    cells_number(csv, act->index);
    csv_instant(csv, act->received_ms);
    cells_interned(csv, facts->words, act->by);
    cells_interned(csv, facts->words, act->approver);
    cells_interned(csv, facts->words, act->reason);
    cells_interned(csv, facts->words, act->approval);
    csv_text(csv, difference->subject);
    csv_text(csv, difference->field);
    csv_text(csv, difference->before);
    csv_text(csv, difference->after);
    csv_end_row(csv);
}

static void
rows_differences(struct csv *csv, const struct bundle_model *model, const struct bundle_change *change,
                 const struct control_differences *list)
{
    for (size_t i = 0; i < list->count; i++)
        row_difference(csv, model, change, &list->differences[i]);
}

static void
row_windows(struct csv *csv, const struct bundle_model *model, const struct bundle_change *change, const char *field,
            struct slice after)
{
    const struct control_difference row = {.subject = SLICE("windows"), .field = slice_of(field), .after = after};
    row_difference(csv, model, change, &row);
}

static void
rows_windows(struct csv *csv, const struct bundle_model *model, const struct bundle_change *change)
{
    if (!slice_is_absent(change->not_compared)) {
        row_windows(csv, model, change, "not compared", change->not_compared);
        return;
    }
    for (enum alteration_effect effect = ALTERATION_NONE + 1; effect < alteration_effect_count; effect++) {
        char text[24];
        snprintf(text, sizeof(text), "%" PRIu64, change->windows.by_effect[effect]);
        row_windows(csv, model, change, alteration_effect_name(effect), slice_of(text));
    }
}

int
bundle_render_changes(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"index",    "received", "by",    "approver", "reason",
                                          "approval", "subject",  "field", "before",   "after"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->change_count; i++) {
        const struct bundle_change *change = &model->changes[i];
        rows_differences(&csv, model, change, &change->controls);
        rows_differences(&csv, model, change, &change->files);
        rows_windows(&csv, model, change);
    }
    return buf_finish(out, "changes.csv", err);
}

static void
cells_sides(struct csv *csv, const struct alteration *alteration)
{
    const struct alteration_side *before = &alteration->before;
    const struct alteration_side *after = &alteration->after;
    csv_text(csv, before->rule);
    csv_text(csv, after->rule);
    csv_text(csv, before->criteria);
    csv_text(csv, after->criteria);
    cells_word(csv, severity_name(before->severity));
    cells_word(csv, severity_name(after->severity));
    csv_instant(csv, before->start_ms);
    csv_instant(csv, after->start_ms);
    csv_instant(csv, before->end_ms);
    csv_instant(csv, after->end_ms);
    csv_instant(csv, before->due_ms);
    csv_instant(csv, after->due_ms);
}

int
bundle_render_altered_windows(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"index",           "effect",         "window",          "resource",
                                          "rule_before",     "rule_after",     "criteria_before", "criteria_after",
                                          "severity_before", "severity_after", "start_before",    "start_after",
                                          "end_before",      "end_after",      "due_before",      "due_after"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->change_count; i++) {
        const struct bundle_change *change = &model->changes[i];
        for (size_t j = 0; j < change->windows.count; j++) {
            const struct alteration *alteration = &change->windows.alterations[j];
            cells_number(&csv, model->facts->acts[change->act].index);
            cells_word(&csv, alteration_effect_name(alteration->effect));
            cells_number(&csv, alteration->window);
            cells_interned(&csv, model->facts->resources, alteration->resource);
            cells_sides(&csv, alteration);
            csv_end_row(&csv);
        }
    }
    return buf_finish(out, "altered_windows.csv", err);
}
