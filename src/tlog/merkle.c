#include "tlog/merkle.h"

#include <assert.h>
#include <stdint.h>

enum { LEAF_PREFIX = 0x00, NODE_PREFIX = 0x01 };

struct sha256_digest
merkle_leaf(struct slice record)
{
    const uint8_t prefix = LEAF_PREFIX;
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, (struct slice){&prefix, 1});
    sha256_add(&stream, record);
    return sha256_finish(&stream);
}

struct sha256_digest
merkle_node(const struct sha256_digest *left, const struct sha256_digest *right)
{
    uint8_t bytes[1 + 2 * SHA256_BYTES];
    bytes[0] = NODE_PREFIX;
    memcpy(bytes + 1, left->b, SHA256_BYTES);
    memcpy(bytes + 1 + SHA256_BYTES, right->b, SHA256_BYTES);
    return sha256((struct slice){bytes, sizeof(bytes)});
}

size_t
compact_range_count(uint64_t size)
{
    return (size_t)__builtin_popcountll(size);
}

int
compact_range_restore(struct compact_range *out, uint64_t size, const struct sha256_digest *roots, size_t count,
                      struct err *err)
{
    const size_t want = compact_range_count(size);
    if (count != want)
        return err_set(err, ERR_FORMAT, "compact range of size %llu has %zu roots, %zu expected",
                       (unsigned long long)size, count, want);
    *out = (struct compact_range){.size = size};
    for (size_t i = 0; i < count; i++)
        out->roots[i] = roots[i];
    return 0;
}

void
compact_range_append(struct compact_range *range, const struct sha256_digest *leaf_hash)
{
    assert(range->size < UINT64_MAX);
    struct sha256_digest hash = *leaf_hash;
    size_t count = compact_range_count(range->size);
    /* Like carrying a one into a binary number: each low bit that is set is a tree of the size reached so far. */
    for (uint64_t bits = range->size; (bits & 1) != 0; bits >>= 1) {
        count--;
        hash = merkle_node(&range->roots[count], &hash);
    }
    range->roots[count] = hash;
    range->size++;
}

struct sha256_digest
compact_range_root(const struct compact_range *range)
{
    size_t at = compact_range_count(range->size);
    if (at == 0)
        return sha256(SLICE(""));
    struct sha256_digest root = range->roots[--at];
    while (at > 0)
        root = merkle_node(&range->roots[--at], &root);
    return root;
}
