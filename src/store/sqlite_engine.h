/* sqlite_engine.h - the parts of the SQLite engine, for each other: sqlite.c opens, these read and append.
 * Each is the operation of store.h with its name. */
#ifndef DAYBOOK_STORE_SQLITE_ENGINE_H
#define DAYBOOK_STORE_SQLITE_ENGINE_H

#include "store/sqlite_query.h"
#include "store/store.h"

struct sqlite_engine {
    struct store store; /* first, so that a store that this engine made is one of these */
    struct connection connection;
    unsigned schema; /* user_version of the file */
};

static inline struct connection *
sqlite_connection(struct store *store)
{
    return &((struct sqlite_engine *)(void *)store)->connection;
}

/* One version in the column `versions`: its index less the row's first one, and the finding. */
enum { SQLITE_VERSION_INDEX_BYTES = 4, SQLITE_VERSION_BYTES = SQLITE_VERSION_INDEX_BYTES + STORE_KEY_BYTES };

int sqlite_append(struct store *store, const struct store_batch *batch, struct err *err);

int sqlite_meta(struct store *store, struct slice name, struct arena *arena, struct slice *out_value, struct err *err);
int sqlite_checkpoint(struct store *store, uint64_t size, struct arena *arena, struct store_checkpoint *out_checkpoint,
                      struct err *err);
int sqlite_checkpoints(struct store *store, struct store_window window, struct arena *arena,
                       struct store_checkpoint_page *out_page, struct err *err);
int sqlite_entries(struct store *store, struct store_window window, struct arena *arena,
                   struct store_entry_page *out_page, struct err *err);
int sqlite_acts(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
                struct err *err);
int sqlite_payloads(struct store *store, struct store_window window, struct arena *arena,
                    struct store_payload_page *out_page, struct err *err);
int sqlite_persons(struct store *store, struct store_window window, struct arena *arena,
                   struct store_person_page *out_page, struct err *err);
int sqlite_leaves(struct store *store, uint64_t index, struct arena *arena, struct store_leaves *out_leaves,
                  struct err *err);
int sqlite_keys(struct store *store, uint64_t index, struct arena *arena, struct store_keys *out_keys, struct err *err);
int sqlite_versions(struct store *store, uint64_t index, struct arena *arena, struct store_versions *out_versions,
                    struct err *err);
int sqlite_file_set(struct store *store, const struct sha256_digest *digest, struct arena *arena,
                    struct file_set *out_set, struct err *err);

#endif
