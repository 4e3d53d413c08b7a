#include "ledger/batch.h"

#include "unit.h"

START_TEST(numbers_copies_and_forgets)
{
    struct compact_range range = {0};
    const struct sha256_digest leaf = merkle_leaf(SLICE("zero"));
    compact_range_append(&range, &leaf);
    struct batch batch;
    batch_init(&batch, &range);
    char text[] = "one";
    const struct store_key key = {{9}};
    const struct store_entry entry = {.record = slice_of(text), .payload = 1, .act = true};
    ck_assert_uint_eq(batch_add(&batch, &entry, &key), 1);
    batch_add_payload(&batch, &(struct store_payload){1, {{3}}, SLICE_INIT("t"), slice_of(text)});
    text[0] = 'X';
    ck_assert_slice_eq(batch_entry(&batch, 1)->record, SLICE("one"));
    ck_assert_slice_eq(batch_payload(&batch, 1)->bytes, SLICE("one"));
    ck_assert_uint_eq(batch.bytes, 6);
    ck_assert_ptr_null(batch_entry(&batch, 0));
    ck_assert_ptr_null(batch_entry(&batch, 2));
    ck_assert_ptr_null(batch_payload(&batch, 0));
    const struct sha256_digest want = merkle_leaf(SLICE("one"));
    compact_range_append(&range, &want);
    const struct sha256_digest root = compact_range_root(&range);
    const struct sha256_digest got = compact_range_root(&batch.range);
    ck_assert_mem_eq(got.b, root.b, SHA256_BYTES);
    batch_clear(&batch);
    ck_assert_ptr_null(batch_entry(&batch, 1));
    ck_assert_uint_eq(batch_add(&batch, &entry, &key), 2);
    batch_release(&batch);
}
END_TEST

START_TEST(has_room_until_entries_or_bytes_are_full)
{
    struct batch batch;
    batch_init(&batch, &(struct compact_range){0});
    ck_assert(batch_has_room(&batch, LIMIT_BATCH_ENTRIES));
    ck_assert(!batch_has_room(&batch, LIMIT_BATCH_ENTRIES + 1));
    const struct store_key key = {{9}};
    batch_add(&batch, &(struct store_entry){.record = SLICE("x")}, &key);
    ck_assert(!batch_has_room(&batch, LIMIT_BATCH_ENTRIES));
    batch.bytes = LIMIT_BATCH_BYTES - 1;
    ck_assert(batch_has_room(&batch, 1));
    batch.bytes = LIMIT_BATCH_BYTES;
    ck_assert(!batch_has_room(&batch, 1));
    batch_release(&batch);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("batch", numbers_copies_and_forgets, has_room_until_entries_or_bytes_are_full);
}
