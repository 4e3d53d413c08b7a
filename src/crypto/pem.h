/* pem.h - an Ed25519 public key as PEM, the form that `openssl pkey -pubin` reads.
 * Source: RFC 7468 (PEM), RFC 8410 §4 (SubjectPublicKeyInfo of Ed25519). */
#ifndef DAYBOOK_CRYPTO_PEM_H
#define DAYBOOK_CRYPTO_PEM_H

#include "base/buf.h"
#include "crypto/ed25519.h"

/* Append "-----BEGIN PUBLIC KEY-----", one line of base64, "-----END PUBLIC KEY-----", each with a newline. */
void pem_append(struct buf *out, const struct ed25519_public *key);
/* Read exactly what pem_append() writes (a missing final newline is forgiven). ERR_FORMAT for anything else: keys of
 * other algorithms, private keys. */
MUST_CHECK int pem_read(struct slice text, struct ed25519_public *out_key, struct err *err);

#endif
