/* own_controls.h - controls/controls.json: the controls that the organisation answers for, and what the entries say of
 * the rules that bear on them (docs/bundle.md). Facts only: nothing here says that a control works. */
#ifndef DAYBOOK_BUNDLE_OWN_CONTROLS_H
#define DAYBOOK_BUNDLE_OWN_CONTROLS_H

#include "bundle/model.h"

/* Append the file: the controls as daybook.yaml declares them, none when it declares none. */
MUST_CHECK int bundle_render_own_controls(const struct bundle_model *model, struct buf *out, struct err *err);

/* What is known of a rule in the report. */
struct rule_tally {
    uint64_t events; /* permitted, P0 <= t < E */
    uint64_t open;   /* windows of the period that are open at E */
};
/* By number of rule in the policy, in the arena. */
const struct rule_tally *bundle_rule_tallies(const struct bundle_model *model, struct arena *arena);

/* "board minutes (legal); access review (it)": the manual answers of a criterion, in the arena; absent without any. */
struct slice bundle_manual_answers(const struct bundle_model *model, struct slice criterion, struct arena *arena);

/* By number in the policy: the ids of the own controls that name the rule, with spaces between, in the order of the
 * file; absent where none does. In the arena. */
const struct slice *bundle_rule_controls(const struct bundle_model *model, struct arena *arena);

#endif
