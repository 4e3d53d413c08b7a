#include "crypto/hmac.h"

#include <sodium.h>

_Static_assert(SHA256_BYTES == crypto_auth_hmacsha256_BYTES, "an HMAC has the length of its hash");

struct sha256_digest
hmac_sha256(struct slice key, struct slice message)
{
    crypto_auth_hmacsha256_state state;
    struct sha256_digest mac;
    crypto_auth_hmacsha256_init(&state, key.p, key.n);
    crypto_auth_hmacsha256_update(&state, message.p, message.n);
    crypto_auth_hmacsha256_final(&state, mac.b);
    sodium_memzero(&state, sizeof(state)); /* it is as good as the key */
    return mac;
}

bool
hmac_sha256_verify(struct slice key, struct slice message, struct slice mac)
{
    const struct sha256_digest want = hmac_sha256(key, message);
    return mac.n == SHA256_BYTES && sodium_memcmp(mac.p, want.b, SHA256_BYTES) == 0;
}
