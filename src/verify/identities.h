/* identities.h - who has which id: so that no entry stands twice and no event is passed off as a duplicate.
 * (source, id) is unique in a ledger. An id "hmac:…" is a keyed hash of the payload's bytes; the key is the ledger's
 * secret, but equal bytes must have equal ids and other bytes others, and that can be seen without it.
 * Keys are 16 bytes of SHA-256 under a random prefix, drawn anew each time, so that nobody can look for collisions. */
#ifndef DAYBOOK_VERIFY_IDENTITIES_H
#define DAYBOOK_VERIFY_IDENTITIES_H

#include "base/slice.h"

struct identities;

enum { IDENTITY_KEY_BYTES = 16, IDENTITY_HMAC_DIGITS = 64 };

/* Stands for the bytes of a payload. */
struct identity_bytes {
    uint8_t b[IDENTITY_KEY_BYTES];
};

/* The entry that has an id. */
struct identity {
    uint64_t index;
    bool has_bytes; /* its payload is disclosed, and whole: */
    struct identity_bytes bytes;
};

struct identities *identities_new(void);
void identities_free(struct identities *identities);
/* For AUTO(identities_drop). */
void identities_drop(struct identities **identities);

struct identity_bytes identities_bytes(const struct identities *identities, struct slice payload);
bool identity_bytes_equal(const struct identity_bytes *a, const struct identity_bytes *b);

/* The first entry with this source and id; false when there is none. */
bool identities_find(const struct identities *identities, struct slice source, struct slice id,
                     struct identity *out_identity);
/* Remember an entry; one that is there already stays. */
void
identities_add(struct identities *identities, struct slice source, struct slice id, const struct identity *identity);

/* Remember that these bytes have this keyed hash (IDENTITY_HMAC_DIGITS). False when they were seen with another, or it
 * was seen with others. */
bool identities_bind(struct identities *identities, const struct identity_bytes *bytes, struct slice hmac);
/* The keyed hash of bytes seen before, else absent. */
struct slice identities_hmac(const struct identities *identities, const struct identity_bytes *bytes);

#endif
