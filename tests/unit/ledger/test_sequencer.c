#include "ledger/sequencer.h"

#include "fixture.h"
#include "unit.h"

/* The table of ids is loaded in the middle of a batch: what waits must be in it. */
START_TEST(finds_waiting_entries_and_stored_ones)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "stored", "one");
    fixture_commit(&fixture);
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
    struct ledger *ledger = fixture.ledger;
    ck_assert_int_eq(sequencer_prepare(ledger, NULL), 0);
    struct record record = fixture_record(&fixture, 3);
    uint64_t index = 0;
    record.origin.id = SLICE("waiting");
    ck_assert_int_eq(sequencer_add(ledger, &record, SEQUENCER_OWN_INDEX, &index, NULL), 0);
    ck_assert_uint_eq(index, 4);
    ck_assert_ptr_null(ledger->dedupe);
    ck_assert_int_eq(sequencer_find(ledger, SLICE("aws"), SLICE("waiting"), &index, NULL), 0);
    ck_assert_uint_eq(index, 4);
    ck_assert_int_eq(sequencer_find(ledger, SLICE("aws"), SLICE("stored"), &index, NULL), 0);
    ck_assert_uint_eq(index, 3);
    ck_assert_int_eq(sequencer_find(ledger, SLICE("wire"), SLICE("stored"), &index, NULL), 0);
    ck_assert_uint_eq(index, STORE_INDEX_NONE);
    struct store_entry entry;
    ck_assert_int_eq(sequencer_entry(ledger, 4, fixture.arena, &entry, NULL), 0);
    ck_assert_uint_eq(entry.payload, 4);
    struct err err;
    struct store_payload payload;
    ck_assert_int_eq(sequencer_payload(ledger, 4, fixture.arena, &payload, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: payload 4 is missing: run `daybook check`");
    ck_assert_int_eq(sequencer_entry(ledger, 5, fixture.arena, &entry, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "damaged: entry 5 is missing: run `daybook check`");
}
END_TEST

/* Two ids with one key cannot be made, so one is planted: the log decides, not the key. */
START_TEST(a_key_is_not_an_id)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "a", "one");
    fixture_commit(&fixture);
    const struct store_key key = dedupe_key(SLICE("aws"), SLICE("b"));
    dedupe_add(fixture.ledger->dedupe, &key, 3);
    const struct ledger_outcome outcome = fixture_add_one(&fixture, "b", "two");
    ck_assert_int_eq(outcome.verdict, LEDGER_ACCEPTED);
    ck_assert_uint_eq(fixture_add_one(&fixture, "b", "two").index, outcome.index);
}
END_TEST

START_TEST(a_record_that_cannot_be_written_adds_nothing)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    ck_assert_int_eq(sequencer_prepare(fixture.ledger, NULL), 0);
    const uint64_t next = sequencer_next(fixture.ledger);
    const struct record record = {.kind = RECORD_EVENT, .source = SLICE("aws")};
    uint64_t index = 77;
    ck_assert_int_lt(sequencer_add(fixture.ledger, &record, STORE_INDEX_NONE, &index, NULL), 0);
    ck_assert_uint_eq(index, 77);
    ck_assert_uint_eq(sequencer_next(fixture.ledger), next);
    fixture_commit(&fixture);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, next);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sequencer", finds_waiting_entries_and_stored_ones, a_key_is_not_an_id,
                     a_record_that_cannot_be_written_adds_nothing);
}
