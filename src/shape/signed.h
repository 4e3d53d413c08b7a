/* signed.h - a payload that its sender signed: a DSSE envelope around a document (crypto/dsse.h).
 * The envelope is the payload, kept and committed to as it came; what it carries is read. Anybody with the sender's
 * public key can check the signature again, so such an event cannot be made on the ledger's host.
 * Source: DSSE envelope v1.0.2, JSON form. */
#ifndef DAYBOOK_SHAPE_SIGNED_H
#define DAYBOOK_SHAPE_SIGNED_H

#include "crypto/ed25519.h"
#include "shape/shape.h"

/* Whether the document is a DSSE envelope: an object with `payload`, `payloadType` and `signatures`. */
bool signed_is_envelope(const struct json *document);
/* Decode it: the body, its type and the signatures, into `input` (the arena holds them). ERR_FORMAT when it is
 * malformed, ERR_LIMIT above LIMIT_ENVELOPE_SIGNATURES signatures. */
MUST_CHECK int
signed_open(const struct json *envelope, struct arena *arena, struct shape_input *input, struct err *err);

/* The written form of a signature in a record: "ed25519:" and base64. In the arena. ERR_SIGNATURE when the input is no
 * envelope, or none of its signatures is `key`'s. */
MUST_CHECK int signed_check(const struct shape_input *input, const struct ed25519_public *key, struct arena *arena,
                            struct slice *out_signature, struct err *err);

#endif
