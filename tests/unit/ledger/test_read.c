#include "ledger/read.h"

#include "fixture.h"
#include "tamper.h"
#include "tlog/checkpoint.h"
#include "unit.h"

#include <inttypes.h>

enum { BATCHES = 12 };

/* Batches of 1, 2, … 12 events, a second apart: 3 + 78 entries. */
static void
fill(struct fixture *fixture)
{
    for (int batch = 0; batch < BATCHES; batch++) {
        for (int i = 0; i <= batch; i++) {
            char id[32];
            snprintf(id, sizeof(id), "%d-%d", batch, i);
            fixture->now_ms += 1000;
            fixture_add_one(fixture, id, id);
        }
        fixture_commit(fixture);
    }
}

START_TEST(gives_entries_and_payloads)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fill(&fixture);
    struct err err;
    struct store_entry entry;
    struct store_payload payload;
    ck_assert_int_eq(ledger_entry(fixture.ledger, 80, fixture.arena, &entry, NULL), 0);
    ck_assert_uint_eq(entry.index, 80);
    ck_assert_int_eq(ledger_payload(fixture.ledger, entry.payload, fixture.arena, &payload, NULL), 0);
    ck_assert_slice_eq(payload.bytes, SLICE("11-11"));
    ck_assert_int_eq(ledger_entry(fixture.ledger, 81, fixture.arena, &entry, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "there is no entry 81: the ledger has 81");
    ck_assert_int_eq(ledger_payload(fixture.ledger, 2, fixture.arena, &payload, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no payload is stored under entry 2");
    ck_assert_int_eq(ledger_payload(fixture.ledger, STORE_INDEX_NONE, fixture.arena, &payload, &err), ERR_NOT_FOUND);
    /* What waits is not there yet. */
    fixture_add_one(&fixture, "waiting", "waiting");
    ck_assert_int_eq(ledger_entry(fixture.ledger, 81, fixture.arena, &entry, &err), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_cursor_gives_each_entry_once)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    for (int i = 0; i < 600; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", i);
        fixture_add_one(&fixture, id, id);
    }
    fixture_commit(&fixture);
    static const struct {
        uint64_t from, to, first, end;
    } cases[] = {{0, UINT64_MAX, 0, 603}, {5, 6, 5, 6}, {255, 258, 255, 258},
                 {600, 9999, 600, 603},   {7, 7, 7, 7}, {700, 800, 700, 700}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(ledger_cursor_drop)
        struct ledger_cursor *cursor = ledger_cursor_new(fixture.ledger, cases[i].from, cases[i].to);
        bool found = true;
        struct store_entry entry;
        uint64_t next = cases[i].first;
        ck_assert_int_eq(ledger_cursor_next(cursor, &found, &entry, NULL), 0);
        for (; found; next++) {
            ck_assert_uint_eq(entry.index, next);
            ck_assert_int_eq(ledger_cursor_next(cursor, &found, &entry, NULL), 0);
        }
        ck_assert_uint_eq(next, cases[i].end);
    }
}
END_TEST

START_TEST(cuts_by_time)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const int64_t start = fixture.now_ms;
    fill(&fixture);
    static const struct {
        int64_t after_ms;
        uint64_t want;
    } cases[] = {{-1, 0}, {0, 0}, {1, 3}, {1000, 3}, {1001, 4}, {77999, 80}, {78000, 80}, {78001, 81}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t index;
        ck_assert_int_eq(ledger_cut(fixture.ledger, start + cases[i].after_ms, &index, NULL), 0);
        ck_assert_uint_eq(index, cases[i].want);
    }
}
END_TEST

/* Each size, inside batches and at their ends, against a tree built leaf by leaf. */
START_TEST(knows_the_tree_of_every_size)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fill(&fixture);
    const struct ledger_info info = ledger_info(fixture.ledger);
    struct vkey vkey;
    ck_assert_int_eq(vkey_read(info.vkey, &vkey, NULL), 0);
    struct compact_range oracle = {0};
    for (uint64_t size = 0; size <= info.size; size++) {
        struct compact_range range;
        struct slice note;
        struct err err;
        ck_assert_int_eq(ledger_range(fixture.ledger, size, &range, NULL), 0);
        const struct sha256_digest want = compact_range_root(&oracle);
        const struct sha256_digest got = compact_range_root(&range);
        ck_assert_mem_eq(got.b, want.b, SHA256_BYTES);
        struct checkpoint checkpoint;
        ck_assert_msg(ledger_checkpoint(fixture.ledger, size, fixture.arena, &note, &err) == 0, "%s", err.text);
        ck_assert_int_eq(checkpoint_open(note, (struct vkey_list){&vkey, 1}, fixture.arena, &checkpoint, NULL), 0);
        ck_assert_uint_eq(checkpoint.size, size);
        ck_assert_mem_eq(checkpoint.root.b, want.b, SHA256_BYTES);
        struct store_entry entry;
        if (size < info.size) {
            ck_assert_int_eq(ledger_entry(fixture.ledger, size, fixture.arena, &entry, NULL), 0);
            const struct sha256_digest leaf = merkle_leaf(entry.record);
            compact_range_append(&oracle, &leaf);
        }
    }
    struct compact_range range;
    struct err err;
    ck_assert_int_eq(ledger_range(fixture.ledger, info.size + 1, &range, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "size 82 is above the ledger's, 81");
}
END_TEST

START_TEST(a_checkpoint_signed_again_has_the_same_bytes)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fill(&fixture);
    struct slice once;
    struct slice again;
    ck_assert_int_eq(ledger_checkpoint(fixture.ledger, 10, fixture.arena, &once, NULL), 0);
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_READ, NULL));
    ck_assert_int_eq(ledger_checkpoint(fixture.ledger, 10, fixture.arena, &again, NULL), 0);
    ck_assert_slice_eq(again, once);
}
END_TEST

START_TEST(changed_rules_are_not_given_out)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    tamper_sql(dir, "UPDATE files SET bytes = x'00'");
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_READ, &ledger, NULL), 0);
    const struct record_digest digest = ledger_info(ledger).ruleset;
    struct file_set set;
    struct err err;
    ck_assert_int_eq(ledger_file_set(ledger, &digest.sha256, arena, &set, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: the files of a ruleset are not those it names: run `daybook check`");
}
END_TEST

/* Many acts, so that several pages are read, with a rule set put in force now and then. */
START_TEST(the_rule_set_of_every_size_is_known)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const uint64_t begin = ledger_info(fixture.ledger).size;
    struct record_digest expected[700];
    struct record_digest digest;
    size_t count = 0;
    ck_assert_int_eq(ledger_ruleset_at(fixture.ledger, begin, &digest, NULL), 0);
    for (unsigned i = 0; i < COUNT_OF(expected); i++) {
        const struct record_source source = {.action = SOURCE_ENROLLED,
                                             .name = SLICE("a"),
                                             .adapter = SLICE("x"),
                                             .has_interval = true,
                                             .interval_s = 60 + i};
        struct file_set_entry file = {SLICE("a.yaml"), arena_format(fixture.arena, "%u", i)};
        const struct file_set files = {&file, 1};
        struct err err = {""};
        const int code = i % 97 == 5 ? ledger_put_ruleset(fixture.ledger, &files, NULL, &err)
                                     : ledger_put_source(fixture.ledger, &source, NULL, &err);
        ck_assert_msg(code == 0, "%s", err.text);
        expected[count++] = ledger_info(fixture.ledger).ruleset;
    }
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(ledger_ruleset_at(fixture.ledger, begin + i + 1, &digest, NULL), 0);
        ck_assert(digest.present == expected[i].present);
        ck_assert(!digest.present || sha256_equal(&digest.sha256, &expected[i].sha256));
    }
}
END_TEST

START_TEST(a_missing_entry_stops_a_cursor)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena);
    tamper_sql(dir, "DELETE FROM entries WHERE idx = 5");
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_READ, &ledger, NULL), 0);
    AUTO(ledger_cursor_drop) struct ledger_cursor *cursor = ledger_cursor_new(ledger, 4, 9);
    struct store_entry entry;
    struct err err;
    bool found = false;
    ck_assert_int_eq(ledger_cursor_next(cursor, &found, &entry, &err), 0);
    ck_assert_int_eq(ledger_cursor_next(cursor, &found, &entry, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: entry 5 is missing: run `daybook check`");
    ck_assert_int_eq(ledger_entry(ledger, 5, arena, &entry, &err), ERR_FORMAT);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("read", gives_entries_and_payloads, a_cursor_gives_each_entry_once, cuts_by_time,
                     knows_the_tree_of_every_size, a_checkpoint_signed_again_has_the_same_bytes,
                     changed_rules_are_not_given_out, the_rule_set_of_every_size_is_known,
                     a_missing_entry_stops_a_cursor);
}
