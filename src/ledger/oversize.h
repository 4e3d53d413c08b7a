/* oversize.h - a payload too large to keep (above LIMIT_PAYLOAD_BYTES), taken in pieces: its first
 * LIMIT_REJECT_PREFIX_BYTES are stored, all of it is measured and hashed, so that its sender can be held to it.
 *   struct ledger_oversize oversize;
 *   ledger_oversize_init(&oversize);
 *   ledger_oversize_add(&oversize, piece); … ledger_oversize_finish(&oversize); then ledger_delivery.oversize. */
#ifndef DAYBOOK_LEDGER_OVERSIZE_H
#define DAYBOOK_LEDGER_OVERSIZE_H

#include "base/limits.h"
#include "record/payload.h"

struct ledger_oversize {
    struct salt salt;            /* drawn by init; that of the stored prefix too */
    uint64_t size;               /* bytes so far */
    struct sha256_digest salted; /* payload_digest() of all of it; set by finish */
    struct sha256_digest plain;  /* SHA-256 of all of it; the HMAC of this is the reject's id; set by finish */
    size_t prefix_len;
    uint8_t prefix[LIMIT_REJECT_PREFIX_BYTES];
    struct sha256_stream salted_stream;
    struct sha256_stream plain_stream;
};

void ledger_oversize_init(struct ledger_oversize *oversize);
void ledger_oversize_add(struct ledger_oversize *oversize, struct slice piece);
void ledger_oversize_finish(struct ledger_oversize *oversize);

#endif
