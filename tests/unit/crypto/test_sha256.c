#include "unit.h"

#include "base/encoding.h"
#include "crypto/sha256.h"

static void
assert_digest(struct sha256_digest got, const char *want_hex)
{
    char text[2 * SHA256_BYTES + 1];
    hex_write(text, got.b, SHA256_BYTES);
    ck_assert_str_eq(text, want_hex);
}

/* NIST, "SHA-256 examples" (FIPS 180-4), and the empty message. */
START_TEST(gives_the_digests_of_the_standard)
{
    assert_digest(sha256(SLICE("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest(sha256((struct slice){NULL, 0}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest(sha256(SLICE("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest(sha256(SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
END_TEST

START_TEST(parts_hash_like_the_whole)
{
    uint8_t bytes[1000];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)unit_random();
    const struct slice whole = {bytes, sizeof(bytes)};
    const struct sha256_digest want = sha256(whole);
    for (int round = 0; round < 200; round++) {
        struct sha256_stream stream;
        sha256_init(&stream);
        for (size_t at = 0; at < whole.n;) {
            const size_t step = unit_random_below(130);
            sha256_add(&stream, slice_sub(whole, at, at + step));
            at += step;
        }
        const struct sha256_digest got = sha256_finish(&stream);
        ck_assert(sha256_equal(&got, &want));
    }
}
END_TEST

START_TEST(equal_sees_every_bit)
{
    const struct sha256_digest digest = sha256(SLICE("x"));
    for (size_t bit = 0; bit < 8 * SHA256_BYTES; bit++) {
        struct sha256_digest other = digest;
        other.b[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        ck_assert(!sha256_equal(&digest, &other));
    }
    ck_assert(sha256_equal(&digest, &digest));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("crypto/sha256", gives_the_digests_of_the_standard, parts_hash_like_the_whole,
                     equal_sees_every_bit);
}
