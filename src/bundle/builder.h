/* builder.h - from the entries of a ledger, one after another, to the model of its bundle.
 * No raw record is kept: what remains of each is its leaf hash in the tree and its facts. Pure: the same entries and
 * inputs give the same model, whether they come from the ledger or out of a zip. */
#ifndef DAYBOOK_BUNDLE_BUILDER_H
#define DAYBOOK_BUNDLE_BUILDER_H

#include "bundle/model.h"

struct bundle_builder;

struct bundle_entry {
    uint64_t index;
    struct slice bytes; /* the leaf; used only during the call */
    /* Whether the bundle discloses a payload under this index. Looked at only for the first of a payload's entries. */
    bool disclosed;
};

struct bundle_inputs {
    int64_t from_ms;
    int64_t to_ms;
    struct slice program;
    struct slice checkpoint;
    /* The files of the rule set with this digest, in any order; ERR_NOT_FOUND when there are none. They must outlive
     * the model, and are checked against the digest here. */
    int (*ruleset_files)(void *context, const struct sha256_digest *digest, struct file_set *out_files,
                         struct err *err);
    /* The name and salt behind a "ref:…", in `out_name` but for its ref; ERR_NOT_FOUND when it is not disclosed. */
    int (*person)(void *context, struct slice ref, struct bundle_name *out_name, struct err *err);
    void *context;
};

/* The model lives in `arena` and in the builder: both must outlive it. */
struct bundle_builder *bundle_builder_new(struct arena *arena);
void bundle_builder_free(struct bundle_builder *builder);
void bundle_builder_drop(struct bundle_builder **builder);

/* Say which rule set will be in force after the last entry, before the first one comes: its class rules are held
 * against each entry while that is there. The files, in any order, may go afterwards. Nothing fails here: a set that
 * cannot be read, or that is not the one in force, is told by bundle_builder_finish(). */
void bundle_builder_foresee(struct bundle_builder *builder, struct file_set files);
/* Entries must come in order, from 0. Errors are those of record_read(); and ERR_FORMAT "entry N …" for what a ledger
 * cannot hold: a first record that is no `ledger`, `received` that decreases, a second `ledger`. */
MUST_CHECK int bundle_builder_add(struct bundle_builder *builder, const struct bundle_entry *entry, struct err *err);
/* The tree so far: its size is the number of entries added. */
const struct compact_range *bundle_builder_tree(const struct bundle_builder *builder);
/* Load the rules, run the statistics, decide the status. ERR_FORMAT when rule files do not have their digest or do not
 * load, an entry was read with an adapter that none of them has, no rule set was ever in force, the one in force or
 * the one foreseen has class rules and they are not the same, or a name is not that of its reference; ERR_NOT_FOUND
 * when the files of a rule set are missing; ERR_USAGE when nothing was added or the period is empty. Nothing may be
 * added after it. */
MUST_CHECK int bundle_builder_finish(struct bundle_builder *builder, const struct bundle_inputs *inputs,
                                     struct bundle_model *out_model, struct err *err);

#endif
