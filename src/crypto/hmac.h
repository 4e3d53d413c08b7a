/* hmac.h - HMAC-SHA256 (RFC 2104, FIPS 198-1), over libsodium; keys of any length. */
#ifndef DAYBOOK_CRYPTO_HMAC_H
#define DAYBOOK_CRYPTO_HMAC_H

#include "base/attr.h"
#include "crypto/sha256.h"

struct sha256_digest hmac_sha256(struct slice key, struct slice message);
/* Whether `mac` (32 bytes, anything else is false) is the HMAC of `message`; compared in constant time. */
MUST_CHECK bool hmac_sha256_verify(struct slice key, struct slice message, struct slice mac);

#endif
