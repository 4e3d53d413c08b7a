#include "unit.h"

#include "base/encoding.h"
#include "crypto/hmac.h"

static void
assert_hmac(struct slice key, struct slice message, const char *want_hex)
{
    char text[2 * SHA256_BYTES + 1];
    const struct sha256_digest mac = hmac_sha256(key, message);
    hex_write(text, mac.b, SHA256_BYTES);
    ck_assert_str_eq(text, want_hex);
    ck_assert(hmac_sha256_verify(key, message, (struct slice){mac.b, SHA256_BYTES}));
}

static struct slice
filled(uint8_t *bytes, uint8_t byte, size_t n)
{
    memset(bytes, byte, n);
    return (struct slice){bytes, n};
}

/* RFC 4231 §4.2 to §4.4, §4.7, §4.8; case 6 and 7 have keys longer than a block. */
START_TEST(gives_the_macs_of_rfc_4231)
{
    uint8_t key[131], message[50];
    assert_hmac(filled(key, 0x0b, 20), SLICE("Hi There"),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_hmac(SLICE("Jefe"), SLICE("what do ya want for nothing?"),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_hmac(filled(key, 0xaa, 20), filled(message, 0xdd, 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    assert_hmac(filled(key, 0xaa, 131), SLICE("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    assert_hmac(filled(key, 0xaa, 131),
                SLICE("This is a test using a larger than block-size key and a larger than block-size data. The key "
                      "needs to be hashed before being used by the HMAC algorithm."),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}
END_TEST

/* The example of GitHub's page on validating webhook deliveries. */
START_TEST(verifies_a_webhook)
{
    uint8_t mac[SHA256_BYTES];
    ck_assert_int_eq(
        hex_read(mac, sizeof(mac), SLICE("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"), NULL), 0);
    const struct slice key = SLICE("It's a Secret to Everybody"), given = {mac, sizeof(mac)};
    ck_assert(hmac_sha256_verify(key, SLICE("Hello, World!"), given));
    ck_assert(!hmac_sha256_verify(key, SLICE("Hello, World?"), given));
    ck_assert(!hmac_sha256_verify(SLICE("It's a secret to everybody"), SLICE("Hello, World!"), given));
    ck_assert(!hmac_sha256_verify(key, SLICE("Hello, World!"), slice_sub(given, 0, 31)));
    ck_assert(!hmac_sha256_verify(key, SLICE("Hello, World!"), (struct slice){NULL, 0}));
    mac[31] ^= 1;
    ck_assert(!hmac_sha256_verify(key, SLICE("Hello, World!"), given));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("crypto/hmac", gives_the_macs_of_rfc_4231, verifies_a_webhook);
}
