#include "analytics/population.h"

#include "analytics/sightings.h"

static struct population_line
line_of(const struct facts *facts, const struct sightings *sightings, uint32_t number)
{
    const struct fact_reconciliation *stated = &facts->reconciliations[number];
    const struct sighting_range held = sightings_between(sightings, stated->source, stated->from_ms, stated->to_ms);
    return (struct population_line){number, held.count, stated->count};
}

/* The reconciliations received in the period; adds each to its source. */
static struct population_line *
lines_of(const struct reading *reading, struct population_source *by_source, struct arena *arena, size_t *out_count)
{
    const struct facts *facts = reading->facts;
    const struct period period = reading->period;
    *out_count = 0;
    if (facts->reconciliations_count == 0)
        return NULL;
    AUTO(sightings_release) struct sightings sightings = sightings_collect(facts, reading->effective);
    struct population_line *lines = arena_array(arena, facts->reconciliations_count, sizeof(*lines));
    size_t count = 0;
    for (uint32_t number = 0; number < facts->reconciliations_count; number++) {
        const struct fact_reconciliation *stated = &facts->reconciliations[number];
        if (stated->received_ms < period.from_ms || stated->received_ms >= period.to_ms)
            continue;
        const struct population_line line = line_of(facts, &sightings, number);
        struct population_source *source = &by_source[stated->source];
        source->reconciliations++;
        source->differing += line.ledger != line.source;
        source->ledger_count += line.ledger;
        source->source_count += line.source;
        lines[count++] = line;
    }
    *out_count = count;
    return lines;
}

/* A source's sums are parts of these, so when these fit all do. */
static int
totals_add(struct population *population, const struct population_line *line, struct err *err)
{
    if (__builtin_add_overflow(population->ledger_count, line->ledger, &population->ledger_count) ||
        __builtin_add_overflow(population->source_total, line->source, &population->source_total))
        return err_set(err, ERR_LIMIT, "the counts of the reconciliations are more than can be summed");
    return 0;
}

int
population_compute(const struct reading *reading, struct arena *arena, struct population *out_population,
                   struct err *err)
{
    const struct facts *facts = reading->facts;
    struct population population = {0};
    struct population_source *by_source = arena_array(arena, intern_count(facts->sources), sizeof(*by_source));
    population.lines = lines_of(reading, by_source, arena, &population.line_count);
    for (size_t i = 0; i < population.line_count; i++)
        TRY(totals_add(&population, &population.lines[i], err));
    const uint32_t *numbers = sightings_sources(facts, arena, &population.source_count);
    struct population_source *sources = arena_array(arena, population.source_count, sizeof(*sources));
    for (size_t i = 0; i < population.source_count; i++) {
        sources[i] = by_source[numbers[i]];
        sources[i].source = numbers[i];
    }
    population.sources = sources;
    *out_population = population;
    return 0;
}
