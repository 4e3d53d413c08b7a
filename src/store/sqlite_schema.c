#include "store/sqlite_schema.h"

#include "base/resource.h"

/* Number n sets user_version n as its last statement. */
static const char *const migrations[] = {
    "schema/sqlite/0001_init.sql",
    "schema/sqlite/0002_versions.sql",
};

/* "dayb": tells file(1), and us, whose file it is. Set by the first migration. */
enum { APPLICATION_ID = 0x64617962 };

unsigned
sqlite_schema_newest(void)
{
    return (unsigned)COUNT_OF(migrations);
}

static int
read_number(struct connection *connection, enum sqlite_statement statement, uint64_t *out_number, struct err *err)
{
    AUTO(query_end) struct query query = query_begin(connection, statement);
    const int code = query_next(&query, err);
    if (code < 0)
        return code;
    *out_number = query_integer(&query, 0);
    return 0;
}

int
sqlite_schema_version(struct connection *connection, unsigned *out_version, struct err *err)
{
    uint64_t version = 0;
    uint64_t application = 0;
    uint64_t objects = 0;
    TRY(read_number(connection, SQL_USER_VERSION, &version, err));
    TRY(read_number(connection, SQL_APPLICATION_ID, &application, err));
    TRY(read_number(connection, SQL_SCHEMA_COUNT, &objects, err));
    const bool is_empty = version == 0 && application == 0 && objects == 0;
    if (!is_empty && application != APPLICATION_ID)
        return err_set(err, ERR_FORMAT, "it is an SQLite file, but not a ledger's");
    if (version > sqlite_schema_newest())
        return err_set(err, ERR_VERSION,
                       "the ledger was written by a newer daybook (schema %llu; this program knows up to %u): use that "
                       "version",
                       (unsigned long long)version, sqlite_schema_newest());
    *out_version = (unsigned)version;
    return 0;
}

/* Embedded files end in a zero byte, so they are C strings. */
static int
run_migrations(struct connection *connection, unsigned from, unsigned to, struct err *err)
{
    for (unsigned i = from; i < to; i++) {
        const struct resource *file = resource_find(migrations[i]);
        const int code = file == NULL ? err_set(err, ERR_NOT_FOUND, "it is not compiled in")
                                      : connection_execute(connection, (const char *)file->bytes, err);
        if (code < 0)
            return err_wrap(err, code, "%s", migrations[i]);
    }
    return 0;
}

int
sqlite_schema_migrate(struct connection *connection, unsigned version, struct err *err)
{
    if (version == sqlite_schema_newest())
        return 0;
    TRY(connection_run(connection, SQL_BEGIN, err));
    int code = run_migrations(connection, version, sqlite_schema_newest(), err);
    if (code == 0)
        code = connection_run(connection, SQL_COMMIT, err);
    if (code < 0 && connection_run(connection, SQL_ROLLBACK, NULL) < 0)
        return code; /* nothing was begun any more: the first error is the one to tell */
    return code;
}

/* One object of the schema, as sqlite_schema describes it. */
struct object {
    struct slice type;
    struct slice name;
    struct slice sql;
};

static int
next_object(struct query *query, struct arena *arena, struct object *out_object, struct err *err)
{
    const int code = query_next(query, err);
    *out_object = (struct object){0};
    if (code == 1)
        *out_object =
            (struct object){query_bytes(query, 0, arena), query_bytes(query, 1, arena), query_bytes(query, 2, arena)};
    return code;
}

/* -1: only `want` has it, 1: only `got`, 0: both. The absent object comes after all. */
static int
compare_objects(const struct object *want, const struct object *got)
{
    if (slice_is_absent(want->name) || slice_is_absent(got->name))
        return slice_is_absent(got->name) ? -1 : 1;
    const int order = slice_compare(want->type, got->type);
    return order != 0 ? order : slice_compare(want->name, got->name);
}

struct report {
    store_finding finding;
    void *context;
    struct arena *arena;
};

static void
report_object(const struct report *report, int order, const struct object *want, const struct object *got)
{
    const struct object *object = order > 0 ? got : want;
    const char *what = order < 0 ? "is missing" : order > 0 ? "does not belong here" : "is not the shipped one";
    if (order != 0 || !slice_equal(want->sql, got->sql))
        report->finding(report->context, arena_format(report->arena, "%.*s %.*s %s", SLICE_ARG(object->type),
                                                      SLICE_ARG(object->name), what));
}

/* Both lists are in the same order: walk them side by side. */
static int
compare_schemas(struct query *want, struct query *got, const struct report *report, struct err *err)
{
    struct object ours;
    struct object theirs;
    int code = next_object(want, report->arena, &ours, err);
    if (code >= 0)
        code = next_object(got, report->arena, &theirs, err);
    while (code >= 0 && !(slice_is_absent(ours.name) && slice_is_absent(theirs.name))) {
        const int order = compare_objects(&ours, &theirs);
        report_object(report, order, &ours, &theirs);
        if (order <= 0)
            code = next_object(want, report->arena, &ours, err);
        if (order >= 0 && code >= 0)
            code = next_object(got, report->arena, &theirs, err);
    }
    return code < 0 ? code : 0;
}

int
sqlite_schema_check(struct connection *connection, store_finding finding, void *context, struct err *err)
{
    AUTO(connection_release) struct connection fresh = {0};
    if (sqlite3_open(":memory:", &fresh.db) != SQLITE_OK)
        return connection_failed(&fresh, "open a database in memory", err);
    unsigned version = 0;
    TRY(sqlite_schema_version(connection, &version, err));
    TRY(run_migrations(&fresh, 0, version, err));
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(query_end) struct query want = query_begin(&fresh, SQL_SCHEMA);
    AUTO(query_end) struct query got = query_begin(connection, SQL_SCHEMA);
    return compare_schemas(&want, &got, &(struct report){finding, context, arena}, err);
}
