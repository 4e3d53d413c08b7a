/* vkey.h - the verifier key of a signed note: a name, a key ID and an Ed25519 public key.
 * Written form: `name+8hex+base64(0x01 ‖ public key)`. Key ID = first 4 bytes, big-endian, of
 * SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). Source: C2SP signed-note, "Verifier keys" and "Signatures". */
#ifndef DAYBOOK_TLOG_VKEY_H
#define DAYBOOK_TLOG_VKEY_H

#include "base/buf.h"
#include "crypto/ed25519.h"

enum { VKEY_TYPE_ED25519 = 0x01 };

/* `name` is borrowed. `id` follows from the others: build with vkey_make() or vkey_read(). */
struct vkey {
    struct slice name;
    uint32_t id;
    struct ed25519_public key;
};

/* Known keys, borrowed. */
struct vkey_list {
    const struct vkey *keys;
    size_t count;
};

/* Whether `name` may name a key: UTF-8, not empty, without control characters, Unicode spaces and '+'. */
bool vkey_name_is_valid(struct slice name);
/* `name` must be valid and outlive the result. */
struct vkey vkey_make(struct slice name, const struct ed25519_public *key);
/* Read the written form (no newline); `out_key->name` is a view of `text`. ERR_FORMAT when it is malformed or the ID is
 * not that of name and key; ERR_VERSION for a key type other than Ed25519. */
MUST_CHECK int vkey_read(struct slice text, struct vkey *out_key, struct err *err);
void vkey_append(struct buf *out, const struct vkey *key);

#endif
