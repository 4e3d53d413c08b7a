/* blocks.h - looking for the blocks of entries that were changed (block.h). */
#ifndef DAYBOOK_VERIFY_BLOCKS_H
#define DAYBOOK_VERIFY_BLOCKS_H

#include "verify/run.h"

/* Compare every block of the entries with ledger/subtrees.bin. Those that differ are reported, and the first
 * VERIFY_BLOCKS_MAX of them described in the result. */
MUST_CHECK int blocks_find(struct verify_run *run, struct err *err);

enum { VERIFY_BLOCKS_MAX = 16 };

#endif
