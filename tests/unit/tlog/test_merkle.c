#include "unit.h"

#include "base/file.h"
#include "oracle.h"
#include "tlog/merkle.h"
#include "vectors.h"

#include <inttypes.h>

static void
assert_digest(struct sha256_digest got, struct slice want)
{
    ck_assert_uint_eq(want.n, SHA256_BYTES);
    ck_assert_mem_eq(got.b, want.p, SHA256_BYTES);
}

static void
check_reference_tree(const json_t *vectors)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const json_t *roots = json_object_get(vectors, "roots");
    struct compact_range range = {0};
    assert_digest(compact_range_root(&range), vectors_hex(json_array_get(roots, 0), arena));
    size_t at;
    json_t *input;
    json_array_foreach(json_object_get(vectors, "leaf_inputs"), at, input)
    {
        const struct sha256_digest leaf = merkle_leaf(vectors_hex(input, arena));
        assert_digest(leaf, vectors_hex(json_array_get(json_object_get(vectors, "leaf_hashes"), at), arena));
        compact_range_append(&range, &leaf);
        assert_digest(compact_range_root(&range), vectors_hex(json_array_get(roots, at + 1), arena));
    }
    ck_assert_uint_eq(range.size, 8);
}

START_TEST(golden_reference_tree)
{
    json_t *vectors = vectors_golden("rfc6962.json");
    check_reference_tree(vectors);
    json_decref(vectors);
}
END_TEST

START_TEST(shared_reference_tree)
{
    json_t *vectors = vectors_shared("rfc6962-basic/rfc6962.json");
    if (vectors == NULL)
        return;
    check_reference_tree(vectors);
    AUTO(arena_drop) struct arena *arena = arena_new();
    const json_t *hasher = json_object_get(vectors, "hasher");
    assert_digest(merkle_leaf(SLICE("L123456")), vectors_hex(json_object_get(hasher, "leaf_L123456"), arena));
    /* Its children are no hashes, so merkle_node() cannot take them: hash 0x01, "N123", "N456" as it would. */
    assert_digest(sha256(SLICE("\1N123N456")), vectors_hex(json_object_get(hasher, "node_N123_N456"), arena));
    json_decref(vectors);
}
END_TEST

/* Roots by golang.org/x/mod at growing sizes, of the entries "leaf 0", "leaf 1", …; returns how many were compared. */
static size_t
check_roots(const json_t *roots)
{
    struct compact_range range = {0};
    AUTO(arena_drop) struct arena *arena = arena_new();
    size_t at;
    json_t *root;
    json_array_foreach(roots, at, root)
    {
        const uint64_t size = vectors_number(root, "size");
        ck_assert_uint_ge(size, range.size);
        while (range.size < size) {
            char entry[32];
            snprintf(entry, sizeof(entry), "leaf %" PRIu64, range.size);
            const struct sha256_digest leaf = merkle_leaf(slice_of(entry));
            compact_range_append(&range, &leaf);
        }
        assert_digest(compact_range_root(&range), vectors_base64(json_object_get(root, "root"), arena));
    }
    return json_array_size(roots);
}

START_TEST(golden_roots)
{
    json_t *vectors = vectors_golden("proofs.json");
    ck_assert_uint_eq(check_roots(json_object_get(vectors, "roots")), 21);
    json_decref(vectors);
}
END_TEST

START_TEST(shared_roots)
{
    json_t *vectors = vectors_shared("xmod-generated/tlog-vectors.json");
    if (vectors == NULL)
        return;
    ck_assert_uint_eq(check_roots(json_object_get(vectors, "roots")), 610);
    json_decref(vectors);
}
END_TEST

/* Append the entries of a bundle (uint16 length and bytes, repeated). */
static void
append_entries(struct compact_range *range, struct slice bundle)
{
    while (bundle.n > 0) {
        const size_t n = (size_t)bundle.p[0] << 8 | bundle.p[1];
        ck_assert_uint_le(n + 2, bundle.n);
        const struct sha256_digest leaf = merkle_leaf(slice_sub(bundle, 2, 2 + n));
        compact_range_append(range, &leaf);
        bundle = slice_sub(bundle, 2 + n, bundle.n);
    }
}

START_TEST(shared_log_of_700)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (unit_shared() == NULL)
        return;
    static const char *const parts[] = {"000", "001", "002.p/188"};
    struct compact_range range = {0};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const char *folder = vectors_path(arena, "xmod-generated/log700/tile/entries");
        struct slice bundle;
        ck_assert_int_eq(file_read(file_join(arena, folder, parts[i]), 1 << 20, arena, &bundle, NULL), 0);
        append_entries(&range, bundle);
    }
    ck_assert_uint_eq(range.size, 700);
    struct slice checkpoint;
    ck_assert_int_eq(file_read(vectors_path(arena, "xmod-generated/log700/checkpoint"), 4096, arena, &checkpoint, NULL),
                     0);
    const char *root = strstr(arena_text(arena, checkpoint), "\n700\n") + 5;
    json_t *string = json_stringn(root, 44);
    assert_digest(compact_range_root(&range), vectors_base64(string, arena));
    json_decref(string);
}
END_TEST

static void
assert_root(const struct compact_range *range, const struct sha256_digest *leaves)
{
    const struct sha256_digest want = oracle_root(leaves, range->size), got = compact_range_root(range);
    ck_assert_msg(sha256_equal(&got, &want), "size %" PRIu64, range->size);
}

START_TEST(range_agrees_with_the_recursion)
{
    static struct sha256_digest leaves[300];
    oracle_leaves(leaves, COUNT_OF(leaves));
    struct compact_range range = {0};
    assert_root(&range, leaves);
    for (size_t i = 0; i < COUNT_OF(leaves); i++) {
        compact_range_append(&range, &leaves[i]);
        assert_root(&range, leaves);
    }
}
END_TEST

START_TEST(restored_range_goes_on_like_the_first)
{
    static struct sha256_digest leaves[5000];
    oracle_leaves(leaves, COUNT_OF(leaves));
    for (int round = 0; round < 20; round++) {
        const size_t size = unit_random_below(COUNT_OF(leaves)), stop = unit_random_below(size + 1);
        struct compact_range first = {0}, second;
        for (size_t i = 0; i < stop; i++)
            compact_range_append(&first, &leaves[i]);
        ck_assert_int_eq(compact_range_restore(&second, stop, first.roots, compact_range_count(stop), NULL), 0);
        for (size_t i = stop; i < size; i++)
            compact_range_append(&second, &leaves[i]);
        ck_assert_uint_eq(second.size, size);
        assert_root(&second, leaves);
    }
}
END_TEST

START_TEST(restore_wants_exactly_the_roots_of_the_size)
{
    static const uint64_t sizes[] = {0, 1, 2, 3, 255, 256, 70000, UINT64_MAX - 1, UINT64_MAX};
    static const size_t counts[] = {0, 1, 1, 2, 8, 1, 6, 63, 64};
    static struct sha256_digest roots[COMPACT_RANGE_ROOTS_MAX + 1];
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        ck_assert_uint_eq(compact_range_count(sizes[i]), counts[i]);
        for (size_t count = 0; count < COUNT_OF(roots); count++) {
            struct compact_range range = {.size = 77};
            const int r = compact_range_restore(&range, sizes[i], roots, count, NULL);
            ck_assert_int_eq(r, count == counts[i] ? 0 : ERR_FORMAT);
            ck_assert_uint_eq(range.size, r == 0 ? sizes[i] : 77);
        }
    }
    struct compact_range range;
    struct err err;
    ck_assert_int_eq(compact_range_restore(&range, 70000, roots, 4, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "compact range of size 70000 has 4 roots, 6 expected");
}
END_TEST

START_TEST(largest_tree_takes_its_last_leaf)
{
    struct compact_range range = {.size = UINT64_MAX - 1};
    const struct sha256_digest leaf = merkle_leaf(SLICE("last"));
    compact_range_append(&range, &leaf);
    ck_assert_uint_eq(range.size, UINT64_MAX);
    ck_assert(sha256_equal(&range.roots[63], &leaf));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("tlog/merkle", golden_reference_tree, shared_reference_tree, golden_roots, shared_roots,
                     shared_log_of_700, range_agrees_with_the_recursion, restored_range_goes_on_like_the_first,
                     restore_wants_exactly_the_roots_of_the_size, largest_tree_takes_its_last_leaf);
}
