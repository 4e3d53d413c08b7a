/* versions.h - the last version of every finding: from the 16-byte key of (source, finding.uid, resource.uid) to the
 * index of an entry, in memory. Filled from what the store keeps of each batch, so that nothing with random keys is
 * written, and only by a ledger that takes events whose reading has transitions (docs/adapters.md). */
#ifndef DAYBOOK_LEDGER_VERSIONS_H
#define DAYBOOK_LEDGER_VERSIONS_H

#include "record/record.h"
#include "store/store.h"

struct versions;

struct versions *versions_new(void);
void versions_free(struct versions *versions);
/* For AUTO(versions_drop). */
void versions_drop(struct versions **versions);

/* The first bytes of transition_finding(). */
struct store_key versions_key(const struct record *record);
/* Entry `index` is the last version of its finding now. */
void versions_put(struct versions *versions, const struct store_version *version);
/* The last version of a finding, or STORE_INDEX_NONE. */
uint64_t versions_last(const struct versions *versions, const struct store_key *finding);

/* Versions in the order of their entries. */
struct version_list {
    struct store_version *items;
    size_t count;
    size_t capacity;
};
void version_list_add(struct version_list *list, const struct store_version *version);
void version_list_release(struct version_list *list);

/* Those among the entries from `from` to `to` - 1 that the store does not tell of by itself, read from their records.
 * ERR_FORMAT when an entry is missing or cannot be read. */
MUST_CHECK int
versions_scan(struct store *store, uint64_t from, uint64_t to, struct version_list *out_list, struct err *err);
/* How many entries, from 0 on, the store tells of. `size` is that of the ledger. */
MUST_CHECK int versions_known(struct store *store, uint64_t size, uint64_t *out_known, struct err *err);
/* Put all of which the store tells among the first `size` entries. */
MUST_CHECK int versions_fill(struct versions *versions, struct store *store, uint64_t size, struct err *err);

#endif
