/* changes.h - the changes of the rules that bear on a report: every `ruleset` record from the beginning of its period
 * on, what it says otherwise, and what that makes of the windows. Source: docs/statistics.md, "Rule changes". */
#ifndef DAYBOOK_BUNDLE_CHANGES_H
#define DAYBOOK_BUNDLE_CHANGES_H

#include "analytics/alteration.h"
#include "bundle/model.h"
#include "control/difference.h"

/* Beyond so many changes that say something otherwise the windows are not compared, so that a bundle cannot make its
 * verifier build them without end. */
enum { BUNDLE_CHANGES_COMPARED_MAX = 64 };

struct bundle_change {
    uint32_t ruleset; /* number in facts->rulesets */
    uint32_t act;     /* its number in facts->acts */
    struct control_differences controls;
    struct control_differences files;
    /* Why the windows were not compared, one line; absent when they were, or when `controls` has no difference. */
    struct slice not_compared;
    struct alterations windows;
};

/* Set model->changes, which must have everything else. They live in the arena. Fails as windows_build() does. */
MUST_CHECK int bundle_changes_find(struct bundle_model *model, struct arena *arena, struct err *err);

/* The windows of the model's period if `controls` had always been in force, for comparing any two sets. */
MUST_CHECK int bundle_changes_view(const struct bundle_model *model, const struct policy_sources *sources,
                                   struct arena *arena, struct alteration_view *out_view, struct err *err);

#endif
