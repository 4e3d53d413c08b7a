#include "crypto/dsse.h"

#include <stdio.h>

enum { DSSE_FRAME_MAX = 64 }; /* the fixed words, and two lengths of at most 20 digits */

void
dsse_encoding_append(struct buf *out, struct slice type, struct slice body)
{
    buf_format(out, "DSSEv1 %zu ", type.n);
    buf_add(out, type);
    buf_format(out, " %zu ", body.n);
    buf_add(out, body);
}

bool
dsse_verify(const struct ed25519_public *key, struct slice type, struct slice body,
            const struct ed25519_signature *signature)
{
    struct buf encoding;
    buf_init(&encoding, type.n + body.n + DSSE_FRAME_MAX);
    dsse_encoding_append(&encoding, type, body);
    const bool good = !encoding.overflow && ed25519_verify(key, buf_slice(&encoding), signature);
    buf_release(&encoding);
    return good;
}
