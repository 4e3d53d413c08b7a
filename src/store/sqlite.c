#include "store/sqlite.h"

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

static int
open_connection(struct connection *connection, const char *path, enum store_sqlite_mode mode, struct err *err)
{
    struct stat status;
    if (mode == STORE_SQLITE_CREATE)
        TRY(make_file(path, err));
    else if (stat(path, &status) < 0 && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "no such file");
    const int access = mode == STORE_SQLITE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &connection->db, flags, NULL) != SQLITE_OK)
        return connection_failed(connection, "open", err);
    sqlite3_busy_timeout(connection->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* A reader that closes last must not copy a dead writer's journal into the file. */
    if (mode == STORE_SQLITE_READ)
        sqlite3_db_config(connection->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return connection_execute(connection, pragmas_any, err);
}

static int
bring_up_to_date(struct connection *connection, enum store_sqlite_mode mode, struct err *err)
{
    unsigned version = 0;
    TRY(sqlite_schema_version(connection, &version, err));
    if (mode == STORE_SQLITE_CREATE && version == 0)
        TRY(connection_execute(connection, pragmas_new, err));
    else if (version == 0)
        return err_set(err, ERR_NOT_FOUND, "it is empty");
    if (mode == STORE_SQLITE_READ)
        return 0;
    TRY(connection_execute(connection, pragmas_write, err));
    return sqlite_schema_migrate(connection, version, err);
}

int
store_sqlite_open(const char *path, enum store_sqlite_mode mode, struct store **out_store, struct err *err)
{
    AUTO(connection_release) struct connection connection = {0};
    int code = open_connection(&connection, path, mode, err);
    if (code == 0)
        code = bring_up_to_date(&connection, mode, err);
    if (code < 0)
        return err_wrap(err, code, "open '%s'", path);
    struct sqlite_engine *engine = malloc(sizeof(*engine));
    if (engine == NULL)
        abort();
    *engine = (struct sqlite_engine){.store = operations, .connection = connection};
    connection = (struct connection){0};
    *out_store = &engine->store;
    return 0;
}
