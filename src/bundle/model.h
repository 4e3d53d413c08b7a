/* model.h - everything that a bundle says, before any file of it is written (docs/bundle.md).
 * `report` builds the model from the ledger, `verify` from the entries inside the zip; both then render the same files
 * from it (bundle/files.h), so that every figure can be checked byte for byte. Built by bundle/builder.h. */
#ifndef DAYBOOK_BUNDLE_MODEL_H
#define DAYBOOK_BUNDLE_MODEL_H

#include "analytics/analytics.h"
#include "control/controls.h"
#include "record/file_set.h"
#include "record/payload.h"
#include "shape/shape.h"
#include "tlog/merkle.h"
#include "tlog/vkey.h"

/* Entries in one file of ledger/entries/, lines in one file of payloads/. */
enum { BUNDLE_LINES_PER_FILE = 65536, BUNDLE_SUBTREE_LEAVES = 256 };

#define BUNDLE_STATUSES(X)                                                                                             \
    X(BUNDLE_DRAFT, "DRAFT")                                                                                           \
    X(BUNDLE_PARTIAL, "PARTIAL")                                                                                       \
    X(BUNDLE_COMPLETE, "COMPLETE")

enum bundle_status {
#define X(status, name) status,
    BUNDLE_STATUSES(X)
#undef X
};
const char *bundle_status_name(enum bundle_status status);
MUST_CHECK int bundle_status_from_name(struct slice name, enum bundle_status *out_status, struct err *err);

/* A set of rule files that some `ruleset` record binds. */
struct bundle_ruleset {
    uint64_t index; /* of the first such record */
    struct sha256_digest digest;
    struct file_set files;
    const struct adapter_set *adapters; /* compiled from `files` */
    struct sla_table sla;               /* read from `files` */
};

/* A change of the rules that bears on the report (bundle/changes.h). */
struct bundle_change;

/* A person's name behind a "ref:…" of the entries. */
struct bundle_name {
    struct slice ref;
    struct salt salt;
    struct slice name;
};

/* A payload that the entries commit to and the bundle does not hold. */
struct bundle_withheld {
    uint64_t index; /* the lowest of its entries */
    struct sha256_digest digest;
    struct slice type;
};

struct bundle_model {
    /* Of record 0. */
    struct slice origin;
    struct vkey key; /* the key in force at b - 1 */
    bool simulated;
    uint64_t format;
    uint64_t statistics;

    struct slice program; /* version of the daybook that wrote the bundle */
    int64_t from_ms;      /* the period [from, to) */
    int64_t to_ms;

    /* Entries [a, b); a is 0 in this version. */
    uint64_t a;
    uint64_t b;
    struct compact_range start; /* of the first a leaves */
    struct sha256_digest root;  /* of the first b leaves */
    struct slice subtrees;      /* roots of the aligned, complete subtrees of 256 leaves inside [a, b), 32 bytes each */
    struct slice checkpoint;    /* bytes of ledger/end.checkpoint, not checked here */

    /* [0] is in force at b; then the others that any `ruleset` record before b binds, by index, each digest once. They
     * are kept because earlier SLA tables count (docs/statistics.md §6) and entries may have been read by earlier
     * adapters. */
    const struct bundle_ruleset *rulesets;
    size_t ruleset_count;

    const struct policy_table *tables;   /* the SLA table of every `ruleset` record, by index */
    const struct bundle_change *changes; /* by index */
    size_t change_count;

    const struct controls *controls; /* of rulesets[0] */
    const struct policy *policy;     /* the controls over the checks of the facts */
    const struct facts *facts;
    const struct analytics *analytics;

    const struct bundle_name *names; /* sorted by ref */
    size_t name_count;
    uint64_t payload_count; /* disclosed */
    const struct bundle_withheld *withheld;
    size_t withheld_count;

    enum bundle_status status;
    const struct slice *reasons; /* why it is not COMPLETE, one line each */
    size_t reason_count;
};

/* How an entry was read: the adapter, and the set it may hand parts of a payload to. NULL members: none has it. */
struct bundle_reading {
    const struct adapter_set *set;
    const struct adapter *adapter;
};
struct bundle_reading bundle_adapter_for(const struct bundle_model *model, const struct sha256_digest *adapter);

#endif
