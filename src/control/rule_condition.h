/* rule_condition.h - which selections of a rule must hold, and which must not: "(a or b) and not 1 of filter_*".
 * Words: the names of selections, `and`, `or`, `not`, parentheses, `1 of them`, `all of them`, `1 of PREFIX*`,
 * `all of PREFIX*`. `not` binds closest, then `and`, then `or`. "Them" is every selection but those whose name begins
 * with "_". Pure; bounded in length, parts and depth. Source: Sigma specification 2, "Condition". */
#ifndef DAYBOOK_CONTROL_RULE_CONDITION_H
#define DAYBOOK_CONTROL_RULE_CONDITION_H

#include "control/match.h"
#include "control/truth.h"

enum { CONDITION_BYTES_MAX = 2048, CONDITION_PARTS_MAX = 128, CONDITION_DEPTH_MAX = 16 };

struct rule_condition;

/* Read it over the selections of `match`; lives in the arena. ERR_FORMAT or ERR_LIMIT, with *out_at the byte of `text`
 * that is at fault. */
MUST_CHECK int rule_condition_read(struct slice text, const struct match *match, struct arena *arena,
                                   const struct rule_condition **out_condition, size_t *out_at, struct err *err);

/* The selections that it speaks of, bits 1 << number. */
uint64_t rule_condition_uses(const struct rule_condition *condition);

/* Whether both say the same of the same numbers, part by part. */
bool rule_condition_equal(const struct rule_condition *a, const struct rule_condition *b);

/* What holds of a selection, by its number. */
typedef enum truth (*rule_condition_ask)(void *context, size_t selection);
/* Asks only for what it needs, and may ask for one selection more than once. */
enum truth rule_condition_holds(const struct rule_condition *condition, rule_condition_ask ask, void *context);

#endif
