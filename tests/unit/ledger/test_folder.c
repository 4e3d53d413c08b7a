#include "ledger/ledger.h"

#include "base/file.h"
#include "fixture.h"
#include "store/sqlite.h"
#include "tlog/key_file.h"
#include "unit.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct ledger_options options = {.origin = SLICE_INIT("ledger.test/folder")};

static const char *
new_dir(struct arena *arena)
{
    ck_assert_int_eq(crypto_init(NULL), 0);
    return file_join(arena, unit_new_folder(), "ledger");
}

static unsigned
mode_of(struct arena *arena, const char *dir, const char *name)
{
    struct stat status;
    ck_assert_int_eq(stat(file_join(arena, dir, name), &status), 0);
    return status.st_mode & 0777;
}

static void
create(const char *dir)
{
    struct err err;
    ck_assert_msg(ledger_create(dir, &options, &err) == 0, "%s", err.text);
}

START_TEST(makes_a_private_folder_once)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    struct err err;
    create(dir);
    ck_assert_uint_eq(mode_of(arena, dir, "."), 0700);
    ck_assert_uint_eq(mode_of(arena, dir, "signing.key"), 0600);
    ck_assert_uint_eq(mode_of(arena, dir, "ledger.sqlite"), 0600);
    ck_assert_int_eq(ledger_create(dir, &options, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena, "a ledger stands in '%s' already", dir)));
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, &err), 0);
    ck_assert_uint_eq(ledger_info(ledger).size, 1);
    ck_assert_int_gt(ledger_info(ledger).received_ms, INT64_C(1700000000000));
}
END_TEST

START_TEST(says_what_is_not_there)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    struct ledger *ledger = NULL;
    struct err err;
    for (int mode = LEDGER_READ; mode <= LEDGER_WRITE; mode++) {
        ck_assert_int_eq(ledger_open(dir, (enum ledger_mode)mode, &ledger, &err), ERR_NOT_FOUND);
        ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena,
                                                                  "there is no ledger in '%s': make one with `daybook "
                                                                  "init`",
                                                                  dir)));
    }
    ck_assert_int_ne(access(dir, F_OK), 0);
    ck_assert_int_eq(ledger_create("/dev/null", &options, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "'/dev/null' is not a folder");
    ck_assert_int_eq(ledger_create("/dev/null/x", &options, &err), ERR_IO);
    ck_assert_str_eq(err.text, "make '/dev/null/x': Not a directory");
}
END_TEST

START_TEST(a_second_writer_is_refused_and_readers_are_not)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    create(dir);
    struct err err;
    struct ledger *writer = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &writer, &err), 0);
    struct ledger *second = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &second, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena,
                                                              "another daybook writes to this ledger ('%s'): wait for "
                                                              "it or stop it",
                                                              dir)));
    ck_assert_int_eq(ledger_create(dir, &options, &err), ERR_CONFLICT);
    AUTO(ledger_drop) struct ledger *reader = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_READ, &reader, &err), 0);
    const struct record_source source = {.action = SOURCE_ENROLLED, .name = SLICE("a"), .adapter = SLICE("x")};
    ck_assert_int_eq(ledger_put_source(writer, &source, NULL, &err), 0);
    ck_assert_uint_eq(ledger_info(reader).size, 1);
    ck_assert_uint_eq(ledger_source_count(reader), 0);
    ledger_close(writer);
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &second, &err), 0);
    ck_assert_uint_eq(ledger_info(second).size, 2);
    ledger_close(second);
}
END_TEST

START_TEST(a_key_that_others_may_read_is_refused_for_signing_only)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    create(dir);
    const char *key_path = file_join(arena, dir, "signing.key");
    ck_assert_int_eq(chmod(key_path, 0644), 0);
    struct err err;
    struct ledger *ledger = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena,
                                                              "key file '%s' has mode 0644, so others may use it: run "
                                                              "chmod 600 '%s'",
                                                              key_path, key_path)));
    ck_assert_int_eq(ledger_open(dir, LEDGER_READ, &ledger, &err), 0);
    const struct signing_key *key;
    ck_assert_int_eq(ledger_signing_key(ledger, &key, &err), ERR_USAGE);
    ck_assert_int_eq(chmod(key_path, 0600), 0);
    ck_assert_int_eq(ledger_signing_key(ledger, &key, &err), 0);
    ledger_close(ledger);
}
END_TEST

START_TEST(another_ledgers_key_is_refused)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    create(dir);
    const char *key_path = file_join(arena, dir, "signing.key");
    ck_assert_int_eq(unlink(key_path), 0);
    struct err err;
    struct ledger *ledger = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, &err), ERR_NOT_FOUND);
    AUTO(signing_key_drop) struct signing_key *other = signing_key_generate();
    ck_assert_int_eq(key_file_create(key_path, options.origin, other, &err), 0);
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, &err), ERR_SIGNATURE);
    ck_assert_ptr_nonnull(strstr(err.text, "signing.key': the signing key is not this ledger's"));
}
END_TEST

START_TEST(refuses_a_newer_schema)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    create(dir);
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(file_join(arena, dir, "ledger.sqlite"), &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "PRAGMA user_version = 7", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    struct err err;
    struct ledger *ledger = NULL;
    for (int mode = LEDGER_READ; mode <= LEDGER_WRITE; mode++) {
        ck_assert_int_eq(ledger_open(dir, (enum ledger_mode)mode, &ledger, &err), ERR_VERSION);
        ck_assert_ptr_nonnull(strstr(err.text,
                                     "the ledger was written by a newer daybook (schema 7; this program knows "
                                     "up to 2): use that version"));
    }
}
END_TEST

START_TEST(an_interrupted_creation_is_taken_up_again)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = new_dir(arena);
    struct err err;
    struct ledger *ledger = NULL;
    struct store *store = NULL;
    ck_assert_int_eq(mkdir(dir, 0700), 0);
    ck_assert_int_eq(store_sqlite_open(file_join(arena, dir, "ledger.sqlite"), STORE_SQLITE_CREATE, &store, &err), 0);
    store_free(store);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    ck_assert_int_eq(key_file_create(file_join(arena, dir, "signing.key"), options.origin, key, &err), 0);
    for (int mode = LEDGER_READ; mode <= LEDGER_WRITE; mode++) {
        ck_assert_int_eq(ledger_open(dir, (enum ledger_mode)mode, &ledger, &err), ERR_NOT_FOUND);
        ck_assert_str_eq(err.text, arena_text(arena, arena_format(arena,
                                                                  "the ledger in '%s' was not finished: run `daybook "
                                                                  "init` again",
                                                                  dir)));
    }
    const struct ledger_options other = {.origin = SLICE("another")};
    ck_assert_int_eq(ledger_create(dir, &other, &err), ERR_CONFLICT);
    ck_assert_ptr_nonnull(strstr(err.text, "signing.key' is the key of 'ledger.test/folder': move it away"));
    create(dir);
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, &err), 0);
    ledger_close(ledger);
}
END_TEST

/* Whatever it was doing when it was killed, the same call finishes it. */
START_TEST(creation_survives_being_killed)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    int unfinished = 0;
    for (int round = 0; round < 30; round++) {
        const char *dir = new_dir(arena);
        const pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            const int code = ledger_create(dir, &options, NULL);
            _exit(code == 0 ? 0 : 1);
        }
        usleep((useconds_t)unit_random_below(150000));
        kill(child, SIGKILL);
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        struct err err;
        const int code = ledger_create(dir, &options, &err);
        ck_assert_msg(code == 0 || code == ERR_CONFLICT, "%s", err.text);
        unfinished += code == 0;
        AUTO(ledger_drop) struct ledger *ledger = NULL;
        ck_assert_msg(ledger_open(dir, LEDGER_WRITE, &ledger, &err) == 0, "%s", err.text);
        ck_assert_uint_eq(ledger_info(ledger).size, 1);
    }
    printf("%d of 30 creations were unfinished\n", unfinished);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("folder", makes_a_private_folder_once, says_what_is_not_there,
                     a_second_writer_is_refused_and_readers_are_not,
                     a_key_that_others_may_read_is_refused_for_signing_only, another_ledgers_key_is_refused,
                     refuses_a_newer_schema, an_interrupted_creation_is_taken_up_again, creation_survives_being_killed);
}
