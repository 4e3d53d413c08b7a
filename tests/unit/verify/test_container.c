/* test_container.c - the first step: the zip, the manifest and its signature, every digest.
 * Covers: trust.c */
#include "forge.h"
#include "unit.h"

#include "crypto/allowed_signers.h"

static struct heard heard;
static struct forge_zip zip;

/* A bundle taken apart, changed, and put together again. */
struct change {
    const char *name;
    void (*make)(void);
    bool declare; /* make sums, manifest and signature anew */
    enum verify_code code;
    const char *text;
};

static void
edit_readme(void)
{
    forge_edit_member(&zip, "README.txt", "no conclusion", "a conclusion.");
}

static void
shorten_readme(void)
{
    forge_member(&zip, "README.txt")->bytes.n--;
}

static void
lose_gaps(void)
{
    forge_delete_member(&zip, "completeness/gaps.csv");
}

static void
add_file(void)
{
    forge_add_member(&zip, "names.csv", "notes.txt", SLICE("believe me"));
}

static void
lose_manifest(void)
{
    forge_delete_member(&zip, BUNDLE_MANIFEST_PATH);
}

static void
lose_signature(void)
{
    forge_delete_member(&zip, BUNDLE_SIGNATURE_PATH);
}

static void
swap_seal(void)
{
    const struct forge_member member = zip.members[zip.count - 1];
    zip.members[zip.count - 1] = zip.members[zip.count - 2];
    zip.members[zip.count - 2] = member;
}

static void
swap_files(void)
{
    const struct forge_member member = zip.members[0];
    zip.members[0] = zip.members[1];
    zip.members[1] = member;
}

static void
swap_declared(void)
{
    struct manifest_file *files = arena_array(zip.forge->arena, zip.manifest.file_count, sizeof(*files));
    struct buf text AUTO(buf_release);
    memcpy(files, zip.manifest.files, zip.manifest.file_count * sizeof(*files));
    files[0] = zip.manifest.files[1];
    files[1] = zip.manifest.files[0];
    zip.manifest.files = files;
    buf_init(&text, SIZE_MAX);
    ck_assert_int_eq(manifest_write(&zip.manifest, zip.forge->arena, &text, NULL), 0);
    forge_sign(&zip, arena_copy(zip.forge->arena, buf_slice(&text)));
}

/* The manifest with one text of it changed, signed. */
static void
edit_manifest(const char *from, const char *to)
{
    const struct slice manifest = forge_member(&zip, BUNDLE_MANIFEST_PATH)->bytes;
    forge_sign(&zip, forge_replaced(zip.forge->arena, manifest, from, to));
}

static void
declare_twice(void)
{
    edit_manifest("\"path\":\"completeness/gaps.csv\"", "\"path\":\"README.txt\"");
}

static void
declare_itself(void)
{
    edit_manifest("\"path\":\"completeness/gaps.csv\"", "\"path\":\"manifest.json\"");
}

static void
unsort_manifest(void)
{
    edit_manifest("{\"a\":0,\"b\":", "{ \"a\":0,\"b\":");
}

static void
extend_manifest(void)
{
    edit_manifest("{\"a\":0,", "{\"Note\":\"all is well\",\"a\":0,");
}

static void
speak_through_version(void)
{
    edit_manifest("\"daybook\":\"" DAYBOOK_VERSION "\"", "\"daybook\":\"1 and COMPLETE\"");
}

static void
edit_digest(void)
{
    edit_manifest("\"sha256\":\"", "\"sha256\":\"0000");
}

static void
edit_unsigned_manifest(void)
{
    forge_edit_member(&zip, BUNDLE_MANIFEST_PATH, "\"DRAFT\"", "\"COMPLETE\"");
}

static void
wrap_armour(void)
{
    struct forge_member *member = forge_member(&zip, BUNDLE_SIGNATURE_PATH);
    member->bytes = forge_replaced(zip.forge->arena, member->bytes, "-----END", "\n-----END");
}

static void
lengthen_signature(void)
{
    struct forge_member *member = forge_member(&zip, BUNDLE_SIGNATURE_PATH);
    uint8_t *bytes = arena_alloc(zip.forge->arena, 2000);
    memset(bytes, 'x', 2000);
    member->bytes = (struct slice){bytes, 2000};
}

static void
store_readme(void)
{
    forge_member(&zip, "README.txt")->method = ZIP_STORED;
}

static void
compress_manifest(void)
{
    forge_member(&zip, BUNDLE_MANIFEST_PATH)->method = ZIP_DEFLATED;
}

static const struct change changes[] = {
    {"edit readme", edit_readme, false, VERIFY_CODE_DIGEST,
     "README.txt: the file is not the one that was signed (SHA-256)"},
    {"shorten readme", shorten_readme, false, VERIFY_CODE_DIGEST, "bytes, the one that was signed has"},
    {"lose gaps", lose_gaps, false, VERIFY_CODE_MEMBERS,
     "completeness/gaps.csv: the manifest declares the file, and it is missing"},
    {"add file", add_file, false, VERIFY_CODE_MEMBERS, "notes.txt: the file is not declared in the manifest"},
    {"lose manifest", lose_manifest, false, VERIFY_CODE_MEMBERS, "manifest.json: the file is missing"},
    {"lose signature", lose_signature, false, VERIFY_CODE_MEMBERS, "manifest.json.sig: the file is missing"},
    {"swap seal", swap_seal, true, VERIFY_CODE_MEMBERS,
     "the last two files are not manifest.json and manifest.json.sig"},
    {"swap files", swap_files, false, VERIFY_CODE_MEMBERS, "the file is number 2 of the zip, 1 of the manifest"},
    {"swap declared", swap_declared, false, VERIFY_CODE_MEMBERS, "the file is number 2 of the zip, 1 of the manifest"},
    {"declare twice", declare_twice, false, VERIFY_CODE_MEMBERS, "README.txt: the manifest declares the file twice"},
    {"declare itself", declare_itself, false, VERIFY_CODE_MEMBERS, "the manifest declares itself or its signature"},
    {"unsort manifest", unsort_manifest, false, VERIFY_CODE_MANIFEST, "not in canonical form"},
    {"extend manifest", extend_manifest, false, VERIFY_CODE_MANIFEST, "unknown member 'Note'"},
    {"speak through version", speak_through_version, false, VERIFY_CODE_MANIFEST,
     "manifest.json: 'daybook' is '1 and COMPLETE', expected a version"},
    {"edit digest", edit_digest, false, VERIFY_CODE_MANIFEST, "'sha256'"},
    {"edit unsigned manifest", edit_unsigned_manifest, false, VERIFY_CODE_SIGNATURE, "manifest.json.sig: "},
    {"wrap armour", wrap_armour, false, VERIFY_CODE_SIGNATURE, "manifest.json.sig: "},
    {"lengthen signature", lengthen_signature, false, VERIFY_CODE_MEMBERS, "has 2000 bytes, at most 1024 are allowed"},
    {"store readme", store_readme, true, VERIFY_CODE_MEMBERS, "README.txt: the file is stored, it must be compressed"},
    {"compress manifest", compress_manifest, false, VERIFY_CODE_MEMBERS,
     "manifest.json: the file is compressed, it must be stored"},
};

START_TEST(each_change_of_the_container_is_found)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        forge_open(forge, bundle, &zip);
        changes[i].make();
        if (changes[i].declare)
            forge_declare(&zip);
        forge_verify(forge, forge_zip(&zip), &heard);
        ck_assert_msg(heard.result.verdict == VERIFY_FAILED &&
                          heard.result.steps[VERIFY_SIGNATURE] == VERIFY_NOT_PASSED,
                      "%s: %s", changes[i].name, heard_text(&heard));
        ck_assert_msg(heard_has(&heard, VERIFY_SIGNATURE, changes[i].code, changes[i].text), "%s: %s", changes[i].name,
                      heard_text(&heard));
    }
}
END_TEST

START_TEST(a_bundle_put_together_again_is_the_same)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    forge_open(forge, bundle, &zip);
    forge_declare(&zip);
    const struct slice again = forge_zip(&zip);
    ck_assert_uint_eq(again.n, bundle.n);
    ck_assert_int_eq(memcmp(again.p, bundle.p, bundle.n), 0);
}
END_TEST

/* Another encoding of the same bytes: level 0 instead of 9, which unpacks alike. */
START_TEST(a_twin_of_deflate_is_found)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_open(forge, forge_pack(forge), &zip);
    struct manifest_file *files = arena_array(forge->arena, zip.manifest.file_count, sizeof(*files));
    memcpy(files, zip.manifest.files, zip.manifest.file_count * sizeof(*files));
    files[0].packed_sha256.b[0] ^= 1;
    zip.manifest.files = files;
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    ck_assert_int_eq(manifest_write(&zip.manifest, forge->arena, &text, NULL), 0);
    forge_sign(&zip, arena_copy(forge->arena, buf_slice(&text)));
    forge_verify(forge, forge_zip(&zip), &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
    ck_assert_uint_eq(heard.count, 1);
    ck_assert_str_eq(heard.texts[0], "README.txt: the file is the one that was signed, but compressed anew");
}
END_TEST

START_TEST(newer_versions_could_not_be_checked)
{
    static const char *const names[] = {"format", "statistics"};
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char from[32];
        char to[32];
        char text[64];
        snprintf(from, sizeof(from), "\"%s\":1", names[i]);
        snprintf(to, sizeof(to), "\"%s\":2", names[i]);
        snprintf(text, sizeof(text), "manifest.json: '%s' is 2, this program knows 1", names[i]);
        forge_open(forge, bundle, &zip);
        edit_manifest(from, to);
        forge_verify(forge, forge_zip(&zip), &heard);
        ck_assert_int_eq(heard.result.verdict, VERIFY_COULD_NOT);
        ck_assert_str_eq(heard.texts[0], text);
        forge_open(forge, bundle, &zip);
        forge_edit_member(&zip, BUNDLE_MANIFEST_PATH, from, to); /* not signed: that is wrong, whatever it means */
        forge_verify(forge, forge_zip(&zip), &heard);
        ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
    }
}
END_TEST

START_TEST(only_a_given_key_is_trusted)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    const struct given_key own = forge_given_key(forge);
    const struct given_key nameless = {.key = own.key};
    const struct given_key elsewhere = {SLICE("ledger.example/other"), own.key};
    const struct given_key stranger = {.key = {{1}}};
    const struct given_key many[] = {stranger, own};
    const struct {
        struct verify_trust trust;
        enum verify_verdict verdict;
        const char *text;
    } cases[] = {
        {{.keys = &own, .key_count = 1}, VERIFY_VERIFIED, NULL},
        {{.keys = &nameless, .key_count = 1}, VERIFY_VERIFIED, NULL},
        {{.keys = many, .key_count = 2}, VERIFY_VERIFIED, NULL},
        {{.keys = &stranger, .key_count = 1}, VERIFY_FAILED, "which is not the key that was given"},
        {{.keys = &elsewhere, .key_count = 1},
         VERIFY_FAILED,
         "the key that was given is for 'ledger.example/other', this bundle says it is of "
         "'ledger.example/unit/SIMULATED'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        forge_verify_with(forge, bundle, &(struct verify_options){.trust = cases[i].trust}, &heard);
        ck_assert_msg(heard.result.verdict == cases[i].verdict, "%zu: %s", i, heard_text(&heard));
        ck_assert_uint_eq(heard.count, cases[i].text == NULL ? 0 : 1);
        if (cases[i].text != NULL)
            ck_assert(heard_has(&heard, VERIFY_SIGNATURE, VERIFY_CODE_KEY, cases[i].text));
    }
}
END_TEST

static struct slice
signers_line(struct forge *forge, const char *principal, const char *name_space)
{
    const struct ed25519_public key = signing_key_public(forge->key);
    const struct allowed_signers_query signer = {slice_of(principal), slice_of(name_space)};
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    allowed_signers_append(&out, &signer, &key);
    return arena_copy(forge->arena, buf_slice(&out));
}

START_TEST(allowed_signers_name_the_origin_to_the_letter)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    struct verify_options options = {.trust.allowed_signers =
                                         signers_line(forge, "ledger.example/unit/SIMULATED", BUNDLE_NAMESPACE)};
    forge_verify_with(forge, bundle, &options, &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_VERIFIED);
    ck_assert_int_eq(heard.result.basis, VERIFY_BASIS_ALLOWED_SIGNERS);
    options.trust.allowed_signers = signers_line(forge, "ledger.example/unit", BUNDLE_NAMESPACE);
    forge_verify_with(forge, bundle, &options, &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
    ck_assert(
        heard_has(&heard, VERIFY_SIGNATURE, VERIFY_CODE_KEY, "no key of principal 'ledger.example/unit/SIMULATED'"));
    options.trust.allowed_signers = signers_line(forge, "ledger.example/unit/SIMULATED", "file");
    forge_verify_with(forge, bundle, &options, &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("container", each_change_of_the_container_is_found, a_bundle_put_together_again_is_the_same,
                     a_twin_of_deflate_is_found, newer_versions_could_not_be_checked, only_a_given_key_is_trusted,
                     allowed_signers_name_the_origin_to_the_letter);
}
