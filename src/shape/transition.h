/* transition.h - what an event says after the last version of its finding (docs/adapters.md, "Transitions").
 * A source that only tells the current state does not say what happened: PASSED is a fix after FAILED, and the ordinary
 * state of a resource before. A reading's `after` says what its event comes to after which version. The ledger knows
 * the versions when it appends, verify when it walks through the entries; both ask here. */
#ifndef DAYBOOK_SHAPE_TRANSITION_H
#define DAYBOOK_SHAPE_TRANSITION_H

#include "record/record.h"

struct json;
struct loader;

struct transition_row {
    unsigned stages;      /* 1 << enum stage of the versions that it is for; 0: of any */
    enum outcome outcome; /* of the version; OUTCOME_NONE: any, and none */
    enum stage gives_stage;
    enum outcome gives_outcome; /* may be OUTCOME_NONE */
};

struct transition {
    const struct transition_row *rows; /* at least one; the first that applies counts */
    size_t count;
};

/* Compile a list of rows; null and the empty list give NULL. ERR_FORMAT with the place of the fault. */
MUST_CHECK int transition_load(const struct loader *loader, const struct json *node,
                               const struct transition **out_transition, struct err *err);

/* Whether the record is a version of a finding: an event that names one and says how it stands. */
bool transition_is_version(const struct record *record);
/* SHA-256 over what makes versions of the same finding: source, finding.uid and resource.uid as the leaf has them, each
 * after its length in 8 bytes (little-endian), so that no two triples give the same bytes. Absent equals empty. */
struct sha256_digest transition_finding(const struct record *record);
/* Whether both have the same of it. */
bool transition_is_same_finding(const struct record *a, const struct record *b);

/* The last version of the event's finding, stored as entry `index`, is `version`: give the event stage, outcome and
 * `prior` by the first row that applies. False, and nothing changed, when none does. */
bool transition_apply(const struct transition *transition, const struct record *version, uint64_t index,
                      struct record *event);

#endif
