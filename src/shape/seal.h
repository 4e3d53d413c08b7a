/* seal.h - from a shaped event to the record that goes into the leaf: commitments instead of payload and names.
 * The ledger seals when it appends; verify seals again what it read from a disclosed payload and compares. */
#ifndef DAYBOOK_SHAPE_SEAL_H
#define DAYBOOK_SHAPE_SEAL_H

#include "record/payload.h"
#include "shape/shape.h"

/* Finds (the ledger: or makes) the reference of a person's name. Returns 0 with the "ref:…" text, or fails. */
typedef int (*person_lookup)(void *context, struct slice name, struct slice *out_ref, struct err *err);

struct seal_context {
    struct slice source;         /* the enrolled source */
    int64_t received_ms;         /* the ledger's clock */
    struct sha256_digest digest; /* payload_digest() of the payload */
    struct slice payload_type;
    const struct salt *salt; /* of the payload, for change digests */
    struct sha256_digest adapter;
    struct slice auth;
    struct slice signature;   /* absent when the sender signs nothing */
    struct slice fallback_id; /* used when the shaped event has no id: the caller's "hmac:…" or "<delivery id>#<n>" */
    uint64_t part;
    person_lookup person;
    void *person_context;
};

/* Fill the record of `shaped`: everything that the context knows, change digests, and references in the place of
 * every text marked personal. Texts are borrowed from both. */
MUST_CHECK int shaped_seal(const struct shaped *shaped, const struct seal_context *context, struct record *out_record,
                           struct err *err);

#endif
