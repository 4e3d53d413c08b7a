#include "fixture.h"

#include "store/memory.h"
#include "unit.h"

#include <inttypes.h>

enum { START_MS_DAYS = 20454 }; /* 2026-01-01 */

static int64_t
fixture_now(void *context)
{
    return *(const int64_t *)context;
}

static void
enrol(struct fixture *fixture, const char *name, const char *auth)
{
    struct err err;
    const struct record_source source = {
        .action = SOURCE_ENROLLED,
        .name = slice_of(name),
        .adapter = SLICE("cloudevents"),
        .source_auth = slice_of(auth),
    };
    ck_assert_msg(ledger_put_source(fixture->ledger, &source, NULL, &err) == 0, "%s", err.text);
}

void
fixture_init(struct fixture *fixture, bool simulated)
{
    struct err err;
    ck_assert_int_eq(crypto_init(&err), 0);
    *fixture = (struct fixture){.arena = arena_new(),
                                .inner = store_memory_new(),
                                .seed = {1, 2, 3},
                                .simulated = simulated,
                                .now_ms = START_MS_DAYS * INT64_C(86400000)};
    AUTO(signing_key_drop) struct signing_key *key = signing_key_from_seed(fixture->seed);
    const struct ledger_options options = {
        .origin = SLICE("ledger.test/unit"), .simulated = simulated, .clock = {fixture_now, &fixture->now_ms}};
    ck_assert_msg(ledger_begin(fixture->inner, key, &options, &err) == 0, "%s", err.text);
    ck_assert_msg(fixture_open_again(fixture, LEDGER_WRITE, &err) != NULL, "%s", err.text);
    enrol(fixture, "aws", "local");
    enrol(fixture, "wire", "ed25519");
}

void
fixture_release(struct fixture *fixture)
{
    ledger_close(fixture->ledger);
    store_free(fixture->inner);
    arena_free(fixture->arena);
}

struct ledger *
fixture_open_again(struct fixture *fixture, enum ledger_mode mode, struct err *err)
{
    ledger_close(fixture->ledger);
    fixture->ledger = NULL;
    struct ledger_parts parts = {.store = store_faulty_new(fixture->inner, &fixture->faulty),
                                 .key = signing_key_from_seed(fixture->seed),
                                 .lock_fd = -1,
                                 .mode = mode};
    if (ledger_attach(&parts, &fixture->ledger, err) < 0)
        return NULL;
    ledger_set_clock(fixture->ledger, (struct ledger_clock){fixture_now, &fixture->now_ms});
    return fixture->ledger;
}

struct shaped
fixture_event(const char *id, const char *uid)
{
    struct shaped shaped = {.record = {.kind = RECORD_EVENT, .origin = {.occurred_ms = INSTANT_NONE}}};
    struct record_event *event = &shaped.record.body.event;
    shaped.record.origin.id = slice_of(id);
    event->stage = STAGE_DETECTED;
    event->outcome = OUTCOME_FAIL;
    event->finding.check = SLICE("test/check");
    event->resource.uid = slice_of(uid);
    event->expires_ms = INSTANT_NONE;
    return shaped;
}

struct ledger_delivery
fixture_delivery(struct fixture *fixture, const char *bytes, const struct shaped *events, size_t count)
{
    struct shaped *copies = arena_array(fixture->arena, count, sizeof(*copies));
    struct shaping *shaping = arena_alloc(fixture->arena, sizeof(*shaping));
    for (size_t i = 0; i < count; i++)
        copies[i] = events[i];
    *shaping = (struct shaping){copies, count};
    return (struct ledger_delivery){
        .source = SLICE("aws"),
        .auth = SLICE("local"),
        .bytes = slice_of(bytes),
        .type = SLICE("application/json"),
        .received_ms = fixture->now_ms,
        .adapter = {true, {{7}}},
        .shaping = shaping,
    };
}

struct ledger_outcomes
fixture_add(struct fixture *fixture, const struct ledger_delivery *delivery)
{
    struct err err;
    struct ledger_outcomes outcomes = {0};
    ck_assert_msg(ledger_add(fixture->ledger, delivery, fixture->arena, &outcomes, &err) == 0, "%s", err.text);
    return outcomes;
}

struct ledger_outcome
fixture_add_one(struct fixture *fixture, const char *id, const char *bytes)
{
    const struct shaped event = fixture_event(id, "arn:x");
    const struct ledger_delivery delivery = fixture_delivery(fixture, bytes, &event, 1);
    const struct ledger_outcomes outcomes = fixture_add(fixture, &delivery);
    ck_assert_uint_eq(outcomes.count, 1);
    return outcomes.items[0];
}

void
fixture_commit(struct fixture *fixture)
{
    struct err err;
    ck_assert_msg(ledger_commit(fixture->ledger, &err) == 0, "%s", err.text);
}

struct record
fixture_record(struct fixture *fixture, uint64_t index)
{
    struct err err;
    struct store_entry entry;
    struct record record;
    ck_assert_msg(ledger_entry(fixture->ledger, index, fixture->arena, &entry, &err) == 0, "%s", err.text);
    ck_assert_msg(record_read(entry.record, fixture->arena, &record, &err) == 0, "%s", err.text);
    return record;
}

static void
keep_finding(void *context, const struct ledger_finding *finding)
{
    struct buf *lines = context;
    ck_assert_uint_gt(strlen(finding->remedy), 10);
    buf_text(lines, finding->where);
    if (finding->index != STORE_INDEX_NONE)
        buf_format(lines, "[%" PRIu64 "]", finding->index);
    buf_format(lines, ": %.*s\n", SLICE_ARG(finding->text));
}

struct slice
fixture_check(struct fixture *fixture, struct store *store)
{
    struct buf lines;
    buf_init(&lines, 1 << 20);
    struct err err;
    const struct ledger_check_options options = {.finding = keep_finding, .context = &lines};
    struct ledger_check_result result = {0};
    ck_assert_msg(ledger_check_store(store, &options, &result, &err) == 0, "%s", err.text);
    const struct slice text = arena_copy(fixture->arena, buf_slice(&lines));
    buf_release(&lines);
    ck_assert_int_eq(result.findings == 0, text.n == 0);
    return text;
}

void
fixture_check_clean(struct fixture *fixture)
{
    ck_assert_slice_eq(fixture_check(fixture, fixture->inner), SLICE(""));
}
