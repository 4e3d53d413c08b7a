#include "store/sqlite.h"

#include "conformance.h"
#include "unit.h"

/* Whatever the order of sizes, the columns of the batches fit the entries. */
START_TEST(batches_of_any_size_add_up)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = arena_text(arena, arena_format(arena, "%s/x.sqlite", unit_new_folder()));
    struct store *store = NULL;
    ck_assert_int_eq(store_sqlite_open(path, STORE_SQLITE_CREATE, &store, NULL), 0);
    struct compact_range range = {0};
    struct compact_range oracle = {0};
    for (int round = 0; round < 40; round++) {
        const uint64_t first = range.size;
        const size_t count = 1 + unit_random_below(60);
        const struct store_batch batch = conformance_batch(arena, first, count, &range);
        ck_assert_int_eq(store_append(store, &batch, NULL), 0);
        for (size_t i = 0; i < count; i++)
            compact_range_append(&oracle, &batch.leaves[i]);
        struct store_leaves leaves;
        const uint64_t probe = first + unit_random_below(count);
        ck_assert_int_eq(store_leaves(store, probe, arena, &leaves, NULL), 0);
        ck_assert_mem_eq(leaves.leaves, batch.leaves, count * SHA256_BYTES);
        struct store_checkpoint checkpoint;
        ck_assert_int_eq(store_checkpoint(store, UINT64_MAX, arena, &checkpoint, NULL), 0);
        const struct sha256_digest got = compact_range_root(&checkpoint.range);
        const struct sha256_digest want = compact_range_root(&oracle);
        ck_assert_mem_eq(got.b, want.b, SHA256_BYTES);
    }
    store_free(store);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sqlite_append", batches_of_any_size_add_up);
}
