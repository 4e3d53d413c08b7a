#include "control/network.h"

#include "unit.h"

#include <stdio.h>

START_TEST(blocks_hold_their_addresses)
{
    static const struct {
        const char *block;
        const char *address;
        bool holds;
    } cases[] = {
        {"10.0.0.0/8", "10.255.1.2", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.1.2.128/25", "10.1.2.128", true},
        {"10.1.2.128/25", "10.1.2.127", false},
        {"0.0.0.0/0", "255.255.255.255", true},
        {"10.1.2.3/32", "10.1.2.3", true},
        {"10.1.2.3/32", "10.1.2.2", false},
        {"2001:db8::/32", "2001:db8:1::2", true},
        {"2001:db8::/32", "2001:DB8:1::2", true},
        {"2001:db8::/32", "2001:db9::", false},
        {"::/0", "::1", true},
        {"::/0", "10.0.0.1", false},
        {"::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true},
        {"10.0.0.0/8", "::ffff:10.1.2.3", false},
        {"10.0.0.0/8", "10.0.0", false},
        {"10.0.0.0/8", "10.0.0.1 ", false},
        {"10.0.0.0/8", "10.0.0.01", false},
        {"10.0.0.0/8", "10.0.0.1/8", false},
        {"10.0.0.0/8", "arn:aws:s3:::bucket-with-a-name-that-is-much-longer-than-any-address", false},
        {"10.0.0.0/8", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct network network;
        struct err err = {""};
        ck_assert_msg(network_read(slice_of(cases[i].block), &network, &err) == 0, "%s", err.text);
        ck_assert_msg(network_holds(&network, slice_of(cases[i].address)) == cases[i].holds, "case %zu", i);
    }
    struct network all;
    ck_assert_int_eq(network_read(SLICE("0.0.0.0/0"), &all, NULL), 0);
    ck_assert(!network_holds(&all, SLICE("1.2.3.4\0")));
}
END_TEST

START_TEST(what_is_no_block_is_refused)
{
    static const char *const texts[] = {"10.0.0.0",   "10.0.0.0/",       "10.0.0.0/33", "10.0.0.0/08",
                                        "10.0.0.0/x", "10.0.0.0/+8",     "10.0.0/8",    "::/129",
                                        "::",         "fe80::1%eth0/64", "010.0.0.0/8", "/8",
                                        "",           "10.0.0.0 /8",     "10.0.0.0/8 ", "10.0.0.0/1000"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct network network;
        struct err err = {""};
        char expected[200];
        snprintf(expected, sizeof(expected),
                 "'%s' is no block of addresses, expected one like 10.0.0.0/8 or 2001:db8::/32", texts[i]);
        ck_assert_int_eq(network_read(slice_of(texts[i]), &network, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, expected);
    }
}
END_TEST

START_TEST(bits_behind_the_block_are_refused)
{
    struct network network;
    struct err err = {""};
    ck_assert_int_eq(network_read(SLICE("10.0.0.1/8"), &network, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "block '10.0.0.1/8' has bits set behind its first 8");
    ck_assert_int_eq(network_read(SLICE("10.1.2.129/25"), &network, &err), ERR_FORMAT);
    ck_assert_int_eq(network_read(SLICE("2001:db8::1/127"), &network, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "block '2001:db8::1/127' has bits set behind its first 127");
}
END_TEST

START_TEST(random_blocks_hold_what_arithmetic_says)
{
    for (int round = 0; round < 5000; round++) {
        const unsigned bits = (unsigned)unit_random_below(33);
        const uint32_t mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
        const uint32_t base = (uint32_t)unit_random() & mask;
        const uint32_t other =
            unit_random_below(2) == 0 ? (uint32_t)unit_random() : base ^ (1U << unit_random_below(32));
        char block[40];
        char address[40];
        struct network network;
        snprintf(block, sizeof(block), "%u.%u.%u.%u/%u", base >> 24, base >> 16 & 255, base >> 8 & 255, base & 255,
                 bits);
        snprintf(address, sizeof(address), "%u.%u.%u.%u", other >> 24, other >> 16 & 255, other >> 8 & 255,
                 other & 255);
        ck_assert_int_eq(network_read(slice_of(block), &network, NULL), 0);
        ck_assert_msg(network_holds(&network, slice_of(address)) == ((other & mask) == base), "%s in %s", address,
                      block);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("network", blocks_hold_their_addresses, what_is_no_block_is_refused,
                     bits_behind_the_block_are_refused, random_blocks_hold_what_arithmetic_says);
}
