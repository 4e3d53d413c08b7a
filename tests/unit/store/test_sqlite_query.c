#include "store/sqlite_query.h"

#include "store/sqlite_schema.h"
#include "unit.h"

static struct connection
open_memory(void)
{
    struct connection connection = {0};
    ck_assert_int_eq(sqlite3_open(":memory:", &connection.db), SQLITE_OK);
    ck_assert_int_eq(sqlite_schema_migrate(&connection, 0, NULL), 0);
    return connection;
}

START_TEST(every_statement_fits_the_schema)
{
    AUTO(connection_release) struct connection connection = open_memory();
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++) {
        const char *text = sqlite_statement_text((enum sqlite_statement)i);
        ck_assert_msg(text != NULL, "statement %d has no text", i);
        AUTO(query_end) struct query query = query_begin(&connection, (enum sqlite_statement)i);
        ck_assert_msg(query.code == SQLITE_OK, "%s: %s", text, sqlite3_errmsg(connection.db));
    }
}
END_TEST

/* $1, $2, … get their numbers in the order of first use: a text that has them in another order would be bound wrongly.
 */
START_TEST(parameters_are_numbered_in_order)
{
    AUTO(connection_release) struct connection connection = open_memory();
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++) {
        AUTO(query_end) struct query query = query_begin(&connection, (enum sqlite_statement)i);
        for (int at = 1; at <= sqlite3_bind_parameter_count(query.statement); at++) {
            char want[16];
            snprintf(want, sizeof(want), "$%d", at);
            ck_assert_str_eq(sqlite3_bind_parameter_name(query.statement, at), want);
        }
    }
}
END_TEST

START_TEST(binds_and_reads_each_kind_of_value)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(connection_release) struct connection connection = open_memory();
    AUTO(query_end) struct query insert = query_begin(&connection, SQL_INSERT_META);
    query_bind_text(&insert, SLICE("name"));
    query_bind_blob(&insert, (struct slice){0});
    ck_assert_int_eq(query_run(&insert, NULL), 0);
    AUTO(query_end) struct query read = query_begin(&connection, SQL_META);
    query_bind_text(&read, SLICE("name"));
    ck_assert_int_eq(query_next(&read, NULL), 1);
    ck_assert(!query_is_null(&read, 0));
    const struct slice value = query_bytes(&read, 0, arena);
    ck_assert(!slice_is_absent(value));
    ck_assert_uint_eq(value.n, 0);
    uint8_t bytes[4];
    struct err err;
    ck_assert_int_eq(query_fixed(&read, (struct query_field){0, "meta.value"}, bytes, 4, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: meta.value has 0 bytes, not 4");
    ck_assert_int_eq(query_next(&read, NULL), 0);
}
END_TEST

START_TEST(says_what_failed)
{
    AUTO(connection_release) struct connection connection = open_memory();
    struct err err;
    AUTO(query_end) struct query insert = query_begin(&connection, SQL_INSERT_META);
    query_bind_null(&insert);
    query_bind_null(&insert);
    ck_assert_int_eq(query_run(&insert, &err), ERR_IO);
    ck_assert_str_eq(err.text, "run statement: NOT NULL constraint failed: meta.name");
    ck_assert_int_eq(connection_execute(&connection, "DROP TABLE batches", NULL), 0);
    AUTO(query_end) struct query size = query_begin(&connection, SQL_SIZE);
    ck_assert_int_eq(query_next(&size, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "prepare statement: no such table: batches");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sqlite_query", every_statement_fits_the_schema, parameters_are_numbered_in_order,
                     binds_and_reads_each_kind_of_value, says_what_failed);
}
