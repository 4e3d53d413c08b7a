#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/html_survival.h"
#include "bundle/html_table.h"

/* Rows of one kind of group. */
enum { GROUP_ROWS_MAX = 50 };

/* The cells of a group after its name. */
typedef void (*group_cells)(struct html_table *table, const struct exposure_group *group);
typedef void (*group_name)(struct buf *out, const struct bundle_model *model, struct slice name);

static void
write_title(struct buf *out, struct slice title)
{
    buf_text(out, " <span class=\"rule\">");
    html_text(out, title);
    buf_text(out, "</span>");
}

static void
name_rule(struct buf *out, const struct bundle_model *model, struct slice name)
{
    const struct rule *rule = rule_find(&model->controls->rules, name);
    html_code(out, name);
    write_title(out, rule != NULL ? rule->title : SLICE("a check that no rule names"));
}

static void
name_criterion(struct buf *out, const struct bundle_model *model, struct slice name)
{
    const struct criterion *criterion = catalog_find(&model->controls->catalog, name);
    html_code(out, name);
    write_title(out, criterion != NULL ? criterion->title : (struct slice){0});
}

static void
name_severity(struct buf *out, const struct bundle_model *model, struct slice name)
{
    enum severity severity;
    (void)model;
    if (severity_from_name(name, &severity, NULL) < 0)
        severity = SEVERITY_NONE;
    html_severity(out, severity);
}

static const struct group_kind {
    const char *heading;
    size_t offset; /* of the groups in struct exposure */
    group_name name;
} kinds[] = {
    {"By severity", offsetof(struct exposure, by_severity), name_severity},
    {"By rule", offsetof(struct exposure, by_rule), name_rule},
    {"By criterion in scope (a window counts for each of its criteria)", offsetof(struct exposure, by_criterion),
     name_criterion},
};

static void
write_kind(struct html_table *table, const struct bundle_model *model, const struct group_kind *kind, group_cells cells)
{
    const struct exposure *exposure = &model->analytics->exposure;
    const struct exposure_groups *groups = (const void *)((const char *)exposure + kind->offset);
    if (groups->count == 0)
        return;
    html_table_group(table);
    buf_text(table->out, kind->heading);
    if (groups->count > GROUP_ROWS_MAX)
        buf_format(table->out, " <span class=\"note\">the first %d of %zu</span>", GROUP_ROWS_MAX, groups->count);
    for (size_t i = 0; i < groups->count && i < GROUP_ROWS_MAX; i++) {
        html_table_row(table);
        html_table_cell(table);
        kind->name(table->out, model, groups->groups[i].name);
        cells(table, &groups->groups[i]);
    }
}

static void
write_all(struct html_table *table, const struct bundle_model *model, group_cells cells)
{
    html_table_row(table);
    html_table_cell_text(table, "<strong>All windows</strong>");
    cells(table, &model->analytics->exposure.total);
}

static void
write_kinds(struct html_table *table, const struct bundle_model *model, group_cells cells)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        write_kind(table, model, &kinds[i], cells);
}

static void
cell_length(struct html_table *table, int64_t ms)
{
    html_table_cell(table);
    html_length(table->out, ms);
}

static void
cells_exposure(struct html_table *table, const struct exposure_group *group)
{
    html_table_cell_count(table, group->windows);
    html_table_cell_count(table, group->closing);
    html_table_cell_count(table, group->automated);
    html_table_cell_count(table, group->manual);
    html_table_cell_count(table, group->reopened);
    cell_length(table, group->gross_ms);
    cell_length(table, group->net_ms);
    cell_length(table, group->union_ms);
    cell_length(table, group->any_ms);
}

static void
write_exposure(struct buf *out, const struct bundle_model *model)
{
    static const struct html_column columns[] = {
        {.title = "Group", .kind = HTML_COLUMN_NAME},         {.title = "Windows", .kind = HTML_COLUMN_FIGURE},
        {.title = "Open at end", .kind = HTML_COLUMN_FIGURE}, {.title = "Auto&#173;mated", .kind = HTML_COLUMN_FIGURE},
        {.title = "Manual", .kind = HTML_COLUMN_FIGURE},      {.title = "Re&#173;opened", .kind = HTML_COLUMN_FIGURE},
        {.title = "Gross", .kind = HTML_COLUMN_FIGURE},       {.title = "Net of waivers", .kind = HTML_COLUMN_FIGURE},
        {.title = "Union", .kind = HTML_COLUMN_FIGURE},       {.title = "Any", .kind = HTML_COLUMN_FIGURE}};
    struct html_table table;
    buf_text(out, "<h3 id=\"exposure\">Exposure</h3>\n");
    html_table_open(&table, out, "exposure-table");
    buf_text(out, "Exposure in the period; all figures in ");
    html_path(out, "stats/exposure.json");
    html_table_columns(&table, columns, COUNT_OF(columns));
    write_all(&table, model, cells_exposure);
    write_kinds(&table, model, cells_exposure);
    html_table_close(&table);
}

static void
cells_survival(struct html_table *table, const struct survival *survival)
{
    struct buf *out = table->out;
    html_table_cell_count(table, survival->n);
    html_table_cell_count(table, survival->events);
    html_table_cell(table);
    html_at_risk(out, survival);
    html_table_cell(table);
    html_quantile(out, survival, survival->median_ms);
    html_table_cell(table);
    html_band(out, survival);
    html_table_cell(table);
    html_quantile(out, survival, survival->p90_ms);
    cell_length(table, survival->rmst_ms);
    cell_length(table, survival->closed_only_mean_ms);
}

static void
cells_remediation(struct html_table *table, const struct exposure_group *group)
{
    cells_survival(table, &group->ttr);
}

static void
row_handling(struct html_table *table, const char *name, const struct survival *survival)
{
    html_table_row(table);
    html_table_cell_text(table, name);
    cells_survival(table, survival);
}

static void
write_remediation(struct buf *out, const struct bundle_model *model)
{
    static const struct html_column columns[] = {{.title = "Group", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Observed", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Verified", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Fewest at risk", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Median", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "95&#160;% band", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "90&#160;% done", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Mean within 30&#160;d", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Closed only (biased)", .kind = HTML_COLUMN_FIGURE}};
    const struct exposure *exposure = &model->analytics->exposure;
    struct html_table table;
    buf_text(out,
             "<h3 id=\"remediation\">Time to remediate</h3>\n<p>From detection to an independent pass. Windows that "
             "are still open, or ended by deletion, are counted for as long as they were watched, so the median "
             "does not flatter; the mean of closed ones alone does, and is printed for comparison only.</p>\n");
    html_table_open(&table, out, "remediation-table");
    buf_text(out, "Kaplan–Meier estimates; curves in ");
    html_path(out, "stats/survival.csv");
    html_table_columns(&table, columns, COUNT_OF(columns));
    write_all(&table, model, cells_remediation);
    html_table_group(&table);
    buf_text(out, "By handling (descriptive: groups are known only after the fact)");
    row_handling(&table, "automated", &exposure->automated);
    row_handling(&table, "manual", &exposure->manual);
    write_kinds(&table, model, cells_remediation);
    html_table_close(&table);
}

static void
cell_rate(struct html_table *table, int64_t rate)
{
    html_table_cell(table);
    html_rate(table->out, rate);
}

static void
cells_sla(struct html_table *table, const struct exposure_group *group)
{
    const struct exposure_sla *sla = &group->sla;
    html_table_cell_count(table, sla->met);
    html_table_cell_count(table, sla->met_deleted);
    html_table_cell_count(table, sla->breached);
    cell_rate(table, sla->rate);
    html_table_cell_count(table, sla->pending);
    html_table_cell_count(table, sla->overdue);
    cell_rate(table, sla->beyond_sla);
    html_table_cell_count(table, sla->net_met);
    html_table_cell_count(table, sla->net_breached);
}

static void
write_sla(struct buf *out, const struct bundle_model *model)
{
    static const struct html_column columns[] = {{.title = "Group", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Met", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "of them deleted", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Breached", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Met of decided", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Pending", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Open past due", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Still open at the SLA’s age", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Met, net", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Breached, net", .kind = HTML_COLUMN_FIGURE}};
    struct html_table table;
    buf_text(out,
             "<h3 id=\"sla\">SLA</h3>\n<p>The share met flatters while many windows are pending, so those open past "
             "due stand beside it. Net leaves waived time out.</p>\n");
    html_table_open(&table, out, "sla-table");
    buf_text(out, "SLA decisions in the period, by the table in force when each window opened");
    html_table_columns(&table, columns, COUNT_OF(columns));
    write_all(&table, model, cells_sla);
    write_kinds(&table, model, cells_sla);
    html_table_close(&table);
}

void
html_section_windows(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    (void)scratch;
    if (model->analytics->windows.count == 0) {
        buf_text(out, "<p>No exposure window overlaps the period, so there is nothing to group.</p>\n");
        return;
    }
    write_exposure(out, model);
    write_remediation(out, model);
    write_sla(out, model);
}
