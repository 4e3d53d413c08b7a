#include "analytics/analytics.h"

static int
unmapped_compare(const void *left, const void *right, void *context)
{
    const struct facts *facts = context;
    return slice_compare(intern_text(facts->checks, ((const struct analytics_unmapped *)left)->check),
                         intern_text(facts->checks, ((const struct analytics_unmapped *)right)->check));
}

static void
unmapped_count(struct analytics_unmapped *line, const struct fact_event *event)
{
    if (line->events == 0)
        line->first_index = event->index;
    line->last_index = event->index;
    line->events++;
}

static void
unmapped_list(const struct facts *facts, const struct policy *policy, struct arena *arena, struct analytics *analytics)
{
    struct analytics_unmapped *lines = arena_array(arena, intern_count(facts->checks), sizeof(*lines));
    for (size_t i = 0; i < facts->events_count; i++) {
        const struct fact_event *event = &facts->events[i];
        if (event->check != INTERN_NONE && analytics->effective.times[i].t_ms < analytics->effective.end_ms)
            unmapped_count(&lines[event->check], event);
    }
    size_t count = 0;
    for (uint32_t check = 0; check < intern_count(facts->checks); check++) {
        const uint32_t rule = policy->rule_of_check[check];
        if (policy->rules[rule].mapped || lines[check].events == 0)
            continue;
        lines[check].check = check;
        lines[check].rule = rule;
        lines[count++] = lines[check];
    }
    qsort_r(lines, count, sizeof(*lines), unmapped_compare, (void *)(uintptr_t)facts);
    analytics->unmapped = lines;
    analytics->unmapped_count = count;
}

int
analytics_run(const struct facts *facts, const struct policy *policy, struct period period, struct arena *arena,
              struct analytics *out_analytics, struct err *err)
{
    struct analytics analytics = {.period = period};
    const struct reading reading = {facts, policy, &analytics.effective, period};
    TRY(effective_compute(facts, period, arena, &analytics.effective, err));
    TRY(windows_build(&reading, arena, &analytics.windows, err));
    TRY(exposure_compute(&reading, &analytics.windows, arena, &analytics.exposure, err));
    analytics.steps = steps_compute(&analytics.windows, analytics.effective.end_ms);
    TRY(coverage_compute(&reading, arena, &analytics.coverage, err));
    TRY(assets_compute(&reading, arena, &analytics.assets, err));
    TRY(population_compute(&reading, arena, &analytics.population, err));
    criteria_compute(&reading, &analytics.coverage, arena, &analytics.criteria);
    class_evidence_compute(&reading, arena, &analytics.classes);
    unmapped_list(facts, policy, arena, &analytics);
    const struct complete_inputs inputs = {
        .reading = &reading,
        .coverage = &analytics.coverage,
        .population = &analytics.population,
        .exposure = &analytics.exposure,
    };
    complete_judge(&inputs, arena, &analytics.complete);
    *out_analytics = analytics;
    return 0;
}
