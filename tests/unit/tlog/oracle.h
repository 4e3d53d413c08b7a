/* oracle.h - the tree, its roots and its proofs by the recursions of RFC 6962 §2.1 over all leaves: slow and plain, to
 * hold the real ones against. */
#ifndef DAYBOOK_TESTS_TLOG_ORACLE_H
#define DAYBOOK_TESTS_TLOG_ORACLE_H

#include "tlog/merkle.h"

enum { ORACLE_PROOF_MAX = 80 };

/* With room, so that tests can lengthen it. */
struct oracle_proof {
    struct sha256_digest hashes[ORACLE_PROOF_MAX];
    size_t count;
};

/* `n` random leaf hashes. */
void oracle_leaves(struct sha256_digest *out_leaves, size_t n);
/* MTH(D[n]). */
struct sha256_digest oracle_root(const struct sha256_digest *leaves, size_t n);
/* PATH(index, D[n]). */
void oracle_inclusion(const struct sha256_digest *leaves, size_t index, size_t n, struct oracle_proof *out_proof);
/* PROOF(old, D[n]), 0 < old <= n. */
void oracle_consistency(const struct sha256_digest *leaves, size_t old, size_t n, struct oracle_proof *out_proof);

#endif
