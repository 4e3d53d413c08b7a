/* proof.h - checking inclusion and consistency proofs.
 * Source: RFC 9162 §2.1.3.2 and §2.1.4.2, whose proofs are those of RFC 6962. */
#ifndef DAYBOOK_TLOG_PROOF_H
#define DAYBOOK_TLOG_PROOF_H

#include "base/err.h"
#include "crypto/sha256.h"

/* The hashes of a proof, from the leaf towards the root; at most 63 are ever needed. */
struct merkle_proof {
    const struct sha256_digest *hashes;
    size_t count;
};

/* "The leaf with hash `leaf` is number `index` (from 0) of the tree of `size` leaves with `root`." */
struct inclusion {
    uint64_t index;
    uint64_t size;
    struct sha256_digest leaf;
    struct sha256_digest root;
};

/* "The tree of `new_size` leaves with `new_root` starts with the tree of `old_size` leaves with `old_root`." */
struct consistency {
    uint64_t old_size;
    uint64_t new_size;
    struct sha256_digest old_root;
    struct sha256_digest new_root;
};

/* 0 when `proof` proves `claim`; ERR_FORMAT when the claim is impossible (index not below size), the proof has a wrong
 * number of hashes, or it leads to another root. */
MUST_CHECK int inclusion_verify(const struct inclusion *claim, struct merkle_proof proof, struct err *err);

/* The same for growth. Equal sizes need equal roots and an empty proof. An old tree of size 0 proves nothing and is
 * ERR_FORMAT: whoever accepts "from nothing" does so without a proof. */
MUST_CHECK int consistency_verify(const struct consistency *claim, struct merkle_proof proof, struct err *err);

#endif
