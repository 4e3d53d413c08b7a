#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_finding.h"
#include "bundle/html_name.h"
#include "bundle/html_ranking.h"
#include "bundle/html_table.h"
#include "bundle/svg_definitions.h"
#include "bundle/svg_window.h"

enum { TIMELINE_ROWS_MAX = 40 };

static void
write_legend(struct buf *out, const struct svg_scale *scale, int64_t end_ms)
{
    buf_text(out, "<ul class=\"legend\" aria-label=\"Legend\">\n");
    for (enum severity severity = severity_count; severity-- > SEVERITY_NONE;) {
        buf_text(out, "<li>");
        html_severity(out, severity);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n<ul class=\"legend\" aria-label=\"Marks\">\n");
    for (enum svg_mark mark = 0; mark < SVG_MARK_COUNT; mark++) {
        buf_text(out, "<li>");
        svg_mark_sample(out, mark);
        buf_format(out, " <b>%s</b> %s</li>\n", svg_mark_name(mark), svg_mark_meaning(mark));
    }
    buf_text(out, "<li>");
    svg_sample(out, "waived");
    buf_text(out, " <b>waived</b> covered by an approved waiver</li>\n");
    svg_later_sample(out, scale, end_ms);
    buf_text(out, "</ul>\n");
}

static uint64_t
count_of(const struct bundle_model *model, const struct html_ranking *shown, enum severity severity)
{
    const struct windows *windows = &model->analytics->windows;
    const size_t count = shown != NULL ? shown->count : windows->count;
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += windows->windows[shown != NULL ? shown->windows[i] : i].severity == severity ? 1 : 0;
    return found;
}

static void
write_group(struct html_table *table, const struct bundle_model *model, const struct html_ranking *shown,
            enum severity severity)
{
    const uint64_t all = count_of(model, NULL, severity);
    const uint64_t drawn = count_of(model, shown, severity);
    html_table_group(table);
    html_severity(table->out, severity);
    buf_text(table->out, " <span class=\"note\">");
    html_count(table->out, drawn);
    buf_text(table->out, " of ");
    html_counted(table->out, all, "window");
    if (drawn < all)
        buf_text(table->out, ", the longest");
    buf_text(table->out, "</span>");
}

static void
write_window(struct html_table *table, const struct bundle_model *model, const struct svg_scale *scale,
             const struct window *window)
{
    html_table_row(table);
    html_table_cell(table);
    html_finding(table->out, model, window);
    html_table_cell(table);
    html_instant(table->out, window->start_ms);
    html_table_cell(table);
    svg_window(table->out, model, scale, window);
    html_table_cell(table);
    html_end(table->out, window);
    html_table_cell(table);
    html_length(table->out, window->gross_ms);
}

static void
write_rows(struct html_table *table, const struct bundle_model *model, const struct svg_scale *scale,
           const struct html_ranking *shown)
{
    const struct window *before = NULL;
    for (size_t i = 0; i < shown->count; i++) {
        const struct window *window = &model->analytics->windows.windows[shown->windows[i]];
        if (before == NULL || before->severity != window->severity)
            write_group(table, model, shown, window->severity);
        write_window(table, model, scale, window);
        before = window;
    }
}

void
html_section_timeline(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    const struct svg_scale scale = {model->from_ms, model->to_ms};
    const struct html_column columns[] = {
        {.title = "Finding", .kind = HTML_COLUMN_NAME},
        {.title = "Start", .kind = HTML_COLUMN_INSTANT},
        {.title = "Over the period", .kind = HTML_COLUMN_DRAWING, .head = svg_axis, .of = &scale},
        {.title = "End", .kind = HTML_COLUMN_INSTANT},
        {.title = "In the period", .kind = HTML_COLUMN_FIGURE}};
    if (model->analytics->windows.count == 0) {
        buf_text(out, "<p>No exposure window overlaps the period.</p>\n");
        return;
    }
    struct html_ranking shown = html_ranking_by_severity(model, TIMELINE_ROWS_MAX, scratch);
    html_ranking_in_time(model, &shown, scratch);
    struct html_table table;
    write_legend(out, &scale, model->analytics->effective.end_ms);
    html_table_open(&table, out, "timeline-table");
    buf_text(out, "Windows by severity and start");
    html_table_columns(&table, columns, COUNT_OF(columns));
    write_rows(&table, model, &scale, &shown);
    html_table_close(&table);
    html_table_rest(out, shown.count, model->analytics->windows.count, "population/windows.csv");
}
