#include "store/sqlite.h"

#include "base/buf.h"
#include "store/sqlite_engine.h"
#include "store/sqlite_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 10000, INTEGRITY_FINDINGS_MAX = 100 };

/* page_size has to come before the first write, the journal mode after it. */
static const char pragmas_new[] = "PRAGMA page_size = 16384;";
static const char pragmas_any[] = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;";
static const char pragmas_write[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

static void
sqlite_free(struct store *store)
{
    connection_release(sqlite_connection(store));
    free(store);
}

static int
check_pages(struct connection *connection, store_finding finding, void *context, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(query_end) struct query query = query_begin(connection, SQL_INTEGRITY);
    int code = 0;
    for (int found = 0; found < INTEGRITY_FINDINGS_MAX && (code = query_next(&query, err)) > 0; found++) {
        const struct slice text = query_bytes(&query, 0, arena);
        if (!slice_equal(text, SLICE("ok")))
            finding(context, text);
    }
    return code < 0 ? code : 0;
}

static int
check_references(struct connection *connection, store_finding finding, void *context, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(query_end) struct query query = query_begin(connection, SQL_FOREIGN_KEYS);
    int code = 0;
    while ((code = query_next(&query, err)) > 0) {
        const struct slice table = query_bytes(&query, 0, arena);
        const struct slice parent = query_bytes(&query, 2, arena);
        finding(context, arena_format(arena, "a row of %.*s refers to a row of %.*s that is missing", SLICE_ARG(table),
                                      SLICE_ARG(parent)));
    }
    return code;
}

static int
sqlite_check(struct store *store, store_finding finding, void *context, struct err *err)
{
    struct connection *connection = sqlite_connection(store);
    TRY(sqlite_schema_check(connection, finding, context, err));
    TRY(check_pages(connection, finding, context, err));
    return check_references(connection, finding, context, err);
}

static const struct store operations = {
    .free = sqlite_free,
    .append = sqlite_append,
    .meta = sqlite_meta,
    .checkpoint = sqlite_checkpoint,
    .checkpoints = sqlite_checkpoints,
    .entries = sqlite_entries,
    .acts = sqlite_acts,
    .payloads = sqlite_payloads,
    .persons = sqlite_persons,
    .leaves = sqlite_leaves,
    .keys = sqlite_keys,
    .versions = sqlite_versions,
    .file_set = sqlite_file_set,
    .check = sqlite_check,
};

/* SQLite would make it readable by others, as far as the umask lets it; the journals take over the file's mode. */
static int
make_file(const char *path, struct err *err)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, ERR_IO, "%s", strerror(errno));
    close(fd);
    return 0;
}

/* `path` as a URI for a file that nothing changes while it is open. */
static const char *
immutable_uri(const char *path, struct arena *arena)
{
    struct buf uri;
    buf_init(&uri, 3 * strlen(path) + 32);
    buf_text(&uri, "file:");
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '%' || *at == '?' || *at == '#')
            buf_format(&uri, "%%%02X", (unsigned)(uint8_t)*at);
        else
            buf_byte(&uri, (uint8_t)*at);
    }
    buf_text(&uri, "?immutable=1");
    const char *text = arena_text(arena, buf_slice(&uri));
    buf_release(&uri);
    return text;
}

/* Readers of a WAL need a place for their -shm file. On a medium that gives none (read-only, or another user's) a file
 * without a journal can be read all the same: no writer has it open, since its journal would be there. */
static bool
is_at_rest(const char *path, struct arena *arena)
{
    struct stat status;
    return stat(arena_text(arena, arena_format(arena, "%s-wal", path)), &status) < 0 && errno == ENOENT;
}

static int
connect_file(struct connection *connection, const char *name, int flags, struct err *err)
{
    if (sqlite3_open_v2(name, &connection->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
        return connection_failed(connection, "open", err);
    sqlite3_busy_timeout(connection->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return connection_execute(connection, pragmas_any, err);
}

static int
open_to_read(struct connection *connection, const char *path, unsigned *out_version, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    TRY(connect_file(connection, path, SQLITE_OPEN_READONLY, err));
    /* A reader that closes last must not copy a dead writer's journal into the file. */
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    const int code = sqlite_schema_version(connection, out_version, err);
    const int cause = sqlite3_errcode(connection->db) & 0xff;
    if ((cause != SQLITE_CANTOPEN && cause != SQLITE_READONLY) || !is_at_rest(path, arena))
        return code;
    connection_release(connection);
    TRY(connect_file(connection, immutable_uri(path, arena), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err));
    return sqlite_schema_version(connection, out_version, err);
}

static int
open_to_write(struct connection *connection, const char *path, enum store_sqlite_mode mode, struct err *err)
{
    unsigned version = 0;
    if (mode == STORE_SQLITE_CREATE)
        TRY(make_file(path, err));
    TRY(connect_file(connection, path, SQLITE_OPEN_READWRITE, err));
    TRY(sqlite_schema_version(connection, &version, err));
    if (mode == STORE_SQLITE_WRITE && version == 0)
        return err_set(err, ERR_NOT_FOUND, "it is empty");
    if (version == 0)
        TRY(connection_execute(connection, pragmas_new, err));
    TRY(connection_execute(connection, pragmas_write, err));
    return sqlite_schema_migrate(connection, version, err);
}

static int
open_connection(struct connection *connection, const char *path, enum store_sqlite_mode mode, unsigned *out_version,
                struct err *err)
{
    struct stat status;
    *out_version = sqlite_schema_newest();
    if (mode != STORE_SQLITE_CREATE && stat(path, &status) < 0 && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "no such file");
    if (mode != STORE_SQLITE_READ)
        return open_to_write(connection, path, mode, err);
    TRY(open_to_read(connection, path, out_version, err));
    return *out_version == 0 ? err_set(err, ERR_NOT_FOUND, "it is empty") : 0;
}

int
store_sqlite_open(const char *path, enum store_sqlite_mode mode, struct store **out_store, struct err *err)
{
    AUTO(connection_release) struct connection connection = {0};
    unsigned version = 0;
    const int code = open_connection(&connection, path, mode, &version, err);
    if (code < 0)
        return err_wrap(err, code, "open '%s'", path);
    struct sqlite_engine *engine = malloc(sizeof(*engine));
    if (engine == NULL)
        abort();
    *engine = (struct sqlite_engine){.store = operations, .connection = connection, .schema = version};
    connection = (struct connection){0};
    *out_store = &engine->store;
    return 0;
}
