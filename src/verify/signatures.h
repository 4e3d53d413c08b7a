/* signatures.h - sources that are enrolled with a key: what they say is signed, and what is not signed they did not
 * say. Inside of this folder only. */
#ifndef DAYBOOK_VERIFY_SIGNATURES_H
#define DAYBOOK_VERIFY_SIGNATURES_H

#include "verify/walk.h"

/* Report unless the entry shows the signature that its source's key made over the payload, or none when its source is
 * enrolled without a key. */
void signatures_check(struct walk *walk, const struct walk_payload *payload);

enum signature_reject {
    SIGNATURE_REJECT_NOT,       /* it was rejected for another reason, or without one that holds */
    SIGNATURE_REJECT_PROVEN,    /* the source that the payload names is enrolled with a key that did not sign it */
    SIGNATURE_REJECT_UNPROVABLE /* the same of a source that only the ingest named */
};
/* Whether the ledger's reject of a payload that opens is for a signature that is not there. */
enum signature_reject signatures_reject(const struct walk *walk, const struct walk_payload *payload);

#endif
