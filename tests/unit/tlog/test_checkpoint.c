#include "unit.h"

#include "base/encoding.h"
#include "base/file.h"
#include "crypto/pem.h"
#include "crypto/ssh_key.h"
#include "crypto/sshsig.h"
#include "tlog/checkpoint.h"
#include "tlog/merkle.h"
#include "tlog/proof.h"
#include "vectors.h"

#define ROOT "QVeLrS2Vz3szD2gCUulOvGCPkfMAQRRT8LFQqK5ALJQ="
#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

START_TEST(reads_the_three_lines)
{
    struct checkpoint checkpoint;
    ck_assert_int_eq(checkpoint_parse(SLICE("example.com/log\n700\n" ROOT "\n"), &checkpoint, NULL), 0);
    ck_assert_slice_eq(checkpoint.origin, SLICE("example.com/log"));
    ck_assert_uint_eq(checkpoint.size, 700);
    ck_assert_uint_eq(checkpoint.root.b[0], 0x41);
    ck_assert(slice_is_absent(checkpoint.extension));
    ck_assert_int_eq(
        checkpoint_parse(SLICE("go.sum database tree\n18446744073709551615\n" ROOT "\nx\ny z\n"), &checkpoint, NULL),
        0);
    ck_assert_slice_eq(checkpoint.origin, SLICE("go.sum database tree"));
    ck_assert_uint_eq(checkpoint.size, UINT64_MAX);
    ck_assert_slice_eq(checkpoint.extension, SLICE("x\ny z\n"));
    ck_assert_int_eq(checkpoint_parse(SLICE("a\n0\n" EMPTY_ROOT "\n"), &checkpoint, NULL), 0);
}
END_TEST

#define SIZE_MESSAGE(size) "checkpoint size '" size "' is not a decimal number below 2^64 without zeros before"

START_TEST(says_what_is_wrong)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "checkpoint has fewer than three lines"},
        {"a\n1\n" ROOT, "checkpoint has fewer than three lines"},
        {"\n1\n" ROOT "\n", "checkpoint has an empty origin"},
        {"a\n\n" ROOT "\n", SIZE_MESSAGE("")},
        {"a\n01\n" ROOT "\n", SIZE_MESSAGE("01")},
        {"a\n+1\n" ROOT "\n", SIZE_MESSAGE("+1")},
        {"a\n-1\n" ROOT "\n", SIZE_MESSAGE("-1")},
        {"a\n1 \n" ROOT "\n", SIZE_MESSAGE("1 ")},
        {"a\n0x1\n" ROOT "\n", SIZE_MESSAGE("0x1")},
        {"a\n18446744073709551616\n" ROOT "\n", SIZE_MESSAGE("18446744073709551616")},
        {"a\n99999999999999999999999\n" ROOT "\n", SIZE_MESSAGE("99999999999999999999999")},
        {"a\n1\nAAAA\n", "checkpoint root has 3 bytes, 32 expected"},
        {"a\n1\n" ROOT "AAAA\n", "checkpoint root: character 44 of base64 text is '=', expected A-Z, a-z, 0-9, + or /"},
        {"a\n0\n" ROOT "\n", "checkpoint of size 0 has another root than the empty tree"},
        {"a\n1\n" ROOT "\n\n", "checkpoint has an empty or unfinished extension line"},
        {"a\n1\n" ROOT "\nx\n\ny\n", "checkpoint has an empty or unfinished extension line"},
        {"a\n1\n" ROOT "\nx", "checkpoint has an empty or unfinished extension line"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct checkpoint checkpoint = {.size = 77};
        struct err err = {""};
        ck_assert_int_eq(checkpoint_parse(slice_of(cases[i].text), &checkpoint, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_uint_eq(checkpoint.size, 77);
    }
}
END_TEST

START_TEST(writes_only_what_it_should)
{
    static const struct {
        struct checkpoint checkpoint;
        const char *message;
    } cases[] = {
        {{.origin = SLICE_INIT(""), .size = 1}, "checkpoint origin '' is not a valid key name: no spaces, no '+'"},
        {{.origin = SLICE_INIT("a b"), .size = 1},
         "checkpoint origin 'a b' is not a valid key name: no spaces, no '+'"},
        {{.origin = SLICE_INIT("a"), .size = 1, .extension = SLICE_INIT("x\n")},
         "checkpoint extension lines are not written"},
        {{.origin = SLICE_INIT("a"), .size = 0}, "checkpoint of size 0 has another root than the empty tree"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 1000);
        struct err err;
        ck_assert_int_eq(checkpoint_write(&out, &cases[i].checkpoint, &err), ERR_USAGE);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_uint_eq(out.n, 0);
    }
}
END_TEST

START_TEST(round_trips)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ed25519_public public_key = signing_key_public(key);
    for (int round = 0; round < 100; round++) {
        struct checkpoint want = {.origin = SLICE("ledger.example/prod"), .size = 1 + (unit_random() >> round % 64)};
        for (size_t i = 0; i < SHA256_BYTES; i++)
            want.root.b[i] = (uint8_t)unit_random();
        AUTO(buf_release) struct buf out;
        buf_init(&out, 1000);
        ck_assert_int_eq(checkpoint_sign(&out, &want, key, NULL), 0);
        const struct vkey known = vkey_make(want.origin, &public_key);
        struct checkpoint got;
        ck_assert_int_eq(checkpoint_open(buf_slice(&out), (struct vkey_list){&known, 1}, arena, &got, NULL), 0);
        ck_assert_slice_eq(got.origin, want.origin);
        ck_assert_uint_eq(got.size, want.size);
        ck_assert(sha256_equal(&got.root, &want.root));
    }
}
END_TEST

/* A known key of another name signs the log's checkpoint, as a witness does: that alone is not the log's word. */
START_TEST(needs_the_signature_of_the_log_itself)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ed25519_public public_key = signing_key_public(key);
    const struct vkey known = vkey_make(SLICE("witness.example/w"), &public_key);
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    ck_assert_int_eq(note_sign(&out, SLICE("ledger.example/prod\n1\n" ROOT "\n"), known.name, key, NULL), 0);
    struct checkpoint checkpoint;
    struct err err;
    ck_assert_int_eq(checkpoint_open(buf_slice(&out), (struct vkey_list){&known, 1}, arena, &checkpoint, &err),
                     ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "checkpoint of 'ledger.example/prod' is not signed by a known key of that name");
    ck_assert_int_eq(checkpoint_open(buf_slice(&out), (struct vkey_list){NULL, 0}, arena, &checkpoint, &err),
                     ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "note is not signed by a known key");
}
END_TEST

START_TEST(shared_log_of_700)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (unit_shared() == NULL)
        return;
    static const struct {
        const char *file;
        uint64_t size;
    } cases[] = {{"checkpoint", 700}, {"checkpoint.0", 0}, {"checkpoint.mid", 350}};
    struct slice keys;
    ck_assert_int_eq(file_read(vectors_path(arena, "xmod-generated/log700.keys"), 4096, arena, &keys, NULL), 0);
    struct vkey known;
    ck_assert_int_eq(vkey_read(slice_sub(keys, 0, slice_find(keys, '\n')), &known, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *folder = vectors_path(arena, "xmod-generated/log700");
        struct slice bytes;
        struct checkpoint checkpoint;
        ck_assert_int_eq(file_read(file_join(arena, folder, cases[i].file), 4096, arena, &bytes, NULL), 0);
        ck_assert_int_eq(checkpoint_open(bytes, (struct vkey_list){&known, 1}, arena, &checkpoint, NULL), 0);
        ck_assert_slice_eq(checkpoint.origin, SLICE("example.com/log"));
        ck_assert_uint_eq(checkpoint.size, cases[i].size);
    }
}
END_TEST

/* own.json is the vector of docs/ledger.md; it was computed by another program, in another language. */

static struct merkle_proof
own_proof(const json_t *own, const char *name, struct arena *arena)
{
    const json_t *array = json_object_get(own, name);
    const size_t count = json_array_size(array);
    struct sha256_digest *hashes = arena_array(arena, count, sizeof(*hashes));
    for (size_t i = 0; i < count; i++)
        ck_assert(vectors_digest(vectors_hex(json_array_get(array, i), arena), &hashes[i]));
    return (struct merkle_proof){hashes, count};
}

static void
own_check_tree(const json_t *own, struct arena *arena, struct compact_range *range)
{
    const struct merkle_proof leaves = own_proof(own, "leaf_hashes", arena), roots = own_proof(own, "roots", arena);
    const struct merkle_proof edge = own_proof(own, "range_7", arena);
    for (size_t i = 0; i < 7; i++) {
        const char *record = json_string_value(json_array_get(json_object_get(own, "records"), i));
        const struct sha256_digest leaf = merkle_leaf(slice_of(record));
        ck_assert(sha256_equal(&leaf, &leaves.hashes[i]));
        compact_range_append(range, &leaf);
        const struct sha256_digest root = compact_range_root(range);
        ck_assert(sha256_equal(&root, &roots.hashes[i + 1]));
    }
    ck_assert_uint_eq(edge.count, compact_range_count(7));
    for (size_t i = 0; i < edge.count; i++)
        ck_assert(sha256_equal(&range->roots[i], &edge.hashes[i]));
    const struct inclusion inclusion = {4, 7, leaves.hashes[4], roots.hashes[7]};
    ck_assert_int_eq(inclusion_verify(&inclusion, own_proof(own, "inclusion_4_of_7", arena), NULL), 0);
    const struct consistency growth = {3, 7, roots.hashes[3], roots.hashes[7]};
    ck_assert_int_eq(consistency_verify(&growth, own_proof(own, "consistency_3_to_7", arena), NULL), 0);
}

static void
own_check_key(const json_t *own, const struct ed25519_public *key, struct arena *arena)
{
    char fingerprint[SSH_FINGERPRINT_MAX];
    AUTO(buf_release) struct buf vkey_text;
    AUTO(buf_release) struct buf ssh_text;
    AUTO(buf_release) struct buf pem_text;
    buf_init(&vkey_text, 1000);
    buf_init(&ssh_text, 1000);
    buf_init(&pem_text, 1000);
    const struct vkey known = vkey_make(vectors_text(own, "origin"), key);
    vkey_append(&vkey_text, &known);
    ssh_key_append(&ssh_text, key);
    pem_append(&pem_text, key);
    ssh_key_fingerprint(key, fingerprint);
    ck_assert_slice_eq(arena_format(arena, "%08x", known.id), vectors_text(own, "key_id"));
    ck_assert_slice_eq(buf_slice(&vkey_text), vectors_text(own, "vkey"));
    ck_assert_slice_eq(buf_slice(&ssh_text), vectors_text(own, "ssh_key"));
    ck_assert_slice_eq(buf_slice(&pem_text), vectors_text(own, "pem"));
    ck_assert_slice_eq(slice_of(fingerprint), vectors_text(own, "fingerprint"));
}

START_TEST(own_vector)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    json_t *own = vectors_golden("own.json");
    struct compact_range range = {0};
    own_check_tree(own, arena, &range);
    AUTO(signing_key_drop)
    struct signing_key *key = signing_key_from_seed(vectors_hex(json_object_get(own, "seed"), arena).p);
    const struct ed25519_public public_key = signing_key_public(key);
    own_check_key(own, &public_key, arena);
    const struct checkpoint checkpoint = {
        .origin = vectors_text(own, "origin"), .size = range.size, .root = compact_range_root(&range)};
    AUTO(buf_release) struct buf note;
    AUTO(buf_release) struct buf armour;
    buf_init(&note, 4096);
    buf_init(&armour, SSHSIG_ARMOUR_MAX);
    ck_assert_int_eq(checkpoint_sign(&note, &checkpoint, key, NULL), 0);
    ck_assert_slice_eq(buf_slice(&note), vectors_text(own, "checkpoint"));
    sshsig_sign(&armour, key, SLICE("daybook-bundle"), vectors_text(own, "message"));
    ck_assert_slice_eq(buf_slice(&armour), vectors_text(own, "sshsig"));
    json_decref(own);
}
END_TEST

/* Each line of `text` must stand in the page, as a line or part of one. */
static void
assert_in_page(struct slice page, struct slice text)
{
    while (text.n > 0) {
        const struct slice line = slice_sub(text, 0, slice_find(text, '\n'));
        if (line.n > 0)
            ck_assert_msg(memmem(page.p, page.n, line.p, line.n) != NULL, "not in the page: %.*s", SLICE_ARG(line));
        text = slice_sub(text, line.n + 1, text.n);
    }
}

START_TEST(own_vector_is_the_one_of_the_page)
{
    static const char *const texts[] = {"seed",    "origin",      "public_key", "key_id",  "vkey", "skey",
                                        "ssh_key", "fingerprint", "checkpoint", "message", "pem",  "sshsig"};
    static const char *const lists[] = {"records", "leaf_hashes",      "roots",
                                        "range_7", "inclusion_4_of_7", "consistency_3_to_7"};
    AUTO(arena_drop) struct arena *arena = arena_new();
    json_t *own = vectors_golden("own.json");
    struct slice page;
    ck_assert_int_eq(file_read(unit_source_path("docs/ledger.md"), 1 << 20, arena, &page, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_in_page(page, vectors_text(own, texts[i]));
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        size_t at;
        json_t *item;
        json_array_foreach(json_object_get(own, lists[i]), at, item)
            assert_in_page(page, slice_of(json_string_value(item)));
        ck_assert_uint_gt(at, 0);
    }
    json_decref(own);
}
END_TEST

int
main(void)
{
    if (crypto_init(NULL) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("tlog/checkpoint", reads_the_three_lines, says_what_is_wrong, writes_only_what_it_should,
                     round_trips, needs_the_signature_of_the_log_itself, shared_log_of_700, own_vector,
                     own_vector_is_the_one_of_the_page);
}
