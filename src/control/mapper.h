/* mapper.h - from the check of an event to the rule that claims it, in constant time.
 * Exact strings: "securityhub/S3.4" and nothing like it. A check that no rule claims is the caller's to report
 * (docs/statistics.md, "Keys": `unmapped:`). */
#ifndef DAYBOOK_CONTROL_MAPPER_H
#define DAYBOOK_CONTROL_MAPPER_H

#include "control/rules.h"

struct mapper;

/* A check that is claimed twice: a rule set must have none. */
struct mapper_conflict {
    const struct rule *first; /* its claim holds */
    const struct rule_check *first_check;
    const struct rule *second;
    const struct rule_check *second_check;
};
typedef void (*mapper_report)(void *context, const struct mapper_conflict *conflict);

/* Over the rules, which must outlive it; lives in the arena. Every conflict is reported, in the order of the rules. */
const struct mapper *
mapper_new(const struct rule_list *rules, struct arena *arena, mapper_report report, void *context);
/* Write what the conflict is, with both places; returns ERR_FORMAT. */
int mapper_conflict_set(const struct mapper_conflict *conflict, struct err *err);
/* The rule that claims the check, or NULL. Its index is `rule - rules->rules`. */
const struct rule *mapper_find(const struct mapper *mapper, struct slice check);

#endif
