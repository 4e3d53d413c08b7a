#include "control/match.h"

static bool
order_holds(enum match_operator how, int64_t number, int64_t bound)
{
    switch (how) {
    case MATCH_GT:
        return number > bound;
    case MATCH_GTE:
        return number >= bound;
    case MATCH_LT:
        return number < bound;
    case MATCH_LTE:
        return number <= bound;
    case MATCH_EQUALS:
    case MATCH_CONTAINS:
    case MATCH_STARTSWITH:
    case MATCH_ENDSWITH:
    case MATCH_RE:
    case MATCH_CIDR:
    case MATCH_EXISTS:
    case match_operator_count:
        break;
    }
    return number == bound;
}

static enum truth
regex_holds(const struct match_value *value, struct slice text, const struct match_subject *subject)
{
    bool matched;
    struct slice group;
    struct err err;
    if (regex_match(subject->matcher, value->regex, text, &matched, &group, &err) == 0)
        return truth_of(matched);
    if (subject->undecided != NULL)
        *subject->undecided = err;
    return TRUTH_MAYBE;
}

static enum truth
text_holds(enum match_operator how, const struct match_value *value, struct slice text,
           const struct match_subject *subject)
{
    if (how == MATCH_RE)
        return regex_holds(value, text, subject);
    if (how == MATCH_CIDR)
        return truth_of(network_holds(&value->network, text));
    return truth_of(wildcard_matches(&value->pattern, text));
}

static bool
compares_numbers(const struct match_test *test)
{
    return test->how >= MATCH_GT || !event_field_is_text(test->field);
}

/* Some text of the field, when it has several. */
static enum truth
value_holds(const struct match_test *test, const struct match_value *value, const struct event_texts *texts,
            const struct match_subject *subject)
{
    enum truth holds = TRUTH_NO;
    for (size_t i = 0; i < texts->count && holds != TRUTH_YES; i++)
        holds = truth_or(holds, text_holds(test->how, value, texts->texts[i], subject));
    return holds;
}

static enum truth
numbers_hold(const struct match_test *test, const struct record *record)
{
    int64_t number;
    enum truth holds = TRUTH_NO;
    if (!event_field_number(test->field, record, &number))
        return TRUTH_NO;
    for (size_t i = 0; i < test->value_count; i++)
        holds = truth_or(holds, truth_of(order_holds(test->how, number, test->values[i].number)));
    return holds;
}

static enum truth
texts_hold(const struct match_test *test, const struct match_subject *subject)
{
    struct event_texts texts;
    event_field_texts(test->field, subject->record, &texts);
    if (texts.count == 0)
        return TRUTH_NO;
    enum truth holds = test->needs_all ? TRUTH_YES : TRUTH_NO;
    for (size_t i = 0; i < test->value_count; i++) {
        const enum truth one = value_holds(test, &test->values[i], &texts, subject);
        holds = test->needs_all ? truth_and(holds, one) : truth_or(holds, one);
        if (holds == (test->needs_all ? TRUTH_NO : TRUTH_YES))
            break;
    }
    return holds;
}

enum truth
match_test_holds(const struct match_test *test, const struct match_subject *subject)
{
    if (subject->only_stage && !event_field_is_stage(test->field))
        return TRUTH_MAYBE;
    if (test->how == MATCH_EXISTS)
        return truth_of(event_field_exists(test->field, subject->record) == test->values[0].exists);
    return compares_numbers(test) ? numbers_hold(test, subject->record) : texts_hold(test, subject);
}

enum truth
match_group_holds(const struct match_group *group, const struct match_subject *subject)
{
    enum truth holds = TRUTH_YES;
    for (size_t i = 0; i < group->count && holds != TRUTH_NO; i++)
        holds = truth_and(holds, match_test_holds(&group->tests[i], subject));
    return holds;
}

enum truth
match_selection_holds(const struct match_selection *selection, const struct match_subject *subject)
{
    enum truth holds = TRUTH_NO;
    for (size_t i = 0; i < selection->count && holds != TRUTH_YES; i++)
        holds = truth_or(holds, match_group_holds(&selection->groups[i], subject));
    return holds;
}
