#include "analytics/criteria.h"

#include "analytics/verdict.h"

WORDS_DEFINE(criterion_state, CRITERION_STATES)

/* What the events say about a rule. */
struct rule_sight {
    uint64_t events;     /* permitted, in the period */
    bool has_source;     /* some source ever sent one of its checks */
    bool has_blind_spot; /* one of those was not covered for all of the period */
};

/* By number of source: covered in all of the period. */
static bool *
covered_sources(const struct facts *facts, const struct coverage *coverage, struct arena *arena)
{
    bool *covered = arena_array(arena, intern_count(facts->sources), sizeof(*covered));
    for (size_t i = 0; i < coverage->source_count; i++)
        covered[coverage->sources[i].source] = coverage->sources[i].whole_period;
    return covered;
}

static void
event_see(const struct facts *facts, const struct fact_event *event, bool in_period, bool covered,
          struct rule_sight *sight)
{
    sight->has_source = true;
    sight->has_blind_spot |= !covered;
    sight->events += in_period && verdict_permitted(facts, event);
}

static struct rule_sight *
rules_see(const struct reading *reading, const bool *covered, struct arena *arena)
{
    const struct facts *facts = reading->facts;
    const struct policy *policy = reading->policy;
    struct rule_sight *sights = arena_array(arena, policy->rule_count, sizeof(*sights));
    for (size_t i = 0; i < facts->events_count; i++) {
        const struct fact_event *event = &facts->events[i];
        const int64_t t_ms = reading->effective->times[i].t_ms;
        if (event->check != INTERN_NONE && t_ms < reading->effective->end_ms)
            event_see(facts, event, t_ms >= reading->period.from_ms, covered[event->source],
                      &sights[policy->rule_of_check[event->check]]);
    }
    return sights;
}

/* What is known of a criterion from what was seen of all rules that map to it. */
static enum criterion_state
state_of(const struct criteria_line *line, const struct rule_sight *sight)
{
    if (line->rules == 0)
        return CRITERION_NOT_COVERED;
    if (line->events > 0)
        return CRITERION_RECORDED;
    return sight->has_source && !sight->has_blind_spot ? CRITERION_NO_OCCURRENCE : CRITERION_UNKNOWN;
}

/* Add what was seen of each rule to its criteria. */
static void
rules_fold(const struct policy *policy, const struct rule_sight *rules, struct rule_sight *criteria,
           struct criteria_line *lines)
{
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        for (size_t j = 0; j < rule->criteria_count; j++) {
            const uint32_t criterion = rule->criteria[j];
            lines[criterion].rules++;
            lines[criterion].events += rules[i].events;
            criteria[criterion].has_source |= rules[i].has_source;
            criteria[criterion].has_blind_spot |= rules[i].has_blind_spot;
        }
    }
}

void
criteria_compute(const struct reading *reading, const struct coverage *coverage, struct arena *arena,
                 struct criteria *out_criteria)
{
    const struct policy *policy = reading->policy;
    const bool *covered = covered_sources(reading->facts, coverage, arena);
    const struct rule_sight *rules = rules_see(reading, covered, arena);
    struct rule_sight *sights = arena_array(arena, policy->criterion_count, sizeof(*sights));
    struct criteria_line *lines = arena_array(arena, policy->criterion_count, sizeof(*lines));
    rules_fold(policy, rules, sights, lines);
    struct criteria criteria = {.criteria = lines};
    for (uint32_t i = 0; i < policy->criterion_count; i++) {
        if (!policy->criteria[i].in_scope)
            continue;
        lines[i].criterion = i;
        lines[i].state = state_of(&lines[i], &sights[i]);
        criteria.recorded += lines[i].state == CRITERION_RECORDED;
        lines[criteria.count++] = lines[i];
    }
    *out_criteria = criteria;
}
