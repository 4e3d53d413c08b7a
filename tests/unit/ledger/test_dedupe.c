#include "ledger/dedupe.h"

#include "unit.h"

START_TEST(keys_are_the_start_of_the_hash)
{
    const struct sha256_digest digest = sha256(SLICE("aws\0a-1"));
    const struct store_key key = dedupe_key(SLICE("aws"), SLICE("a-1"));
    ck_assert_mem_eq(key.b, digest.b, sizeof(key.b));
    const struct store_key moved = dedupe_key(SLICE("aw"), SLICE("sa-1"));
    ck_assert_mem_ne(key.b, moved.b, sizeof(key.b));
}
END_TEST

START_TEST(finds_what_was_added)
{
    AUTO(dedupe_drop) struct dedupe *dedupe = dedupe_new();
    enum { COUNT = 200000 };
    for (uint64_t i = 0; i < COUNT; i++) {
        const struct store_key key = dedupe_key(SLICE("s"), (struct slice){(const uint8_t *)&i, sizeof(i)});
        struct dedupe_walk walk = dedupe_find(dedupe, &key);
        ck_assert_uint_eq(dedupe_next(&walk), STORE_INDEX_NONE);
        dedupe_add(dedupe, &key, i);
    }
    for (uint64_t i = 0; i < COUNT; i++) {
        const struct store_key key = dedupe_key(SLICE("s"), (struct slice){(const uint8_t *)&i, sizeof(i)});
        struct dedupe_walk walk = dedupe_find(dedupe, &key);
        ck_assert_uint_eq(dedupe_next(&walk), i);
        ck_assert_uint_eq(dedupe_next(&walk), STORE_INDEX_NONE);
    }
}
END_TEST

/* Equal keys, as a made collision would give, and the growth of a shard between them: against a plain list. */
START_TEST(gives_all_entries_of_a_key_in_order)
{
    AUTO(dedupe_drop) struct dedupe *dedupe = dedupe_new();
    enum { KEYS = 7, COUNT = 300 };
    unsigned of[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        of[i] = (unsigned)unit_random_below(KEYS);
        const struct store_key key = {{(uint8_t)(of[i] + 1)}};
        dedupe_add(dedupe, &key, i);
    }
    for (unsigned k = 0; k < KEYS; k++) {
        const struct store_key key = {{(uint8_t)(k + 1)}};
        struct dedupe_walk walk = dedupe_find(dedupe, &key);
        for (unsigned i = 0; i < COUNT; i++) {
            if (of[i] == k)
                ck_assert_uint_eq(dedupe_next(&walk), i);
        }
        ck_assert_uint_eq(dedupe_next(&walk), STORE_INDEX_NONE);
    }
}
END_TEST

START_TEST(passes_over_entries_without_id)
{
    AUTO(dedupe_drop) struct dedupe *dedupe = dedupe_new();
    const struct store_key none = {{0}};
    dedupe_add(dedupe, &none, 1);
    struct dedupe_walk walk = dedupe_find(dedupe, &none);
    ck_assert_uint_eq(dedupe_next(&walk), STORE_INDEX_NONE);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("dedupe", keys_are_the_start_of_the_hash, finds_what_was_added,
                     gives_all_entries_of_a_key_in_order, passes_over_entries_without_id);
}
