#include "store/sqlite_engine.h"

#include <inttypes.h>

/* Room for the rows of one page, which grows as they come. */
struct rows {
    uint8_t *items;
    size_t count;
    size_t capacity;
};

static void *
rows_add(struct rows *rows, size_t size, struct arena *arena)
{
    if (rows->count == rows->capacity) {
        const size_t capacity = rows->capacity == 0 ? 8 : 2 * rows->capacity;
        uint8_t *items = arena_array(arena, capacity, size);
        if (rows->count > 0)
            memcpy(items, rows->items, rows->count * size);
        rows->items = items;
        rows->capacity = capacity;
    }
    return rows->items + size * rows->count++;
}

/* Read the current row of `query` into `out_row`. */
typedef int (*row_reader)(const struct query *query, struct arena *arena, void *out_row, struct err *err);

struct page {
    struct connection *connection;
    enum sqlite_statement statement; /* parameters: from, max */
    row_reader read;
    size_t row_size;
};

static int
page_read(const struct page *page, struct store_window window, struct arena *arena, struct rows *out_rows,
          struct err *err)
{
    struct rows rows = {0};
    AUTO(query_end) struct query query = query_begin(page->connection, page->statement);
    query_bind_integer(&query, window.from);
    query_bind_integer(&query, window.max);
    int code = 0;
    while ((code = query_next(&query, err)) > 0)
        TRY(page->read(&query, arena, rows_add(&rows, page->row_size, arena), err));
    if (code == 0)
        *out_rows = rows;
    return code;
}

static int
read_entry(const struct query *query, struct arena *arena, void *out_row, struct err *err)
{
    (void)err;
    *(struct store_entry *)out_row = (struct store_entry){
        .index = query_integer(query, 0),
        .act = query_integer(query, 1) == 1,
        .payload = query_is_null(query, 2) ? STORE_INDEX_NONE : query_integer(query, 2),
        .record = query_bytes(query, 3, arena),
    };
    return 0;
}

static int
read_entries(struct connection *connection, enum sqlite_statement statement, struct store_window window,
             struct arena *arena, struct store_entry_page *out_page, struct err *err)
{
    const struct page page = {connection, statement, read_entry, sizeof(struct store_entry)};
    struct rows rows;
    TRY(page_read(&page, window, arena, &rows, err));
    *out_page = (struct store_entry_page){(const void *)rows.items, rows.count};
    return 0;
}

int
sqlite_entries(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
               struct err *err)
{
    return read_entries(sqlite_connection(store), SQL_ENTRIES, window, arena, out_page, err);
}

int
sqlite_acts(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
            struct err *err)
{
    return read_entries(sqlite_connection(store), SQL_ACTS, window, arena, out_page, err);
}

static int
read_payload(const struct query *query, struct arena *arena, void *out_row, struct err *err)
{
    struct store_payload *payload = out_row;
    *payload = (struct store_payload){
        .index = query_integer(query, 0),
        .type = query_bytes(query, 2, arena),
        .bytes = query_bytes(query, 3, arena),
    };
    return query_fixed(query, (struct query_field){1, "payloads.salt"}, payload->salt.b, SALT_BYTES, err);
}

int
sqlite_payloads(struct store *store, struct store_window window, struct arena *arena,
                struct store_payload_page *out_page, struct err *err)
{
    const struct page page = {sqlite_connection(store), SQL_PAYLOADS, read_payload, sizeof(struct store_payload)};
    struct rows rows;
    TRY(page_read(&page, window, arena, &rows, err));
    *out_page = (struct store_payload_page){(const void *)rows.items, rows.count};
    return 0;
}

static int
read_person(const struct query *query, struct arena *arena, void *out_row, struct err *err)
{
    struct store_person *person = out_row;
    *person = (struct store_person){.ref = query_bytes(query, 0, arena), .name = query_bytes(query, 2, arena)};
    return query_fixed(query, (struct query_field){1, "persons.salt"}, person->salt.b, SALT_BYTES, err);
}

int
sqlite_persons(struct store *store, struct store_window window, struct arena *arena, struct store_person_page *out_page,
               struct err *err)
{
    const struct page page = {sqlite_connection(store), SQL_PERSONS, read_person, sizeof(struct store_person)};
    struct rows rows;
    TRY(page_read(&page, window, arena, &rows, err));
    *out_page = (struct store_person_page){(const void *)rows.items, rows.count};
    return 0;
}

static int
read_checkpoint(const struct query *query, struct arena *arena, void *out_row, struct err *err)
{
    struct store_checkpoint *checkpoint = out_row;
    *checkpoint = (struct store_checkpoint){
        .size = query_integer(query, 0),
        .first = query_integer(query, 1),
        .range.size = query_integer(query, 0),
        .note = query_bytes(query, 3, arena),
    };
    const size_t roots_len = compact_range_count(checkpoint->size) * SHA256_BYTES;
    return query_fixed(query, (struct query_field){2, "batches.roots"}, checkpoint->range.roots, roots_len, err);
}

int
sqlite_checkpoints(struct store *store, struct store_window window, struct arena *arena,
                   struct store_checkpoint_page *out_page, struct err *err)
{
    const struct page page = {sqlite_connection(store), SQL_CHECKPOINTS, read_checkpoint,
                              sizeof(struct store_checkpoint)};
    struct rows rows;
    TRY(page_read(&page, window, arena, &rows, err));
    *out_page = (struct store_checkpoint_page){(const void *)rows.items, rows.count};
    return 0;
}

int
sqlite_checkpoint(struct store *store, uint64_t size, struct arena *arena, struct store_checkpoint *out_checkpoint,
                  struct err *err)
{
    AUTO(query_end) struct query query = query_begin(sqlite_connection(store), SQL_CHECKPOINT);
    query_bind_integer(&query, size);
    const int code = query_next(&query, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no checkpoint of at most %" PRIu64 " entries", size);
    struct store_checkpoint checkpoint;
    TRY(read_checkpoint(&query, arena, &checkpoint, err));
    *out_checkpoint = checkpoint;
    return 0;
}

int
sqlite_meta(struct store *store, struct slice name, struct arena *arena, struct slice *out_value, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(sqlite_connection(store), SQL_META);
    query_bind_text(&query, name);
    const int code = query_next(&query, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, "the store has no '%.*s'", SLICE_ARG(name));
    *out_value = query_bytes(&query, 0, arena);
    return 0;
}

/* Column 1 of the batch that holds `index`, as elements of `size` bytes; column 0 is the batch's first entry. */
static int
read_column(struct query *query, uint64_t index, size_t size, struct arena *arena, struct slice *out_bytes,
            struct err *err)
{
    query_bind_integer(query, index);
    const int code = query_next(query, err);
    if (code < 0)
        return code;
    if (code == 0 || query_integer(query, 0) > index)
        return err_set(err, ERR_NOT_FOUND, "no batch holds entry %" PRIu64, index);
    const struct slice bytes = query_bytes(query, 1, arena);
    if (bytes.n % size != 0 || bytes.n / size <= index - query_integer(query, 0))
        return err_set(err, ERR_FORMAT, "damaged: the batch of entry %" PRIu64 " has a column of %zu bytes", index,
                       bytes.n);
    *out_bytes = bytes;
    return 0;
}

int
sqlite_leaves(struct store *store, uint64_t index, struct arena *arena, struct store_leaves *out_leaves,
              struct err *err)
{
    AUTO(query_end) struct query query = query_begin(sqlite_connection(store), SQL_LEAVES);
    struct slice bytes;
    TRY(read_column(&query, index, SHA256_BYTES, arena, &bytes, err));
    *out_leaves = (struct store_leaves){query_integer(&query, 0), (const void *)bytes.p, bytes.n / SHA256_BYTES};
    return 0;
}

int
sqlite_keys(struct store *store, uint64_t index, struct arena *arena, struct store_keys *out_keys, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(sqlite_connection(store), SQL_KEYS);
    struct slice bytes;
    TRY(read_column(&query, index, STORE_KEY_BYTES, arena, &bytes, err));
    *out_keys = (struct store_keys){query_integer(&query, 0), (const void *)bytes.p, bytes.n / STORE_KEY_BYTES};
    return 0;
}

int
sqlite_versions(struct store *store, uint64_t index, struct arena *arena, struct store_versions *out_versions,
                struct err *err)
{
    enum { FIRST_SCHEMA = 2 };
    if (((struct sqlite_engine *)(void *)store)->schema < FIRST_SCHEMA)
        return err_set(err, ERR_NOT_FOUND, "the store keeps no versions");
    AUTO(query_end) struct query query = query_begin(sqlite_connection(store), SQL_VERSIONS);
    query_bind_integer(&query, index);
    const int code = query_next(&query, err);
    if (code < 0)
        return code;
    if (code == 0 || query_integer(&query, 1) > index)
        return err_set(err, ERR_NOT_FOUND, "no batch tells of versions at entry %" PRIu64, index);
    const struct slice bytes = query_bytes(&query, 2, arena);
    if (bytes.n % SQLITE_VERSION_BYTES != 0)
        return err_set(err, ERR_FORMAT, "damaged: the versions at entry %" PRIu64 " have %zu bytes", index, bytes.n);
    struct store_versions found = {
        .first = query_integer(&query, 1), .size = query_integer(&query, 0), .count = bytes.n / SQLITE_VERSION_BYTES};
    struct store_version *versions = arena_array(arena, found.count, sizeof(*versions));
    for (size_t i = 0; i < found.count; i++) {
        const uint8_t *at = bytes.p + i * SQLITE_VERSION_BYTES;
        uint64_t offset = 0;
        for (unsigned k = 0; k < SQLITE_VERSION_INDEX_BYTES; k++)
            offset = offset << 8 | at[k];
        versions[i].index = found.first + offset;
        memcpy(versions[i].finding.b, at + SQLITE_VERSION_INDEX_BYTES, STORE_KEY_BYTES);
    }
    found.versions = versions;
    *out_versions = found;
    return 0;
}

static int
read_file(const struct query *query, struct arena *arena, void *out_row, struct err *err)
{
    (void)err;
    *(struct file_set_entry *)out_row =
        (struct file_set_entry){.path = query_bytes(query, 0, arena), .bytes = query_bytes(query, 1, arena)};
    return 0;
}

int
sqlite_file_set(struct store *store, const struct sha256_digest *digest, struct arena *arena, struct file_set *out_set,
                struct err *err)
{
    struct rows rows = {0};
    AUTO(query_end) struct query query = query_begin(sqlite_connection(store), SQL_FILE_SET);
    query_bind_blob(&query, (struct slice){digest->b, SHA256_BYTES});
    int code = 0;
    while ((code = query_next(&query, err)) > 0)
        TRY(read_file(&query, arena, rows_add(&rows, sizeof(struct file_set_entry), arena), err));
    if (code < 0)
        return code;
    if (rows.count == 0)
        return err_set(err, ERR_NOT_FOUND, "no file set has this digest");
    *out_set = (struct file_set){(void *)rows.items, rows.count};
    return 0;
}
