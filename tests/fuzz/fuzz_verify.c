/* Hostile bytes as a bundle: verification ends, within its limits.
 * Input that begins with "PK" is the file itself, and must not be VERIFIED with a key that signed nothing. Other input
 * is its members, each after a line "=== PATH": they are declared, rooted and signed here as the holder of the key
 * would, so that what lies behind the signature is reached. */
#include "bundle/manifest.h"
#include "crypto/sshsig.h"
#include "format/zip.h"
#include "tlog/checkpoint.h"
#include "verify/verify.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMBERS_MAX = 200, TEXT_MAX = 1 << 22 };

/* A bundle being made. */
struct maker {
    struct arena *arena;
    struct signing_key *key;
    struct slice paths[MEMBERS_MAX];
    struct slice bytes[MEMBERS_MAX];
    struct manifest_file files[MEMBERS_MAX];
    size_t count;
    struct compact_range tree;
};

#define ORIGIN "ledger.example/fuzz/SIMULATED"

/* Where the next "=== " at the start of a line is, or the end. */
static size_t
next_heading(struct slice rest)
{
    for (size_t at = 0; at < rest.n; at += slice_find(slice_sub(rest, at, rest.n), '\n') + 1)
        if (slice_starts(slice_sub(rest, at, rest.n), SLICE("=== ")))
            return at;
    return rest.n;
}

static void
split(struct maker *maker, struct slice rest)
{
    rest = slice_sub(rest, next_heading(rest), rest.n);
    while (rest.n > 0 && maker->count < MEMBERS_MAX - 1) {
        const size_t end = slice_find(rest, '\n');
        maker->paths[maker->count] = slice_sub(rest, 4, end);
        rest = slice_sub(rest, end + 1, rest.n);
        const size_t n = next_heading(rest);
        maker->bytes[maker->count++] = n == 0 ? SLICE("") : slice_sub(rest, 0, n);
        rest = slice_sub(rest, n, rest.n);
    }
}

/* Take the leaves of a file of entries. */
static void
grow_tree(struct maker *maker, struct slice rest)
{
    while (rest.n > 0) {
        const size_t end = slice_find(rest, '\n');
        const struct sha256_digest leaf = merkle_leaf(slice_sub(rest, 0, end));
        compact_range_append(&maker->tree, &leaf);
        rest = slice_sub(rest, end + 1, rest.n);
    }
}

static struct slice
make_checkpoint(struct maker *maker)
{
    const struct checkpoint checkpoint = {
        .origin = SLICE(ORIGIN), .size = maker->tree.size, .root = compact_range_root(&maker->tree)};
    struct buf out AUTO(buf_release);
    buf_init(&out, TEXT_MAX);
    if (checkpoint_sign(&out, &checkpoint, maker->key, NULL) < 0)
        abort();
    return arena_copy(maker->arena, buf_slice(&out));
}

static void
see_packed(void *context, struct slice bytes)
{
    sha256_add(context, bytes);
}

/* False when a path is none that a zip can have. */
static bool
put_members(struct maker *maker, struct zip *zip, struct sha256_stream *packed)
{
    for (size_t i = 0; i < maker->count; i++) {
        sha256_init(packed);
        if (zip_add(zip, maker->paths[i], ZIP_DEFLATED, maker->bytes[i], NULL) < 0)
            return false;
        maker->files[i] = (struct manifest_file){
            maker->paths[i], maker->bytes[i].n, sha256(maker->bytes[i]), sha256_finish(packed),
            slice_equal(maker->paths[i], SLICE("README.txt")) ? BUNDLE_RENDERED : BUNDLE_RECOMPUTED};
    }
    return true;
}

static bool
put_seal(struct maker *maker, struct zip *zip)
{
    static const struct slice reasons[] = {SLICE_INIT("draft")};
    const struct manifest manifest = {.format = 1,
                                      .statistics = 1,
                                      .program = SLICE("0.1.0"),
                                      .origin = SLICE(ORIGIN),
                                      .simulated = true,
                                      .from_ms = INT64_C(1767225600000),
                                      .to_ms = INT64_C(1775001600000),
                                      .b = maker->tree.size,
                                      .root = compact_range_root(&maker->tree),
                                      .status = BUNDLE_DRAFT,
                                      .reasons = reasons,
                                      .reason_count = 1,
                                      .files = maker->files,
                                      .file_count = maker->count};
    struct buf text AUTO(buf_release);
    struct buf armour AUTO(buf_release);
    buf_init(&text, TEXT_MAX);
    buf_init(&armour, TEXT_MAX);
    if (manifest_write(&manifest, maker->arena, &text, NULL) < 0)
        return false;
    sshsig_sign(&armour, maker->key, SLICE(BUNDLE_NAMESPACE), buf_slice(&text));
    return zip_add(zip, SLICE(BUNDLE_MANIFEST_PATH), ZIP_STORED, buf_slice(&text), NULL) == 0 &&
           zip_add(zip, SLICE(BUNDLE_SIGNATURE_PATH), ZIP_STORED, buf_slice(&armour), NULL) == 0 &&
           zip_finish(zip, NULL) == 0;
}

static bool
make_bundle(struct maker *maker, struct slice input, int fd)
{
    struct sha256_stream packed;
    struct zip *zip AUTO(zip_drop) = zip_new(fd, &(struct zip_options){see_packed, &packed});
    split(maker, input);
    for (size_t i = 0; i < maker->count; i++)
        if (slice_starts(maker->paths[i], SLICE(BUNDLE_ENTRIES_FOLDER)))
            grow_tree(maker, maker->bytes[i]);
    for (size_t i = 0; i < maker->count; i++)
        if (slice_equal(maker->paths[i], SLICE(BUNDLE_CHECKPOINT_PATH)))
            maker->bytes[i] = make_checkpoint(maker);
    return put_members(maker, zip, &packed) && put_seal(maker, zip);
}

static void
verify(int fd, bool is_signed, struct maker *maker)
{
    const struct given_key key = {.key = is_signed ? signing_key_public(maker->key) : (struct ed25519_public){{1}}};
    const struct verify_options options = {.trust = {.keys = &key, .key_count = 1}};
    const struct verify_observer observer = {0};
    struct verify_result result;
    struct err err;
    if (verify_bundle(fd, &options, &observer, maker->arena, &result, &err) == 0 && !is_signed &&
        result.verdict == VERIFY_VERIFIED)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t seed[ED25519_SEED_BYTES] = {5};
    const struct slice input = {data, size};
    const bool is_file = slice_starts(input, SLICE("PK"));
    const int fd = memfd_create("bundle", MFD_CLOEXEC);
    if (fd < 0 || crypto_init(NULL) < 0)
        abort();
    struct maker *maker = calloc(1, sizeof(*maker));
    maker->arena = arena_new();
    maker->key = signing_key_from_seed(seed);
    if (is_file && pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    if (is_file || make_bundle(maker, input, fd))
        verify(fd, !is_file, maker);
    signing_key_free(maker->key);
    arena_free(maker->arena);
    free(maker);
    close(fd);
    return 0;
}
