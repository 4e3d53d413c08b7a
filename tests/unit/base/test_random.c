#include "unit.h"

#include "base/attr.h"
#include "base/random.h"

START_TEST(fills_exactly_what_was_asked)
{
    /* Above 256 bytes getrandom(2) may stop early. */
    static const size_t sizes[] = {0, 1, 7, 32, 256, 257, 4096, 100000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        const size_t n = sizes[i];
        uint8_t *memory = calloc(1, n + 2);
        memory[0] = memory[n + 1] = 0xa5;
        random_fill(memory + 1, n);
        ck_assert_uint_eq(memory[0], 0xa5);
        ck_assert_uint_eq(memory[n + 1], 0xa5);
        free(memory);
    }
}
END_TEST

START_TEST(every_byte_is_written)
{
    /* A byte that stays zero through 20 fills is one that nobody writes: by chance, 300 in 2^160. */
    uint8_t seen[300] = {0};
    for (int round = 0; round < 20; round++) {
        uint8_t bytes[sizeof(seen)] = {0};
        random_fill(bytes, sizeof(bytes));
        for (size_t i = 0; i < sizeof(seen); i++)
            seen[i] |= bytes[i];
    }
    for (size_t i = 0; i < sizeof(seen); i++)
        ck_assert_uint_ne(seen[i], 0);
}
END_TEST

START_TEST(two_fills_differ)
{
    uint8_t one[32];
    uint8_t two[32];
    random_fill(one, sizeof(one));
    random_fill(two, sizeof(two));
    ck_assert_mem_ne(one, two, sizeof(one));
}
END_TEST

START_TEST(bits_are_balanced)
{
    static uint8_t bytes[1 << 16];
    random_fill(bytes, sizeof(bytes));
    int ones = 0;
    for (size_t i = 0; i < sizeof(bytes); i++)
        ones += __builtin_popcount(bytes[i]);
    /* 524,288 bits: mean 262,144, standard deviation 362; ten of those either way. */
    ck_assert_int_gt(ones, 262144 - 3620);
    ck_assert_int_lt(ones, 262144 + 3620);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("random", fills_exactly_what_was_asked, every_byte_is_written, two_fills_differ,
                     bits_are_balanced);
}
