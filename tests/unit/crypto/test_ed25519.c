#include "unit.h"

#include "base/encoding.h"
#include "crypto/ed25519.h"

#include <jansson.h>

/* The JSON of a file of the shared vectors, or NULL when there are none here. */
static json_t *
vectors_load(const char *relative)
{
    if (unit_shared() == NULL)
        return NULL;
    char path[4096];
    snprintf(path, sizeof(path), "%s/data/vectors/%s", unit_shared(), relative);
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    ck_assert_msg(json != NULL, "%s: %s", path, error.text);
    return json;
}

static struct slice
hex_field(const json_t *object, const char *name, struct arena *arena)
{
    const struct slice text = slice_of(json_string_value(json_object_get(object, name)));
    uint8_t *bytes = arena_alloc(arena, text.n / 2 + 1);
    ck_assert_int_eq(hex_read(bytes, text.n / 2, text, NULL), 0);
    return (struct slice){bytes, text.n / 2};
}

/* As a caller that reads signatures does: another length is no signature. */
static bool
verify_bytes(struct slice key, struct slice message, struct slice signature)
{
    struct ed25519_public public_key;
    struct ed25519_signature fixed;
    if (key.n != sizeof(public_key.b) || signature.n != sizeof(fixed.b))
        return false;
    memcpy(public_key.b, key.p, key.n);
    memcpy(fixed.b, signature.p, signature.n);
    return ed25519_verify(&public_key, message, &fixed);
}

START_TEST(wycheproof)
{
    json_t *root = vectors_load("wycheproof/testvectors_v1/ed25519_test.json");
    if (root == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    size_t count = 0, at_group, at_test;
    json_t *group, *test;
    json_array_foreach(json_object_get(root, "testGroups"), at_group, group)
    {
        const struct slice key = hex_field(json_object_get(group, "publicKey"), "pk", arena);
        json_array_foreach(json_object_get(group, "tests"), at_test, test)
        {
            const bool valid = strcmp(json_string_value(json_object_get(test, "result")), "valid") == 0;
            const bool got = verify_bytes(key, hex_field(test, "msg", arena), hex_field(test, "sig", arena));
            ck_assert_msg(got == valid, "tcId %lld", json_integer_value(json_object_get(test, "tcId")));
            count++;
        }
    }
    ck_assert_uint_eq(count, 151);
    json_decref(root);
}
END_TEST

/* What C2SP/CCTV's edge cases tell of the library, pinned: of 914 points of small order, with components of small order
 * and in encodings that are not canonical, libsodium accepts the 43 that have at most components of small order which
 * cancel out. A change of it must be seen: two verifiers that disagree about a signature disagree about the log. */
START_TEST(cctv_verdicts_are_pinned)
{
    json_t *root = vectors_load("cctv-ed25519/ed25519/ed25519vectors.json");
    if (root == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    size_t accepted = 0, at, at_flag;
    json_t *vector, *flag;
    json_array_foreach(root, at, vector)
    {
        bool harmless = true;
        json_array_foreach(json_object_get(vector, "flags"), at_flag,
                           flag) if (strcmp(json_string_value(flag), "low_order_component_A") != 0 &&
                                     strcmp(json_string_value(flag), "low_order_component_R") != 0) harmless = false;
        const bool got =
            verify_bytes(hex_field(vector, "key", arena), slice_of(json_string_value(json_object_get(vector, "msg"))),
                         hex_field(vector, "sig", arena));
        ck_assert_msg(got == harmless, "vector %zu", at);
        accepted += got;
    }
    ck_assert_uint_eq(json_array_size(root), 914);
    ck_assert_uint_eq(accepted, 43);
    json_decref(root);
}
END_TEST

/* RFC 8032 §7.1, tests 1 to 3. */
START_TEST(signs_like_rfc_8032)
{
    static const struct {
        const char *seed, *public_key, *message, *signature;
    } cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
         "e24655"
         "141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
         "aeeb00"
         "d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
         "28dc02"
         "7beceea1ec40a"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t seed[ED25519_SEED_BYTES], message[2];
        struct ed25519_public public_key;
        struct ed25519_signature signature;
        const size_t n = strlen(cases[i].message) / 2;
        ck_assert_int_eq(hex_read(seed, sizeof(seed), slice_of(cases[i].seed), NULL), 0);
        ck_assert_int_eq(hex_read(public_key.b, 32, slice_of(cases[i].public_key), NULL), 0);
        ck_assert_int_eq(hex_read(message, n, slice_of(cases[i].message), NULL), 0);
        ck_assert_int_eq(hex_read(signature.b, 64, slice_of(cases[i].signature), NULL), 0);
        AUTO(signing_key_drop) struct signing_key *key = signing_key_from_seed(seed);
        const struct ed25519_public got_public = signing_key_public(key);
        ck_assert(ed25519_public_equal(&got_public, &public_key));
        const struct ed25519_signature got = signing_key_sign(key, (struct slice){message, n});
        ck_assert_mem_eq(got.b, signature.b, 64);
        uint8_t got_seed[ED25519_SEED_BYTES];
        signing_key_seed(key, got_seed);
        ck_assert_mem_eq(got_seed, seed, sizeof(seed));
    }
}
END_TEST

START_TEST(every_changed_bit_is_refused)
{
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ed25519_public public_key = signing_key_public(key);
    uint8_t message[] = "three findings, two of them closed";
    const struct slice text = {message, sizeof(message)};
    const struct ed25519_signature signature = signing_key_sign(key, text);
    ck_assert(ed25519_verify(&public_key, text, &signature));
    for (size_t bit = 0; bit < 8 * sizeof(signature.b); bit++) {
        struct ed25519_signature changed = signature;
        changed.b[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        ck_assert(!ed25519_verify(&public_key, text, &changed));
    }
    for (size_t bit = 0; bit < 8 * sizeof(public_key.b); bit++) {
        struct ed25519_public changed = public_key;
        changed.b[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        ck_assert(!ed25519_verify(&changed, text, &signature));
    }
    for (size_t bit = 0; bit < 8 * sizeof(message); bit++) {
        message[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        ck_assert(!ed25519_verify(&public_key, text, &signature));
        message[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
}
END_TEST

START_TEST(generated_keys_differ)
{
    AUTO(signing_key_drop) struct signing_key *one = signing_key_generate();
    AUTO(signing_key_drop) struct signing_key *two = signing_key_generate();
    const struct ed25519_public first = signing_key_public(one), second = signing_key_public(two);
    ck_assert(!ed25519_public_equal(&first, &second));
    signing_key_free(NULL);
}
END_TEST

int
main(void)
{
    if (crypto_init(NULL) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("crypto/ed25519", wycheproof, cctv_verdicts_are_pinned, signs_like_rfc_8032,
                     every_changed_bit_is_refused, generated_keys_differ);
}
