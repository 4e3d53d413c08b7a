/* kept.h - checkpoints that were taken earlier: the entries of the bundle must begin with those of each. */
#ifndef DAYBOOK_VERIFY_KEPT_H
#define DAYBOOK_VERIFY_KEPT_H

#include "tlog/checkpoint.h"
#include "verify/run.h"

struct kept {
    struct slice name;
    struct checkpoint checkpoint;
    bool reached; /* a tree of its size was compared */
};

struct kept_list {
    struct kept *items;
    size_t count;
};

/* Open the notes with the key that signed the bundle; those of another key or ledger are reported and left out.
 * ERR_FORMAT or ERR_LIMIT when one is no note of a checkpoint at all. Without a signing key there is none. */
MUST_CHECK int kept_open(struct verify_run *run, struct kept_list *out_kept, struct err *err);
/* Compare with those of the size of `tree`. */
void kept_compare(struct verify_run *run, const struct kept_list *kept, const struct compact_range *tree);
/* After the last entry: report those that are larger. */
void kept_end(struct verify_run *run, const struct kept_list *kept);

#endif
