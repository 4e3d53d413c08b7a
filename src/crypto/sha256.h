/* sha256.h - SHA-256 (FIPS 180-4): the one hash of leaves, nodes, payload commitments and file digests.
 * Over OpenSSL's SHA256_* functions, which use the processor's SHA instructions and, unlike EVP, keep a statically
 * linked verifier small. */
#ifndef DAYBOOK_CRYPTO_SHA256_H
#define DAYBOOK_CRYPTO_SHA256_H

#include "base/slice.h"

#include <openssl/sha.h>

enum { SHA256_BYTES = 32 };

struct sha256_digest {
    uint8_t b[SHA256_BYTES];
};

struct sha256_digest sha256(struct slice bytes);
/* Not in constant time: for public values only. */
bool sha256_equal(const struct sha256_digest *a, const struct sha256_digest *b);

/* A hash over bytes that come in parts: init, add as often as wanted, finish once; init makes it usable again. */
struct sha256_stream {
    SHA256_CTX context;
};
void sha256_init(struct sha256_stream *stream);
void sha256_add(struct sha256_stream *stream, struct slice bytes);
struct sha256_digest sha256_finish(struct sha256_stream *stream);

#endif
