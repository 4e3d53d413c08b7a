#include "ledger/oversize.h"

#include "unit.h"

#include <string.h>

START_TEST(pieces_hash_like_the_whole)
{
    static uint8_t bytes[3 * LIMIT_REJECT_PREFIX_BYTES];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)unit_random();
    static struct ledger_oversize oversize;
    ledger_oversize_init(&oversize);
    for (size_t at = 0; at < sizeof(bytes);) {
        const struct slice piece = slice_sub((struct slice){bytes, sizeof(bytes)}, at, at + unit_random_below(50000));
        ledger_oversize_add(&oversize, piece);
        at += piece.n;
    }
    ledger_oversize_finish(&oversize);
    const struct slice all = {bytes, sizeof(bytes)};
    const struct sha256_digest plain = sha256(all);
    const struct sha256_digest salted = payload_digest(&oversize.salt, all);
    ck_assert_uint_eq(oversize.size, sizeof(bytes));
    ck_assert_uint_eq(oversize.prefix_len, LIMIT_REJECT_PREFIX_BYTES);
    ck_assert_mem_eq(oversize.prefix, bytes, LIMIT_REJECT_PREFIX_BYTES);
    ck_assert_mem_eq(oversize.plain.b, plain.b, SHA256_BYTES);
    ck_assert_mem_eq(oversize.salted.b, salted.b, SHA256_BYTES);
}
END_TEST

START_TEST(each_has_a_salt_of_its_own)
{
    static struct ledger_oversize one;
    static struct ledger_oversize two;
    ledger_oversize_init(&one);
    ledger_oversize_init(&two);
    ck_assert_mem_ne(one.salt.b, two.salt.b, SALT_BYTES);
    ledger_oversize_finish(&one);
    ledger_oversize_finish(&two);
    ck_assert_mem_eq(one.plain.b, two.plain.b, SHA256_BYTES);
    ck_assert_mem_ne(one.salted.b, two.salted.b, SHA256_BYTES);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("oversize", pieces_hash_like_the_whole, each_has_a_salt_of_its_own);
}
