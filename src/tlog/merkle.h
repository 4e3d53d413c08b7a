/* merkle.h - the Merkle tree: hashes of leaves and nodes, and the right edge that appending needs.
 * Source: RFC 6962 §2.1. leaf = SHA-256(0x00 ‖ record), node = SHA-256(0x01 ‖ left ‖ right), the root of an empty tree
 * = SHA-256(""). A tree of n leaves is the row of perfect trees that the bits of n name, largest on the left; their
 * roots are all that is needed to append and to compute the root. */
#ifndef DAYBOOK_TLOG_MERKLE_H
#define DAYBOOK_TLOG_MERKLE_H

#include "base/err.h"
#include "crypto/sha256.h"

struct sha256_digest merkle_leaf(struct slice record);
struct sha256_digest merkle_node(const struct sha256_digest *left, const struct sha256_digest *right);

enum { COMPACT_RANGE_ROOTS_MAX = 64 };

/* The first `size` leaves of a tree. roots[0 .. compact_range_count) are set, left to right. {0} is the empty tree. */
struct compact_range {
    uint64_t size;
    struct sha256_digest roots[COMPACT_RANGE_ROOTS_MAX];
};

/* How many roots a tree of `size` leaves has: one for each bit that is set. */
size_t compact_range_count(uint64_t size);
/* Set `out` to a tree of `size` leaves from its roots. ERR_FORMAT when `count` is not compact_range_count(size). */
MUST_CHECK int compact_range_restore(struct compact_range *out, uint64_t size, const struct sha256_digest *roots,
                                     size_t count, struct err *err);
/* Append one leaf by its hash. A tree of 2^64 - 1 leaves is full: appending to it is a bug of the caller. */
void compact_range_append(struct compact_range *range, const struct sha256_digest *leaf_hash);
struct sha256_digest compact_range_root(const struct compact_range *range);

#endif
