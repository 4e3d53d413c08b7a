/* batch.h - what waits for the next commit: entries and payloads with copies of their bytes. */
#ifndef DAYBOOK_LEDGER_BATCH_H
#define DAYBOOK_LEDGER_BATCH_H

#include "base/limits.h"
#include "store/store.h"

/* Arrays have room for LIMIT_BATCH_ENTRIES. */
struct batch {
    struct arena *arena; /* of the bytes; emptied by batch_clear() */
    struct arena_mark empty;
    struct store_entry *entries;
    struct sha256_digest *leaves;
    struct store_key *keys;
    struct store_payload *payloads;
    size_t count;
    size_t payload_count;
    size_t bytes;               /* of records and payloads */
    struct compact_range range; /* after the last entry */
};

/* An empty batch that follows a tree. */
void batch_init(struct batch *batch, const struct compact_range *range);
void batch_release(struct batch *batch);
/* Forget what was added; the range stays. */
void batch_clear(struct batch *batch);
/* Whether `more` entries fit. */
bool batch_has_room(const struct batch *batch, size_t more);

/* Add an entry: `entry->index` is set to the next one, which is returned; its record is copied. */
uint64_t batch_add(struct batch *batch, const struct store_entry *entry, const struct store_key *key);
void batch_add_payload(struct batch *batch, const struct store_payload *payload);
/* The waiting payload or entry with this index, or NULL. */
const struct store_payload *batch_payload(const struct batch *batch, uint64_t index);
const struct store_entry *batch_entry(const struct batch *batch, uint64_t index);

#endif
