#include "shape/signed.h"

#include "base/encoding.h"
#include "crypto/dsse.h"
#include "unit.h"

#define INNER "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"fixer\",\"type\":\"dev.daybook.finding\"}"
#define TYPE "application/cloudevents+json"

static struct slice
base64(struct arena *arena, struct slice bytes)
{
    struct buf text;
    buf_init(&text, 4096);
    base64_append(&text, bytes);
    const struct slice copy = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return copy;
}

/* An envelope of `body`, signed with `key`. */
static struct slice
envelope(struct arena *arena, const struct signing_key *key, struct slice body)
{
    struct buf encoding;
    buf_init(&encoding, 4096);
    dsse_encoding_append(&encoding, SLICE(TYPE), body);
    const struct ed25519_signature signature = signing_key_sign(key, buf_slice(&encoding));
    buf_release(&encoding);
    return arena_format(arena, "{\"payload\":\"%s\",\"payloadType\":\"" TYPE "\",\"signatures\":[{\"sig\":\"%s\"}]}",
                        (const char *)base64(arena, body).p,
                        (const char *)base64(arena, (struct slice){signature.b, sizeof(signature.b)}).p);
}

START_TEST(opens_what_is_signed)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    AUTO(signing_key_drop) struct signing_key *other = signing_key_generate();
    const struct ed25519_public public = signing_key_public(key);
    const struct ed25519_public stranger = signing_key_public(other);
    struct err err = {{0}};
    struct shape_input input;
    struct slice signature;
    ck_assert_msg(shape_open(envelope(arena, key, SLICE(INNER)), SLICE("application/json"), arena, &input, &err) == 0,
                  "%s", err.text);
    ck_assert(input.is_cloudevent);
    ck_assert_slice_eq(input.source, SLICE("fixer"));
    ck_assert_slice_eq(input.signed_body, SLICE(INNER));
    ck_assert_int_eq(signed_check(&input, &public, arena, &signature, &err), 0);
    ck_assert(slice_starts(signature, SLICE("ed25519:")));
    ck_assert_int_eq(signed_check(&input, &stranger, arena, &signature, &err), ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "none of its signatures is the enrolled key's");
}
END_TEST

START_TEST(what_is_not_signed_is_told_apart)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct ed25519_public key = {{1}};
    struct err err = {{0}};
    struct shape_input input;
    struct slice signature;
    ck_assert_int_eq(shape_open(SLICE(INNER), SLICE("application/json"), arena, &input, &err), 0);
    ck_assert(slice_is_absent(input.signed_body));
    ck_assert_int_eq(signed_check(&input, &key, arena, &signature, &err), ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "not signed: expected a DSSE envelope");
}
END_TEST

START_TEST(malformed_envelopes_are_refused)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"{\"payload\":7,\"payloadType\":\"t\",\"signatures\":[]}",
         "DSSE envelope: 'payload' is a number, expected a string"},
        {"{\"payload\":\"e30=\",\"payloadType\":\"t\",\"signatures\":[]}",
         "DSSE envelope: signatures has 0 items, 1 to 16 are allowed"},
        {"{\"payload\":\"e30=\",\"payloadType\":\"t\",\"signatures\":[{}]}", "DSSE envelope: 'sig' is missing"},
        {"{\"payload\":\"ew==\",\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"AA==\"}]}",
         "DSSE envelope: line 1 column 2: expected a member name, found end of input"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {{0}};
        struct shape_input input;
        ck_assert_int_lt(shape_open(slice_of(cases[i].text), SLICE("application/json"), arena, &input, &err), 0);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

START_TEST(either_base64_alphabet_is_read)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {{0}};
    struct shape_input input;
    const struct slice text =
        SLICE("{\"payload\":\"Ij8_PyI=\",\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"-_8=\"}]}");
    ck_assert_msg(shape_open(text, SLICE("application/json"), arena, &input, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(input.signed_body, SLICE("\"\?\?\?\""));
    ck_assert_uint_eq(input.signatures[0].n, 2);
}
END_TEST

int
main(void)
{
    struct err err;
    if (crypto_init(&err) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("signed", opens_what_is_signed, what_is_not_signed_is_told_apart, malformed_envelopes_are_refused,
                     either_base64_alphabet_is_read);
}
