/* key_read.h - a public key as somebody hands it over: `verify --key FILE` takes each form that `key show` prints.
 * Forms: a verifier key line (tlog/vkey.h), an OpenSSH public key line (crypto/ssh_key.h), PEM (crypto/pem.h). */
#ifndef DAYBOOK_TLOG_KEY_READ_H
#define DAYBOOK_TLOG_KEY_READ_H

#include "base/err.h"
#include "crypto/ed25519.h"

struct given_key {
    struct slice name; /* of a verifier key: the origin it is for, a view of the text; absent in the other forms */
    struct ed25519_public key;
};

/* Read one key, told apart by how the text begins; a final newline (or CR LF) is forgiven. ERR_FORMAT, or ERR_VERSION
 * for a verifier key of another type; ERR_USAGE when it is a private key. */
MUST_CHECK int key_read(struct slice text, struct given_key *out_key, struct err *err);

#endif
