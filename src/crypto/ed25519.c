#include "crypto/ed25519.h"

#include <sodium.h>

_Static_assert(ED25519_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "public key length");
_Static_assert(ED25519_SIGNATURE_BYTES == crypto_sign_BYTES, "signature length");
_Static_assert(ED25519_SEED_BYTES == crypto_sign_SEEDBYTES, "seed length");

/* libsodium's secret key is the seed followed by the public key. */
struct signing_key {
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

int
crypto_init(struct err *err)
{
    if (sodium_init() < 0)
        return err_set(err, ERR_IO, "libsodium cannot start: no source of random bytes");
    return 0;
}

static struct signing_key *
signing_key_new(void)
{
    struct signing_key *key = sodium_malloc(sizeof(*key));
    if (key == NULL)
        abort();
    return key;
}

struct signing_key *
signing_key_generate(void)
{
    struct signing_key *key = signing_key_new();
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    crypto_sign_keypair(public_key, key->secret);
    return key;
}

struct signing_key *
signing_key_from_seed(const uint8_t seed[static ED25519_SEED_BYTES])
{
    struct signing_key *key = signing_key_new();
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    crypto_sign_seed_keypair(public_key, key->secret, seed);
    return key;
}

void
signing_key_free(struct signing_key *key)
{
    sodium_free(key);
}

void
signing_key_drop(struct signing_key **key)
{
    signing_key_free(*key);
    *key = NULL;
}

struct ed25519_public
signing_key_public(const struct signing_key *key)
{
    struct ed25519_public public_key;
    crypto_sign_ed25519_sk_to_pk(public_key.b, key->secret);
    return public_key;
}

void
signing_key_seed(const struct signing_key *key, uint8_t out_seed[static ED25519_SEED_BYTES])
{
    crypto_sign_ed25519_sk_to_seed(out_seed, key->secret);
}

struct ed25519_signature
signing_key_sign(const struct signing_key *key, struct slice message)
{
    struct ed25519_signature signature;
    crypto_sign_detached(signature.b, NULL, message.p, message.n, key->secret);
    return signature;
}

bool
ed25519_verify(const struct ed25519_public *key, struct slice message, const struct ed25519_signature *signature)
{
    return crypto_sign_verify_detached(signature->b, message.p, message.n, key->b) == 0;
}

bool
ed25519_public_equal(const struct ed25519_public *a, const struct ed25519_public *b)
{
    return memcmp(a->b, b->b, ED25519_PUBLIC_BYTES) == 0;
}
