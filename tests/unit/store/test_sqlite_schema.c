#include "store/sqlite_schema.h"

#include "base/buf.h"
#include "base/resource.h"
#include "unit.h"

static const char *const migrations[] = {"schema/sqlite/0001_init.sql", "schema/sqlite/0002_versions.sql"};

static struct connection
open_memory(void)
{
    struct connection connection = {0};
    ck_assert_int_eq(sqlite3_open(":memory:", &connection.db), SQLITE_OK);
    return connection;
}

static void
keep_finding(void *context, struct slice text)
{
    struct buf *lines = context;
    buf_add(lines, text);
    buf_byte(lines, '\n');
}

START_TEST(migrations_count_themselves)
{
    AUTO(connection_release) struct connection connection = open_memory();
    unsigned version = 9;
    ck_assert_int_eq(sqlite_schema_version(&connection, &version, NULL), 0);
    ck_assert_uint_eq(version, 0);
    ck_assert_int_eq(sqlite_schema_migrate(&connection, 0, NULL), 0);
    ck_assert_int_eq(sqlite_schema_version(&connection, &version, NULL), 0);
    ck_assert_uint_eq(version, sqlite_schema_newest());
    ck_assert_int_eq(sqlite_schema_migrate(&connection, version, NULL), 0);
}
END_TEST

START_TEST(a_migration_that_fails_leaves_nothing)
{
    AUTO(connection_release) struct connection connection = open_memory();
    struct err err;
    ck_assert_int_eq(connection_execute(&connection, "CREATE TABLE payloads (x)", NULL), 0);
    ck_assert_int_eq(sqlite_schema_migrate(&connection, 0, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "schema/sqlite/0001_init.sql: run SQL: table payloads already exists");
    ck_assert_int_eq(sqlite3_get_autocommit(connection.db), 1);
    ck_assert_int_eq(connection_execute(&connection, "SELECT * FROM entries", &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "run SQL: no such table: entries");
}
END_TEST

/* Every version of it, as a program of that time left it. */
START_TEST(the_shipped_schemas_have_no_finding)
{
    AUTO(connection_release) struct connection connection = open_memory();
    struct buf lines;
    buf_init(&lines, 4096);
    for (unsigned version = 1; version <= sqlite_schema_newest(); version++) {
        const struct resource *file = resource_find(migrations[version - 1]);
        ck_assert_int_eq(connection_execute(&connection, (const char *)file->bytes, NULL), 0);
        unsigned got = 0;
        ck_assert_int_eq(sqlite_schema_version(&connection, &got, NULL), 0);
        ck_assert_uint_eq(got, version);
        ck_assert_int_eq(sqlite_schema_check(&connection, keep_finding, &lines, NULL), 0);
        ck_assert_slice_eq(buf_slice(&lines), slice_of(""));
    }
    buf_release(&lines);
}
END_TEST

START_TEST(an_older_file_is_taken_up_where_it_stands)
{
    AUTO(connection_release) struct connection connection = open_memory();
    const struct resource *file = resource_find(migrations[0]);
    ck_assert_int_eq(connection_execute(&connection, (const char *)file->bytes, NULL), 0);
    ck_assert_int_eq(connection_execute(&connection, "INSERT INTO meta VALUES ('origin', x'61')", NULL), 0);
    ck_assert_int_eq(sqlite_schema_migrate(&connection, 1, NULL), 0);
    unsigned version = 0;
    ck_assert_int_eq(sqlite_schema_version(&connection, &version, NULL), 0);
    ck_assert_uint_eq(version, sqlite_schema_newest());
    AUTO(query_end) struct query query = query_begin(&connection, SQL_META);
    query_bind_text(&query, SLICE("origin"));
    ck_assert_int_eq(query_next(&query, NULL), 1);
}
END_TEST

START_TEST(finds_what_was_dropped_added_and_changed)
{
    AUTO(connection_release) struct connection connection = open_memory();
    ck_assert_int_eq(sqlite_schema_migrate(&connection, 0, NULL), 0);
    ck_assert_int_eq(connection_execute(&connection,
                                        "DROP TRIGGER entries_no_update; DROP INDEX entries_act;"
                                        "CREATE INDEX entries_act ON entries (act); CREATE TABLE zzz (x);"
                                        "CREATE TRIGGER aaa BEFORE INSERT ON entries BEGIN SELECT 1; END",
                                        NULL),
                     0);
    struct buf lines;
    buf_init(&lines, 4096);
    ck_assert_int_eq(sqlite_schema_check(&connection, keep_finding, &lines, NULL), 0);
    ck_assert_slice_eq(buf_slice(&lines), SLICE("index entries_act is not the shipped one\n"
                                                "table zzz does not belong here\n"
                                                "trigger aaa does not belong here\n"
                                                "trigger entries_no_update is missing\n"));
    buf_release(&lines);
}
END_TEST

/* Whatever a column is for stands beside it, in the file that makes it. */
static void
check_comments(const char *path)
{
    const struct resource *file = resource_find(path);
    struct slice text = {file->bytes, file->len};
    bool in_table = false;
    bool after_comment = false;
    bool above = false; /* a comment line of its own, inside a table */
    while (text.n > 0) {
        const struct slice line = slice_sub(text, 0, slice_find(text, '\n'));
        text = slice_sub(text, line.n + 1, text.n);
        if (slice_starts(line, SLICE("CREATE TABLE")))
            ck_assert_msg(after_comment, "%.*s", SLICE_ARG(line));
        else if (in_table && !above && slice_starts(line, SLICE("    ")) && !slice_starts(line, SLICE("    --")) &&
                 !slice_starts(line, SLICE("    PRIMARY KEY")))
            ck_assert_msg(strstr((const char *)line.p, " -- ") < (const char *)line.p + line.n, "%.*s",
                          SLICE_ARG(line));
        in_table = slice_starts(line, SLICE("CREATE TABLE")) || (in_table && slice_starts(line, SLICE("    ")));
        after_comment = slice_starts(line, SLICE("--"));
        above = slice_starts(line, SLICE("    --"));
    }
}

START_TEST(every_table_and_column_is_commented)
{
    for (size_t i = 0; i < COUNT_OF(migrations); i++)
        check_comments(migrations[i]);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sqlite_schema", migrations_count_themselves, a_migration_that_fails_leaves_nothing,
                     the_shipped_schemas_have_no_finding, an_older_file_is_taken_up_where_it_stands,
                     finds_what_was_dropped_added_and_changed, every_table_and_column_is_commented);
}
