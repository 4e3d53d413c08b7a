#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/html_table.h"
#include "bundle/svg_definitions.h"

/* A step nobody recorded, and at which nothing waits, has no row but in the group of all. */
static bool
is_shown(const struct steps_group *group, const struct step_line *line, bool all)
{
    return all || line->reached > 0 || line->waiting > 0 || line->step == group->breaks;
}

static int64_t
most_spent(const struct steps_group *group)
{
    int64_t most_ms = 1;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (step_spent(&group->lines[i]) > most_ms)
            most_ms = step_spent(&group->lines[i]);
    }
    return most_ms;
}

static void
draw_piece(struct buf *out, const char *class, uint32_t from, uint32_t to)
{
    if (from == to)
        return;
    buf_format(out, "<rect class=\"%s\" y=\"%d\" height=\"%d\" x=\"", class, SVG_BAR_TOP - 2, SVG_BAR);
    svg_percent(out, from);
    buf_text(out, "\" width=\"");
    svg_percent(out, to - from);
    buf_text(out, "\"/>");
}

/* Dwell, then waiting, as long as they are of the longest of the group. */
static void
draw_bar(struct buf *out, const struct steps_group *group, const struct step_line *line)
{
    const struct svg_scale scale = {0, most_spent(group)};
    const char *name = stage_name(line->step);
    const uint32_t dwell = svg_scale_at(&scale, line->total_ms);
    buf_format(out,
               "<svg class=\"row\" role=\"img\" aria-labelledby=\"step-%s-%s-title step-%s-%s-desc\">"
               "<title id=\"step-%s-%s-title\">step %d, %s, of %s</title><desc id=\"step-%s-%s-desc\">",
               group->name, name, group->name, name, group->name, name, (int)line->step, name, group->name, group->name,
               name);
    html_seconds(out, line->total_ms);
    buf_text(out, " to get here, ");
    html_seconds(out, line->waiting_ms);
    buf_text(out, " waiting here</desc>");
    draw_piece(out, "dwell", 0, dwell);
    draw_piece(out, "waiting", dwell, svg_scale_at(&scale, step_spent(line)));
    buf_text(out, "</svg>");
}

static void
cell_length(struct html_table *table, int64_t ms)
{
    html_table_cell(table);
    html_length(table->out, ms);
}

static void
write_reached(struct buf *out, const struct steps_group *group, const struct step_line *line)
{
    html_count(out, line->reached);
    buf_text(out, " / ");
    html_count(out, group->windows);
    if (line->negative == 0)
        return;
    buf_text(out, " <strong class=\"warning\">");
    html_count(out, line->negative);
    buf_text(out, " before an earlier step</strong>");
}

static void
write_waiting(struct buf *out, const struct step_line *line)
{
    html_count(out, line->waiting);
    if (line->waiting == 0)
        return;
    buf_text(out, " <span class=\"rule\">");
    html_duration(out, line->waiting_ms);
    buf_text(out, "</span>");
}

static void
write_line(struct html_table *table, const struct steps_group *group, const struct step_line *line)
{
    struct buf *out = table->out;
    html_table_row(table);
    html_table_cell(table);
    buf_format(out, "%d %s", (int)line->step, stage_name(line->step));
    if (line->step == group->breaks)
        buf_text(out, " <strong class=\"warning\">◀ most time</strong>");
    html_table_cell(table);
    draw_bar(out, group, line);
    html_table_cell(table);
    write_reached(out, group, line);
    html_table_cell_count(table, line->n);
    html_table_cell_count(table, line->n_previous);
    cell_length(table, line->median_ms);
    cell_length(table, line->p90_ms);
    cell_length(table, line->total_ms);
    html_table_cell(table);
    write_waiting(out, line);
}

static void
write_group(struct html_table *table, const struct steps_group *group, bool all)
{
    html_table_group(table);
    buf_text(table->out, all ? "All windows" : group->name);
    buf_text(table->out, " <span class=\"note\">");
    html_counted(table->out, group->windows, "window");
    buf_text(table->out, all ? "</span>" : "; steps with anything in them</span>");
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (is_shown(group, &group->lines[i], all))
            write_line(table, group, &group->lines[i]);
    }
}

static void
write_introduction(struct buf *out, const struct steps_group *all)
{
    buf_text(out, "<p>From the latest known step before it to each step of the workflow, over the whole life of the "
                  "windows of the period. Windows that are still open wait at the last step they reached.");
    if (all->breaks != STAGE_NONE)
        buf_format(out, " Most time goes to <strong>step %d, %s</strong>.", (int)all->breaks, stage_name(all->breaks));
    buf_text(out, " Steps nobody recorded are skipped, and the next known one carries their time. Groups are known "
                  "only after the fact.</p>\n<ul class=\"legend\" aria-label=\"Legend\">\n<li>");
    svg_sample(out, "dwell");
    buf_text(out, " time to get here</li>\n<li>");
    svg_sample(out, "waiting");
    buf_text(out,
             " waiting here, open</li>\n<li>the longest bar of a group is its step with the most time</li>\n</ul>\n");
}

void
html_section_steps(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    static const struct html_column columns[] = {{.title = "Step", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Time spent, of the most", .kind = HTML_COLUMN_DRAWING},
                                                 {.title = "Reached, of windows", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Timed", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Step before known", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Median", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "90&#160;%", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "In all", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Waiting", .kind = HTML_COLUMN_FIGURE}};
    const struct steps *steps = &model->analytics->steps;
    struct html_table table;
    (void)scratch;
    if (steps->count == 0) {
        buf_text(out, "<p>No exposure window overlaps the period, so nothing stalls that is known.</p>\n");
        return;
    }
    write_introduction(out, &steps->groups[0]);
    html_table_open(&table, out, "steps-table");
    buf_text(out, "The workflow, step by step; all figures in ");
    html_path(out, "stats/steps.csv");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < steps->count; i++)
        write_group(&table, &steps->groups[i], i == 0);
    html_table_close(&table);
}
