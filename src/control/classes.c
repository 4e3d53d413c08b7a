#include "control/classes.h"

/* A rule that events of one stage may match. */
struct candidate {
    uint32_t rule;
    bool is_certain; /* every event of the stage does */
};

struct candidates {
    const struct candidate *candidates;
    size_t count;
};

struct classes {
    struct rule_list rules;
    struct candidates of_stage[stage_count];
};

/* A condition may ask for one selection several times: its answer is kept. */
struct asking {
    const struct rule *rule;
    const struct match_subject *subject;
    uint64_t is_known; /* bits 1 << number */
    enum truth answers[MATCH_SELECTIONS_MAX];
};

static enum truth
ask(void *context, size_t selection)
{
    struct asking *asking = context;
    const uint64_t bit = UINT64_C(1) << selection;
    if ((asking->is_known & bit) == 0) {
        asking->answers[selection] = match_selection_holds(&asking->rule->match.selections[selection], asking->subject);
        asking->is_known |= bit;
    }
    return asking->answers[selection];
}

enum truth
class_holds(const struct rule *rule, const struct match_subject *subject)
{
    struct asking asking;
    asking.rule = rule;
    asking.subject = subject;
    asking.is_known = 0;
    return rule_condition_holds(rule->condition, ask, &asking);
}

static struct candidates
candidates_of(const struct rule_list *rules, enum stage stage, struct regex_matcher *matcher, struct arena *arena)
{
    const struct record record = {.kind = RECORD_EVENT, .body.event.stage = stage};
    const struct match_subject subject = {.record = &record, .only_stage = true, .matcher = matcher};
    struct candidate *candidates = arena_array(arena, rules->count, sizeof(*candidates));
    struct candidates list = {candidates, 0};
    for (uint32_t i = 0; i < rules->count; i++) {
        const enum truth holds = class_holds(&rules->rules[i], &subject);
        if (holds != TRUTH_NO)
            candidates[list.count++] = (struct candidate){i, holds == TRUTH_YES};
    }
    return list;
}

const struct classes *
classes_new(const struct rule_list *rules, struct arena *arena)
{
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    struct classes *classes = arena_alloc(arena, sizeof(*classes));
    classes->rules = *rules;
    for (enum stage stage = STAGE_NONE; stage < stage_count; stage++)
        classes->of_stage[stage] = candidates_of(rules, stage, matcher, arena);
    return classes;
}

int
classes_check_regexes(const struct rule_list *rules, struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        count += rule->match.regex_count;
        if (count > CLASSES_REGEXES_MAX)
            return err_set(err, ERR_LIMIT, "%.*s:%u:%u: the class rules have more than %d regular expressions together",
                           SLICE_ARG(rule->path), rule->match.line, rule->match.column, CLASSES_REGEXES_MAX);
    }
    return 0;
}

size_t
classes_find(const struct classes *classes, struct regex_matcher *matcher, const struct record *record,
             struct class_finding *out_findings)
{
    const struct match_subject subject = {.record = record, .matcher = matcher};
    size_t count = 0;
    if (record->kind != RECORD_EVENT)
        return 0;
    regex_matcher_budget(matcher, CLASSES_REGEX_STEPS, CLASSES_REGEX_BYTES);
    const struct candidates *list = &classes->of_stage[record->body.event.stage];
    for (size_t i = 0; i < list->count; i++) {
        const struct candidate *candidate = &list->candidates[i];
        const enum truth holds =
            candidate->is_certain ? TRUTH_YES : class_holds(&classes->rules.rules[candidate->rule], &subject);
        if (holds != TRUTH_NO)
            out_findings[count++] = (struct class_finding){candidate->rule, holds == TRUTH_MAYBE};
    }
    return count;
}
