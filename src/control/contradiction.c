#include "control/contradiction.h"

/* Selections that are looked at together: 2 to the power of them. */
enum { TOGETHER_MAX = 12 };

static bool
is_exact(const struct match_test *test)
{
    return test->how == MATCH_EQUALS && event_field_is_text(test->field) && test->field->type != FIELD_REFS;
}

/* No value of the one test is a value of the other. */
static bool
values_exclude(const struct match_test *a, const struct match_test *b)
{
    for (size_t i = 0; i < a->value_count; i++) {
        for (size_t j = 0; j < b->value_count; j++) {
            if (!wildcard_excludes(&a->values[i].pattern, &b->values[j].pattern))
                return false;
        }
    }
    return true;
}

static bool
groups_exclude(const struct match_group *a, const struct match_group *b)
{
    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            const struct match_test *left = &a->tests[i];
            const struct match_test *right = &b->tests[j];
            if (left->field == right->field && is_exact(left) && is_exact(right) && !left->needs_all &&
                !right->needs_all && values_exclude(left, right))
                return true;
        }
    }
    return false;
}

static bool
selections_exclude(const struct match_selection *a, const struct match_selection *b)
{
    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            if (!groups_exclude(&a->groups[i], &b->groups[j]))
                return false;
        }
    }
    return true;
}

/* One field cannot have two values at once. */
static bool
test_is_impossible(const struct match_test *test)
{
    if (!is_exact(test) || !test->needs_all)
        return false;
    for (size_t i = 1; i < test->value_count; i++) {
        if (wildcard_excludes(&test->values[0].pattern, &test->values[i].pattern))
            return true;
    }
    return false;
}

static bool
selection_is_impossible(const struct match_selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) {
        bool is_impossible = false;
        for (size_t j = 0; j < selection->groups[i].count; j++)
            is_impossible = is_impossible || test_is_impossible(&selection->groups[i].tests[j]);
        if (!is_impossible)
            return false;
    }
    return true;
}

/* By selection: those that cannot hold beside it, itself when it cannot hold at all. Bits 1 << number. */
static void
exclusions_of(const struct match *match, uint64_t *out_exclusions)
{
    for (size_t i = 0; i < match->count; i++) {
        out_exclusions[i] = selection_is_impossible(&match->selections[i]) ? UINT64_C(1) << i : 0;
        for (size_t j = 0; j < match->count; j++) {
            if (i != j && selections_exclude(&match->selections[i], &match->selections[j]))
                out_exclusions[i] |= UINT64_C(1) << j;
        }
    }
}

static bool
is_possible(const struct match *match, const uint64_t *exclusions, uint64_t held)
{
    for (size_t i = 0; i < match->count; i++) {
        if ((held >> i & 1) != 0 && (held & exclusions[i]) != 0)
            return false;
    }
    return true;
}

static enum truth
ask_held(void *context, size_t selection)
{
    return truth_of((*(const uint64_t *)context >> selection & 1) != 0);
}

/* Over every set of selections that can hold together: whether the condition holds for some, and for all. */
static void
see_selections(const struct rule *rule, bool *out_never, bool *out_always)
{
    uint64_t exclusions[MATCH_SELECTIONS_MAX];
    if (rule->match.count > TOGETHER_MAX)
        return;
    exclusions_of(&rule->match, exclusions);
    bool some = false;
    bool all = true;
    for (uint64_t held = 0; held < UINT64_C(1) << rule->match.count; held++) {
        if (!is_possible(&rule->match, exclusions, held))
            continue;
        const bool holds = rule_condition_holds(rule->condition, ask_held, &held) == TRUTH_YES;
        some = some || holds;
        all = all && holds;
    }
    *out_never = *out_never || !some;
    *out_always = *out_always || all;
}

/* Over every stage, with nothing else known. */
static void
see_stages(const struct rule *rule, bool *out_never, bool *out_always)
{
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    bool never = true;
    bool always = true;
    for (enum stage stage = STAGE_NONE; stage < stage_count; stage++) {
        const struct record record = {.kind = RECORD_EVENT, .body.event.stage = stage};
        const struct match_subject subject = {.record = &record, .only_stage = true, .matcher = matcher};
        const enum truth holds = class_holds(rule, &subject);
        never = never && holds == TRUTH_NO;
        always = always && holds == TRUTH_YES;
    }
    *out_never = *out_never || never;
    *out_always = *out_always || always;
}

int
contradiction_check(const struct rule *rule, struct err *err)
{
    bool never = false;
    bool always = false;
    see_selections(rule, &never, &always);
    see_stages(rule, &never, &always);
    if (!never && !always)
        return 0;
    return err_set(err, ERR_FORMAT, "%.*s:%u:%u: condition %s", SLICE_ARG(rule->path), rule->condition_place.line,
                   rule->condition_place.column,
                   never ? "never holds: no event can match" : "always holds: every event would match");
}

static bool
tests_equal(const struct match_test *a, const struct match_test *b)
{
    if (a->field != b->field || a->how != b->how || a->needs_all != b->needs_all || a->value_count != b->value_count)
        return false;
    for (size_t i = 0; i < a->value_count; i++) {
        if (!slice_equal(a->values[i].text, b->values[i].text) || a->values[i].exists != b->values[i].exists)
            return false;
    }
    return true;
}

static bool
groups_equal(const struct match_group *a, const struct match_group *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = tests_equal(&a->tests[i], &b->tests[i]);
    return equal;
}

static bool
selections_equal(const struct match_selection *a, const struct match_selection *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = groups_equal(&a->groups[i], &b->groups[i]);
    return equal;
}

static bool
matches_equal(const struct rule *a, const struct rule *b)
{
    bool equal = a->match.count == b->match.count && rule_condition_equal(a->condition, b->condition);
    for (size_t i = 0; equal && i < a->match.count; i++)
        equal = selections_equal(&a->match.selections[i], &b->match.selections[i]);
    return equal;
}

int
contradiction_compare(const struct rule *rule, const struct rule *before, struct err *err)
{
    if (!matches_equal(rule, before))
        return 0;
    const struct mapping_list *list = &rule->mappings[FRAMEWORK_SOC2];
    for (size_t i = 0; i < list->count; i++) {
        if (rule_maps_to(before, list->mappings[i].id))
            return err_set(err, ERR_FORMAT,
                           "%.*s:%u:%u: rule matches the same as '%.*s' at %.*s:%u:%u, and maps to '%.*s' as it does",
                           SLICE_ARG(rule->path), rule->match.line, rule->match.column, SLICE_ARG(before->id),
                           SLICE_ARG(before->path), before->match.line, before->match.column,
                           SLICE_ARG(list->mappings[i].id));
    }
    return 0;
}
