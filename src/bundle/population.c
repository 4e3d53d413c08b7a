#include "bundle/population.h"

#include "bundle/cells.h"
#include "bundle/own_controls.h"

/* "none", so that the column names every group of by_severity. */
static const char *
severity_word(enum severity severity)
{
    return severity == SEVERITY_NONE ? "none" : severity_name(severity);
}

/* How the opening and the closing event were authenticated; once when both the same way. */
static void
cell_auth(struct csv *csv, const struct bundle_model *model, const struct window *window)
{
    struct buf list AUTO(buf_release);
    buf_init(&list, SIZE_MAX);
    buf_add(&list, intern_text(model->facts->words, window->opening_auth));
    if (window->closing_auth != window->opening_auth && window->closing_auth != INTERN_NONE) {
        if (list.n > 0)
            buf_byte(&list, ' ');
        buf_add(&list, intern_text(model->facts->words, window->closing_auth));
    }
    csv_text(csv, buf_slice(&list));
}

static void
cells_life(struct csv *csv, const struct window *window)
{
    csv_instant(csv, window->start_ms);
    cells_word(csv, start_basis_name(window->start_basis));
    csv_instant(csv, window->earliest_ms);
    csv_instant(csv, window->detected_ms);
    csv_instant(csv, window->fixed_ms);
    csv_instant(csv, window->end_ms);
    cells_word(csv, end_reason_name(window->reason));
    cells_word(csv, severity_word(window->severity));
    cells_word(csv, handling_name(window->handling));
    csv_instant(csv, window->reopen_of_ms);
    csv_bool(csv, window->carry_in);
    csv_bool(csv, window->carry_out);
    csv_seconds(csv, window->gross_ms);
    csv_seconds(csv, window->net_ms);
    cells_seconds(csv, window->ttr_ms);
    csv_instant(csv, window->due_ms);
    cells_word(csv, sla_state_name(window->sla));
}

int
bundle_render_windows(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {
        "id",     "rule",     "resource",  "start",     "start_basis", "earliest",    "detected",  "fixed", "end",
        "reason", "severity", "automated", "reopen_of", "carry_in",    "carry_out",   "gross_s",   "net_s", "ttr_s",
        "due",    "sla",      "criteria",  "controls",  "auth",        "first_index", "last_index"};
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct slice *controls = bundle_rule_controls(model, arena);
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.count; i++) {
        const struct window *window = &model->analytics->windows.windows[i];
        cells_number(&csv, window->id);
        cells_rule(&csv, model, window->rule);
        cells_interned(&csv, model->facts->resources, window->resource);
        cells_life(&csv, window);
        cells_criteria(&csv, model, window->rule);
        csv_text(&csv, controls[window->rule]);
        cell_auth(&csv, model, window);
        cells_number(&csv, window->first_index);
        cells_number(&csv, window->last_index);
        csv_end_row(&csv);
    }
    return buf_finish(out, "windows.csv", err);
}

static void
cells_prior(struct csv *csv, const struct exposure_roll *roll, bool has_prior_close)
{
    if (!has_prior_close) {
        for (int i = 0; i < 4; i++)
            csv_raw(csv, SLICE(""));
        return;
    }
    cells_number(csv, roll->prior_closing);
    cells_number(csv, roll->restated);
    cells_number(csv, roll->reclassified_in);
    cells_number(csv, roll->reclassified_out);
}

int
bundle_render_rollforward(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"severity",        "opening", "new",           "closed",   "closed_verified",
                                          "closed_deleted",  "closing", "prior_closing", "restated", "reclassified_in",
                                          "reclassified_out"};
    const struct exposure *exposure = &model->analytics->exposure;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < exposure->roll_count; i++) {
        const struct exposure_roll *roll = &exposure->roll[i];
        csv_text(&csv, roll->severity);
        cells_number(&csv, roll->opening);
        cells_number(&csv, roll->new_windows);
        cells_number(&csv, roll->closed_verified + roll->closed_deleted);
        cells_number(&csv, roll->closed_verified);
        cells_number(&csv, roll->closed_deleted);
        cells_number(&csv, roll->closing);
        cells_prior(&csv, roll, exposure->has_prior_close);
        csv_end_row(&csv);
    }
    return buf_finish(out, "rollforward.csv", err);
}
