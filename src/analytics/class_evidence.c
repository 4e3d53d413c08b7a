#include "analytics/class_evidence.h"

#include "analytics/verdict.h"

/* By number of class set: its events that are permitted and in the period. */
static struct class_line *
sets_count(const struct reading *reading, struct arena *arena)
{
    const struct facts *facts = reading->facts;
    struct class_line *sets = arena_array(arena, intern_count(facts->class_sets), sizeof(*sets));
    for (size_t i = 0; i < facts->events_count; i++) {
        const struct fact_event *event = &facts->events[i];
        const int64_t t_ms = reading->effective->times[i].t_ms;
        if (event->classes == 0 || t_ms < reading->period.from_ms || t_ms >= reading->effective->end_ms ||
            !verdict_permitted(facts, event))
            continue;
        struct class_line *set = &sets[event->classes];
        if (set->events++ == 0)
            set->first_index = event->index;
        set->last_index = event->index;
    }
    return sets;
}

static void
line_fold(struct class_line *line, const struct class_line *set)
{
    if (line->events == 0 || set->first_index < line->first_index)
        line->first_index = set->first_index;
    if (set->last_index > line->last_index)
        line->last_index = set->last_index;
    line->events += set->events;
}

/* What the sets are added to. */
struct folding {
    const struct policy *policy;
    struct class_line *lines;
    uint64_t *criterion_events;
    uint32_t *seen_in; /* by criterion: the last set that was added to it */
};

static void
criteria_fold(struct folding *folding, uint32_t set, const struct policy_rule *rule, uint64_t events)
{
    for (size_t i = 0; i < rule->criteria_count; i++) {
        const uint32_t criterion = rule->criteria[i];
        if (folding->seen_in[criterion] == set)
            continue;
        folding->seen_in[criterion] = set;
        folding->criterion_events[criterion] += events;
    }
}

/* Add the events of a set to its rules, and once to each criterion of those that matched. */
static void
set_fold(struct folding *folding, uint32_t number, struct slice codes, const struct class_line *set)
{
    for (size_t at = 0; at + sizeof(uint32_t) <= codes.n; at += sizeof(uint32_t)) {
        uint32_t code;
        memcpy(&code, codes.p + at, sizeof(code));
        const uint32_t rule = code >> 1;
        if ((code & 1) != 0) {
            folding->lines[rule].undecided += set->events;
            continue;
        }
        line_fold(&folding->lines[rule], set);
        criteria_fold(folding, number, &folding->policy->class_rules[rule], set->events);
    }
}

void
class_evidence_compute(const struct reading *reading, struct arena *arena, struct class_evidence *out_evidence)
{
    const struct policy *policy = reading->policy;
    const struct intern *class_sets = reading->facts->class_sets;
    const struct class_line *sets = sets_count(reading, arena);
    struct folding folding = {
        .policy = policy,
        .lines = arena_array(arena, policy->class_rule_count, sizeof(*folding.lines)),
        .criterion_events = arena_array(arena, policy->criterion_count, sizeof(*folding.criterion_events)),
        .seen_in = arena_array(arena, policy->criterion_count, sizeof(*folding.seen_in)),
    };
    for (uint32_t set = 1; set < intern_count(class_sets); set++) {
        if (sets[set].events > 0)
            set_fold(&folding, set, intern_text(class_sets, set), &sets[set]);
    }
    *out_evidence = (struct class_evidence){folding.lines, policy->class_rule_count, folding.criterion_events};
}
