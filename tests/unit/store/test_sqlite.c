#include "store/sqlite.h"

#include "conformance.h"
#include "unit.h"

#include <inttypes.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
new_path(struct arena *arena)
{
    return arena_text(arena, arena_format(arena, "%s/ledger.sqlite", unit_new_folder()));
}

static struct store *
open_store(const char *path, enum store_sqlite_mode mode)
{
    struct store *store = NULL;
    struct err err;
    ck_assert_msg(store_sqlite_open(path, mode, &store, &err) == 0, "%s", err.text);
    return store;
}

/* Change a file behind the engine's back. */
static void
tamper(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *text = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &text) == SQLITE_OK, "%s", text);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static void
append(struct store *store, struct arena *arena, size_t count, struct compact_range *range)
{
    struct err err;
    const struct store_batch batch = conformance_batch(arena, range->size, count, range);
    ck_assert_msg(store_append(store, &batch, &err) == 0, "%s", err.text);
}

static void
open_file_again(struct conformance *conformance)
{
    store_free(conformance->store);
    conformance->store = open_store(conformance->context, STORE_SQLITE_WRITE);
}

START_TEST(keeps_to_the_interface)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    char *path = arena_text(arena, slice_of(new_path(arena)));
    struct conformance conformance = {open_store(path, STORE_SQLITE_CREATE), open_file_again, path};
    conformance_run(&conformance);
    store_free(conformance.store);
}
END_TEST

START_TEST(makes_a_private_file)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    AUTO(store_drop) struct store *store = open_store(path, STORE_SQLITE_CREATE);
    ck_assert_ptr_nonnull(store);
    const char *suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        struct stat status;
        ck_assert_int_eq(stat(arena_text(arena, arena_format(arena, "%s%s", path, suffixes[i])), &status), 0);
        ck_assert_uint_eq(status.st_mode & 0777, 0600);
    }
}
END_TEST

START_TEST(says_what_it_cannot_open)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store *store = NULL;
    struct err err;
    const char *path = new_path(arena);
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_WRITE, &store, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena, "open '%s': no such file", path)));
    ck_assert_int_ne(access(path, F_OK), 0);

    tamper(path, "PRAGMA journal_mode = WAL");
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_READ, &store, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena, "open '%s': it is empty", path)));

    tamper(path, "CREATE TABLE other (x)");
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_CREATE, &store, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena,
                                                              "open '%s': it is an SQLite file, but not a "
                                                              "ledger's",
                                                              path)));
    ck_assert_ptr_null(store);
}
END_TEST

START_TEST(refuses_a_file_that_is_not_sqlite)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    FILE *file = fopen(path, "wb");
    for (int i = 0; i < 5000; i++)
        fputs("not a database ", file);
    fclose(file);
    struct store *store = NULL;
    struct err err;
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_WRITE, &store, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text,
                     arena_text(arena, arena_format(arena, "open '%s': run statement: file is not a database", path)));
}
END_TEST

START_TEST(refuses_a_newer_schema_in_every_mode)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    store_free(open_store(path, STORE_SQLITE_CREATE));
    tamper(path, "PRAGMA user_version = 7");
    for (int mode = STORE_SQLITE_READ; mode <= STORE_SQLITE_CREATE; mode++) {
        struct store *store = NULL;
        struct err err;
        ck_assert_int_eq(store_sqlite_open(path, (enum store_sqlite_mode)mode, &store, &err), ERR_VERSION);
        ck_assert_str_eq(err.text,
                         arena_text(arena, arena_format(arena,
                                                        "open '%s': the ledger was written by a newer daybook (schema "
                                                        "7; this program knows up to 2): use that version",
                                                        path)));
    }
}
END_TEST

START_TEST(readers_see_what_is_committed_beside_a_writer)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    AUTO(store_drop) struct store *writer = open_store(path, STORE_SQLITE_CREATE);
    struct compact_range range = {0};
    append(writer, arena, 5, &range);
    AUTO(store_drop) struct store *reader = open_store(path, STORE_SQLITE_READ);
    struct store_entry_page page;
    ck_assert_int_eq(store_entries(reader, (struct store_window){0, 100}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 5);
    append(writer, arena, 6, &range);
    ck_assert_int_eq(store_entries(reader, (struct store_window){0, 100}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 11);
    const struct store_batch batch = conformance_batch(arena, 11, 1, &range);
    struct err err;
    ck_assert_int_eq(store_append(reader, &batch, &err), ERR_IO);
    ck_assert_str_eq(err.text, "append a batch: run statement: attempt to write a readonly database");
}
END_TEST

/* As somebody who may read the folder and the file, and write neither. Only root can become such a one. */
START_TEST(reads_where_it_may_not_write)
{
    if (geteuid() != 0)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *folder = unit_new_folder();
    const char *path = arena_text(arena, arena_format(arena, "%s/a%%20?#b.sqlite", folder));
    struct store *store = open_store(path, STORE_SQLITE_CREATE);
    struct compact_range range = {0};
    append(store, arena, 5, &range);
    store_free(store);
    const char *parent = arena_text(arena, arena_format(arena, "%s/..", folder));
    ck_assert_int_eq(chmod(parent, 0711), 0);
    ck_assert_int_eq(chmod(folder, 0555), 0);
    ck_assert_int_eq(chmod(path, 0444), 0);
    ck_assert_int_eq(seteuid(65534), 0);
    const int code = store_sqlite_open(path, STORE_SQLITE_READ, &store, NULL);
    struct store_entry_page page = {.count = 0};
    if (code == 0) {
        ck_assert_int_eq(store_entries(store, (struct store_window){0, 9}, arena, &page, NULL), 0);
        store_free(store);
    }
    ck_assert_int_eq(seteuid(0), 0);
    ck_assert_int_eq(code, 0);
    ck_assert_uint_eq(page.count, 5);
    ck_assert_int_eq(chmod(folder, 0700), 0);
    ck_assert_int_eq(chmod(parent, 0700), 0);
}
END_TEST

START_TEST(forbids_change_and_removal_in_log_tables)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    AUTO(store_drop) struct store *store = open_store(path, STORE_SQLITE_CREATE);
    struct compact_range range = {0};
    struct store_batch batch = conformance_batch(arena, 0, 5, &range);
    struct file_set_entry file = {SLICE_INIT("a"), SLICE_INIT("b")};
    batch.file_sets = &(struct file_set){&file, 1};
    batch.file_set_count = 1;
    ck_assert_int_eq(store_append(store, &batch, NULL), 0);
    static const struct {
        const char *sql;
        const char *text;
    } attempts[] = {
        {"UPDATE entries SET record = x'00'", "entries is append-only"},
        {"DELETE FROM entries", "entries is append-only"},
        {"DELETE FROM entries WHERE idx = 4", "entries is append-only"},
        {"INSERT OR REPLACE INTO entries VALUES (4, 0, NULL, x'00')", "entries are numbered without a gap"},
        {"INSERT INTO entries VALUES (6, 0, NULL, x'00')", "entries are numbered without a gap"},
        {"INSERT INTO entries VALUES (-1, 0, NULL, x'00')", "entries are numbered without a gap"},
        {"REPLACE INTO batches VALUES (5, 0, x'', x'', zeroblob(80), zeroblob(160))",
         "batches follow each other without a gap"},
        {"UPDATE batches SET note = x'00'", "batches is append-only"},
        {"DELETE FROM batches", "batches is append-only"},
        {"UPDATE meta SET value = x'00'", "meta is set once"},
        {"DELETE FROM meta", "meta is set once"},
        {"UPDATE payloads SET bytes = x'00'", "payloads never change"},
        {"UPDATE persons SET name = 'x'", "persons never change"},
        {"UPDATE files SET bytes = x'00'", "files is append-only"},
        {"DELETE FROM files", "files is append-only"},
        {"UPDATE file_sets SET path = 'x'", "file_sets is append-only"},
        {"DELETE FROM file_sets", "file_sets is append-only"},
    };
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        ck_assert_int_eq(sqlite3_exec(db, attempts[i].sql, NULL, NULL, NULL), SQLITE_CONSTRAINT);
        ck_assert_str_eq(sqlite3_errmsg(db), attempts[i].text);
    }
    sqlite3_close(db);
}
END_TEST

START_TEST(leaves_nothing_of_a_batch_that_fails)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    AUTO(store_drop) struct store *store = open_store(path, STORE_SQLITE_CREATE);
    struct compact_range range = {0};
    append(store, arena, 5, &range);
    struct compact_range next = range;
    struct store_batch batch = conformance_batch(arena, 5, 4, &next);
    batch.meta = &(struct store_meta){SLICE_INIT("batch-0"), SLICE_INIT("again")};
    struct err err;
    ck_assert_int_eq(store_append(store, &batch, &err), ERR_IO);
    ck_assert_str_eq(err.text, "append a batch: run statement: UNIQUE constraint failed: meta.name");
    struct store_entry_page page;
    ck_assert_int_eq(store_entries(store, (struct store_window){0, 100}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 5);
    append(store, arena, 4, &range);
}
END_TEST

/* A file that may grow no further stands for a full disk: the kernel refuses the write in both cases. */
START_TEST(survives_a_full_disk)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    struct store *store = open_store(path, STORE_SQLITE_CREATE);
    struct compact_range range = {0};
    append(store, arena, 50, &range);
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit tight = {.rlim_cur = 500 * 1024, .rlim_max = before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    int code = 0;
    struct err err;
    uint64_t acknowledged = range.size;
    for (int round = 0; round < 1000 && code == 0; round++) {
        const struct store_batch batch = conformance_batch(arena, range.size, 100, &range);
        code = store_append(store, &batch, &err);
        acknowledged = code == 0 ? range.size : acknowledged;
    }
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(code, ERR_IO);
    store_free(store);
    store = open_store(path, STORE_SQLITE_WRITE);
    struct store_checkpoint checkpoint;
    ck_assert_int_eq(store_checkpoint(store, UINT64_MAX, arena, &checkpoint, NULL), 0);
    ck_assert_uint_eq(checkpoint.size, acknowledged);
    ck_assert_uint_gt(acknowledged, 50);
    range = checkpoint.range;
    append(store, arena, 10, &range);
    store_free(store);
}
END_TEST

static void
count_finding(void *context, struct slice text)
{
    (void)text;
    (*(int *)context)++;
}

START_TEST(finds_damaged_pages)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    struct store *store = open_store(path, STORE_SQLITE_CREATE);
    struct compact_range range = {0};
    append(store, arena, 2000, &range);
    store_free(store);
    FILE *file = fopen(path, "r+b");
    for (long at = 30000; at < 150000; at += 5000) {
        ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
        fputs("damage damage damage", file);
    }
    fclose(file);
    store = open_store(path, STORE_SQLITE_READ);
    int found = 0;
    const int code = store_check(store, count_finding, &found, NULL);
    ck_assert(code == ERR_FORMAT || (code == 0 && found > 0));
    store_free(store);
}
END_TEST

START_TEST(finds_a_row_that_refers_to_nothing)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = new_path(arena);
    store_free(open_store(path, STORE_SQLITE_CREATE));
    tamper(path, "INSERT INTO file_sets VALUES (zeroblob(32), 'a', zeroblob(32))");
    AUTO(store_drop) struct store *store = open_store(path, STORE_SQLITE_READ);
    int found = 0;
    ck_assert_int_eq(store_check(store, count_finding, &found, NULL), 0);
    ck_assert_int_eq(found, 1);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sqlite", keeps_to_the_interface, makes_a_private_file, says_what_it_cannot_open,
                     refuses_a_file_that_is_not_sqlite, refuses_a_newer_schema_in_every_mode,
                     readers_see_what_is_committed_beside_a_writer, reads_where_it_may_not_write,
                     forbids_change_and_removal_in_log_tables, leaves_nothing_of_a_batch_that_fails,
                     survives_a_full_disk, finds_damaged_pages, finds_a_row_that_refers_to_nothing);
}
