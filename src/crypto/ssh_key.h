/* ssh_key.h - Ed25519 public keys as OpenSSH writes them: "ssh-ed25519 AAAA… comment", and their fingerprints.
 * Source: RFC 4253 §6.6 (key blob), RFC 8709 §4 (ssh-ed25519), sshd(8) "AUTHORIZED_KEYS FILE FORMAT". */
#ifndef DAYBOOK_CRYPTO_SSH_KEY_H
#define DAYBOOK_CRYPTO_SSH_KEY_H

#include "base/buf.h"
#include "crypto/ed25519.h"

enum {
    SSH_KEY_BLOB_BYTES = 4 + 11 + 4 + 32, /* string "ssh-ed25519", string key */
    SSH_FINGERPRINT_MAX = 7 + 43 + 1      /* "SHA256:", base64 without padding, NUL */
};

/* The wire form of the key. */
void ssh_key_blob(const struct ed25519_public *key, uint8_t out_blob[static SSH_KEY_BLOB_BYTES]);
/* Append "ssh-ed25519 AAAA…" without a comment or newline. */
void ssh_key_append(struct buf *out, const struct ed25519_public *key);
/* Read one line "ssh-ed25519 AAAA…", with or without a comment and a final newline. ERR_FORMAT for anything else, keys
 * of other types included. */
MUST_CHECK int ssh_key_read(struct slice line, struct ed25519_public *out_key, struct err *err);
/* "SHA256:…" as `ssh-keygen -l` prints it, with a NUL. */
void ssh_key_fingerprint(const struct ed25519_public *key, char out_text[static SSH_FINGERPRINT_MAX]);

#endif
