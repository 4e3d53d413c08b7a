/* block.h - which blocks of 256 entries were changed after the ledger was signed, and what that touches.
 * ledger/subtrees.bin has the root of each block; when those roots lead to the signed root of the whole, a block whose
 * entries have another root is where the change is, although the original is gone. */
#ifndef DAYBOOK_VERIFY_BLOCK_H
#define DAYBOOK_VERIFY_BLOCK_H

#include "base/slice.h"

#include <stdint.h>

/* What the entries of one source in a block say now. */
struct verify_block_source {
    struct slice source;
    int64_t from_ms; /* first and last `occurred`, else `received` */
    int64_t to_ms;
    struct slice criteria; /* of SOC 2, in the catalog's order, separated by spaces; empty when none or not known */
};

struct verify_block {
    uint64_t first; /* entries [first, first + count) */
    uint64_t count;
    const struct verify_block_source *sources; /* in order of first sight */
    size_t source_count;
};

struct verify_block_list {
    const struct verify_block *blocks;
    size_t count;
};

#endif
