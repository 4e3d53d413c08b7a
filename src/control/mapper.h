/* mapper.h - from the check of an event to the rule that claims it.
 * A claim is exact ("securityhub/S3.4", found in constant time) or a pattern ("prowler/s3_bucket_*",
 * control/pattern.h); an exact claim goes before any pattern, and patterns of two rules must not meet, so that the
 * order of rules decides nothing. A check that no rule claims is the caller's to report (docs/statistics.md, "Keys":
 * `unmapped:`). */
#ifndef DAYBOOK_CONTROL_MAPPER_H
#define DAYBOOK_CONTROL_MAPPER_H

#include "control/rules.h"

struct mapper;

/* A check that is claimed exactly twice, or two patterns of different rules that some check would match both: a rule
 * set must have none. */
struct mapper_conflict {
    const struct rule *first; /* its claim holds */
    const struct rule_check *first_check;
    const struct rule *second;
    const struct rule_check *second_check;
};
typedef void (*mapper_report)(void *context, const struct mapper_conflict *conflict);

/* Over the rules, which must outlive it; lives in the arena. Every conflict is reported, the exact ones first, each in
 * the order of the rules. Patterns beyond PATTERN_COUNT_MAX are not compared: mapper_check_patterns() refuses them. */
const struct mapper *
mapper_new(const struct rule_list *rules, struct arena *arena, mapper_report report, void *context);
/* ERR_LIMIT when the rules hold more patterns than PATTERN_COUNT_MAX. */
MUST_CHECK int mapper_check_patterns(const struct mapper *mapper, struct err *err);
/* Write what the conflict is, with both places; returns ERR_FORMAT. */
int mapper_conflict_set(const struct mapper_conflict *conflict, struct err *err);
/* Who claims a check, and by which of its claims: the check itself, or a pattern. NULL members: nobody. */
struct mapper_claim {
    const struct rule *rule;
    const struct rule_check *check;
};
struct mapper_claim mapper_claim(const struct mapper *mapper, struct slice check);
/* The rule that claims the check, or NULL. Its index is `rule - rules->rules`. */
const struct rule *mapper_find(const struct mapper *mapper, struct slice check);

#endif
