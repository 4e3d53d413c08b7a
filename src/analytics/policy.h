/* policy.h - the rules as statistics read them: every check of the facts has one rule, every rule its criteria.
 * A check that no rule names is a rule of its own, "unmapped:<check>", with no criteria and no ttl.
 * Source: docs/statistics.md, "Keys". */
#ifndef DAYBOOK_ANALYTICS_POLICY_H
#define DAYBOOK_ANALYTICS_POLICY_H

#include "analytics/facts.h"
#include "control/controls.h"

struct policy_rule {
    struct slice id;
    bool mapped;              /* false: "unmapped:<check>" */
    int64_t ttl_ms;           /* 0 when it has none */
    const uint32_t *criteria; /* numbers in policy->criteria, ascending, each once */
    size_t criteria_count;
    enum severity severity; /* that its events are read as stating; SEVERITY_NONE: each states its own */
};

struct policy_criterion {
    struct slice id;
    bool in_scope;
};

/* An SLA table, in force from entry `from` on. */
struct policy_sla {
    uint64_t from;
    int64_t sla_ms[severity_count]; /* 0: the table has none for this severity */
};

struct policy {
    const struct policy_rule *rules; /* those of the rule set in its order, then the unmapped in order of checks */
    size_t rule_count;
    const struct policy_rule *class_rules; /* in their order; of them only id and criteria */
    size_t class_rule_count;
    const struct policy_criterion *criteria; /* of the catalog in scope, in its order */
    size_t criterion_count;
    const struct policy_sla *slas; /* by `from`, ascending */
    size_t sla_count;
    int64_t flap_ms;
    const uint32_t *rule_of_check;       /* by number of check: never FACT_NONE */
    struct record_digest ruleset_digest; /* of the files that these rules were read from */
};

/* An SLA table that was in force from an index on. */
struct policy_table {
    uint64_t from;
    const struct sla_table *table;
};

struct policy_sources {
    const struct controls *controls;   /* of the rule set in force at N */
    const struct policy_table *tables; /* by `from`, ascending; none: that of `controls`, from 0 */
    size_t table_count;
    struct record_digest ruleset_digest; /* of the files of `controls` */
};

/* Resolve every check of the facts, so all entries must have been added. Texts are borrowed from the controls or live
 * in the arena. Flap time and rules are those of `controls`. ERR_LIMIT when there are 2^32 - 2 rules and checks. */
MUST_CHECK int policy_resolve(const struct facts *facts, const struct policy_sources *sources, struct arena *arena,
                              struct policy *out_policy, struct err *err);

/* The severity that an event states: its own, or the one that the rule of its check sets. */
enum severity policy_severity(const struct policy *policy, const struct fact_event *event);

/* The SLA table in force at an index, or NULL. */
const struct policy_sla *policy_sla_at(const struct policy *policy, uint64_t index);

#endif
