#include "tlog/proof.h"

#include "tlog/merkle.h"

#include <inttypes.h>

/* Where the climb from a leaf stands: the node's number in its level, and that of the level's last node. */
struct climb {
    uint64_t node;
    uint64_t last;
};

static bool
is_odd(uint64_t n)
{
    return (n & 1) != 0;
}

/* Move to the parent level. */
static void
climb_up(struct climb *climb)
{
    climb->node >>= 1;
    climb->last >>= 1;
}

/* Whether the next proof hash is the left sibling. A last node without a right sibling is first carried up, unchanged,
 * to the level where it has a left one. */
static bool
climb_joins_left(struct climb *climb)
{
    if (!is_odd(climb->node) && climb->node != climb->last)
        return false;
    while (!is_odd(climb->node) && climb->node != 0)
        climb_up(climb);
    return true;
}

static int
too_short(size_t count, struct err *err)
{
    return err_set(err, ERR_FORMAT, "proof of %zu hashes is too short", count);
}

static int
too_long(size_t count, struct err *err)
{
    return err_set(err, ERR_FORMAT, "proof of %zu hashes is too long", count);
}

int
inclusion_verify(const struct inclusion *claim, struct merkle_proof proof, struct err *err)
{
    if (claim->index >= claim->size)
        return err_set(err, ERR_FORMAT, "leaf %" PRIu64 " is not in a tree of %" PRIu64, claim->index, claim->size);
    struct climb climb = {claim->index, claim->size - 1};
    struct sha256_digest root = claim->leaf;
    for (size_t i = 0; i < proof.count; i++) {
        if (climb.last == 0)
            return too_long(proof.count, err);
        if (climb_joins_left(&climb))
            root = merkle_node(&proof.hashes[i], &root);
        else
            root = merkle_node(&root, &proof.hashes[i]);
        climb_up(&climb);
    }
    if (climb.last != 0)
        return too_short(proof.count, err);
    if (!sha256_equal(&root, &claim->root))
        return err_set(err, ERR_FORMAT, "inclusion proof leads to another root");
    return 0;
}

static int
consistency_verify_equal(const struct consistency *claim, struct merkle_proof proof, struct err *err)
{
    if (proof.count != 0)
        return too_long(proof.count, err);
    if (!sha256_equal(&claim->old_root, &claim->new_root))
        return err_set(err, ERR_FORMAT, "two roots of the same size %" PRIu64 " differ", claim->new_size);
    return 0;
}

/* The two trees share the nodes that the proof joins on the left; the new one also has those joined on the right. */
struct two_roots {
    struct sha256_digest old_root;
    struct sha256_digest new_root;
};

static int
two_roots_climb(struct climb climb, struct merkle_proof proof, size_t from, struct two_roots *roots, struct err *err)
{
    for (size_t i = from; i < proof.count; i++) {
        if (climb.last == 0)
            return too_long(proof.count, err);
        if (climb_joins_left(&climb)) {
            roots->old_root = merkle_node(&proof.hashes[i], &roots->old_root);
            roots->new_root = merkle_node(&proof.hashes[i], &roots->new_root);
        } else {
            roots->new_root = merkle_node(&roots->new_root, &proof.hashes[i]);
        }
        climb_up(&climb);
    }
    return climb.last == 0 ? 0 : too_short(proof.count, err);
}

int
consistency_verify(const struct consistency *claim, struct merkle_proof proof, struct err *err)
{
    if (claim->old_size == 0)
        return err_set(err, ERR_FORMAT, "consistency with an empty tree proves nothing");
    if (claim->old_size > claim->new_size)
        return err_set(err, ERR_FORMAT, "tree of %" PRIu64 " cannot grow to %" PRIu64, claim->old_size,
                       claim->new_size);
    if (claim->old_size == claim->new_size)
        return consistency_verify_equal(claim, proof, err);
    if (proof.count == 0)
        return too_short(proof.count, err);
    struct climb climb = {claim->old_size - 1, claim->new_size - 1};
    while (is_odd(climb.node))
        climb_up(&climb);
    /* The climb starts at the old tree's last perfect subtree. When that is the whole old tree, its hash is the old
     * root and not repeated in the proof. */
    struct two_roots roots = {claim->old_root, claim->old_root};
    const bool is_whole = climb.node == 0;
    if (!is_whole)
        roots = (struct two_roots){proof.hashes[0], proof.hashes[0]};
    TRY(two_roots_climb(climb, proof, is_whole ? 0 : 1, &roots, err));
    if (!sha256_equal(&roots.old_root, &claim->old_root))
        return err_set(err, ERR_FORMAT, "consistency proof leads to another old root");
    if (!sha256_equal(&roots.new_root, &claim->new_root))
        return err_set(err, ERR_FORMAT, "consistency proof leads to another new root");
    return 0;
}
