#include "analytics/coverage.h"

#include "analytics/sightings.h"

/* A stretch inside [P0, E) that belongs to a source: in scope under one interval, or good for by a sign of life. */
struct span {
    uint32_t source;
    struct stretch stretch;
    int64_t interval_ms; /* of time in scope */
};

struct covering {
    const struct facts *facts;
    struct stretch within; /* [P0, E) */
    struct period period;
    const struct effective *effective;
    struct sightings sightings;     /* collected when the first gap asks for them */
    struct coverage_source *lines;  /* by source */
    GROW_ARRAY(struct span, scope); /* by source */
    GROW_ARRAY(struct span, signs);
    size_t *last_sign; /* by source: where in `signs` its last one is, from 1; 0 without any */
    GROW_ARRAY(struct coverage_gap, gaps);
    /* Scratch of the source in hand. */
    GROW_ARRAY(struct stretch, spells);
    GROW_ARRAY(struct stretch, alive);
};

static void
covering_release(struct covering *covering)
{
    sightings_release(&covering->sightings);
    free(covering->scope);
    free(covering->signs);
    free(covering->gaps);
    free(covering->spells);
    free(covering->alive);
}

bool
coverage_proves(enum heartbeat_basis basis)
{
    return basis == HEARTBEAT_POLLED || basis == HEARTBEAT_SENDER || basis == HEARTBEAT_CANARY;
}

static int
span_compare(const void *left, const void *right)
{
    const struct span *a = left;
    const struct span *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->stretch.from_ms > b->stretch.from_ms) - (a->stretch.from_ms < b->stretch.from_ms);
}

static void
scope_add(struct covering *covering, const struct fact_setting *setting, int64_t until_ms)
{
    const struct stretch stretch = stretch_common((struct stretch){setting->received_ms, until_ms}, covering->within);
    if (setting->action == SOURCE_ENROLLED && stretch_length(stretch) > 0)
        GROW_ADD(covering, scope, (struct span){setting->source, stretch, setting->interval_ms});
}

/* Each setting holds from its record to the source's next, the last one until E. */
static void
scope_collect(struct covering *covering, struct arena *arena)
{
    const struct facts *facts = covering->facts;
    uint32_t *last = arena_array(arena, intern_count(facts->sources), sizeof(*last));
    for (size_t i = 0; i < intern_count(facts->sources); i++)
        last[i] = FACT_NONE;
    for (uint32_t number = 0; number < facts->settings_count; number++) {
        const struct fact_setting *setting = &facts->settings[number];
        if (last[setting->source] != FACT_NONE)
            scope_add(covering, &facts->settings[last[setting->source]], setting->received_ms);
        last[setting->source] = number;
        covering->lines[setting->source].enrolled = true;
    }
    for (size_t i = 0; i < intern_count(facts->sources); i++) {
        if (last[i] != FACT_NONE)
            scope_add(covering, &facts->settings[last[i]], covering->within.to_ms);
    }
    if (covering->scope_count > 0)
        qsort(covering->scope, covering->scope_count, sizeof(*covering->scope), span_compare);
}

static void
sign_add(struct covering *covering, uint32_t source, int64_t received_ms, uint32_t setting)
{
    const int64_t good_ms = 2 * facts_setting(covering->facts, setting).interval_ms;
    const struct stretch stretch =
        stretch_common((struct stretch){received_ms, received_ms + good_ms}, covering->within);
    if (stretch_length(stretch) == 0)
        return;
    /* They come in order of receipt, so one that touches the source's last makes that longer: there are millions. */
    const size_t at = covering->last_sign[source];
    if (at > 0 && stretch.from_ms >= covering->signs[at - 1].stretch.from_ms &&
        stretch.from_ms <= covering->signs[at - 1].stretch.to_ms) {
        if (stretch.to_ms > covering->signs[at - 1].stretch.to_ms)
            covering->signs[at - 1].stretch.to_ms = stretch.to_ms;
        return;
    }
    GROW_ADD(covering, signs, (struct span){.source = source, .stretch = stretch});
    covering->last_sign[source] = covering->signs_count;
}

static void
heartbeat_read(struct covering *covering, const struct fact_heartbeat *heartbeat)
{
    const struct stretch within = covering->within;
    if (!coverage_proves(heartbeat->basis))
        return;
    sign_add(covering, heartbeat->source, heartbeat->received_ms, heartbeat->setting);
    covering->lines[heartbeat->source].heartbeats_received +=
        heartbeat->setting != FACT_NONE && covering->facts->settings[heartbeat->setting].action == SOURCE_ENROLLED &&
        within.from_ms <= heartbeat->received_ms && heartbeat->received_ms < within.to_ms;
}

static void
signs_collect(struct covering *covering)
{
    const struct facts *facts = covering->facts;
    for (size_t i = 0; i < facts->events_count; i++)
        sign_add(covering, facts->events[i].source, facts->events[i].received_ms, facts->events[i].setting);
    for (size_t i = 0; i < facts->heartbeats_count; i++)
        heartbeat_read(covering, &facts->heartbeats[i]);
    if (covering->signs_count > 0)
        qsort(covering->signs, covering->signs_count, sizeof(*covering->signs), span_compare);
}

/* What occurred in the gap and came only when it was over. */
static struct coverage_gap
gap_of(struct covering *covering, uint32_t source, struct stretch stretch)
{
    struct coverage_gap gap = {.source = source, .stretch = stretch, .first = FACT_NONE, .last = FACT_NONE};
    if (covering->sightings.events == NULL)
        covering->sightings = sightings_collect(covering->facts, covering->effective);
    const struct sighting_range range = sightings_between(&covering->sightings, source, stretch.from_ms, stretch.to_ms);
    for (size_t i = 0; i < range.count; i++) {
        const uint32_t event = range.events[i];
        if (covering->facts->events[event].received_ms < stretch.to_ms)
            continue;
        if (gap.events == 0)
            gap.first = event;
        gap.last = event;
        gap.events++;
    }
    return gap;
}

/* The pieces of a spell in scope in which the source was not known to be alive. `alive` is merged; the stretches
 * before *at end before the spell begins. */
static void
spell_gaps(struct covering *covering, uint32_t source, struct stretch spell, size_t alive_count, size_t *at)
{
    int64_t from_ms = spell.from_ms;
    while (*at < alive_count && covering->alive[*at].to_ms <= spell.from_ms)
        ++*at;
    for (size_t i = *at; i < alive_count && covering->alive[i].from_ms < spell.to_ms; i++) {
        if (from_ms < covering->alive[i].from_ms)
            GROW_ADD(covering, gaps, gap_of(covering, source, (struct stretch){from_ms, covering->alive[i].from_ms}));
        from_ms = covering->alive[i].to_ms;
    }
    if (from_ms < spell.to_ms)
        GROW_ADD(covering, gaps, gap_of(covering, source, (struct stretch){from_ms, spell.to_ms}));
}

/* Take the source's spans off the two sorted lists, which *scope_at and *sign_at walk along. */
static void
source_cover(struct covering *covering, uint32_t source, size_t *scope_at, size_t *sign_at)
{
    struct coverage_source *line = &covering->lines[source];
    line->source = source;
    covering->spells_count = 0;
    covering->alive_count = 0;
    for (; *scope_at < covering->scope_count && covering->scope[*scope_at].source == source; ++*scope_at) {
        const struct span *span = &covering->scope[*scope_at];
        GROW_ADD(covering, spells, span->stretch);
        if (span->interval_ms > 0)
            line->heartbeats_expected += (uint64_t)(stretch_length(span->stretch) / span->interval_ms);
    }
    for (; *sign_at < covering->signs_count && covering->signs[*sign_at].source == source; ++*sign_at)
        GROW_ADD(covering, alive, covering->signs[*sign_at].stretch);
    if (covering->spells_count == 0)
        return;
    const size_t spells = stretch_merge(covering->spells, covering->spells_count);
    const size_t alive = stretch_merge(covering->alive, covering->alive_count);
    const size_t gaps_first = covering->gaps_count;
    for (size_t i = 0, at = 0; i < spells; i++)
        spell_gaps(covering, source, covering->spells[i], alive, &at);
    line->scope_ms = stretch_within(covering->spells, spells, covering->within);
    line->covered_ms = stretch_overlap(covering->spells, spells, covering->alive, alive);
    line->whole_period = line->covered_ms == covering->period.to_ms - covering->period.from_ms;
    line->gap_count = covering->gaps_count - gaps_first;
}

static int
gap_compare(const void *left, const void *right, void *context)
{
    const uint32_t *rank_of_source = context;
    const struct coverage_gap *a = left;
    const struct coverage_gap *b = right;
    if (a->source != b->source)
        return rank_of_source[a->source] < rank_of_source[b->source] ? -1 : 1;
    return (a->stretch.from_ms > b->stretch.from_ms) - (a->stretch.from_ms < b->stretch.from_ms);
}

/* Put lines and gaps in the order of the sources' names. */
static int
coverage_order(struct covering *covering, struct arena *arena, struct coverage *out_coverage, struct err *err)
{
    struct coverage coverage = {.gap_count = covering->gaps_count};
    const uint32_t *numbers = sightings_sources(covering->facts, arena, &coverage.source_count);
    struct coverage_source *sources = arena_array(arena, coverage.source_count, sizeof(*sources));
    uint32_t *rank_of_source = arena_array(arena, intern_count(covering->facts->sources), sizeof(*rank_of_source));
    for (size_t i = 0; i < coverage.source_count; i++) {
        sources[i] = covering->lines[numbers[i]];
        rank_of_source[numbers[i]] = (uint32_t)i;
        if (__builtin_add_overflow(coverage.scope_ms, sources[i].scope_ms, &coverage.scope_ms))
            return err_set(err, ERR_LIMIT, "the time in scope of %zu sources is more than can be summed",
                           coverage.source_count);
        coverage.covered_ms += sources[i].covered_ms;
    }
    if (covering->gaps_count > 0)
        qsort_r(covering->gaps, covering->gaps_count, sizeof(*covering->gaps), gap_compare, rank_of_source);
    coverage.gaps = grow_copy(arena, covering->gaps, covering->gaps_count, sizeof(*covering->gaps));
    coverage.sources = sources;
    *out_coverage = coverage;
    return 0;
}

int
coverage_compute(const struct reading *reading, struct arena *arena, struct coverage *out_coverage, struct err *err)
{
    const struct facts *facts = reading->facts;
    AUTO(covering_release)
    struct covering covering = {
        .facts = facts,
        .within = {reading->period.from_ms, reading->effective->end_ms},
        .period = reading->period,
        .effective = reading->effective,
        .lines = arena_array(arena, intern_count(facts->sources), sizeof(*covering.lines)),
        .last_sign = arena_array(arena, intern_count(facts->sources), sizeof(*covering.last_sign)),
    };
    scope_collect(&covering, arena);
    signs_collect(&covering);
    size_t scope_at = 0;
    size_t sign_at = 0;
    for (uint32_t source = 0; source < intern_count(facts->sources); source++)
        source_cover(&covering, source, &scope_at, &sign_at);
    return coverage_order(&covering, arena, out_coverage, err);
}
