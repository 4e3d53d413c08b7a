/* sshsig.h - signatures that stock `ssh-keygen -Y verify` checks: SSHSIG with ssh-ed25519 and sha512.
 * One signature of one message has one text here: reading refuses every armour that would not be written again byte
 * for byte, other line lengths and line ends included, so that a signed bundle has no twins.
 * Source: OpenSSH PROTOCOL.sshsig. */
#ifndef DAYBOOK_CRYPTO_SSHSIG_H
#define DAYBOOK_CRYPTO_SSHSIG_H

#include "base/buf.h"
#include "crypto/ed25519.h"

enum { SSHSIG_NAMESPACE_MAX = 255, SSHSIG_ARMOUR_MAX = 1024 };

/* Append the armoured signature of `message`, lines of 70 characters as ssh-keygen writes them. `name_space` keeps
 * signatures of one purpose from passing for another: 1 to SSHSIG_NAMESPACE_MAX bytes. */
void sshsig_sign(struct buf *out, const struct signing_key *key, struct slice name_space, struct slice message);

/* Check `armour` over `message` and give the key that made it; whether that key is trusted is the caller's question.
 * ERR_FORMAT when the armour is not in the one form above, ERR_SIGNATURE when it is for another namespace or does not
 * verify. */
MUST_CHECK int sshsig_verify(struct slice armour, struct slice name_space, struct slice message,
                             struct ed25519_public *out_key, struct err *err);

#endif
