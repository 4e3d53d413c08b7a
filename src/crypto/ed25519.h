/* ed25519.h - Ed25519 signatures (RFC 8032), over libsodium.
 * Secret keys live in sodium_malloc memory (guarded, locked, wiped when freed) and never leave it but through
 * signing_key_seed(), which key files need. */
#ifndef DAYBOOK_CRYPTO_ED25519_H
#define DAYBOOK_CRYPTO_ED25519_H

#include "base/err.h"
#include "base/slice.h"

enum { ED25519_PUBLIC_BYTES = 32, ED25519_SIGNATURE_BYTES = 64, ED25519_SEED_BYTES = 32 };

struct ed25519_public {
    uint8_t b[ED25519_PUBLIC_BYTES];
};

struct ed25519_signature {
    uint8_t b[ED25519_SIGNATURE_BYTES];
};

/* Owner of a secret key and its public half. */
struct signing_key;

/* Once per process, before anything else of this layer; repeating it is harmless. ERR_IO when libsodium cannot start
 * (it found no source of random bytes). */
MUST_CHECK int crypto_init(struct err *err);

/* A new random key. Both constructors abort when memory runs out, and the caller frees what they return. */
struct signing_key *signing_key_generate(void);
/* The key of a 32-byte seed (RFC 8032 calls it the private key). The caller wipes its own copy of the seed. */
struct signing_key *signing_key_from_seed(const uint8_t seed[static ED25519_SEED_BYTES]);
/* Wipes and frees; NULL is fine. */
void signing_key_free(struct signing_key *key);
/* For AUTO(signing_key_drop). */
void signing_key_drop(struct signing_key **key);

struct ed25519_public signing_key_public(const struct signing_key *key);
/* Copy the seed out; the caller wipes it (sodium_memzero) when done. */
void signing_key_seed(const struct signing_key *key, uint8_t out_seed[static ED25519_SEED_BYTES]);
/* Deterministic: the same key and message give the same signature. */
struct ed25519_signature signing_key_sign(const struct signing_key *key, struct slice message);

/* Whether `signature` is `key`'s on exactly `message`. libsodium's rules: S below the group order, keys and R of small
 * order or in a non-canonical encoding refused, no cofactor. */
MUST_CHECK bool
ed25519_verify(const struct ed25519_public *key, struct slice message, const struct ed25519_signature *signature);
bool ed25519_public_equal(const struct ed25519_public *a, const struct ed25519_public *b);

#endif
