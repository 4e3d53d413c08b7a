/* dedupe.h - which entries may have an id: from the 16-byte key of (source, id) to indexes, in memory.
 * Open addressing in many small shards, so that growing one never stops the sequencer for long and adding costs the
 * same at ten million entries as at ten. Eight bytes of the key are kept, so a hit is a question to the log, not an
 * answer; the place of a key is drawn with a random factor, so that no sender can crowd one shard. */
#ifndef DAYBOOK_LEDGER_DEDUPE_H
#define DAYBOOK_LEDGER_DEDUPE_H

#include "store/store.h"

struct dedupe;

struct dedupe *dedupe_new(void);
void dedupe_free(struct dedupe *dedupe);
/* For AUTO(dedupe_drop). */
void dedupe_drop(struct dedupe **dedupe);

/* The first bytes of SHA-256(source ‖ 0x00 ‖ id). */
struct store_key dedupe_key(struct slice source, struct slice id);
/* Remember that entry `index` has the key. The all-zero key (an entry without id) is passed over. */
void dedupe_add(struct dedupe *dedupe, const struct store_key *key, uint64_t index);

/* A walk over the entries that may have a key, in the order of their indexes where the key was added in that order. */
struct dedupe_walk {
    const struct dedupe *dedupe;
    uint64_t tag;
    size_t shard;
    size_t slot;
};
struct dedupe_walk dedupe_find(const struct dedupe *dedupe, const struct store_key *key);
/* The next candidate, or STORE_INDEX_NONE. */
uint64_t dedupe_next(struct dedupe_walk *walk);

#endif
