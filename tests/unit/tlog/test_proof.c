#include "unit.h"

#include "base/file.h"
#include "oracle.h"
#include "tlog/proof.h"
#include "vectors.h"

#include <dirent.h>
#include <inttypes.h>

static struct merkle_proof
proof_of(const struct oracle_proof *proof)
{
    return (struct merkle_proof){proof->hashes, proof->count};
}

static bool
json_proof(const json_t *array, struct arena *arena, struct oracle_proof *out)
{
    out->count = 0;
    size_t at;
    json_t *hash;
    json_array_foreach(array, at, hash)
    {
        ck_assert_uint_lt(at, ORACLE_PROOF_MAX);
        if (!vectors_digest(vectors_base64(hash, arena), &out->hashes[out->count++]))
            return false;
    }
    return true;
}

static bool
json_digest(const json_t *object, const char *name, struct arena *arena, struct sha256_digest *out)
{
    return vectors_digest(vectors_base64(json_object_get(object, name), arena), out);
}

/* The verdict on one vector as a reader gives it, who refuses hashes that are not 32 bytes. */
static bool
inclusion_holds(const json_t *vector, const char *index_name, const char *size_name)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct oracle_proof proof;
    struct inclusion claim = {.index = vectors_number(vector, index_name), .size = vectors_number(vector, size_name)};
    return json_digest(vector, "leafHash", arena, &claim.leaf) && json_digest(vector, "root", arena, &claim.root) &&
           json_proof(json_object_get(vector, "proof"), arena, &proof) &&
           inclusion_verify(&claim, proof_of(&proof), NULL) == 0;
}

static bool
consistency_holds(const json_t *vector)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct oracle_proof proof;
    struct consistency claim = {.old_size = vectors_number(vector, "size1"),
                                .new_size = vectors_number(vector, "size2")};
    return json_digest(vector, "root1", arena, &claim.old_root) &&
           json_digest(vector, "root2", arena, &claim.new_root) &&
           json_proof(json_object_get(vector, "proof"), arena, &proof) &&
           consistency_verify(&claim, proof_of(&proof), NULL) == 0;
}

static void
check_good_proofs(json_t *vectors, size_t inclusions, size_t consistencies)
{
    size_t at;
    json_t *vector;
    json_array_foreach(json_object_get(vectors, "inclusion"), at, vector)
        ck_assert_msg(inclusion_holds(vector, "index", "size"), "inclusion %zu", at);
    ck_assert_uint_eq(at, inclusions);
    json_array_foreach(json_object_get(vectors, "consistency"), at, vector)
        ck_assert_msg(consistency_holds(vector), "consistency %zu", at);
    ck_assert_uint_eq(at, consistencies);
    json_decref(vectors);
}

START_TEST(golden_proofs)
{
    check_good_proofs(vectors_golden("proofs.json"), 14, 20);
}
END_TEST

START_TEST(shared_proofs)
{
    if (unit_shared() != NULL)
        check_good_proofs(vectors_shared("xmod-generated/tlog-vectors.json"), 236, 226);
}
END_TEST

/* The one vector whose roots are 11 bytes and which a reader of roots of any length accepts. */
static bool
is_of_short_roots(const char *path)
{
    return strstr(path, "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json") != NULL;
}

static void
check_file(const char *path)
{
    json_t *vector = vectors_load(path);
    const bool want = !json_is_true(json_object_get(vector, "wantErr")) && !is_of_short_roots(path);
    const bool got = json_object_get(vector, "treeSize") != NULL ? inclusion_holds(vector, "leafIdx", "treeSize")
                                                                 : consistency_holds(vector);
    ck_assert_msg(got == want, "%s", path);
    json_decref(vector);
}

/* Every .json below `folder`; returns how many. */
static size_t
check_folder(struct arena *arena, const char *folder)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    ck_assert_msg(directory != NULL, "%s", folder);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *path = file_join(arena, folder, entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        if (!slice_ends(slice_of(path), SLICE(".json"))) {
            count += check_folder(arena, path);
            continue;
        }
        check_file(path);
        count++;
    }
    closedir(directory);
    return count;
}

START_TEST(shared_transparency_dev_proofs)
{
    if (unit_shared() == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_uint_eq(check_folder(arena, vectors_path(arena, "rfc6962-merkle/testdata/inclusion")), 98);
    ck_assert_uint_eq(check_folder(arena, vectors_path(arena, "rfc6962-merkle/testdata/consistency")), 98);
}
END_TEST

static void
flip(struct sha256_digest *digest, size_t bit)
{
    digest->b[bit / 8] ^= (uint8_t)(1U << (bit % 8));
}

/* Each neighbour of a good claim or proof must be refused. */
static void
refute_inclusion(struct inclusion claim, struct oracle_proof proof)
{
    struct inclusion other = claim;
    flip(&other.leaf, unit_random_below(256));
    ck_assert_int_eq(inclusion_verify(&other, proof_of(&proof), NULL), ERR_FORMAT);
    if (proof.count > 0) {
        proof.count--;
        ck_assert_int_eq(inclusion_verify(&claim, proof_of(&proof), NULL), ERR_FORMAT);
        proof.count++;
    }
    proof.hashes[proof.count++] = claim.root;
    ck_assert_int_eq(inclusion_verify(&claim, proof_of(&proof), NULL), ERR_FORMAT);
}

START_TEST(inclusion_in_all_small_trees)
{
    enum { SIZE_MAX_TRIED = 70 };
    struct sha256_digest leaves[SIZE_MAX_TRIED];
    oracle_leaves(leaves, SIZE_MAX_TRIED);
    for (size_t size = 1; size <= SIZE_MAX_TRIED; size++)
        for (size_t index = 0; index < size; index++) {
            struct inclusion claim = {index, size, leaves[index], oracle_root(leaves, size)};
            struct oracle_proof proof = {.count = 0};
            oracle_inclusion(leaves, index, size, &proof);
            ck_assert_int_eq(inclusion_verify(&claim, proof_of(&proof), NULL), 0);
            refute_inclusion(claim, proof);
            struct inclusion other = claim;
            other.index = (index + 1 + unit_random_below(size)) % (size + 1);
            if (other.index != index)
                ck_assert_int_eq(inclusion_verify(&other, proof_of(&proof), NULL), ERR_FORMAT);
        }
}
END_TEST

START_TEST(consistency_of_all_small_trees)
{
    enum { SIZE_MAX_TRIED = 70 };
    struct sha256_digest leaves[SIZE_MAX_TRIED];
    oracle_leaves(leaves, SIZE_MAX_TRIED);
    for (size_t new_size = 1; new_size <= SIZE_MAX_TRIED; new_size++)
        for (size_t old_size = 1; old_size <= new_size; old_size++) {
            struct consistency claim = {old_size, new_size, oracle_root(leaves, old_size),
                                        oracle_root(leaves, new_size)};
            struct oracle_proof proof = {.count = 0};
            oracle_consistency(leaves, old_size, new_size, &proof);
            ck_assert_int_eq(consistency_verify(&claim, proof_of(&proof), NULL), 0);
            struct consistency other = claim;
            flip(&other.old_root, unit_random_below(256));
            ck_assert_int_eq(consistency_verify(&other, proof_of(&proof), NULL), ERR_FORMAT);
            other = claim;
            flip(&other.new_root, unit_random_below(256));
            ck_assert_int_eq(consistency_verify(&other, proof_of(&proof), NULL), ERR_FORMAT);
            proof.hashes[proof.count++] = claim.new_root;
            ck_assert_int_eq(consistency_verify(&claim, proof_of(&proof), NULL), ERR_FORMAT);
        }
}
END_TEST

START_TEST(every_flipped_bit_of_a_proof_fails)
{
    enum { OLD_SIZE = 133, SIZE = 300, INDEX = 257 };
    struct sha256_digest leaves[SIZE];
    oracle_leaves(leaves, SIZE);
    const struct inclusion inclusion = {INDEX, SIZE, leaves[INDEX], oracle_root(leaves, SIZE)};
    const struct consistency consistency = {OLD_SIZE, SIZE, oracle_root(leaves, OLD_SIZE), oracle_root(leaves, SIZE)};
    struct oracle_proof path = {.count = 0}, growth = {.count = 0};
    oracle_inclusion(leaves, INDEX, SIZE, &path);
    oracle_consistency(leaves, OLD_SIZE, SIZE, &growth);
    ck_assert_uint_gt(path.count, 4);
    ck_assert_uint_gt(growth.count, 6);
    for (size_t bit = 0; bit < path.count * 256; bit++) {
        flip(&path.hashes[bit / 256], bit % 256);
        ck_assert_int_eq(inclusion_verify(&inclusion, proof_of(&path), NULL), ERR_FORMAT);
        flip(&path.hashes[bit / 256], bit % 256);
    }
    for (size_t bit = 0; bit < growth.count * 256; bit++) {
        flip(&growth.hashes[bit / 256], bit % 256);
        ck_assert_int_eq(consistency_verify(&consistency, proof_of(&growth), NULL), ERR_FORMAT);
        flip(&growth.hashes[bit / 256], bit % 256);
    }
    ck_assert_int_eq(inclusion_verify(&inclusion, proof_of(&path), NULL), 0);
    ck_assert_int_eq(consistency_verify(&consistency, proof_of(&growth), NULL), 0);
}
END_TEST

static void
assert_inclusion_error(struct inclusion claim, size_t count, const char *message)
{
    struct oracle_proof proof = {.count = count};
    struct err err;
    ck_assert_int_eq(inclusion_verify(&claim, proof_of(&proof), &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, message);
}

static void
assert_consistency_error(struct consistency claim, size_t count, const char *message)
{
    struct oracle_proof proof = {.count = count};
    struct err err;
    ck_assert_int_eq(consistency_verify(&claim, proof_of(&proof), &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, message);
}

START_TEST(says_what_is_wrong)
{
    const struct sha256_digest a = {{1}}, b = {{2}};
    assert_inclusion_error((struct inclusion){0, 0, a, a}, 0, "leaf 0 is not in a tree of 0");
    assert_inclusion_error((struct inclusion){8, 8, a, a}, 3, "leaf 8 is not in a tree of 8");
    assert_inclusion_error((struct inclusion){0, 1, a, b}, 0, "inclusion proof leads to another root");
    assert_inclusion_error((struct inclusion){0, 1, a, a}, 1, "proof of 1 hashes is too long");
    assert_inclusion_error((struct inclusion){3, 8, a, a}, 2, "proof of 2 hashes is too short");
    assert_inclusion_error((struct inclusion){3, 8, a, a}, 4, "proof of 4 hashes is too long");
    assert_inclusion_error((struct inclusion){UINT64_MAX - 1, UINT64_MAX, a, a}, 80, "proof of 80 hashes is too long");
    assert_consistency_error((struct consistency){0, 8, a, a}, 0, "consistency with an empty tree proves nothing");
    assert_consistency_error((struct consistency){0, 0, a, a}, 0, "consistency with an empty tree proves nothing");
    assert_consistency_error((struct consistency){9, 8, a, a}, 0, "tree of 9 cannot grow to 8");
    assert_consistency_error((struct consistency){8, 8, a, b}, 0, "two roots of the same size 8 differ");
    assert_consistency_error((struct consistency){8, 8, a, a}, 1, "proof of 1 hashes is too long");
    assert_consistency_error((struct consistency){6, 8, a, a}, 0, "proof of 0 hashes is too short");
    assert_consistency_error((struct consistency){6, 8, a, a}, 2, "proof of 2 hashes is too short");
    assert_consistency_error((struct consistency){6, 8, a, a}, 4, "proof of 4 hashes is too long");
    assert_consistency_error((struct consistency){6, 8, a, a}, 3, "consistency proof leads to another old root");
    assert_consistency_error((struct consistency){4, 8, a, a}, 1, "consistency proof leads to another new root");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("tlog/proof", golden_proofs, shared_proofs, shared_transparency_dev_proofs,
                     inclusion_in_all_small_trees, consistency_of_all_small_trees, every_flipped_bit_of_a_proof_fails,
                     says_what_is_wrong);
}
