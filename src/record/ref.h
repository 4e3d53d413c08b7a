/* ref.h - references to things of other systems: "jira:SEC-12", "github:acme/infra#42", "git:<commit>".
 * A reference is strong when its scheme is one of the list below and its value has that scheme's form: then it names
 * one thing, and two records that hold it speak of the same. Any other text in `refs` is kept and links nothing.
 * Source: docs/records.md, "References". */
#ifndef DAYBOOK_RECORD_REF_H
#define DAYBOOK_RECORD_REF_H

#include "base/arena.h"

/* What a reference names, in the order of a remediation: a finding leads to an incident, that to a ticket, and so on.
 */
enum ref_rank { REF_FINDING, REF_INCIDENT, REF_TICKET, REF_CHANGE, REF_COMMIT, REF_RUN, ref_rank_count };

/* The normal form of a strong reference, in the arena, and its rank: the scheme in lower case and the value as its
 * scheme compares it. Two references are equal when the bytes of these are. The absent slice when `text` is no strong
 * one. */
struct slice ref_normal(struct slice text, struct arena *arena, enum ref_rank *out_rank);

/* The reference that names a finding by its uid: "finding:<uid>", in the arena. */
struct slice ref_of_finding(struct slice uid, struct arena *arena);

#endif
