#include "store/sqlite_query.h"

/* Parameters are numbered in the order of their first use. */
static const char *const sql[SQL_STATEMENT_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_SIZE] = "SELECT coalesce(max(size), 0) FROM batches",
    [SQL_VERSIONS_SIZE] = "SELECT coalesce(max(size), 0) FROM finding_versions",
    [SQL_INSERT_META] = "INSERT INTO meta (name, value) VALUES ($1, $2)",
    [SQL_INSERT_ENTRY] = "INSERT INTO entries (idx, act, payload, record) VALUES ($1, $2, $3, $4)",
    [SQL_INSERT_PAYLOAD] = "INSERT INTO payloads (idx, salt, type, bytes) VALUES ($1, $2, $3, $4)",
    [SQL_INSERT_PERSON] = ("INSERT INTO persons (number, ref, salt, name)"
                           " VALUES ((SELECT coalesce(max(number) + 1, 0) FROM persons), $1, $2, $3)"),
    [SQL_INSERT_FILE] = "INSERT INTO files (sha256, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    [SQL_INSERT_FILE_SET] = "INSERT INTO file_sets (digest, path, sha256) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [SQL_INSERT_BATCH] = "INSERT INTO batches (size, first, roots, note, keys, leaves) VALUES ($1, $2, $3, $4, $5, $6)",
    [SQL_INSERT_VERSIONS] = "INSERT INTO finding_versions (size, first, versions) VALUES ($1, $2, $3)",
    [SQL_META] = "SELECT value FROM meta WHERE name = $1",
    [SQL_CHECKPOINT] = "SELECT size, first, roots, note FROM batches WHERE size <= $1 ORDER BY size DESC LIMIT 1",
    [SQL_CHECKPOINTS] = "SELECT size, first, roots, note FROM batches WHERE size >= $1 ORDER BY size LIMIT $2",
    [SQL_ENTRIES] = "SELECT idx, act, payload, record FROM entries WHERE idx >= $1 ORDER BY idx LIMIT $2",
    [SQL_ACTS] = ("SELECT idx, act, payload, record FROM entries INDEXED BY entries_act"
                  " WHERE act = 1 AND idx >= $1 ORDER BY idx LIMIT $2"),
    [SQL_PAYLOADS] = "SELECT idx, salt, type, bytes FROM payloads WHERE idx >= $1 ORDER BY idx LIMIT $2",
    [SQL_PERSONS] = "SELECT ref, salt, name FROM persons WHERE number >= $1 ORDER BY number LIMIT $2",
    [SQL_LEAVES] = "SELECT first, leaves FROM batches WHERE size > $1 ORDER BY size LIMIT 1",
    [SQL_KEYS] = "SELECT first, keys FROM batches WHERE size > $1 ORDER BY size LIMIT 1",
    [SQL_VERSIONS] = "SELECT size, first, versions FROM finding_versions WHERE size > $1 ORDER BY size LIMIT 1",
    [SQL_FILE_SET] = "SELECT path, bytes FROM file_sets JOIN files USING (sha256) WHERE digest = $1 ORDER BY path",
    [SQL_SCHEMA] = ("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                    " ORDER BY type, name"),
    [SQL_INTEGRITY] = "PRAGMA integrity_check",
    [SQL_FOREIGN_KEYS] = "PRAGMA foreign_key_check",
    [SQL_APPLICATION_ID] = "PRAGMA application_id",
    [SQL_USER_VERSION] = "PRAGMA user_version",
    [SQL_SCHEMA_COUNT] = "SELECT count(*) FROM sqlite_schema",
};

const char *
sqlite_statement_text(enum sqlite_statement statement)
{
    return sql[statement];
}

void
connection_release(struct connection *connection)
{
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++)
        sqlite3_finalize(connection->prepared[i]);
    sqlite3_close(connection->db);
    *connection = (struct connection){0};
}

static enum err_code
code_of(int sqlite_code)
{
    switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* all SQL is ours and tested: a table or column must be missing */
        return ERR_FORMAT;
    case SQLITE_BUSY:
        return ERR_CONFLICT;
    default:
        return ERR_IO;
    }
}

int
connection_failed(const struct connection *connection, const char *what, struct err *err)
{
    return err_set(err, code_of(sqlite3_errcode(connection->db)), "%s: %s", what, sqlite3_errmsg(connection->db));
}

int
connection_execute(struct connection *connection, const char *text, struct err *err)
{
    if (sqlite3_exec(connection->db, text, NULL, NULL, NULL) != SQLITE_OK)
        return connection_failed(connection, "run SQL", err);
    return 0;
}

struct query
query_begin(struct connection *connection, enum sqlite_statement statement)
{
    sqlite3_stmt **prepared = &connection->prepared[statement];
    int code = SQLITE_OK;
    if (*prepared == NULL)
        code = sqlite3_prepare_v3(connection->db, sql[statement], -1, SQLITE_PREPARE_PERSISTENT, prepared, NULL);
    return (struct query){.connection = connection, .statement = *prepared, .code = code};
}

void
query_end(struct query *query)
{
    if (query->statement == NULL)
        return;
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
}

static void
query_bound(struct query *query, int code)
{
    if (query->code == SQLITE_OK)
        query->code = code;
}

void
query_bind_integer(struct query *query, uint64_t value)
{
    const sqlite3_int64 bounded = value > INT64_MAX ? INT64_MAX : (sqlite3_int64)value;
    query_bound(query, sqlite3_bind_int64(query->statement, ++query->parameter, bounded));
}

void
query_bind_null(struct query *query)
{
    query_bound(query, sqlite3_bind_null(query->statement, ++query->parameter));
}

void
query_bind_blob(struct query *query, struct slice bytes)
{
    /* A null pointer would bind NULL, and an empty payload is not an absent one. */
    const void *p = bytes.p == NULL ? "" : (const void *)bytes.p;
    query_bound(query, sqlite3_bind_blob64(query->statement, ++query->parameter, p, bytes.n, SQLITE_STATIC));
}

void
query_bind_text(struct query *query, struct slice text)
{
    const char *p = text.p == NULL ? "" : (const char *)text.p;
    query_bound(query,
                sqlite3_bind_text64(query->statement, ++query->parameter, p, text.n, SQLITE_STATIC, SQLITE_UTF8));
}

int
query_next(struct query *query, struct err *err)
{
    if (query->code != SQLITE_OK)
        return connection_failed(query->connection, "prepare statement", err);
    const int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : connection_failed(query->connection, "run statement", err);
}

int
query_run(struct query *query, struct err *err)
{
    const int code = query_next(query, err);
    query_end(query);
    query->parameter = 0;
    return code;
}

uint64_t
query_integer(const struct query *query, int column)
{
    const sqlite3_int64 value = sqlite3_column_int64(query->statement, column);
    return value < 0 ? UINT64_MAX : (uint64_t)value;
}

bool
query_is_null(const struct query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

static struct slice
column_view(const struct query *query, int column)
{
    if (query_is_null(query, column))
        return (struct slice){0};
    const void *p = sqlite3_column_blob(query->statement, column);
    const size_t n = (size_t)sqlite3_column_bytes(query->statement, column);
    return (struct slice){p == NULL ? (const uint8_t *)"" : p, n};
}

struct slice
query_bytes(const struct query *query, int column, struct arena *arena)
{
    return arena_copy(arena, column_view(query, column));
}

int
query_fixed(const struct query *query, struct query_field field, void *out, size_t size, struct err *err)
{
    const struct slice bytes = column_view(query, field.column);
    if (bytes.n != size)
        return err_set(err, ERR_FORMAT, "damaged: %s has %zu bytes, not %zu", field.name, bytes.n, size);
    if (size > 0)
        memcpy(out, bytes.p, size);
    return 0;
}

int
connection_run(struct connection *connection, enum sqlite_statement statement, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, statement);
    return query_run(&query, err);
}
