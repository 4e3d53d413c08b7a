#include "ledger/identity.h"

#include "base/encoding.h"
#include "crypto/hmac.h"

#include <inttypes.h>

static struct sha256_digest
digest_of(struct slice id_key, const struct ledger_delivery *delivery)
{
    if (delivery->oversize == NULL)
        return hmac_sha256(id_key, delivery->bytes);
    const struct sha256_digest key = hmac_sha256(id_key, SLICE("daybook-oversize-v1\n"));
    return hmac_sha256((struct slice){key.b, SHA256_BYTES}, (struct slice){delivery->oversize->plain.b, SHA256_BYTES});
}

struct slice
identity_of_bytes(struct slice id_key, const struct ledger_delivery *delivery, uint64_t part, struct arena *arena)
{
    const struct sha256_digest digest = digest_of(id_key, delivery);
    char hex[2 * SHA256_BYTES + 1];
    hex_write(hex, digest.b, SHA256_BYTES);
    if (delivery->shaping == NULL || delivery->shaping->count == 1)
        return arena_format(arena, IDENTITY_PREFIX "%s", hex);
    return arena_format(arena, IDENTITY_PREFIX "%s#%" PRIu64, hex, part);
}

struct slice
identity_fallback(struct slice id_key, const struct ledger_delivery *delivery, uint64_t part, struct arena *arena)
{
    if (delivery->id.n == 0)
        return identity_of_bytes(id_key, delivery, part, arena);
    return arena_format(arena, "%.*s#%" PRIu64, SLICE_ARG(delivery->id), part);
}
