#include "store/sqlite.h"

#include "conformance.h"
#include "unit.h"

#include <sqlite3.h>

/* A store of one batch of six entries whose file was then changed by `sql`. */
static struct store *
damaged_store(struct arena *arena, const char *sql)
{
    const char *path = arena_text(arena, arena_format(arena, "%s/x.sqlite", unit_new_folder()));
    struct store *store = NULL;
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_CREATE, &store, NULL), 0);
    struct compact_range range = {0};
    const struct store_batch batch = conformance_batch(arena, 0, 6, &range);
    ck_assert_int_eq(store_append(store, &batch, NULL), 0);
    store_free(store);
    sqlite3 *db = NULL;
    char *text = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db,
                                  "PRAGMA ignore_check_constraints = ON; DROP TRIGGER batches_no_update;"
                                  "DROP TRIGGER payloads_no_update; DROP TRIGGER persons_no_update;"
                                  "DROP TRIGGER finding_versions_no_update; DROP TRIGGER finding_versions_no_delete",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &text) == SQLITE_OK, "%s", text);
    sqlite3_close(db);
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_READ, &store, NULL), 0);
    return store;
}

START_TEST(does_not_believe_sizes)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    AUTO(store_drop)
    struct store *salts =
        damaged_store(arena, "UPDATE payloads SET salt = x'00'; UPDATE persons SET salt = zeroblob(33)");
    struct store_payload_page payloads;
    ck_assert_int_eq(store_payloads(salts, (struct store_window){0, 9}, arena, &payloads, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: payloads.salt has 1 bytes, not 32");
    struct store_person_page persons;
    ck_assert_int_eq(store_persons(salts, (struct store_window){0, 9}, arena, &persons, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: persons.salt has 33 bytes, not 32");

    AUTO(store_drop)
    struct store *columns =
        damaged_store(arena, "UPDATE batches SET roots = zeroblob(96), keys = zeroblob(16), leaves = zeroblob(193)");
    struct store_checkpoint checkpoint;
    ck_assert_int_eq(store_checkpoint(columns, 6, arena, &checkpoint, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: batches.roots has 96 bytes, not 64");
    struct store_keys keys;
    ck_assert_int_eq(store_keys(columns, 1, arena, &keys, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: the batch of entry 1 has a column of 16 bytes");
    ck_assert_int_eq(store_keys(columns, 0, arena, &keys, &err), 0);
    struct store_leaves leaves;
    ck_assert_int_eq(store_leaves(columns, 5, arena, &leaves, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: the batch of entry 5 has a column of 193 bytes");
}
END_TEST

START_TEST(does_not_believe_versions)
{
    static const struct {
        const char *sql;
        int want;
        const char *text;
    } cases[] = {
        {"UPDATE finding_versions SET versions = zeroblob(21)", ERR_FORMAT,
         "damaged: the versions at entry 3 have 21 bytes"},
        {"UPDATE finding_versions SET first = 4", ERR_NOT_FOUND, "no batch tells of versions at entry 3"},
        {"UPDATE finding_versions SET first = -1", ERR_NOT_FOUND, "no batch tells of versions at entry 3"},
        {"DELETE FROM finding_versions", ERR_NOT_FOUND, "no batch tells of versions at entry 3"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err;
        struct store_versions versions;
        AUTO(store_drop) struct store *store = damaged_store(arena, cases[i].sql);
        ck_assert_int_eq(store_versions(store, 3, arena, &versions, &err), cases[i].want);
        ck_assert_str_eq(err.text, cases[i].text);
    }
}
END_TEST

/* A file from before they were kept can be read as it is; it has none until something is written. */
START_TEST(a_file_from_before_versions_has_none)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    struct store_versions versions;
    struct store_checkpoint checkpoint;
    AUTO(store_drop)
    struct store *store = damaged_store(arena, "DROP TABLE finding_versions; PRAGMA user_version = 1");
    ck_assert_int_eq(store_versions(store, 0, arena, &versions, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "the store keeps no versions");
    ck_assert_int_eq(store_checkpoint(store, 6, arena, &checkpoint, &err), 0);
}
END_TEST

START_TEST(does_not_believe_numbers)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    AUTO(store_drop) struct store *negative = damaged_store(arena, "UPDATE batches SET first = -1");
    struct store_keys keys;
    ck_assert_int_eq(store_keys(negative, 3, arena, &keys, &err), ERR_NOT_FOUND);
    AUTO(store_drop) struct store *later = damaged_store(arena, "UPDATE batches SET first = 4");
    ck_assert_int_eq(store_keys(later, 3, arena, &keys, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no batch holds entry 3");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sqlite_read", does_not_believe_sizes, does_not_believe_numbers, does_not_believe_versions,
                     a_file_from_before_versions_has_none);
}
