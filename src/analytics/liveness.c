#include "analytics/liveness.h"

#include "analytics/coverage.h"
#include "analytics/sightings.h"

WORDS_DEFINE(liveness_state, LIVENESS_STATES)

static void
sign_take(const struct facts *facts, struct liveness *line, int64_t received_ms, uint32_t setting)
{
    const int64_t until_ms = received_ms + 2 * facts_setting(facts, setting).interval_ms;
    line->sign_ms = received_ms;
    if (until_ms > line->until_ms)
        line->until_ms = until_ms;
}

/* Entries are in the order of their receipt, so each later one of a source replaces the one before. */
static void
lines_fill(const struct facts *facts, int64_t now_ms, struct liveness *lines)
{
    for (uint32_t i = 0; i < facts->settings_count && facts->settings[i].received_ms <= now_ms; i++)
        lines[facts->settings[i].source].setting = i;
    for (size_t i = 0; i < facts->events_count && facts->events[i].received_ms <= now_ms; i++)
        sign_take(facts, &lines[facts->events[i].source], facts->events[i].received_ms, facts->events[i].setting);
    for (size_t i = 0; i < facts->heartbeats_count && facts->heartbeats[i].received_ms <= now_ms; i++) {
        const struct fact_heartbeat *heartbeat = &facts->heartbeats[i];
        struct liveness *line = &lines[heartbeat->source];
        const int64_t sign_ms = line->sign_ms;
        if (!coverage_proves(heartbeat->basis))
            continue;
        sign_take(facts, line, heartbeat->received_ms, heartbeat->setting);
        if (sign_ms > line->sign_ms)
            line->sign_ms = sign_ms;
    }
}

static enum liveness_state
state_of(const struct facts *facts, const struct liveness *line, int64_t now_ms)
{
    if (line->setting != FACT_NONE && facts->settings[line->setting].action == SOURCE_RETIRED)
        return LIVENESS_RETIRED;
    if (line->sign_ms == INSTANT_NONE)
        return LIVENESS_NEVER;
    return now_ms < line->until_ms ? LIVENESS_ALIVE : LIVENESS_SILENT;
}

static void
line_judge(const struct facts *facts, struct liveness *line, int64_t now_ms)
{
    line->state = state_of(facts, line, now_ms);
    line->interval_ms = facts_setting(facts, line->setting).interval_ms;
    if (line->state == LIVENESS_SILENT)
        line->silent_ms = now_ms - line->sign_ms;
    if (line->state == LIVENESS_NEVER && line->setting != FACT_NONE)
        line->silent_ms = now_ms - facts->settings[line->setting].received_ms;
}

static int
liveness_compare(const void *left, const void *right, void *context)
{
    const struct facts *facts = context;
    const struct liveness *a = left;
    const struct liveness *b = right;
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    if (a->silent_ms != b->silent_ms)
        return a->silent_ms > b->silent_ms ? -1 : 1;
    return slice_compare(intern_text(facts->sources, a->source), intern_text(facts->sources, b->source));
}

struct liveness_list
liveness_find(const struct facts *facts, int64_t now_ms, struct arena *arena)
{
    const size_t all = intern_count(facts->sources);
    struct liveness *lines = arena_array(arena, all, sizeof(*lines));
    for (uint32_t source = 0; source < all; source++)
        lines[source] = (struct liveness){
            .source = source, .setting = FACT_NONE, .sign_ms = INSTANT_NONE, .until_ms = INSTANT_NONE};
    lines_fill(facts, now_ms, lines);
    struct liveness_list list = {0};
    const uint32_t *sources = sightings_sources(facts, arena, &list.count);
    struct liveness *found = arena_array(arena, list.count, sizeof(*found));
    for (size_t i = 0; i < list.count; i++) {
        found[i] = lines[sources[i]];
        line_judge(facts, &found[i], now_ms);
    }
    if (list.count > 0)
        qsort_r(found, list.count, sizeof(*found), liveness_compare, (void *)(uintptr_t)facts);
    list.sources = found;
    return list;
}
