/* identity.h - the ids that a ledger gives to what has none, and to rejects (docs/records.md). */
#ifndef DAYBOOK_LEDGER_IDENTITY_H
#define DAYBOOK_LEDGER_IDENTITY_H

#include "ledger/append.h"

/* No sender's id may begin so: it could stand for bytes that it did not send. */
#define IDENTITY_PREFIX "hmac:"

/* "hmac:<hex>", and "#<part>" when the payload gives several events. `id_key` is the ledger's secret. An oversize
 * payload has a key of its own, derived from that, since what it hashes is a digest: no payload can be made that has
 * its id. */
struct slice
identity_of_bytes(struct slice id_key, const struct ledger_delivery *delivery, uint64_t part, struct arena *arena);
/* The id of a part that brings none: "<delivery id>#<part>", or that of the bytes. */
struct slice
identity_fallback(struct slice id_key, const struct ledger_delivery *delivery, uint64_t part, struct arena *arena);

#endif
