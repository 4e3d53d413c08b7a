#include "ledger/ledger.h"

#include "base/encoding.h"
#include "fixture.h"
#include "store/memory.h"
#include "tlog/vkey.h"
#include "unit.h"

START_TEST(knows_itself_after_opening_again)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture.now_ms += 7;
    fixture_add_one(&fixture, "a", "one");
    fixture_commit(&fixture);
    const struct ledger_info before = ledger_info(fixture.ledger);
    ck_assert_int_eq(before.received_ms, fixture.now_ms);
    ck_assert_uint_eq(before.size, 4);
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_READ, NULL));
    const struct ledger_info after = ledger_info(fixture.ledger);
    ck_assert_uint_eq(after.size, 4);
    ck_assert_mem_eq(after.root.b, before.root.b, SHA256_BYTES);
    ck_assert_int_eq(after.received_ms, fixture.now_ms);
    ck_assert_slice_eq(after.origin, SLICE("ledger.test/unit"));
    ck_assert(!after.simulated);
    ck_assert_uint_eq(ledger_source_count(fixture.ledger), 2);
    ck_assert_slice_eq(ledger_source_at(fixture.ledger, 1)->settings.name, SLICE("wire"));
    ck_assert_slice_eq(ledger_source_find(fixture.ledger, SLICE("wire"))->settings.source_auth, SLICE("ed25519"));
    ck_assert_ptr_null(ledger_source_find(fixture.ledger, SLICE("nobody")));
}
END_TEST

START_TEST(many_acts_take_several_pages)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    for (int i = 0; i < 600; i++) {
        const struct record_source source = {
            .action = SOURCE_ENROLLED, .name = arena_format(fixture.arena, "source-%d", i), .adapter = SLICE("x")};
        ck_assert_int_eq(ledger_put_source(fixture.ledger, &source, NULL, NULL), 0);
    }
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_READ, NULL));
    ck_assert_uint_eq(ledger_source_count(fixture.ledger), 602);
    ck_assert_slice_eq(ledger_source_at(fixture.ledger, 601)->settings.name, SLICE("source-599"));
}
END_TEST

START_TEST(refuses_another_key)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture.seed[0]++;
    struct err err;
    ck_assert_ptr_null(fixture_open_again(&fixture, LEDGER_WRITE, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "the signing key is not this ledger's, whose verifier key is "
                                           "ledger.test/unit+"));
    fixture.seed[0]--;
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, &err));
}
END_TEST

/* A store whose only entry, with its meta, is what the case says. */
static int
open_genesis(const char *record, const char *origin, struct err *err)
{
    struct store *store = store_memory_new();
    const struct store_entry entry = {.record = slice_of(record), .payload = STORE_INDEX_NONE, .act = true};
    const struct sha256_digest leaf = merkle_leaf(entry.record);
    const struct store_key key = {{0}};
    const struct store_meta meta = {SLICE("origin"), slice_of(origin)};
    struct compact_range range = {0};
    compact_range_append(&range, &leaf);
    const struct store_batch batch = {.entries = &entry,
                                      .leaves = &leaf,
                                      .keys = &key,
                                      .count = 1,
                                      .meta = &meta,
                                      .meta_count = 1,
                                      .range = &range,
                                      .note = SLICE("note")};
    ck_assert_int_eq(store_append(store, &batch, NULL), 0);
    struct ledger *ledger = NULL;
    struct ledger_parts parts = {.store = store, .lock_fd = -1, .mode = LEDGER_READ};
    const int code = ledger_attach(&parts, &ledger, err);
    ledger_close(ledger);
    return code;
}

START_TEST(refuses_a_first_entry_that_is_not_one)
{
#define HEAD                                                                                                           \
    "{\"format\":%s,\"kind\":\"ledger\",\"origin\":\"a\",\"received\":\"2026-01-01T00:00:00.000Z\",\"simulated\":"     \
    "false,\"source\":\"ledger\",\"statistics\":1,\"v\":1,\"vkey\":\"%s\"}"
    static const struct {
        const char *format;
        const char *vkey;
        const char *origin;
        int code;
        const char *text;
    } cases[] = {
        {"2", "x", "a", ERR_VERSION, "the ledger has format 2, this program knows 1: use another version"},
        {"1", "x", "b", ERR_FORMAT, "damaged: the origin is 'b' in meta, 'a' in entry 0"},
        {"1", "x", "a", ERR_FORMAT, "entry 0: "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char record[512];
        struct err err;
        snprintf(record, sizeof(record), HEAD, cases[i].format, cases[i].vkey);
        ck_assert_int_eq(open_genesis(record, cases[i].origin, &err), cases[i].code);
        ck_assert_msg(strncmp(err.text, cases[i].text, strlen(cases[i].text)) == 0, "%s", err.text);
    }
    struct err err;
    ck_assert_int_eq(open_genesis("{}", "a", &err), ERR_FORMAT);
    ck_assert_int_eq(strncmp(err.text, "entry 0: ", 9), 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("ledger", knows_itself_after_opening_again, many_acts_take_several_pages, refuses_another_key,
                     refuses_a_first_entry_that_is_not_one);
}
