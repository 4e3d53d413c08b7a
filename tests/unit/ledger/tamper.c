#include "tamper.h"

#include "base/buf.h"
#include "base/file.h"
#include "ledger/append.h"
#include "unit.h"

#include <inttypes.h>
#include <sqlite3.h>

static struct shaped
event_of(const char *id)
{
    struct shaped shaped = {.record = {.kind = RECORD_EVENT, .origin = {.occurred_ms = INSTANT_NONE}}};
    shaped.record.origin.id = slice_of(id);
    shaped.record.body.event.stage = STAGE_DETECTED;
    shaped.record.body.event.finding.check = SLICE("test/check");
    shaped.record.body.event.expires_ms = INSTANT_NONE;
    if (strcmp(id, "a-4") == 0) {
        shaped.record.body.event.actor.name = SLICE("Ada");
        shaped.personal = PERSONAL_ACTOR_NAME;
    }
    return shaped;
}

static void
add(struct ledger *ledger, struct arena *arena, const char *const *ids, size_t count)
{
    struct shaped events[4];
    struct err err;
    for (size_t i = 0; i < count; i++)
        events[i] = event_of(ids[i]);
    const struct shaping shaping = {events, count};
    struct ledger_delivery delivery = {.source = SLICE("aws"),
                                       .auth = SLICE("local"),
                                       .bytes = slice_of(count == 0 ? "?" : ids[0]),
                                       .type = SLICE("text/plain"),
                                       .received_ms = INSTANT_NONE,
                                       .adapter = {true, {{1}}},
                                       .shaping = count == 0 ? NULL : &shaping,
                                       .reason = SLICE("unreadable")};
    struct ledger_outcomes outcomes;
    ck_assert_msg(ledger_add(ledger, &delivery, arena, &outcomes, &err) == 0, "%s", err.text);
}

static void
fill(struct ledger *ledger, struct arena *arena)
{
    struct record_source source = {.action = SOURCE_ENROLLED, .name = SLICE("aws"), .adapter = SLICE("x")};
    ck_assert_int_eq(ledger_put_source(ledger, &source, NULL, NULL), 0);
    source.name = SLICE("wire");
    ck_assert_int_eq(ledger_put_source(ledger, &source, NULL, NULL), 0);
    struct file_set_entry file = {SLICE_INIT("controls/a.yaml"), SLICE_INIT("rules")};
    ck_assert_int_eq(ledger_put_ruleset(ledger, &(struct file_set){&file, 1}, NULL, NULL), 0);
    static const char *const ids[] = {"a-4", "a-5", "a-6", "a-7", "a-8", "a-9", "a-10"};
    for (size_t i = 0; i < 4; i++)
        add(ledger, arena, &ids[i], 1);
    add(ledger, arena, &ids[4], 3);
    ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
    add(ledger, arena, NULL, 0);
    ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
    ck_assert_uint_eq(ledger_info(ledger).size, 12);
}

const char *
tamper_new(struct arena *arena)
{
    struct err err;
    const char *dir = file_join(arena, unit_new_folder(), "ledger");
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    ck_assert_int_eq(crypto_init(&err), 0);
    ck_assert_msg(ledger_create(dir, &(struct ledger_options){.origin = SLICE("ledger.test/tamper")}, &err) == 0, "%s",
                  err.text);
    ck_assert_msg(ledger_open(dir, LEDGER_WRITE, &ledger, &err) == 0, "%s", err.text);
    fill(ledger, arena);
    return dir;
}

void
tamper_sql(const char *dir, const char *sql)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    sqlite3 *db = NULL;
    char *text = NULL;
    ck_assert_int_eq(sqlite3_open(file_join(arena, dir, "ledger.sqlite"), &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &text) == SQLITE_OK, "%s", text);
    sqlite3_close(db);
}

static void
keep_finding(void *context, const struct ledger_finding *finding)
{
    struct buf *lines = context;
    buf_text(lines, finding->where);
    if (finding->index != STORE_INDEX_NONE)
        buf_format(lines, "[%" PRIu64 "]", finding->index);
    buf_format(lines, ": %.*s\n", SLICE_ARG(finding->text));
}

struct slice
tamper_check(const char *dir, struct arena *arena)
{
    struct buf lines;
    buf_init(&lines, 1 << 20);
    struct err err;
    struct ledger_check_result result;
    const struct ledger_check_options options = {.finding = keep_finding, .context = &lines};
    ck_assert_msg(ledger_check(dir, &options, &result, &err) == 0, "%s", err.text);
    const struct slice text = arena_copy(arena, buf_slice(&lines));
    ck_assert_int_eq(result.findings == 0, text.n == 0);
    buf_release(&lines);
    return slice_is_absent(text) ? SLICE("") : text;
}

void
tamper_expect(const char *sql, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    tamper_sql(dir, sql);
    const struct slice got = tamper_check(dir, arena);
    ck_assert_msg(slice_equal(got, slice_of(want)), "%s\ngot:\n%.*swant:\n%s", sql, SLICE_ARG(got), want);
}
