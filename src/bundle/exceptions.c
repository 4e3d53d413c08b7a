#include "bundle/exceptions.h"

#include "bundle/cells.h"

bool
bundle_is_breach(const struct bundle_model *model, const struct window *window)
{
    const bool overdue =
        window->carry_out && window->due_ms != INSTANT_NONE && window->due_ms < model->analytics->effective.end_ms;
    return window->sla == SLA_BREACHED || overdue;
}

int
bundle_render_sla_breaches(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"id",  "rule", "resource",  "severity", "detected", "due",
                                          "end", "sla",  "overdue_s", "net_due",  "net_sla",  "criteria"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.count; i++) {
        const struct window *window = &model->analytics->windows.windows[i];
        if (!bundle_is_breach(model, window))
            continue;
        const int64_t until = window->end_ms != INSTANT_NONE ? window->end_ms : model->analytics->effective.end_ms;
        cells_number(&csv, window->id);
        cells_rule(&csv, model, window->rule);
        cells_interned(&csv, model->facts->resources, window->resource);
        cells_word(&csv, window->severity == SEVERITY_NONE ? "none" : severity_name(window->severity));
        csv_instant(&csv, window->detected_ms);
        csv_instant(&csv, window->due_ms);
        csv_instant(&csv, window->end_ms);
        cells_word(&csv, sla_state_name(window->sla));
        csv_seconds(&csv, until - window->due_ms);
        csv_instant(&csv, window->net_due_ms);
        cells_word(&csv, sla_state_name(window->net_sla));
        cells_criteria(&csv, model, window->rule);
        csv_end_row(&csv);
    }
    return buf_finish(out, "sla_breaches.csv", err);
}

static void
cell_window(struct csv *csv, bool on_window, uint64_t window)
{
    if (on_window)
        cells_number(csv, window);
    else
        csv_raw(csv, SLICE(""));
}

int
bundle_render_waivers(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "rule",  "window",      "approver",
                                          "expires",           "state", "covers_from", "covers_to"};
    const struct facts *facts = model->facts;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.waiver_count; i++) {
        const struct windows_waiver *waiver = &model->analytics->windows.waivers[i];
        const struct fact_waiver *fact = &facts->waivers[facts->events[waiver->event].waiver];
        const bool valid = waiver->state == WAIVER_VALID;
        cells_event(&csv, model, waiver->event);
        cells_event_rule(&csv, model, waiver->event);
        cell_window(&csv, waiver->on_window, waiver->window);
        cells_interned(&csv, facts->words, fact->approver);
        csv_instant(&csv, fact->expires_ms);
        cells_word(&csv, waiver_state_name(waiver->state));
        csv_instant(&csv, valid ? waiver->covers.from_ms : INSTANT_NONE);
        csv_instant(&csv, valid ? waiver->covers.to_ms : INSTANT_NONE);
        csv_end_row(&csv);
    }
    return buf_finish(out, "waivers.csv", err);
}

int
bundle_render_unverified(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "rule", "kind", "window", "pending"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.unverified_count; i++) {
        const struct windows_unverified *unverified = &model->analytics->windows.unverified[i];
        cells_event(&csv, model, unverified->event);
        cells_event_rule(&csv, model, unverified->event);
        cells_word(&csv, unverified_kind_name(unverified->kind));
        cells_number(&csv, unverified->window);
        csv_bool(&csv, unverified->pending);
        csv_end_row(&csv);
    }
    return buf_finish(out, "unverified.csv", err);
}

int
bundle_render_unmapped(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"check", "rule", "events", "first_index", "last_index"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->unmapped_count; i++) {
        const struct analytics_unmapped *unmapped = &model->analytics->unmapped[i];
        cells_interned(&csv, model->facts->checks, unmapped->check);
        cells_rule(&csv, model, unmapped->rule);
        cells_number(&csv, unmapped->events);
        cells_number(&csv, unmapped->first_index);
        cells_number(&csv, unmapped->last_index);
        csv_end_row(&csv);
    }
    return buf_finish(out, "unmapped.csv", err);
}

int
bundle_render_not_permitted(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "rule", "needs"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.denied_count; i++) {
        const struct windows_denied *denied = &model->analytics->windows.denied[i];
        cells_event(&csv, model, denied->event);
        cells_event_rule(&csv, model, denied->event);
        cells_word(&csv, permission_name(denied->needs));
        csv_end_row(&csv);
    }
    return buf_finish(out, "not_permitted.csv", err);
}

int
bundle_render_undecided(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "rule"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->windows.undecided_count; i++) {
        cells_event(&csv, model, model->analytics->windows.undecided[i]);
        cells_event_rule(&csv, model, model->analytics->windows.undecided[i]);
        csv_end_row(&csv);
    }
    return buf_finish(out, "undecided.csv", err);
}

/* The strong references of an event as they are compared, in the order of its record, that of its finding first. */
static void
cell_refs(struct csv *csv, const struct facts *facts, const struct fact_event *event)
{
    struct buf list AUTO(buf_release);
    buf_init(&list, SIZE_MAX);
    for (size_t i = 0; i < event->ref_count; i++) {
        if (i > 0)
            buf_byte(&list, ' ');
        buf_add(&list, intern_text(facts->ref_names, facts->refs[event->refs_first + i]));
    }
    csv_text(csv, buf_slice(&list));
}

int
bundle_render_unattached(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "t", "refs", "reason"};
    const struct unattached_list *list = &model->analytics->windows.unattached;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < list->count; i++) {
        const uint32_t event = list->steps[i].event;
        cells_event(&csv, model, event);
        csv_instant(&csv, model->analytics->effective.times[event].t_ms);
        cell_refs(&csv, model->facts, &model->facts->events[event]);
        cells_word(&csv, unattached_reason_name(list->steps[i].reason));
        csv_end_row(&csv);
    }
    return buf_finish(out, "unattached.csv", err);
}
