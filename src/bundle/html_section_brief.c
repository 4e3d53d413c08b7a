#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_finding.h"
#include "bundle/html_headline.h"
#include "bundle/html_name.h"
#include "bundle/html_question.h"
#include "bundle/html_ranking.h"
#include "bundle/html_table.h"

enum { LONGEST_ROWS = 5 };

static uint64_t
count_events(const struct bundle_model *model)
{
    const struct effective *effective = &model->analytics->effective;
    uint64_t count = 0;
    for (size_t i = 0; i < model->facts->events_count; i++)
        count += effective->times[i].t_ms >= model->from_ms && effective->times[i].t_ms < effective->end_ms ? 1 : 0;
    return count;
}

static void
write_population(struct buf *out, const struct bundle_model *model)
{
    buf_text(out, "<p>Events that count in the period: ");
    html_count(out, count_events(model));
    buf_text(out, ", of ");
    html_counted(out, model->analytics->coverage.source_count, "source");
    buf_text(out, ". Exposure windows in it: ");
    html_count(out, model->analytics->windows.count);
    buf_text(out, ", each from when a resource broke a rule until an independent check passed or the resource was "
                  "gone.</p>\n");
}

static void
write_roll(struct buf *out, const struct exposure *exposure)
{
    static const struct html_column columns[] = {
        {.title = "Severity", .kind = HTML_COLUMN_NAME},    {.title = "Opening", .kind = HTML_COLUMN_FIGURE},
        {.title = "+ new", .kind = HTML_COLUMN_FIGURE},     {.title = "− verified", .kind = HTML_COLUMN_FIGURE},
        {.title = "− deleted", .kind = HTML_COLUMN_FIGURE}, {.title = "= closing", .kind = HTML_COLUMN_FIGURE}};
    struct html_table table;
    html_table_open(&table, out, "rollforward");
    buf_format(out, "Roll-forward of windows by severity (it %s); ",
               exposure->balances ? "balances" : "does not balance");
    html_path(out, "population/rollforward.csv");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < exposure->roll_count; i++) {
        const struct exposure_roll *roll = &exposure->roll[i];
        html_table_row(&table);
        html_table_cell(&table);
        html_text(out, roll->severity);
        html_table_cell_count(&table, roll->opening);
        html_table_cell_count(&table, roll->new_windows);
        html_table_cell_count(&table, roll->closed_verified);
        html_table_cell_count(&table, roll->closed_deleted);
        html_table_cell_count(&table, roll->closing);
    }
    html_table_close(&table);
}

static void
write_longest(struct buf *out, const struct bundle_model *model, struct arena *scratch)
{
    static const struct html_column columns[] = {{.title = "Finding", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Severity", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Start", .kind = HTML_COLUMN_INSTANT},
                                                 {.title = "End", .kind = HTML_COLUMN_INSTANT},
                                                 {.title = "In the period", .kind = HTML_COLUMN_FIGURE}};
    const struct html_ranking ranking = html_ranking_by_length(model, LONGEST_ROWS, scratch);
    struct html_table table;
    html_table_open(&table, out, "longest");
    buf_text(out, "Longest exposures in the period");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < ranking.count; i++) {
        const struct window *window = &model->analytics->windows.windows[ranking.windows[i]];
        html_table_row(&table);
        html_table_cell(&table);
        html_finding(out, model, window);
        html_table_cell(&table);
        html_severity(out, window->severity);
        html_table_cell(&table);
        html_instant(out, window->start_ms);
        html_table_cell(&table);
        html_end(out, window);
        html_table_cell(&table);
        html_length(out, window->gross_ms);
    }
    html_table_close(&table);
    html_table_rest(out, ranking.count, model->analytics->windows.count, "population/windows.csv");
}

struct unknown {
    const char *id;
    const char *title;
    uint64_t count;
    uint64_t of;      /* 0: of nothing in particular */
    const char *path; /* NULL: the bundle has no rows of it */
};

static void
write_unknown(struct html_table *table, const struct unknown *unknown)
{
    struct buf *out = table->out;
    html_table_row(table);
    html_table_cell(table);
    buf_format(out, "<a href=\"#%s\">%s</a>", unknown->id, unknown->title);
    html_table_cell(table);
    buf_text(out, unknown->count > 0 ? "<strong>" : "<span>");
    html_count(out, unknown->count);
    buf_text(out, unknown->count > 0 ? "</strong>" : "</span>");
    html_table_cell(table);
    if (unknown->of > 0)
        html_count(out, unknown->of);
    html_table_cell(table);
    if (unknown->path != NULL)
        html_path(out, unknown->path);
}

static uint64_t
count_criteria(const struct criteria *criteria, enum criterion_state state)
{
    uint64_t count = 0;
    for (size_t i = 0; i < criteria->count; i++)
        count += criteria->criteria[i].state == state ? 1 : 0;
    return count;
}

static uint64_t
count_unreconciled(const struct population *population)
{
    uint64_t count = 0;
    for (size_t i = 0; i < population->source_count; i++)
        count += population->sources[i].reconciliations == 0 ? 1 : 0;
    return count;
}

static uint64_t
count_differing(const struct population *population)
{
    uint64_t count = 0;
    for (size_t i = 0; i < population->source_count; i++)
        count += population->sources[i].differing;
    return count;
}

static void
write_unknowns_of_coverage(struct html_table *table, const struct analytics *analytics)
{
    const struct population *population = &analytics->population;
    const struct criteria *criteria = &analytics->criteria;
    const struct unknown unknowns[] = {
        {"gaps", "Gaps in which a source was silent", analytics->coverage.gap_count, 0, "completeness/gaps.csv"},
        {"sources", "Sources whose population is not reconciled", count_unreconciled(population),
         population->source_count, "completeness/sources.csv"},
        {"sources", "Reconciliations with a difference", count_differing(population), population->line_count,
         population->line_count > 0 ? "completeness/reconciliation.csv" : NULL},
        {"criteria", "Criteria in scope to which nothing maps", count_criteria(criteria, CRITERION_NOT_COVERED),
         criteria->count, "stats/coverage.json"},
        {"criteria", "Criteria in scope of unknown state", count_criteria(criteria, CRITERION_UNKNOWN), criteria->count,
         "stats/coverage.json"},
    };
    for (size_t i = 0; i < COUNT_OF(unknowns); i++)
        write_unknown(table, &unknowns[i]);
}

static void
write_unknowns(struct buf *out, const struct bundle_model *model)
{
    static const struct html_column columns[] = {{.title = "What", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Count", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Of", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Rows in the bundle", .kind = HTML_COLUMN_TEXT}};
    struct html_table table;
    html_table_open(&table, out, "unknowns");
    buf_text(out, "What is not known, or open to question");
    html_table_columns(&table, columns, COUNT_OF(columns));
    write_unknowns_of_coverage(&table, model->analytics);
    for (enum html_question question = 0; question < QUESTION_COUNT; question++) {
        const struct html_question_text *text = html_question_text(question);
        write_unknown(&table, &(struct unknown){.id = text->id,
                                                .title = text->title,
                                                .count = html_question_count(model, question),
                                                .path = html_question_has_file(model, question) ? text->path : NULL});
    }
    html_table_close(&table);
}

void
html_section_brief(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    write_population(out, model);
    html_headline(out, model);
    write_roll(out, &model->analytics->exposure);
    if (model->analytics->windows.count > 0)
        write_longest(out, model, scratch);
    write_unknowns(out, model);
}
