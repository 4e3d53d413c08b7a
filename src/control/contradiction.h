/* contradiction.h - class rules that cannot mean what they say: a condition that no event can hold, or that all do, and
 * two rules that say the same. Sound, not complete: what is told is so, and what would take more than looking at the
 * stage, at exact values of one field, and at which selections hold together, is not told. */
#ifndef DAYBOOK_CONTROL_CONTRADICTION_H
#define DAYBOOK_CONTROL_CONTRADICTION_H

#include "control/classes.h"

/* ERR_FORMAT "PATH:LINE:COLUMN: condition never holds …" or "… always holds …". */
MUST_CHECK int contradiction_check(const struct rule *rule, struct err *err);
/* ERR_FORMAT when the two rules match the same, in the same words but for the names of selections, and map to a
 * criterion in common. */
MUST_CHECK int contradiction_compare(const struct rule *rule, const struct rule *before, struct err *err);

#endif
