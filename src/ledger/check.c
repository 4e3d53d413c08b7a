#include "ledger/check.h"

#include "base/file.h"
#include "ledger/checker.h"
#include "ledger/state.h"
#include "store/sqlite.h"

#include <inttypes.h>
#include <stdarg.h>
#include <sys/stat.h>

enum { ENTRY_PAGE = 256, PERSON_PAGE = 256, PROGRESS_ENTRIES = 4096 };

const char checker_restore[] = "restore from a backup, and find out who or what changed the file";
const char checker_tree[] =
    "compare with checkpoints kept elsewhere, restore from a backup, and find out who or what changed the file";

void
checker_report(struct checker *checker, uint64_t index, const char *where, const char *remedy, const char *format, ...)
{
    if (checker->result->findings++ >= LEDGER_CHECK_FINDINGS_MAX)
        return;
    char text[ERR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    checker->options->finding(checker->options->context,
                              &(struct ledger_finding){index, where, slice_of(text), remedy});
}

int
checker_excuse(struct checker *checker, uint64_t index, const char *where, int code, const struct err *cause,
               struct err *err)
{
    if (code != ERR_FORMAT && code != ERR_NOT_FOUND)
        return err_set(err, (enum err_code)code, "%s", cause->text);
    checker_report(checker, index, where, checker_restore, "%s", cause->text);
    return 0;
}

static void
report_engine(void *context, struct slice text)
{
    checker_report(context, STORE_INDEX_NONE, "ledger.sqlite", checker_restore, "%.*s", SLICE_ARG(text));
}

/* Keep origin and key of record 0: all checkpoints are held against them. */
static int
check_genesis(struct checker *checker, struct err *err)
{
    static const char remedy[] = "entry 0 says what the ledger is: restore it from a backup";
    struct store_entry_page page = {0};
    struct record record = {.kind = RECORD_NONE};
    struct slice origin;
    struct err cause;
    int code = store_entries(checker->store, (struct store_window){0, 1}, checker->genesis, &page, &cause);
    if (code == 0 && page.count == 1)
        code = record_read(page.entries[0].record, checker->genesis, &record, &cause);
    if (code < 0 || record.kind != RECORD_LEDGER)
        return code == ERR_IO ? checker_excuse(checker, 0, "entries", code, &cause, err) : 0; /* found again below */
    checker->origin = record.body.ledger.origin;
    checker->has_vkey = vkey_read(record.body.ledger.vkey, &checker->vkey, &cause) == 0;
    if (!checker->has_vkey || !slice_equal(checker->vkey.name, checker->origin))
        checker_report(checker, 0, "entries", remedy, "the verifier key is not one of '%.*s'",
                       SLICE_ARG(checker->origin));
    if (slice_ends(checker->origin, SLICE(LEDGER_SIMULATED_SUFFIX)) != record.body.ledger.simulated)
        checker_report(checker, 0, "entries", remedy, "origin and simulated do not agree");
    code = store_meta(checker->store, SLICE(LEDGER_META_ORIGIN), checker->genesis, &origin, &cause);
    if (code < 0)
        return checker_excuse(checker, STORE_INDEX_NONE, "meta", code, &cause, err);
    if (!slice_equal(origin, checker->origin))
        checker_report(checker, STORE_INDEX_NONE, "meta", remedy, "origin is '%.*s', entry 0 says '%.*s'",
                       SLICE_ARG(origin), SLICE_ARG(checker->origin));
    return 0;
}

static void
check_person(struct checker *checker, struct intern *names, const struct store_person *person, uint64_t number)
{
    static const char remedy[] = "put the row back from a backup; the leaf only holds the reference";
    char ref[PERSON_REF_MAX];
    person_ref(ref, &person->salt, person->name);
    if (!slice_equal(person->ref, slice_of(ref)))
        checker_report(checker, STORE_INDEX_NONE, "persons", remedy,
                       "the reference in row %" PRIu64 " is not that of its salt and name", number);
    if (intern_find(names, person->name) != INTERN_NONE)
        checker_report(checker, STORE_INDEX_NONE, "persons", remedy, "the name in row %" PRIu64 " stands there twice",
                       number);
    intern_add(names, person->name);
    intern_add(checker->refs, person->ref);
}

static int
check_persons(struct checker *checker, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *names = intern_new(arena);
    struct store_person_page page = {.count = PERSON_PAGE};
    for (uint64_t from = 0; page.count == PERSON_PAGE; from += page.count) {
        struct err cause;
        page.count = 0;
        const int code = store_persons(checker->store, (struct store_window){from, PERSON_PAGE}, arena, &page, &cause);
        if (code < 0)
            return checker_excuse(checker, STORE_INDEX_NONE, "persons", code, &cause, err);
        for (size_t i = 0; i < page.count; i++)
            check_person(checker, names, &page.persons[i], from + i);
    }
    return 0;
}

static int
check_one(struct checker *checker, const struct store_entry *entry, struct err *err)
{
    if (entry->index != checker->next) {
        checker_report(checker, checker->next, "entries", checker_restore,
                       "entries %" PRIu64 " to %" PRIu64 " are missing", checker->next, entry->index - 1);
        checker->range_is_known = false;
    }
    checker->next = entry->index + 1;
    checker->result->entries++;
    TRY(checker_entry(checker, entry, err));
    TRY(checker_tree_entry(checker, entry, err));
    if (checker->options->progress != NULL && checker->next % PROGRESS_ENTRIES == 0)
        checker->options->progress(checker->options->context, checker->next, checker->end);
    return 0;
}

/* One page of entries below the end; *out_more is false when there are no others. */
static int
check_page(struct checker *checker, bool *out_more, struct err *err)
{
    struct err cause;
    struct store_entry_page page;
    *out_more = false;
    const int code =
        store_entries(checker->store, (struct store_window){checker->next, ENTRY_PAGE}, checker->arena, &page, &cause);
    if (code < 0)
        return checker_excuse(checker, checker->next, "entries", code, &cause, err);
    for (size_t i = 0; i < page.count; i++) {
        if (page.entries[i].index >= checker->end)
            return 0;
        TRY(check_one(checker, &page.entries[i], err));
    }
    *out_more = page.count == ENTRY_PAGE;
    return 0;
}

static int
check_entries(struct checker *checker, struct err *err)
{
    const struct arena_mark empty = arena_mark(checker->arena);
    bool more = true;
    while (more) {
        arena_rewind(checker->arena, empty);
        TRY(check_page(checker, &more, err));
    }
    TRY(checker_payloads_end(checker, err));
    return checker_tree_end(checker, err);
}

/* How far to look: what comes later is some writer's, who is at work meanwhile. */
static int
find_end(struct checker *checker, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_checkpoint newest;
    struct err cause;
    const int code = store_checkpoint(checker->store, UINT64_MAX, arena, &newest, &cause);
    checker->end = code < 0 ? UINT64_MAX : newest.size;
    return code < 0 ? checker_excuse(checker, STORE_INDEX_NONE, "batches", code, &cause, err) : 0;
}

static int
check_all(struct checker *checker, struct err *err)
{
    struct err cause;
    TRY(find_end(checker, err));
    const int code = store_check(checker->store, report_engine, checker, &cause);
    if (code < 0)
        TRY(checker_excuse(checker, STORE_INDEX_NONE, "ledger.sqlite", code, &cause, err));
    TRY(check_genesis(checker, err));
    TRY(check_persons(checker, err));
    return check_entries(checker, err);
}

static void
checker_release(struct checker *checker)
{
    arena_free(checker->arena);
    arena_free(checker->genesis);
    arena_free(checker->batch.arena);
    arena_free(checker->payloads.arena);
    arena_free(checker->payloads.kept);
    arena_free(checker->versions.arena);
    versions_free(checker->versions.last);
    dedupe_free(checker->dedupe);
    intern_free(checker->refs);
    arena_free(checker->refs_arena);
}

int
ledger_check_store(struct store *store, const struct ledger_check_options *options,
                   struct ledger_check_result *out_result, struct err *err)
{
    struct ledger_check_result result = *out_result;
    AUTO(checker_release)
    struct checker checker = {
        .options = options,
        .result = &result,
        .store = store,
        .arena = arena_new(),
        .genesis = arena_new(),
        .received_ms = INSTANT_FIRST,
        .range_is_known = true,
        .dedupe = dedupe_new(),
        .refs_arena = arena_new(),
    };
    checker.refs = intern_new(checker.refs_arena);
    TRY(check_all(&checker, err));
    *out_result = result;
    return 0;
}

/* What can be said about the key without reading it. */
static void
check_key_file(struct checker *checker, const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && (status.st_mode & 077) != 0)
        checker_report(checker, STORE_INDEX_NONE, "signing.key",
                       "run chmod 600 on it, and treat the key as known to others: rotate it",
                       "it has mode %04o, so others may use it", (unsigned)(status.st_mode & 07777));
}

/* A creation that was interrupted left neither batch nor meta: both come with entry 0. */
static int
check_finished(struct store *store, const char *dir, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_checkpoint checkpoint;
    struct slice origin;
    if (store_checkpoint(store, UINT64_MAX, arena, &checkpoint, NULL) == ERR_NOT_FOUND &&
        store_meta(store, SLICE(LEDGER_META_ORIGIN), arena, &origin, NULL) == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "the ledger in '%s' was not finished: run `daybook init` again", dir);
    return 0;
}

static int
check_open_store(struct store *store, const char *dir, const struct ledger_check_options *options,
                 struct ledger_check_result *result, struct err *err)
{
    TRY(check_finished(store, dir, err));
    return ledger_check_store(store, options, result, err);
}

int
ledger_check(const char *dir, const struct ledger_check_options *options, struct ledger_check_result *out_result,
             struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(store_drop) struct store *store = NULL;
    struct ledger_check_result result = {0};
    struct checker folder = {.options = options, .result = &result};
    struct err cause;
    check_key_file(&folder, file_join(arena, dir, "signing.key"));
    const int code = store_sqlite_open(file_join(arena, dir, "ledger.sqlite"), STORE_SQLITE_READ, &store, &cause);
    if (code == ERR_FORMAT)
        report_engine(&folder, slice_of(cause.text));
    else if (code == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "there is no ledger in '%s': make one with `daybook init`", dir);
    else if (code < 0)
        return err_set(err, (enum err_code)code, "%s", cause.text);
    else
        TRY(check_open_store(store, dir, options, &result, err));
    *out_result = result;
    return 0;
}
