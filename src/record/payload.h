/* payload.h - salted commitments: the leaf proves a payload, a name or a change without revealing it (docs/records.md).
 * The 32 random salt bytes are stored beside the bytes and never in the leaf. */
#ifndef DAYBOOK_RECORD_PAYLOAD_H
#define DAYBOOK_RECORD_PAYLOAD_H

#include "base/slice.h"
#include "crypto/sha256.h"

enum { SALT_BYTES = 32, PERSON_REF_MAX = 69 }; /* "ref:" + 64 hex + NUL */

struct salt {
    uint8_t b[SALT_BYTES];
};

/* SHA-256("daybook-payload-v1\n" ‖ salt ‖ bytes). */
struct sha256_digest payload_digest(const struct salt *salt, struct slice bytes);
/* SHA-256("daybook-change-v1\n" ‖ salt of the payload ‖ bytes): `bytes` are the value of `before` or `after` exactly
 * as they stand in the payload. */
struct sha256_digest change_digest(const struct salt *salt, struct slice bytes);
/* "ref:" + hex of SHA-256("daybook-person-v1\n" ‖ salt of the name ‖ name). */
void person_ref(char out_ref[static PERSON_REF_MAX], const struct salt *salt, struct slice name);
bool person_is_ref(struct slice text);

#endif
