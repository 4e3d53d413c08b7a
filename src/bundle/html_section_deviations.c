#include "bundle/html_sections.h"

#include "bundle/exceptions.h"
#include "bundle/html_event.h"
#include "bundle/html_figure.h"
#include "bundle/html_finding.h"
#include "bundle/html_name.h"
#include "bundle/html_question.h"

/* Rows of each list, in the order of its file. */
enum { LIST_ROWS_MAX = 10 };

static void
cell_instant(struct html_table *table, int64_t ms)
{
    html_table_cell(table);
    html_instant(table->out, ms);
}

static void
row_breach(struct html_table *table, const struct bundle_model *model, const struct window *window)
{
    const int64_t until = window->end_ms != INSTANT_NONE ? window->end_ms : model->analytics->effective.end_ms;
    html_table_row(table);
    html_table_cell(table);
    html_finding(table->out, model, window);
    html_table_cell(table);
    html_severity(table->out, window->severity);
    cell_instant(table, window->detected_ms);
    cell_instant(table, window->due_ms);
    html_table_cell(table);
    html_end(table->out, window);
    html_table_cell(table);
    html_length(table->out, until - window->due_ms);
}

static void
rows_breaches(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {
        {.title = "Finding", .kind = HTML_COLUMN_NAME},     {.title = "Severity", .kind = HTML_COLUMN_TEXT},
        {.title = "Detected", .kind = HTML_COLUMN_INSTANT}, {.title = "Due", .kind = HTML_COLUMN_INSTANT},
        {.title = "End", .kind = HTML_COLUMN_INSTANT},      {.title = "Past due by", .kind = HTML_COLUMN_FIGURE}};
    const struct windows *windows = &model->analytics->windows;
    size_t rows = 0;
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < windows->count && rows < LIST_ROWS_MAX; i++) {
        if (!bundle_is_breach(model, &windows->windows[i]))
            continue;
        row_breach(table, model, &windows->windows[i]);
        rows++;
    }
}

static void
rows_unverified(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {HTML_EVENT_COLUMNS,
                                                 {.title = "What", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Window", .kind = HTML_COLUMN_FIGURE}};
    const struct windows *windows = &model->analytics->windows;
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < windows->unverified_count && i < LIST_ROWS_MAX; i++) {
        const struct windows_unverified *unverified = &windows->unverified[i];
        html_event_row(table, model, unverified->event);
        html_table_cell_text(table, unverified_kind_name(unverified->kind));
        if (unverified->pending)
            buf_text(table->out, ", less than 24 hours before the end");
        html_table_cell_count(table, unverified->window);
    }
}

static void
rows_waivers(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {HTML_EVENT_COLUMNS,
                                                 {.title = "State", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Approver", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Covers until", .kind = HTML_COLUMN_INSTANT}};
    const struct facts *facts = model->facts;
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.waiver_count && i < LIST_ROWS_MAX; i++) {
        const struct windows_waiver *waiver = &model->analytics->windows.waivers[i];
        const struct fact_waiver *fact = &facts->waivers[facts->events[waiver->event].waiver];
        html_event_row(table, model, waiver->event);
        html_table_cell_text(table, waiver_state_name(waiver->state));
        html_table_cell(table);
        html_text(table->out, html_person(model, intern_text(facts->words, fact->approver)));
        cell_instant(table, waiver->state == WAIVER_VALID ? waiver->covers.to_ms : INSTANT_NONE);
    }
}

static void
rows_unmapped(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {{.title = "Check", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Events", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "First entry", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Last entry", .kind = HTML_COLUMN_FIGURE}};
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->unmapped_count && i < LIST_ROWS_MAX; i++) {
        const struct analytics_unmapped *unmapped = &model->analytics->unmapped[i];
        html_table_row(table);
        html_table_cell(table);
        html_code(table->out, intern_text(model->facts->checks, unmapped->check));
        html_table_cell_count(table, unmapped->events);
        html_table_cell_count(table, unmapped->first_index);
        html_table_cell_count(table, unmapped->last_index);
    }
}

static void
rows_not_permitted(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {HTML_EVENT_COLUMNS, {.title = "Needs", .kind = HTML_COLUMN_TEXT}};
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.denied_count && i < LIST_ROWS_MAX; i++) {
        const struct windows_denied *denied = &model->analytics->windows.denied[i];
        html_event_row(table, model, denied->event);
        html_table_cell_text(table, permission_name(denied->needs));
    }
}

/* Events by their numbers, with when they count. */
static void
rows_events(struct html_table *table, const struct bundle_model *model, const uint32_t *events, size_t count)
{
    static const struct html_column columns[] = {HTML_EVENT_COLUMNS,
                                                 {.title = "Counts at", .kind = HTML_COLUMN_INSTANT}};
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < count && i < LIST_ROWS_MAX; i++) {
        html_event_row(table, model, events[i]);
        cell_instant(table, model->analytics->effective.times[events[i]].t_ms);
    }
}

static void
rows_undecided(struct html_table *table, const struct bundle_model *model)
{
    rows_events(table, model, model->analytics->windows.undecided, model->analytics->windows.undecided_count);
}

static void
rows_unattached(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {HTML_EVENT_COLUMNS, {.title = "Why", .kind = HTML_COLUMN_TEXT}};
    const struct unattached_list *list = &model->analytics->windows.unattached;
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < list->count && i < LIST_ROWS_MAX; i++) {
        html_event_row(table, model, list->steps[i].event);
        html_table_cell_text(table, unattached_reason_name(list->steps[i].reason));
    }
}

static void
rows_backdated(struct html_table *table, const struct bundle_model *model)
{
    rows_events(table, model, model->analytics->effective.backdated, model->analytics->effective.backdated_count);
}

static void
rows_future(struct html_table *table, const struct bundle_model *model)
{
    rows_events(table, model, model->analytics->effective.future, model->analytics->effective.future_count);
}

static void
rows_late(struct html_table *table, const struct bundle_model *model)
{
    uint32_t events[LIST_ROWS_MAX];
    const struct effective *effective = &model->analytics->effective;
    const size_t count = effective->late_count < LIST_ROWS_MAX ? effective->late_count : LIST_ROWS_MAX;
    for (size_t i = 0; i < count; i++)
        events[i] = effective->late[i].event;
    rows_events(table, model, events, count);
}

static void
rows_rejects(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {{.title = "Reason", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Entry", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Source", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Received", .kind = HTML_COLUMN_INSTANT}};
    const struct facts *facts = model->facts;
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < facts->rejects_count && i < LIST_ROWS_MAX; i++) {
        const struct fact_reject *reject = &facts->rejects[i];
        html_table_row(table);
        html_table_cell(table);
        html_text(table->out, intern_text(facts->words, reject->reason));
        html_table_cell_count(table, reject->index);
        html_table_cell(table);
        html_source(table->out, model, reject->source);
        cell_instant(table, reject->received_ms);
    }
}

static void
rows_withheld(struct html_table *table, const struct bundle_model *model)
{
    static const struct html_column columns[] = {{.title = "Media type", .kind = HTML_COLUMN_NAME},
                                                 {.title = "First entry", .kind = HTML_COLUMN_FIGURE}};
    html_table_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->withheld_count && i < LIST_ROWS_MAX; i++) {
        html_table_row(table);
        html_table_cell(table);
        html_code(table->out, model->withheld[i].type);
        html_table_cell_count(table, model->withheld[i].index);
    }
}

static void (*const rows_of[])(struct html_table *table,
                               const struct bundle_model *model) = {[QUESTION_BREACHES] = rows_breaches,
                                                                    [QUESTION_UNVERIFIED] = rows_unverified,
                                                                    [QUESTION_WAIVERS] = rows_waivers,
                                                                    [QUESTION_UNMAPPED] = rows_unmapped,
                                                                    [QUESTION_NOT_PERMITTED] = rows_not_permitted,
                                                                    [QUESTION_UNDECIDED] = rows_undecided,
                                                                    [QUESTION_UNATTACHED] = rows_unattached,
                                                                    [QUESTION_REJECTS] = rows_rejects,
                                                                    [QUESTION_LATE] = rows_late,
                                                                    [QUESTION_BACKDATED] = rows_backdated,
                                                                    [QUESTION_FUTURE] = rows_future,
                                                                    [QUESTION_WITHHELD] = rows_withheld};
_Static_assert(COUNT_OF(rows_of) == QUESTION_COUNT, "rows for every question");

static void
write_question(struct buf *out, const struct bundle_model *model, enum html_question question)
{
    const struct html_question_text *text = html_question_text(question);
    const uint64_t count = html_question_count(model, question);
    char id[64];
    struct html_table table;
    buf_format(out, "<h3 id=\"%s\">%s: ", text->id, text->title);
    html_count(out, count);
    buf_format(out, "</h3>\n<p class=\"note\">%s ", text->meaning);
    if (html_question_has_file(model, question))
        html_path(out, text->path);
    buf_text(out, "</p>\n");
    if (count == 0)
        return;
    snprintf(id, sizeof(id), "%s-table", text->id);
    html_table_open(&table, out, id);
    if (count > LIST_ROWS_MAX)
        buf_format(out, "The first %d, in the order of the file", LIST_ROWS_MAX);
    else
        buf_text(out, "All of them, in the order of the file");
    rows_of[question](&table, model);
    html_table_close(&table);
    html_table_rest(out, count < LIST_ROWS_MAX ? count : LIST_ROWS_MAX, count, text->path);
}

void
html_section_deviations(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    (void)scratch;
    buf_text(out, "<p>Lists for the reader to evaluate. Gaps of sources stand under <a href=\"#gaps\">sources and "
                  "gaps</a>.</p>\n");
    for (enum html_question question = 0; question < QUESTION_COUNT; question++)
        write_question(out, model, question);
}
