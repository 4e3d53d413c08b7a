/* conformance.h - what every engine must do, run on each by its own test program. */
#ifndef DAYBOOK_TESTS_STORE_CONFORMANCE_H
#define DAYBOOK_TESTS_STORE_CONFORMANCE_H

#include "store/store.h"

/* Run the suite on an empty store; `open_again` closes it and gives it back as it would be after a restart. */
struct conformance {
    struct store *store;
    void (*open_again)(struct conformance *conformance);
    void *context;
};

void conformance_run(struct conformance *conformance);
/* A batch of `count` entries that follows `first`, made up of numbers, in the arena: every third entry is an act,
 * entries 3k+1 and 3k+2 share a payload, each batch brings a person and the meta value "batch-<first>". */
struct store_batch conformance_batch(struct arena *arena, uint64_t first, size_t count, struct compact_range *range);

#endif
