#include "oracle.h"

#include "unit.h"

void
oracle_leaves(struct sha256_digest *out_leaves, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < SHA256_BYTES; k++)
            out_leaves[i].b[k] = (uint8_t)unit_random();
}

/* The largest power of two below n, n > 1. */
static size_t
split_of(size_t n)
{
    size_t split = 1;
    while (split * 2 < n)
        split *= 2;
    return split;
}

struct sha256_digest
oracle_root(const struct sha256_digest *leaves, size_t n)
{
    if (n == 0)
        return sha256(SLICE(""));
    if (n == 1)
        return leaves[0];
    const size_t split = split_of(n);
    const struct sha256_digest left = oracle_root(leaves, split);
    const struct sha256_digest right = oracle_root(leaves + split, n - split);
    return merkle_node(&left, &right);
}

static void
proof_add(struct oracle_proof *proof, struct sha256_digest hash)
{
    proof->hashes[proof->count++] = hash;
}

static void
path(const struct sha256_digest *leaves, size_t index, size_t n, struct oracle_proof *proof)
{
    if (n == 1)
        return;
    const size_t split = split_of(n);
    if (index < split) {
        path(leaves, index, split, proof);
        proof_add(proof, oracle_root(leaves + split, n - split));
    } else {
        path(leaves + split, index - split, n - split, proof);
        proof_add(proof, oracle_root(leaves, split));
    }
}

/* SUBPROOF(old, D[n], whole). */
static void
subproof(const struct sha256_digest *leaves, size_t old, size_t n, bool whole, struct oracle_proof *proof)
{
    if (old == n) {
        if (!whole)
            proof_add(proof, oracle_root(leaves, n));
        return;
    }
    const size_t split = split_of(n);
    if (old <= split) {
        subproof(leaves, old, split, whole, proof);
        proof_add(proof, oracle_root(leaves + split, n - split));
    } else {
        subproof(leaves + split, old - split, n - split, false, proof);
        proof_add(proof, oracle_root(leaves, split));
    }
}

void
oracle_inclusion(const struct sha256_digest *leaves, size_t index, size_t n, struct oracle_proof *out_proof)
{
    out_proof->count = 0;
    path(leaves, index, n, out_proof);
}

void
oracle_consistency(const struct sha256_digest *leaves, size_t old, size_t n, struct oracle_proof *out_proof)
{
    out_proof->count = 0;
    subproof(leaves, old, n, true, out_proof);
}
