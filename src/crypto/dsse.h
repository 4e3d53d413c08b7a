/* dsse.h - DSSE, the Dead Simple Signing Envelope: what a sender signs when it signs a payload.
 * The signature is Ed25519 over the pre-authentication encoding
 * "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body, lengths in decimal bytes.
 * Source: DSSE protocol v1.0.2, "Signature Definition". */
#ifndef DAYBOOK_CRYPTO_DSSE_H
#define DAYBOOK_CRYPTO_DSSE_H

#include "base/buf.h"
#include "crypto/ed25519.h"

/* Append the pre-authentication encoding of a body of this type. */
void dsse_encoding_append(struct buf *out, struct slice type, struct slice body);
/* Whether `signature` is `key`'s on the body of this type. */
MUST_CHECK bool dsse_verify(const struct ed25519_public *key, struct slice type, struct slice body,
                            const struct ed25519_signature *signature);

#endif
