#include "crypto/pem.h"

#include "base/arena.h"
#include "base/encoding.h"

static const struct slice pem_begin = SLICE_INIT("-----BEGIN PUBLIC KEY-----\n");
static const struct slice pem_end = SLICE_INIT("\n-----END PUBLIC KEY-----");
/* SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }, up to those bytes. */
static const struct slice der_head = SLICE_INIT("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\0");

enum { DER_BYTES = 12 + ED25519_PUBLIC_BYTES };

void
pem_append(struct buf *out, const struct ed25519_public *key)
{
    uint8_t der[DER_BYTES];
    memcpy(der, der_head.p, der_head.n);
    memcpy(der + der_head.n, key->b, ED25519_PUBLIC_BYTES);
    buf_add(out, pem_begin);
    base64_append(out, (struct slice){der, sizeof(der)});
    buf_add(out, pem_end);
    buf_byte(out, '\n');
}

int
pem_read(struct slice text, struct ed25519_public *out_key, struct err *err)
{
    const struct slice lines = slice_ends(text, SLICE("\n")) ? slice_sub(text, 0, text.n - 1) : text;
    if (!slice_starts(lines, pem_begin) || !slice_ends(lines, pem_end) || lines.n < pem_begin.n + pem_end.n)
        return err_set(err, ERR_FORMAT, "not a PEM public key (-----BEGIN PUBLIC KEY-----)");
    AUTO(arena_drop) struct arena *scratch = arena_new();
    struct slice der;
    const int r = base64_read(slice_sub(lines, pem_begin.n, lines.n - pem_end.n), scratch, &der, err);
    if (r < 0)
        return err_wrap(err, r, "PEM public key");
    if (der.n != DER_BYTES || !slice_starts(der, der_head))
        return err_set(err, ERR_FORMAT, "PEM public key is not an Ed25519 key");
    memcpy(out_key->b, der.p + der_head.n, ED25519_PUBLIC_BYTES);
    return 0;
}
