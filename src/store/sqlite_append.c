#include "store/sqlite_engine.h"

#include <inttypes.h>

static struct slice
bytes_of(const void *p, size_t n)
{
    return (struct slice){p, n};
}

static int
insert_meta(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, SQL_INSERT_META);
    for (size_t i = 0; i < batch->meta_count; i++) {
        query_bind_text(&query, batch->meta[i].name);
        query_bind_blob(&query, batch->meta[i].value);
        TRY(query_run(&query, err));
    }
    return 0;
}

static int
insert_entries(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, SQL_INSERT_ENTRY);
    for (size_t i = 0; i < batch->count; i++) {
        const struct store_entry *entry = &batch->entries[i];
        query_bind_integer(&query, entry->index);
        query_bind_integer(&query, entry->act);
        if (entry->payload == STORE_INDEX_NONE)
            query_bind_null(&query);
        else
            query_bind_integer(&query, entry->payload);
        query_bind_blob(&query, entry->record);
        const int code = query_run(&query, err);
        if (code < 0)
            return err_wrap(err, code, "entry %" PRIu64, entry->index);
    }
    return 0;
}

static int
insert_payloads(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, SQL_INSERT_PAYLOAD);
    for (size_t i = 0; i < batch->payload_count; i++) {
        const struct store_payload *payload = &batch->payloads[i];
        query_bind_integer(&query, payload->index);
        query_bind_blob(&query, bytes_of(payload->salt.b, SALT_BYTES));
        query_bind_text(&query, payload->type);
        query_bind_blob(&query, payload->bytes);
        const int code = query_run(&query, err);
        if (code < 0)
            return err_wrap(err, code, "payload %" PRIu64, payload->index);
    }
    return 0;
}

static int
insert_persons(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, SQL_INSERT_PERSON);
    for (size_t i = 0; i < batch->person_count; i++) {
        const struct store_person *person = &batch->persons[i];
        query_bind_text(&query, person->ref);
        query_bind_blob(&query, bytes_of(person->salt.b, SALT_BYTES));
        query_bind_text(&query, person->name);
        TRY(query_run(&query, err));
    }
    return 0;
}

static int
insert_file_set(struct connection *connection, const struct file_set *set, struct err *err)
{
    const struct sha256_digest digest = file_set_digest(set);
    AUTO(query_end) struct query file = query_begin(connection, SQL_INSERT_FILE);
    AUTO(query_end) struct query member = query_begin(connection, SQL_INSERT_FILE_SET);
    for (size_t i = 0; i < set->count; i++) {
        const struct sha256_digest content = sha256(set->files[i].bytes);
        query_bind_blob(&file, bytes_of(content.b, SHA256_BYTES));
        query_bind_blob(&file, set->files[i].bytes);
        TRY(query_run(&file, err));
        query_bind_blob(&member, bytes_of(digest.b, SHA256_BYTES));
        query_bind_text(&member, set->files[i].path);
        query_bind_blob(&member, bytes_of(content.b, SHA256_BYTES));
        TRY(query_run(&member, err));
    }
    return 0;
}

static int
insert_tree(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, SQL_INSERT_BATCH);
    query_bind_integer(&query, batch->range->size);
    query_bind_integer(&query, batch->first);
    query_bind_blob(&query, bytes_of(batch->range->roots, compact_range_count(batch->range->size) * SHA256_BYTES));
    query_bind_blob(&query, batch->note);
    query_bind_blob(&query, bytes_of(batch->keys, batch->count * STORE_KEY_BYTES));
    query_bind_blob(&query, bytes_of(batch->leaves, batch->count * SHA256_BYTES));
    return query_run(&query, err);
}

static int
insert_versions(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    uint8_t *bytes = arena_alloc(arena, batch->version_count * SQLITE_VERSION_BYTES);
    for (size_t i = 0; i < batch->version_count; i++) {
        const struct store_version *version = &batch->versions[i];
        const uint64_t offset = version->index - batch->versions_first;
        uint8_t *at = bytes + i * SQLITE_VERSION_BYTES;
        if (offset > UINT32_MAX)
            return err_set(err, ERR_LIMIT, "entry %" PRIu64 " is too far from %" PRIu64 " for one batch",
                           version->index, batch->versions_first);
        for (unsigned k = 0; k < SQLITE_VERSION_INDEX_BYTES; k++)
            at[k] = (uint8_t)(offset >> (8 * (SQLITE_VERSION_INDEX_BYTES - 1 - k)));
        memcpy(at + SQLITE_VERSION_INDEX_BYTES, version->finding.b, STORE_KEY_BYTES);
    }
    AUTO(query_end) struct query query = query_begin(connection, SQL_INSERT_VERSIONS);
    query_bind_integer(&query, batch->range->size);
    query_bind_integer(&query, batch->versions_first);
    query_bind_blob(&query, bytes_of(bytes, batch->version_count * SQLITE_VERSION_BYTES));
    return query_run(&query, err);
}

static int
read_size(struct connection *connection, enum sqlite_statement statement, uint64_t *out_size, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, statement);
    const int code = query_next(&query, err);
    if (code < 0)
        return code;
    *out_size = query_integer(&query, 0);
    return 0;
}

/* What the store holds must be what the caller appends to, whatever else happened to the file meanwhile. */
static int
check_size(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    uint64_t size = 0;
    uint64_t versions = 0;
    TRY(read_size(connection, SQL_SIZE, &size, err));
    TRY(read_size(connection, SQL_VERSIONS_SIZE, &versions, err));
    if (size != batch->first)
        return err_set(err, ERR_CONFLICT, "the store has %" PRIu64 " entries, not %" PRIu64, size, batch->first);
    if (versions != batch->versions_first)
        return err_set(err, ERR_CONFLICT, "the store has the versions of %" PRIu64 " entries, not %" PRIu64, versions,
                       batch->versions_first);
    return 0;
}

static int
insert_batch(struct connection *connection, const struct store_batch *batch, struct err *err)
{
    TRY(check_size(connection, batch, err));
    TRY(insert_meta(connection, batch, err));
    TRY(insert_entries(connection, batch, err));
    TRY(insert_payloads(connection, batch, err));
    TRY(insert_persons(connection, batch, err));
    for (size_t i = 0; i < batch->file_set_count; i++)
        TRY(insert_file_set(connection, &batch->file_sets[i], err));
    TRY(insert_versions(connection, batch, err));
    return insert_tree(connection, batch, err);
}

int
sqlite_append(struct store *store, const struct store_batch *batch, struct err *err)
{
    struct connection *connection = sqlite_connection(store);
    int code = connection_run(connection, SQL_BEGIN, err);
    if (code == 0)
        code = insert_batch(connection, batch, err);
    if (code == 0)
        code = connection_run(connection, SQL_COMMIT, err);
    /* SQLite may have rolled back by itself (disk full); then there is nothing left to undo. */
    if (code < 0 && sqlite3_get_autocommit(connection->db) == 0 && connection_run(connection, SQL_ROLLBACK, NULL) < 0)
        return err_wrap(err, code, "append a batch, and roll it back");
    return code < 0 ? err_wrap(err, code, "append a batch") : 0;
}
