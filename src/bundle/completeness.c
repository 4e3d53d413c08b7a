#include "bundle/completeness.h"

#include "bundle/cells.h"

/* What the entries of one source count up to. */
struct source_tally {
    uint64_t events;
    uint64_t rejects;
    uint64_t reconciliations; /* in the period */
    uint32_t counts;          /* number of its last heartbeat with counts, or FACT_NONE */
};

static struct source_tally *
tally_sources(const struct bundle_model *model, struct arena *arena)
{
    const struct facts *facts = model->facts;
    const struct population *population = &model->analytics->population;
    const uint32_t count = intern_count(facts->sources);
    struct source_tally *tallies = arena_array(arena, count, sizeof(*tallies));
    for (uint32_t i = 0; i < count; i++)
        tallies[i].counts = FACT_NONE;
    for (size_t i = 0; i < facts->events_count; i++)
        tallies[facts->events[i].source].events++;
    for (size_t i = 0; i < facts->rejects_count; i++)
        tallies[facts->rejects[i].source].rejects++;
    for (size_t i = 0; i < facts->heartbeats_count; i++) {
        if (facts->heartbeats[i].has_counts)
            tallies[facts->heartbeats[i].source].counts = (uint32_t)i;
    }
    for (size_t i = 0; i < population->source_count; i++)
        tallies[population->sources[i].source].reconciliations = population->sources[i].reconciliations;
    return tallies;
}

static void
cell_may(struct csv *csv, const struct fact_setting *setting)
{
    struct buf list AUTO(buf_release);
    buf_init(&list, SIZE_MAX);
    for (enum permission permission = MAY_NONE + 1; permission < permission_count; permission++) {
        if ((setting->may & 1U << permission) == 0)
            continue;
        if (list.n > 0)
            buf_byte(&list, ' ');
        buf_text(&list, permission_name(permission));
    }
    csv_raw(csv, setting->has_may ? buf_slice(&list) : SLICE("unrestricted"));
}

/* The last source record of a source; all empty when it has none. */
static void
cells_setting(struct csv *csv, const struct facts *facts, uint32_t source)
{
    const uint32_t last = source < facts->setting_of_source_count ? facts->setting_of_source[source] : FACT_NONE;
    if (last == FACT_NONE) {
        for (int i = 0; i < 6; i++)
            csv_raw(csv, SLICE(""));
        return;
    }
    const struct fact_setting *setting = &facts->settings[last];
    cells_word(csv, source_action_name(setting->action));
    cells_interned(csv, facts->words, setting->adapter);
    csv_seconds(csv, setting->interval_ms);
    csv_seconds(csv, setting->lag_ms);
    cell_may(csv, setting);
    cells_interned(csv, facts->words, setting->auth);
}

static void
cells_counts(struct csv *csv, const struct facts *facts, uint32_t heartbeat)
{
    if (heartbeat == FACT_NONE) {
        for (int i = 0; i < 4; i++)
            csv_raw(csv, SLICE(""));
        return;
    }
    const struct fact_heartbeat *fact = &facts->heartbeats[heartbeat];
    cells_number(csv, fact->received);
    cells_number(csv, fact->accepted);
    cells_number(csv, fact->duplicate);
    cells_number(csv, fact->rejected);
}

int
bundle_render_sources(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"source",
                                          "state",
                                          "adapter",
                                          "interval_s",
                                          "lag_s",
                                          "may",
                                          "auth",
                                          "scope_s",
                                          "covered_s",
                                          "whole_period",
                                          "gaps",
                                          "heartbeats_received",
                                          "heartbeats_expected",
                                          "events",
                                          "rejects",
                                          "received",
                                          "accepted",
                                          "duplicate",
                                          "rejected",
                                          "reconciliations"};
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct source_tally *tallies = tally_sources(model, arena);
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->coverage.source_count; i++) {
        const struct coverage_source *line = &model->analytics->coverage.sources[i];
        const struct source_tally *tally = &tallies[line->source];
        cells_interned(&csv, model->facts->sources, line->source);
        cells_setting(&csv, model->facts, line->source);
        csv_seconds(&csv, line->scope_ms);
        csv_seconds(&csv, line->covered_ms);
        csv_bool(&csv, line->whole_period);
        cells_number(&csv, line->gap_count);
        cells_number(&csv, line->heartbeats_received);
        cells_number(&csv, line->heartbeats_expected);
        cells_number(&csv, tally->events);
        cells_number(&csv, tally->rejects);
        cells_counts(&csv, model->facts, tally->counts);
        cells_number(&csv, tally->reconciliations);
        csv_end_row(&csv);
    }
    return buf_finish(out, "sources.csv", err);
}

static void
cells_gap_event(struct csv *csv, const struct facts *facts, uint32_t event)
{
    if (event == FACT_NONE) {
        csv_raw(csv, SLICE(""));
        csv_raw(csv, SLICE(""));
        return;
    }
    cells_number(csv, facts->events[event].index);
    csv_instant(csv, facts->events[event].occurred_ms);
}

int
bundle_render_gaps(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"source",      "from",           "to",         "length_s",     "events",
                                          "first_index", "first_occurred", "last_index", "last_occurred"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->coverage.gap_count; i++) {
        const struct coverage_gap *gap = &model->analytics->coverage.gaps[i];
        cells_interned(&csv, model->facts->sources, gap->source);
        csv_instant(&csv, gap->stretch.from_ms);
        csv_instant(&csv, gap->stretch.to_ms);
        csv_seconds(&csv, gap->stretch.to_ms - gap->stretch.from_ms);
        cells_number(&csv, gap->events);
        cells_gap_event(&csv, model->facts, gap->first);
        cells_gap_event(&csv, model->facts, gap->last);
        csv_end_row(&csv);
    }
    return buf_finish(out, "gaps.csv", err);
}

int
bundle_render_reconciliation(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"index", "received", "source",    "from",
                                          "to",    "ledger",   "in_source", "difference"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->analytics->population.line_count; i++) {
        const struct population_line *line = &model->analytics->population.lines[i];
        const struct fact_reconciliation *fact = &model->facts->reconciliations[line->reconciliation];
        cells_number(&csv, fact->index);
        csv_instant(&csv, fact->received_ms);
        cells_interned(&csv, model->facts->sources, fact->source);
        csv_instant(&csv, fact->from_ms);
        csv_instant(&csv, fact->to_ms);
        cells_number(&csv, line->ledger);
        cells_number(&csv, line->source);
        csv_int(&csv, (int64_t)(line->ledger - line->source));
        csv_end_row(&csv);
    }
    return buf_finish(out, "reconciliation.csv", err);
}

int
bundle_render_late(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "own_time",    "counts_at", "counted",
                                          "late_for_from",     "late_for_to", "closed"};
    const struct effective *effective = &model->analytics->effective;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < effective->late_count; i++) {
        const struct effective_late *late = &effective->late[i];
        const bool closed = late->close != FACT_NONE;
        cells_event(&csv, model, late->event);
        csv_instant(&csv, effective->times[late->event].own_ms);
        csv_instant(&csv, effective->times[late->event].t_ms);
        csv_bool(&csv, late->counted);
        csv_instant(&csv, closed ? model->facts->closes[late->close].from_ms : model->from_ms);
        csv_instant(&csv, closed ? model->facts->closes[late->close].to_ms : model->to_ms);
        csv_bool(&csv, closed);
        csv_end_row(&csv);
    }
    return buf_finish(out, "late.csv", err);
}

static void
render_moved(const struct bundle_model *model, struct buf *out, const uint32_t *events, size_t count)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS, "counts_at"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < count; i++) {
        cells_event(&csv, model, events[i]);
        csv_instant(&csv, model->analytics->effective.times[events[i]].t_ms);
        csv_end_row(&csv);
    }
}

int
bundle_render_backdated(const struct bundle_model *model, struct buf *out, struct err *err)
{
    render_moved(model, out, model->analytics->effective.backdated, model->analytics->effective.backdated_count);
    return buf_finish(out, "backdated.csv", err);
}

int
bundle_render_future(const struct bundle_model *model, struct buf *out, struct err *err)
{
    render_moved(model, out, model->analytics->effective.future, model->analytics->effective.future_count);
    return buf_finish(out, "future.csv", err);
}

int
bundle_render_rejects(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"index", "received", "source", "id", "reason"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->facts->rejects_count; i++) {
        const struct fact_reject *reject = &model->facts->rejects[i];
        cells_number(&csv, reject->index);
        csv_instant(&csv, reject->received_ms);
        cells_interned(&csv, model->facts->sources, reject->source);
        cells_interned(&csv, model->facts->words, reject->id);
        cells_interned(&csv, model->facts->words, reject->reason);
        csv_end_row(&csv);
    }
    return buf_finish(out, "rejects.csv", err);
}
