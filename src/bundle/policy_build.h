/* policy_build.h - from loaded controls to the rules as statistics read them (analytics/policy.h). */
#ifndef DAYBOOK_BUNDLE_POLICY_BUILD_H
#define DAYBOOK_BUNDLE_POLICY_BUILD_H

#include "analytics/policy.h"
#include "control/controls.h"

/* An SLA table, in force from the entry `from` on. */
struct policy_sla_table {
    uint64_t from;
    const struct sla_table *table;
};

struct policy_source {
    const struct controls *controls;
    struct sha256_digest ruleset;
    const struct policy_sla_table *slas; /* by `from`; one that equals the table before it is left out */
    size_t sla_count;
};

/* Every check of the facts gets its rule: that of the controls, or one of its own. In the arena; texts are borrowed
 * from the controls and the facts. */
void policy_build(const struct policy_source *source, const struct facts *facts, struct arena *arena,
                  struct policy *out_policy);

#endif
