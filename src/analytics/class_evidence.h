/* class_evidence.h - how many events each class rule matched, and what they bear on.
 * Beside the criteria (analytics/criteria.h), never in them: one remediation anywhere would else make every criterion
 * that remediations bear on "recorded". Source: docs/statistics.md, "Coverage", what stands beside number 3. */
#ifndef DAYBOOK_ANALYTICS_CLASS_EVIDENCE_H
#define DAYBOOK_ANALYTICS_CLASS_EVIDENCE_H

#include "analytics/reading.h"

/* Permitted events in the period. */
struct class_line {
    uint64_t events;      /* that the rule matched */
    uint64_t first_index; /* of them; 0 when there are none */
    uint64_t last_index;
    uint64_t undecided; /* that its regular expressions could not decide within their limits; not among `events` */
};

struct class_evidence {
    const struct class_line *lines; /* by number in policy->class_rules */
    size_t count;
    const uint64_t *criterion_events; /* by number in policy->criteria: each event once */
};

/* Lives in the arena. */
void class_evidence_compute(const struct reading *reading, struct arena *arena, struct class_evidence *out_evidence);

#endif
