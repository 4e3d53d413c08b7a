/* mapper.h - from the check of an event to the rule that claims it, in constant time.
 * Exact strings: "securityhub/S3.4" and nothing like it. A check that no rule claims is the caller's to report
 * (docs/statistics.md §2, `unmapped:`). */
#ifndef DAYBOOK_CONTROL_MAPPER_H
#define DAYBOOK_CONTROL_MAPPER_H

#include "control/rules.h"

struct mapper;

/* Over the rules, which must outlive it; lives in the arena. ERR_FORMAT when a check stands in two rules, or two rules
 * have one id; both places are named. */
MUST_CHECK int
mapper_new(const struct rule_list *rules, struct arena *arena, const struct mapper **out_mapper, struct err *err);
/* The rule that claims the check, or NULL. Its index is `rule - rules->rules`. */
const struct rule *mapper_find(const struct mapper *mapper, struct slice check);

#endif
