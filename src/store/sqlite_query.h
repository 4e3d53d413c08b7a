/* sqlite_query.h - the SQLite engine's statements, and how one is run.
 * Every statement is a static text, prepared once a connection; values are bound, never written into the text.
 *   AUTO(query_end) struct query query = query_begin(connection, SQL_PERSONS);
 *   query_bind_integer(&query, from); …
 *   while ((code = query_next(&query, err)) > 0) … query_integer(&query, 0) … */
#ifndef DAYBOOK_STORE_SQLITE_QUERY_H
#define DAYBOOK_STORE_SQLITE_QUERY_H

#include "base/arena.h"
#include "base/err.h"

#include <sqlite3.h>

enum sqlite_statement {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_SIZE,
    SQL_VERSIONS_SIZE,
    SQL_INSERT_META,
    SQL_INSERT_ENTRY,
    SQL_INSERT_PAYLOAD,
    SQL_INSERT_PERSON,
    SQL_INSERT_FILE,
    SQL_INSERT_FILE_SET,
    SQL_INSERT_BATCH,
    SQL_INSERT_VERSIONS,
    SQL_META,
    SQL_CHECKPOINT,
    SQL_CHECKPOINTS,
    SQL_ENTRIES,
    SQL_ACTS,
    SQL_PAYLOADS,
    SQL_PERSONS,
    SQL_LEAVES,
    SQL_KEYS,
    SQL_VERSIONS,
    SQL_FILE_SET,
    SQL_SCHEMA,
    SQL_INTEGRITY,
    SQL_FOREIGN_KEYS,
    SQL_APPLICATION_ID,
    SQL_USER_VERSION,
    SQL_SCHEMA_COUNT,
    SQL_STATEMENT_COUNT
};

struct connection {
    sqlite3 *db;
    sqlite3_stmt *prepared[SQL_STATEMENT_COUNT]; /* NULL until first used */
};

/* Finalises what was prepared, and closes. */
void connection_release(struct connection *connection);
/* The text of a statement, for the test that prepares them all. */
const char *sqlite_statement_text(enum sqlite_statement statement);
/* The code and text of the last failure of this connection, as "what: sqlite's words". */
int connection_failed(const struct connection *connection, const char *what, struct err *err);
/* Run SQL that takes and gives nothing: pragmas, migrations. */
MUST_CHECK int connection_execute(struct connection *connection, const char *sql, struct err *err);

/* Run a statement without parameters and rows: BEGIN, COMMIT, ROLLBACK. */
MUST_CHECK int connection_run(struct connection *connection, enum sqlite_statement statement, struct err *err);

struct query {
    struct connection *connection;
    sqlite3_stmt *statement;
    int parameter; /* bound so far */
    int code;      /* of the first call that failed, SQLITE_OK before */
};

struct query query_begin(struct connection *connection, enum sqlite_statement statement);
/* Ready for the next use; for AUTO. */
void query_end(struct query *query);
/* Bind the next parameter. Bytes and texts are borrowed until query_end(). Values above INT64_MAX are bound as that. */
void query_bind_integer(struct query *query, uint64_t value);
void query_bind_null(struct query *query);
void query_bind_blob(struct query *query, struct slice bytes);
void query_bind_text(struct query *query, struct slice text);
/* 1: a row is there; 0: no more; else the error. */
MUST_CHECK int query_next(struct query *query, struct err *err);
/* Run a statement that gives no rows, and make it ready for the next. */
MUST_CHECK int query_run(struct query *query, struct err *err);

/* Columns of the current row; bytes and texts are copied into the arena, an SQL NULL becomes the absent slice. A
 * negative number becomes UINT64_MAX, which nothing that is stored may be. */
uint64_t query_integer(const struct query *query, int column);
bool query_is_null(const struct query *query, int column);
struct slice query_bytes(const struct query *query, int column, struct arena *arena);
/* Exactly `size` bytes, into `out`; ERR_FORMAT "damaged: what has …" otherwise. */
struct query_field {
    int column;
    const char *name; /* for messages: "payloads.salt" */
};
MUST_CHECK int
query_fixed(const struct query *query, struct query_field field, void *out, size_t size, struct err *err);

#endif
