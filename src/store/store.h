/* store.h - where a ledger keeps its bytes: one interface, one engine a file (sqlite.h, memory.h; faulty in tests).
 * A store knows nothing of meaning: it keeps batches of entries and what belongs to them, each batch whole or not at
 * all, and gives them back. Indexes count from 0 without a gap. Entries and batches are never changed or removed.
 * Invariants: docs/INVARIANTS.md. Reads see committed batches only. After a failed append the store's content is that
 * of before or, when the failure struck the commit itself, of after it: open again to know. */
#ifndef DAYBOOK_STORE_STORE_H
#define DAYBOOK_STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "record/file_set.h"
#include "record/payload.h"
#include "tlog/merkle.h"

enum { STORE_KEY_BYTES = 16 };

/* "No entry", for optional indexes. */
#define STORE_INDEX_NONE UINT64_MAX

/* First bytes of SHA-256(source ‖ 0x00 ‖ id); all zero for an entry without an id. */
struct store_key {
    uint8_t b[STORE_KEY_BYTES];
};

struct store_entry {
    uint64_t index;
    struct slice record; /* exactly the leaf bytes */
    uint64_t payload;    /* the index that its payload is stored under, or STORE_INDEX_NONE */
    bool act;            /* sets up the ledger (ledger, source, ruleset, close): found without reading the others */
};

struct store_payload {
    uint64_t index; /* the lowest entry that came from it */
    struct salt salt;
    struct slice type; /* media type */
    struct slice bytes;
};

struct store_person {
    struct slice ref; /* "ref:<hex>" */
    struct salt salt;
    struct slice name;
};

/* An event that says how a finding stands, and which finding: the first bytes of transition_finding(). */
struct store_version {
    uint64_t index;
    struct store_key finding;
};

/* A named value, set once when the ledger is made. */
struct store_meta {
    struct slice name;
    struct slice value;
};

/* What one transaction adds, and the signed tree it ends in. */
struct store_batch {
    uint64_t first;                     /* index of entries[0]: the size of the tree before */
    const struct store_entry *entries;  /* at least one, indexes ascending by one from `first` */
    const struct sha256_digest *leaves; /* one an entry */
    const struct store_key *keys;       /* one an entry */
    size_t count;
    const struct store_payload *payloads; /* indexes ascending */
    size_t payload_count;
    const struct store_person *persons;
    size_t person_count;
    const struct file_set *file_sets; /* sorted; one that is stored already is left as it is */
    size_t file_set_count;
    const struct store_meta *meta;
    size_t meta_count;
    /* All versions among the entries from this one on: `first`, but less where those before are not all known yet. */
    uint64_t versions_first;
    const struct store_version *versions; /* indexes ascending */
    size_t version_count;
    const struct compact_range *range; /* after the last entry */
    struct slice note;                 /* signed checkpoint of that size */
};

/* The end of one batch. */
struct store_checkpoint {
    uint64_t first; /* of the batch */
    uint64_t size;  /* leaves after it */
    struct compact_range range;
    struct slice note;
};

/* At most `max` rows from number `from` on. Pages are stateless, so that no reader holds a snapshot open. */
struct store_window {
    uint64_t from;
    size_t max;
};

struct store_entry_page {
    const struct store_entry *entries;
    size_t count; /* below the window's `max` only at the end */
};

struct store_payload_page {
    const struct store_payload *payloads;
    size_t count;
};

struct store_person_page {
    const struct store_person *persons;
    size_t count;
};

struct store_checkpoint_page {
    const struct store_checkpoint *checkpoints;
    size_t count;
};

/* One batch's column: element i belongs to entry first + i. */
struct store_leaves {
    uint64_t first;
    const struct sha256_digest *leaves;
    size_t count;
};

struct store_keys {
    uint64_t first;
    const struct store_key *keys;
    size_t count;
};

/* All versions among the entries from `first` to size - 1. */
struct store_versions {
    uint64_t first;
    uint64_t size;
    const struct store_version *versions;
    size_t count;
};

/* One fault that the engine found in its own files. */
typedef void (*store_finding)(void *context, struct slice text);

/* Rows that a call gives lie in the arena. Every call fails with ERR_IO when the engine cannot read or write and with
 * ERR_FORMAT when what it reads is damaged. */
struct store {
    /* Close it and free `store` itself. */
    void (*free)(struct store *store);
    /* Make the batch durable, all of it or nothing. ERR_CONFLICT when `first` is not the size that the store has, or
     * versions of entries before `versions_first` are missing. */
    int (*append)(struct store *store, const struct store_batch *batch, struct err *err);
    /* ERR_NOT_FOUND when the name was never set. */
    int (*meta)(struct store *store, struct slice name, struct arena *arena, struct slice *out_value, struct err *err);
    /* The last checkpoint of at most `size` leaves; UINT64_MAX gives the newest. ERR_NOT_FOUND when there is none. */
    int (*checkpoint)(struct store *store, uint64_t size, struct arena *arena, struct store_checkpoint *out_checkpoint,
                      struct err *err);
    /* Checkpoints of at least window.from leaves, by size. */
    int (*checkpoints)(struct store *store, struct store_window window, struct arena *arena,
                       struct store_checkpoint_page *out_page, struct err *err);
    /* Entries by index; one alone is a window of 1 whose page begins elsewhere when it is missing. */
    int (*entries)(struct store *store, struct store_window window, struct arena *arena,
                   struct store_entry_page *out_page, struct err *err);
    /* Only those with `act`. */
    int (*acts)(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
                struct err *err);
    /* Payloads by index. */
    int (*payloads)(struct store *store, struct store_window window, struct arena *arena,
                    struct store_payload_page *out_page, struct err *err);
    /* Persons in the order of their coming, numbered from 0. */
    int (*persons)(struct store *store, struct store_window window, struct arena *arena,
                   struct store_person_page *out_page, struct err *err);
    /* The leaf hashes, or the keys, of the batch that holds entry `index`. ERR_NOT_FOUND past the end. */
    int (*leaves)(struct store *store, uint64_t index, struct arena *arena, struct store_leaves *out_leaves,
                  struct err *err);
    int (*keys)(struct store *store, uint64_t index, struct arena *arena, struct store_keys *out_keys, struct err *err);
    /* The versions that one batch brought, entry `index` being one of those that it tells of. ERR_NOT_FOUND when none
     * tells of it: past the end, or in a store that was made before versions were kept. */
    int (*versions)(struct store *store, uint64_t index, struct arena *arena, struct store_versions *out_versions,
                    struct err *err);
    /* The files stored with this digest, sorted. ERR_NOT_FOUND. */
    int (*file_set)(struct store *store, const struct sha256_digest *digest, struct arena *arena,
                    struct file_set *out_set, struct err *err);
    /* Look for damage in the engine's own files (pages, indexes, schema) and call `finding` for each. */
    int (*check)(struct store *store, store_finding finding, void *context, struct err *err);
};

static inline void
store_free(struct store *store)
{
    if (store != NULL)
        store->free(store);
}

/* For AUTO(store_drop). */
static inline void
store_drop(struct store **store)
{
    store_free(*store);
}

MUST_CHECK static inline int
store_append(struct store *store, const struct store_batch *batch, struct err *err)
{
    return store->append(store, batch, err);
}

MUST_CHECK static inline int
store_meta(struct store *store, struct slice name, struct arena *arena, struct slice *out_value, struct err *err)
{
    return store->meta(store, name, arena, out_value, err);
}

MUST_CHECK static inline int
store_checkpoint(struct store *store, uint64_t size, struct arena *arena, struct store_checkpoint *out_checkpoint,
                 struct err *err)
{
    return store->checkpoint(store, size, arena, out_checkpoint, err);
}

MUST_CHECK static inline int
store_checkpoints(struct store *store, struct store_window window, struct arena *arena,
                  struct store_checkpoint_page *out_page, struct err *err)
{
    return store->checkpoints(store, window, arena, out_page, err);
}

MUST_CHECK static inline int
store_entries(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
              struct err *err)
{
    return store->entries(store, window, arena, out_page, err);
}

MUST_CHECK static inline int
store_acts(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
           struct err *err)
{
    return store->acts(store, window, arena, out_page, err);
}

MUST_CHECK static inline int
store_payloads(struct store *store, struct store_window window, struct arena *arena,
               struct store_payload_page *out_page, struct err *err)
{
    return store->payloads(store, window, arena, out_page, err);
}

MUST_CHECK static inline int
store_persons(struct store *store, struct store_window window, struct arena *arena, struct store_person_page *out_page,
              struct err *err)
{
    return store->persons(store, window, arena, out_page, err);
}

MUST_CHECK static inline int
store_leaves(struct store *store, uint64_t index, struct arena *arena, struct store_leaves *out_leaves, struct err *err)
{
    return store->leaves(store, index, arena, out_leaves, err);
}

MUST_CHECK static inline int
store_keys(struct store *store, uint64_t index, struct arena *arena, struct store_keys *out_keys, struct err *err)
{
    return store->keys(store, index, arena, out_keys, err);
}

MUST_CHECK static inline int
store_versions(struct store *store, uint64_t index, struct arena *arena, struct store_versions *out_versions,
               struct err *err)
{
    return store->versions(store, index, arena, out_versions, err);
}

MUST_CHECK static inline int
store_file_set(struct store *store, const struct sha256_digest *digest, struct arena *arena, struct file_set *out_set,
               struct err *err)
{
    return store->file_set(store, digest, arena, out_set, err);
}

MUST_CHECK static inline int
store_check(struct store *store, store_finding finding, void *context, struct err *err)
{
    return store->check(store, finding, context, err);
}

#endif
