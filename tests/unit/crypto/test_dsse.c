#include "crypto/dsse.h"

#include "unit.h"

/* The example of the DSSE protocol's document: "http://example.com/HelloWorld", "hello world". */
START_TEST(encodes_as_the_protocol_says)
{
    struct buf out;
    buf_init(&out, 256);
    dsse_encoding_append(&out, SLICE("http://example.com/HelloWorld"), SLICE("hello world"));
    ck_assert_slice_eq(buf_slice(&out), SLICE("DSSEv1 29 http://example.com/HelloWorld 11 hello world"));
    buf_clear(&out);
    dsse_encoding_append(&out, SLICE(""), SLICE(""));
    ck_assert_slice_eq(buf_slice(&out), SLICE("DSSEv1 0  0 "));
    buf_release(&out);
}
END_TEST

static struct ed25519_signature
sign(const struct signing_key *key, struct slice type, struct slice body)
{
    struct buf encoding;
    buf_init(&encoding, 4096);
    dsse_encoding_append(&encoding, type, body);
    const struct ed25519_signature signature = signing_key_sign(key, buf_slice(&encoding));
    buf_release(&encoding);
    return signature;
}

START_TEST(verifies_only_what_was_signed)
{
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    AUTO(signing_key_drop) struct signing_key *other = signing_key_generate();
    const struct ed25519_public public = signing_key_public(key);
    const struct ed25519_public stranger = signing_key_public(other);
    struct ed25519_signature signature = sign(key, SLICE("a/b"), SLICE("body"));
    ck_assert(dsse_verify(&public, SLICE("a/b"), SLICE("body"), &signature));
    ck_assert(!dsse_verify(&stranger, SLICE("a/b"), SLICE("body"), &signature));
    ck_assert(!dsse_verify(&public, SLICE("a/c"), SLICE("body"), &signature));
    ck_assert(!dsse_verify(&public, SLICE("a/b"), SLICE("bodY"), &signature));
    /* The lengths keep the border between type and body where it was. */
    ck_assert(!dsse_verify(&public, SLICE("a/b 4"), SLICE("body"), &signature));
    for (size_t bit = 0; bit < 8 * ED25519_SIGNATURE_BYTES; bit++) {
        signature.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        ck_assert(!dsse_verify(&public, SLICE("a/b"), SLICE("body"), &signature));
        signature.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}
END_TEST

int
main(void)
{
    struct err err;
    if (crypto_init(&err) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("dsse", encodes_as_the_protocol_says, verifies_only_what_was_signed);
}
