#include "unit.h"

/* The hash is nobody's business but the table's, so its vectors are checked from inside. */
#include "base/intern.c"

/* The 64 vectors of the reference implementation (J.-P. Aumasson, CC0), as OpenSSL 3 gives them too:
 * key 00 01 … 0f, input of length n is 00 01 … n-1; the entry of length 15 is the one in appendix A of the paper. */
static const uint64_t sip_vectors[64] = {
    UINT64_C(0x726fdb47dd0e0e31), UINT64_C(0x74f839c593dc67fd), UINT64_C(0x0d6c8009d9a94f5a),
    UINT64_C(0x85676696d7fb7e2d), UINT64_C(0xcf2794e0277187b7), UINT64_C(0x18765564cd99a68d),
    UINT64_C(0xcbc9466e58fee3ce), UINT64_C(0xab0200f58b01d137), UINT64_C(0x93f5f5799a932462),
    UINT64_C(0x9e0082df0ba9e4b0), UINT64_C(0x7a5dbbc594ddb9f3), UINT64_C(0xf4b32f46226bada7),
    UINT64_C(0x751e8fbc860ee5fb), UINT64_C(0x14ea5627c0843d90), UINT64_C(0xf723ca908e7af2ee),
    UINT64_C(0xa129ca6149be45e5), UINT64_C(0x3f2acc7f57c29bdb), UINT64_C(0x699ae9f52cbe4794),
    UINT64_C(0x4bc1b3f0968dd39c), UINT64_C(0xbb6dc91da77961bd), UINT64_C(0xbed65cf21aa2ee98),
    UINT64_C(0xd0f2cbb02e3b67c7), UINT64_C(0x93536795e3a33e88), UINT64_C(0xa80c038ccd5ccec8),
    UINT64_C(0xb8ad50c6f649af94), UINT64_C(0xbce192de8a85b8ea), UINT64_C(0x17d835b85bbb15f3),
    UINT64_C(0x2f2e6163076bcfad), UINT64_C(0xde4daaaca71dc9a5), UINT64_C(0xa6a2506687956571),
    UINT64_C(0xad87a3535c49ef28), UINT64_C(0x32d892fad841c342), UINT64_C(0x7127512f72f27cce),
    UINT64_C(0xa7f32346f95978e3), UINT64_C(0x12e0b01abb051238), UINT64_C(0x15e034d40fa197ae),
    UINT64_C(0x314dffbe0815a3b4), UINT64_C(0x027990f029623981), UINT64_C(0xcadcd4e59ef40c4d),
    UINT64_C(0x9abfd8766a33735c), UINT64_C(0x0e3ea96b5304a7d0), UINT64_C(0xad0c42d6fc585992),
    UINT64_C(0x187306c89bc215a9), UINT64_C(0xd4a60abcf3792b95), UINT64_C(0xf935451de4f21df2),
    UINT64_C(0xa9538f0419755787), UINT64_C(0xdb9acddff56ca510), UINT64_C(0xd06c98cd5c0975eb),
    UINT64_C(0xe612a3cb9ecba951), UINT64_C(0xc766e62cfcadaf96), UINT64_C(0xee64435a9752fe72),
    UINT64_C(0xa192d576b245165a), UINT64_C(0x0a8787bf8ecb74b2), UINT64_C(0x81b3e73d20b49b6f),
    UINT64_C(0x7fa8220ba3b2ecea), UINT64_C(0x245731c13ca42499), UINT64_C(0xb78dbfaf3a8d83bd),
    UINT64_C(0xea1ad565322a1a0b), UINT64_C(0x60e61c23a3795013), UINT64_C(0x6606d7e446282b93),
    UINT64_C(0x6ca4ecb15c5f91e1), UINT64_C(0x9f626da15c9625f3), UINT64_C(0xe51b38608ef25f57),
    UINT64_C(0x958a324ceb064572)};

START_TEST(siphash_vectors)
{
    uint8_t bytes[64];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)i;
    const uint64_t key[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    for (size_t n = 0; n < 64; n++)
        ck_assert_uint_eq(sip_hash(key, (struct slice){bytes, n}), sip_vectors[n]);
    ck_assert_uint_eq(sip_vectors[15], UINT64_C(0xa129ca6149be45e5));
}
END_TEST

START_TEST(numbers_in_order_of_first_sight)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *table = intern_new(arena);
    ck_assert_uint_eq(intern_count(table), 0);
    ck_assert_uint_eq(intern_add(table, SLICE("b")), 0);
    ck_assert_uint_eq(intern_add(table, SLICE("a")), 1);
    ck_assert_uint_eq(intern_add(table, SLICE("b")), 0);
    ck_assert_uint_eq(intern_add(table, SLICE("")), 2);
    ck_assert_uint_eq(intern_add(table, SLICE("b\0")), 3);
    ck_assert_uint_eq(intern_count(table), 4);
    ck_assert_uint_eq(intern_find(table, SLICE("a")), 1);
    ck_assert_uint_eq(intern_find(table, SLICE("b\0")), 3);
    ck_assert_uint_eq(intern_find(table, SLICE("c")), INTERN_NONE);
    ck_assert_uint_eq(intern_count(table), 4);
    ck_assert_slice_eq(intern_text(table, 0), SLICE("b"));
    ck_assert_slice_eq(intern_text(table, 3), SLICE("b\0"));
}
END_TEST

START_TEST(absent_is_no_text)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *table = intern_new(arena);
    const struct slice absent = {NULL, 0};
    ck_assert_uint_eq(intern_add(table, absent), INTERN_NONE);
    ck_assert_uint_eq(intern_find(table, absent), INTERN_NONE);
    ck_assert_uint_eq(intern_count(table), 0);
    ck_assert(slice_is_absent(intern_text(table, INTERN_NONE)));
    const uint32_t empty = intern_add(table, SLICE(""));
    ck_assert_uint_eq(empty, 0);
    ck_assert(!slice_is_absent(intern_text(table, empty)));
}
END_TEST

START_TEST(texts_are_copied)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *table = intern_new(arena);
    char text[] = "abc";
    ck_assert_uint_eq(intern_add(table, slice_of(text)), 0);
    text[0] = 'x';
    ck_assert_slice_eq(intern_text(table, 0), SLICE("abc"));
    ck_assert_uint_eq(intern_find(table, SLICE("abc")), 0);
    intern_free(NULL);
}
END_TEST

/* Against a list that is searched from the front, over texts few enough to repeat. */
START_TEST(agrees_with_a_list)
{
    enum { TEXTS = 400 };
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *table = intern_new(arena);
    struct slice list[TEXTS];
    uint32_t count = 0;
    for (int round = 0; round < 5000; round++) {
        const struct slice text = arena_format(arena, "%*d", (int)unit_random_below(20), (int)unit_random_below(20));
        uint32_t want = 0;
        while (want < count && !slice_equal(list[want], text))
            want++;
        if (intern_find(table, text) != (want == count ? INTERN_NONE : want))
            ck_abort_msg("found '%.*s' wrongly", SLICE_ARG(text));
        if (want == count)
            list[count++] = text;
        if (intern_add(table, text) != want || intern_count(table) != count)
            ck_abort_msg("added '%.*s' wrongly", SLICE_ARG(text));
    }
    for (uint32_t id = 0; id < count; id++)
        ck_assert_slice_eq(intern_text(table, id), list[id]);
}
END_TEST

START_TEST(many_texts)
{
    enum { COUNT = 200000 };
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *table = intern_new(arena);
    char text[32];
    for (uint32_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof(text), "finding-%u", i);
        if (intern_add(table, slice_of(text)) != i)
            ck_abort_msg("'%s' has not number %u", text, i);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof(text), "finding-%u", i);
        if (intern_find(table, slice_of(text)) != i || !slice_equal(intern_text(table, i), slice_of(text)))
            ck_abort_msg("'%s' was lost", text);
    }
    ck_assert_uint_eq(intern_count(table), COUNT);
}
END_TEST

START_TEST(every_table_has_its_own_seed)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(intern_drop) struct intern *one = intern_new(arena);
    AUTO(intern_drop) struct intern *two = intern_new(arena);
    ck_assert_mem_ne(one->seed, two->seed, sizeof(one->seed));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("intern", siphash_vectors, numbers_in_order_of_first_sight, absent_is_no_text, texts_are_copied,
                     agrees_with_a_list, many_texts, every_table_has_its_own_seed);
}
