#include "ledger/entry_record.h"

#include "fixture.h"
#include "unit.h"

START_TEST(reads_the_record_of_the_entry)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct store_entry entry = {
        .index = 7,
        .record = SLICE("{\"format\":1,\"kind\":\"ledger\",\"origin\":\"a\",\"received\":\"2026-01-01T00:00:00.000Z\","
                        "\"simulated\":false,\"source\":\"ledger\",\"statistics\":1,\"v\":1,"
                        "\"vkey\":\"a\"}")};
    struct record record;
    struct err err = {{0}};
    ck_assert_msg(entry_record(&entry, arena, &record, &err) == 0, "%s", err.text);
    ck_assert_int_eq(record.kind, RECORD_LEDGER);
    ck_assert_slice_eq(record.source, SLICE("ledger"));
}
END_TEST

START_TEST(says_which_entry_is_not_a_record)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct store_entry entry = {.index = 7, .record = SLICE("{")};
    struct record record;
    struct err err;
    ck_assert_int_eq(entry_record(&entry, arena, &record, &err), ERR_FORMAT);
    ck_assert_msg(strncmp(err.text, "entry 7: ", 9) == 0, "%s", err.text);
}
END_TEST

START_TEST(follows_a_cursor_to_its_end)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    for (int i = 0; i < 3; i++) {
        char id[16];
        snprintf(id, sizeof(id), "e-%d", i);
        fixture_add_one(&fixture, id, id);
    }
    fixture_commit(&fixture);
    const uint64_t size = ledger_info(fixture.ledger).size;
    AUTO(ledger_cursor_drop) struct ledger_cursor *cursor = ledger_cursor_new(fixture.ledger, 0, size);
    struct entry_read read;
    bool found;
    for (uint64_t index = 0; index < size; index++) {
        ck_assert_int_eq(entry_record_next(cursor, fixture.arena, &found, &read, NULL), 0);
        ck_assert(found);
        ck_assert_uint_eq(read.entry.index, index);
        const struct record expected = fixture_record(&fixture, index);
        ck_assert_int_eq(read.record.kind, expected.kind);
        ck_assert_slice_eq(read.record.origin.id, expected.origin.id);
    }
    ck_assert_slice_eq(read.record.origin.id, SLICE("e-2"));
    ck_assert_int_eq(entry_record_next(cursor, fixture.arena, &found, &read, NULL), 0);
    ck_assert(!found);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("ledger/entry_record", reads_the_record_of_the_entry, says_which_entry_is_not_a_record,
                     follows_a_cursor_to_its_end);
}
