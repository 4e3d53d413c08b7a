/* trust.h - whether the key that signed a bundle is one that was given. */
#ifndef DAYBOOK_VERIFY_TRUST_H
#define DAYBOOK_VERIFY_TRUST_H

#include "verify/verify.h"

/* How `signer` came to be trusted for bundles of `origin`; VERIFY_BASIS_NONE only when nothing was given at all.
 * ERR_SIGNATURE when it is none of the keys that were given, ERR_NOT_FOUND when none was given for this origin;
 * ERR_FORMAT or ERR_LIMIT when the allowed signers themselves are malformed. */
MUST_CHECK int trust_find(const struct verify_trust *trust, struct slice origin, const struct ed25519_public *signer,
                          enum verify_basis *out_basis, struct err *err);

#endif
