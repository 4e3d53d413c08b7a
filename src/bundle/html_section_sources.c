#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/html_table.h"
#include "bundle/svg_definitions.h"
#include "bundle/svg_strip.h"

enum { SOURCE_ROWS_MAX = 100, GAP_ROWS_MAX = 20 };

static void
write_permissions(struct buf *out, const struct fact_setting *setting)
{
    const char *before = "; may ";
    if (!setting->has_may) {
        buf_text(out, "; unrestricted");
        return;
    }
    for (enum permission may = MAY_NONE + 1; may < permission_count; may++) {
        if ((setting->may & 1U << may) == 0)
            continue;
        buf_format(out, "%s%s", before, permission_name(may));
        before = ", ";
    }
}

/* What its last source record says, below the source's name. */
static void
write_setting(struct buf *out, const struct facts *facts, uint32_t source)
{
    const uint32_t last = source < facts->setting_of_source_count ? facts->setting_of_source[source] : FACT_NONE;
    buf_text(out, " <span class=\"rule\">");
    if (last == FACT_NONE) {
        buf_text(out, "never enrolled");
    } else if (facts->settings[last].action == SOURCE_RETIRED) {
        buf_text(out, "retired");
    } else {
        buf_text(out, "every ");
        html_duration(out, facts->settings[last].interval_ms);
        write_permissions(out, &facts->settings[last]);
    }
    buf_text(out, "</span>");
}

static void
write_reconciled(struct buf *out, const struct population *population, uint32_t source)
{
    const struct population_source *line = NULL;
    for (size_t i = 0; i < population->source_count; i++) {
        if (population->sources[i].source == source)
            line = &population->sources[i];
    }
    if (line == NULL || line->reconciliations == 0) {
        buf_text(out, "not reconciled");
        return;
    }
    html_count(out, line->ledger_count);
    buf_text(out, " of ");
    html_count(out, line->source_count);
    buf_text(out, " <span class=\"rule\">");
    html_counted(out, line->differing, "difference");
    buf_text(out, "</span>");
}

static void
write_source(struct html_table *table, const struct bundle_model *model, const struct svg_scale *scale,
             const struct coverage_source *line)
{
    struct buf *out = table->out;
    html_table_row(table);
    html_table_cell(table);
    html_source(out, model, line->source);
    write_setting(out, model->facts, line->source);
    html_table_cell(table);
    svg_strip(out, model, scale, line);
    html_table_cell(table);
    html_share(out, (uint64_t)line->covered_ms, (uint64_t)line->scope_ms);
    buf_text(out, " <span class=\"exact\">");
    html_seconds(out, line->covered_ms);
    buf_text(out, " / ");
    html_seconds(out, line->scope_ms);
    buf_text(out, "</span>");
    html_table_cell_count(table, line->gap_count);
    html_table_cell(table);
    html_count(out, line->heartbeats_received);
    buf_text(out, " / ");
    html_count(out, line->heartbeats_expected);
    html_table_cell(table);
    write_reconciled(out, &model->analytics->population, line->source);
}

static void
write_sources(struct buf *out, const struct bundle_model *model)
{
    const struct svg_scale scale = {model->from_ms, model->to_ms};
    const struct html_column columns[] = {
        {.title = "Source", .kind = HTML_COLUMN_NAME},
        {.title = "Over the period", .kind = HTML_COLUMN_DRAWING, .head = svg_axis, .of = &scale},
        {.title = "Covered, of in scope", .kind = HTML_COLUMN_FIGURE},
        {.title = "Gaps", .kind = HTML_COLUMN_FIGURE},
        {.title = "Heartbeats, of expected", .kind = HTML_COLUMN_FIGURE},
        {.title = "In the ledger, of in the source", .kind = HTML_COLUMN_FIGURE}};
    const struct coverage *coverage = &model->analytics->coverage;
    struct html_table table;
    html_table_open(&table, out, "sources-table");
    buf_text(out, "Coverage of each source over the period; more in ");
    html_path(out, "completeness/sources.csv");
    html_table_columns(&table, columns, COUNT_OF(columns));
    const size_t shown = coverage->source_count < SOURCE_ROWS_MAX ? coverage->source_count : SOURCE_ROWS_MAX;
    for (size_t i = 0; i < shown; i++)
        write_source(&table, model, &scale, &coverage->sources[i]);
    html_table_close(&table);
    html_table_rest(out, shown, coverage->source_count, "completeness/sources.csv");
}

static void
write_gaps(struct buf *out, const struct bundle_model *model)
{
    static const struct html_column columns[] = {
        {.title = "Source", .kind = HTML_COLUMN_NAME},
        {.title = "From", .kind = HTML_COLUMN_INSTANT},
        {.title = "To", .kind = HTML_COLUMN_INSTANT},
        {.title = "Length", .kind = HTML_COLUMN_FIGURE},
        {.title = "Events in it that came afterwards", .kind = HTML_COLUMN_FIGURE}};
    const struct coverage *coverage = &model->analytics->coverage;
    const size_t shown = coverage->gap_count < GAP_ROWS_MAX ? coverage->gap_count : GAP_ROWS_MAX;
    struct html_table table;
    html_table_open(&table, out, "gaps-table");
    buf_text(out, "Gaps, by source and start; ");
    html_path(out, "completeness/gaps.csv");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < shown; i++) {
        const struct coverage_gap *gap = &coverage->gaps[i];
        html_table_row(&table);
        html_table_cell(&table);
        html_source(out, model, gap->source);
        html_table_cell(&table);
        html_instant(out, gap->stretch.from_ms);
        html_table_cell(&table);
        html_instant(out, gap->stretch.to_ms);
        html_table_cell(&table);
        html_length(out, stretch_length(gap->stretch));
        html_table_cell_count(&table, gap->events);
    }
    html_table_close(&table);
    html_table_rest(out, shown, coverage->gap_count, "completeness/gaps.csv");
}

static void
write_legend(struct buf *out, const struct bundle_model *model)
{
    const struct svg_scale scale = {model->from_ms, model->to_ms};
    buf_text(out, "<p>A source counts as alive for two of its intervals after each sign of life: an accepted event, or "
                  "a heartbeat that the source itself had a part in. Silence is not a pass: what occurred in a gap is "
                  "not known.</p>\n<ul class=\"legend\" aria-label=\"Legend\">\n<li>");
    svg_sample(out, "covered");
    buf_text(out, " covered</li>\n<li>");
    svg_sample(out, "gap");
    buf_text(out, " gap</li>\n<li>blank: not in scope</li>\n");
    svg_later_sample(out, &scale, model->analytics->effective.end_ms);
    buf_text(out, "</ul>\n");
}

void
html_section_sources(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    (void)scratch;
    if (model->analytics->coverage.source_count == 0) {
        buf_text(out, "<p id=\"gaps\">The ledger knows no source, so nothing shows that anything was watched.</p>\n");
        return;
    }
    write_legend(out, model);
    write_sources(out, model);
    buf_text(out, "<h3 id=\"gaps\">Gaps</h3>\n");
    if (model->analytics->coverage.gap_count == 0)
        buf_text(out, "<p>None in the time in scope.</p>\n");
    else
        write_gaps(out, model);
}
