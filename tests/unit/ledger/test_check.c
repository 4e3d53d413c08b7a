#include "ledger/check.h"

#include "base/file.h"
#include "fixture.h"
#include "store/sqlite.h"
#include "tamper.h"
#include "unit.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
count_finding(void *context, const struct ledger_finding *finding)
{
    ck_assert_uint_gt(finding->text.n, 0);
    (*(uint64_t *)context)++;
}

START_TEST(a_sound_ledger_has_no_finding)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    uint64_t found = 0;
    const struct ledger_check_options options = {.finding = count_finding, .context = &found};
    struct ledger_check_result result;
    struct err err;
    ck_assert_msg(ledger_check(dir, &options, &result, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(result.entries, 12);
    ck_assert_uint_eq(result.payloads, 6);
    ck_assert_uint_eq(result.checkpoints, 6);
    ck_assert_uint_eq(result.findings, 0);
    ck_assert_uint_eq(found, 0);
}
END_TEST

START_TEST(what_is_not_there_cannot_be_checked)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct ledger_check_result result;
    struct err err;
    const char *dir = unit_new_folder();
    const struct ledger_check_options options = {.finding = count_finding};
    ck_assert_int_eq(ledger_check(dir, &options, &result, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(
        err.text,
        arena_text(arena, arena_format(arena, "there is no ledger in '%s': make one with `daybook init`", dir)));
    struct store *store = NULL;
    ck_assert_int_eq(store_sqlite_open(file_join(arena, dir, "ledger.sqlite"), STORE_SQLITE_CREATE, &store, &err), 0);
    store_free(store);
    ck_assert_int_eq(ledger_check(dir, &options, &result, &err), ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "was not finished: run `daybook init` again"));
    const char *newer = tamper_new(arena);
    tamper_sql(newer, "PRAGMA user_version = 9");
    ck_assert_int_eq(ledger_check(newer, &options, &result, &err), ERR_VERSION);
}
END_TEST

START_TEST(the_file_itself_is_checked)
{
    tamper_expect("DROP TRIGGER entries_no_delete", "ledger.sqlite: trigger entries_no_delete is missing\n");
    tamper_expect("INSERT INTO file_sets VALUES (zeroblob(32), 'x', zeroblob(32))",
                  "ledger.sqlite: a row of file_sets refers to a row of files that is missing\n");
}
END_TEST

START_TEST(a_table_that_is_gone_is_a_finding)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    static const char *const tables[] = {"batches", "entries", "payloads", "persons", "meta", "file_sets"};
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const char *dir = tamper_new(arena);
        tamper_sql(dir, arena_text(arena, arena_format(arena, "DROP TABLE %s", tables[i])));
        const struct slice text = tamper_check(dir, arena);
        ck_assert_ptr_nonnull(
            strstr(arena_text(arena, text),
                   arena_text(arena, arena_format(arena, "ledger.sqlite: table %s is missing", tables[i]))));
    }
}
END_TEST

START_TEST(bytes_that_are_no_database_are_a_finding)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    FILE *file = fopen(file_join(arena, dir, "ledger.sqlite"), "r+b");
    fputs("this is not what was here", file);
    fclose(file);
    ck_assert_ptr_nonnull(strstr(arena_text(arena, tamper_check(dir, arena)), "file is not a database"));
}
END_TEST

/* Any byte, anywhere in the file: found, unless it is in space that holds nothing. */
START_TEST(flipped_bytes_never_crash_it)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    const char *path = file_join(arena, dir, "ledger.sqlite");
    struct slice whole;
    struct err err;
    ck_assert_int_eq(file_read(path, 1 << 24, arena, &whole, &err), 0);
    int found = 0;
    for (int round = 0; round < 150; round++) {
        uint8_t *bytes = arena_alloc(arena, whole.n);
        memcpy(bytes, whole.p, whole.n);
        for (int flip = 0; flip < 40; flip++)
            bytes[unit_random_below(whole.n)] ^= (uint8_t)(1 + unit_random_below(255));
        ck_assert_int_eq(file_replace(path, (struct slice){bytes, whole.n}, 0600, &err), 0);
        struct ledger_check_result result = {0};
        uint64_t count = 0;
        const struct ledger_check_options options = {.finding = count_finding, .context = &count};
        const int code = ledger_check(dir, &options, &result, &err);
        ck_assert_msg(code <= 0, "%s", err.text);
        found += code < 0 || result.findings > 0;
    }
    printf("%d of 150 files with 40 flipped bytes were found out\n", found);
    ck_assert_int_gt(found, 30);
}
END_TEST

START_TEST(a_key_that_others_may_read_is_a_finding)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    ck_assert_int_eq(chmod(file_join(arena, dir, "signing.key"), 0640), 0);
    ck_assert_slice_eq(tamper_check(dir, arena), SLICE("signing.key: it has mode 0640, so others may use it\n"));
}
END_TEST

START_TEST(another_genesis_is_a_finding)
{
    tamper_expect("UPDATE meta SET value = x'6f74686572' WHERE name = 'origin'",
                  "meta: origin is 'other', entry 0 says 'ledger.test/tamper'\n");
    tamper_expect("UPDATE entries SET record = CAST(replace(CAST(record AS TEXT), '\"simulated\":false', "
                  "'\"simulated\":true') AS BLOB) WHERE idx = 0",
                  "entries[0]: origin and simulated do not agree\n"
                  "entries[0]: leaf hash differs from its record: one of them was changed after it was sealed\n");
}
END_TEST

START_TEST(a_key_of_another_name_is_a_finding)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    tamper_sql(dir, "UPDATE entries SET record = CAST(replace(CAST(record AS TEXT), '\"vkey\":\"ledger', "
                    "'\"vkey\":\"other') AS BLOB) WHERE idx = 0");
    const char *text = arena_text(arena, tamper_check(dir, arena));
    ck_assert_ptr_nonnull(strstr(text, "entries[0]: the verifier key is not one of 'ledger.test/tamper'\n"));
    ck_assert_ptr_nonnull(strstr(text, "batches[11]: checkpoint of size 12: "));
}
END_TEST

/* Fails the test when anything is found while somebody writes; each round sees another moment. */
START_TEST(a_writer_at_work_is_no_finding)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct ledger *ledger = NULL;
        int code = ledger_open(dir, LEDGER_WRITE, &ledger, NULL);
        for (int i = 0; code == 0 && i < 100000; i++) {
            char bytes[16];
            snprintf(bytes, sizeof(bytes), "? %d", i);
            const struct ledger_delivery delivery = {.source = SLICE("aws"),
                                                     .auth = SLICE("local"),
                                                     .bytes = slice_of(bytes),
                                                     .type = SLICE("text/plain"),
                                                     .received_ms = INSTANT_NONE,
                                                     .reason = SLICE("unreadable")};
            struct ledger_outcomes outcomes;
            code = ledger_add(ledger, &delivery, arena, &outcomes, NULL);
            if (code == 0 && i % 3 == 0)
                code = ledger_commit(ledger, NULL);
        }
        _exit(code == 0 ? 0 : 1);
    }
    uint64_t entries = 0;
    for (int round = 0; round < 15; round++) {
        uint64_t count = 0;
        const struct ledger_check_options options = {.finding = count_finding, .context = &count};
        struct ledger_check_result result;
        struct err err;
        ck_assert_msg(ledger_check(dir, &options, &result, &err) == 0, "%s", err.text);
        ck_assert_uint_eq(result.findings, 0);
        entries = result.entries;
    }
    kill(child, SIGKILL);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    ck_assert_uint_gt(entries, 12);
}
END_TEST

START_TEST(more_findings_are_counted_than_told)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    for (int i = 0; i < LEDGER_CHECK_FINDINGS_MAX + 50; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", i);
        struct shaped event = fixture_event(id, "arn:x");
        event.record.body.event.resource.owner =
            SLICE("ref:0000000000000000000000000000000000000000000000000000000000000000");
        const struct ledger_delivery delivery = fixture_delivery(&fixture, id, &event, 1);
        fixture_add(&fixture, &delivery);
    }
    fixture_commit(&fixture);
    uint64_t count = 0;
    const struct ledger_check_options options = {.finding = count_finding, .context = &count};
    struct ledger_check_result result = {0};
    ck_assert_int_eq(ledger_check_store(fixture.inner, &options, &result, NULL), 0);
    ck_assert_uint_eq(count, LEDGER_CHECK_FINDINGS_MAX);
    ck_assert_uint_eq(result.findings, LEDGER_CHECK_FINDINGS_MAX + 50);
}
END_TEST

static void
keep_progress(void *context, uint64_t done, uint64_t size)
{
    ck_assert_uint_le(done, size);
    *(uint64_t *)context = done;
}

START_TEST(failing_calls_are_errors_not_findings)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    for (int i = 0; i < 4200; i++) { /* so that progress is told */
        char id[16];
        snprintf(id, sizeof(id), "%d", i);
        fixture_add_one(&fixture, id, id);
    }
    fixture_commit(&fixture);
    uint64_t n = 0;
    int code = ERR_IO;
    while (code < 0) {
        struct faulty faulty = {.fail_at = ++n};
        AUTO(store_drop) struct store *store = store_faulty_new(fixture.inner, &faulty);
        uint64_t count = 0;
        const struct ledger_check_options options = {
            .finding = count_finding, .progress = keep_progress, .context = &count};
        struct ledger_check_result result = {0};
        struct err err;
        code = ledger_check_store(store, &options, &result, &err);
        ck_assert(code == 0 || code == ERR_IO);
        ck_assert_uint_eq(result.findings, 0);
    }
    ck_assert_uint_gt(n, 10);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN(
        "check", a_sound_ledger_has_no_finding, what_is_not_there_cannot_be_checked, the_file_itself_is_checked,
        a_table_that_is_gone_is_a_finding, bytes_that_are_no_database_are_a_finding, flipped_bytes_never_crash_it,
        a_key_that_others_may_read_is_a_finding, another_genesis_is_a_finding, a_key_of_another_name_is_a_finding,
        a_writer_at_work_is_no_finding, more_findings_are_counted_than_told, failing_calls_are_errors_not_findings);
}
