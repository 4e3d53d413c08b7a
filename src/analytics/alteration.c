#include "analytics/alteration.h"

WORDS_DEFINE(alteration_effect, ALTERATION_EFFECTS)

static int
window_compare(const void *left, const void *right)
{
    const struct window *const *a = left;
    const struct window *const *b = right;
    return ((*a)->id > (*b)->id) - ((*a)->id < (*b)->id);
}

static const struct window **
windows_by_id(const struct windows *windows, struct arena *arena)
{
    const struct window **sorted = arena_array(arena, windows->count, sizeof(*sorted));
    for (size_t i = 0; i < windows->count; i++)
        sorted[i] = &windows->windows[i];
    if (windows->count > 0)
        qsort(sorted, windows->count, sizeof(*sorted), window_compare);
    return sorted;
}

static struct slice
criteria_text(const struct policy *policy, uint32_t rule, struct arena *arena)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < policy->rules[rule].criteria_count; i++) {
        const struct slice id = policy->criteria[policy->rules[rule].criteria[i]].id;
        text = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(text), i == 0 ? "" : " ", SLICE_ARG(id));
    }
    return text;
}

static bool
same_criteria(const struct policy *old, uint32_t old_rule, const struct policy *new, uint32_t new_rule)
{
    const struct policy_rule *a = &old->rules[old_rule];
    const struct policy_rule *b = &new->rules[new_rule];
    if (a->criteria_count != b->criteria_count)
        return false;
    for (size_t i = 0; i < a->criteria_count; i++)
        if (!slice_equal(old->criteria[a->criteria[i]].id, new->criteria[b->criteria[i]].id))
            return false;
    return true;
}

static bool
is_same(const struct alteration_view *before, const struct window *old, const struct alteration_view *after,
        const struct window *new)
{
    return slice_equal(before->policy->rules[old->rule].id, after->policy->rules[new->rule].id) &&
           same_criteria(before->policy, old->rule, after->policy, new->rule) && old->severity == new->severity &&
           old->start_ms == new->start_ms && old->end_ms == new->end_ms && old->due_ms == new->due_ms;
}

static struct alteration_side
side_of(const struct alteration_view *view, const struct window *window, struct arena *arena)
{
    if (window == NULL)
        return (struct alteration_side){.start_ms = INSTANT_NONE, .end_ms = INSTANT_NONE, .due_ms = INSTANT_NONE};
    return (struct alteration_side){
        .rule = arena_copy(arena, view->policy->rules[window->rule].id),
        .criteria = criteria_text(view->policy, window->rule, arena),
        .severity = window->severity,
        .start_ms = window->start_ms,
        .end_ms = window->end_ms,
        .due_ms = window->due_ms,
    };
}

struct alterations
alterations_find(const struct alteration_view *before, const struct alteration_view *after, struct arena *arena)
{
    const size_t old_count = before->windows->count;
    const size_t new_count = after->windows->count;
    const struct window **olds = windows_by_id(before->windows, arena);
    const struct window **news = windows_by_id(after->windows, arena);
    struct alteration *found = arena_array(arena, old_count + new_count, sizeof(*found));
    struct alterations alterations = {.alterations = found};
    for (size_t i = 0, j = 0; i < old_count || j < new_count;) {
        const bool has_old = i < old_count && (j == new_count || olds[i]->id <= news[j]->id);
        const bool has_new = j < new_count && (i == old_count || news[j]->id <= olds[i]->id);
        const struct window *old = has_old ? olds[i++] : NULL;
        const struct window *new = has_new ? news[j++] : NULL;
        if (has_old && has_new && is_same(before, old, after, new))
            continue;
        const struct window *either = has_old ? old : new;
        const enum alteration_effect effect = !has_old   ? ALTERATION_APPEARS
                                              : !has_new ? ALTERATION_DISAPPEARS
                                                         : ALTERATION_CHANGES;
        alterations.by_effect[effect]++;
        found[alterations.count++] = (struct alteration){.effect = effect,
                                                         .window = either->id,
                                                         .resource = either->resource,
                                                         .before = side_of(before, old, arena),
                                                         .after = side_of(after, new, arena)};
    }
    return alterations;
}
