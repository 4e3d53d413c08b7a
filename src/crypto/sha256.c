#include "crypto/sha256.h"

#include <string.h>

_Static_assert(SHA256_BYTES == SHA256_DIGEST_LENGTH, "one length of SHA-256");

struct sha256_digest
sha256(struct slice bytes)
{
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, bytes);
    return sha256_finish(&stream);
}

bool
sha256_equal(const struct sha256_digest *a, const struct sha256_digest *b)
{
    return memcmp(a->b, b->b, SHA256_BYTES) == 0;
}

void
sha256_init(struct sha256_stream *stream)
{
    SHA256_Init(&stream->context);
}

void
sha256_add(struct sha256_stream *stream, struct slice bytes)
{
    SHA256_Update(&stream->context, bytes.p, bytes.n);
}

struct sha256_digest
sha256_finish(struct sha256_stream *stream)
{
    struct sha256_digest digest;
    SHA256_Final(digest.b, &stream->context);
    return digest;
}
