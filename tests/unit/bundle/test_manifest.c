#include "bundle/manifest.h"

#include "unit.h"

#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

#define HEAD "{\"a\":0,\"b\":12,\"daybook\":\"0.1.0\",\"files\":["
#define FILE_ONE                                                                                                       \
    "{\"check\":\"rendered\",\"packed_sha256\":\"" HEX_B "\",\"path\":\"README.txt\",\"sha256\":\"" HEX_A              \
    "\",\"size\":5}"
#define TAIL                                                                                                           \
    "],\"format\":1,\"origin\":\"log.example/a\",\"period\":{\"from\":\"2026-01-01T00:00:00.000Z\",\"to\":"            \
    "\"2026-04-01T00:00:00.000Z\"},\"reasons\":[\"not closed\"],\"root\":\"" HEX_A                                     \
    "\",\"simulated\":false,\"statistics\":1,\"status\":\"DRAFT\"}\n"
#define WHOLE HEAD FILE_ONE TAIL

static struct sha256_digest
digest_of(uint8_t byte)
{
    struct sha256_digest digest;
    memset(digest.b, byte, sizeof(digest.b));
    return digest;
}

START_TEST(writes_the_canonical_text)
{
    const struct slice reasons[] = {SLICE_INIT("not closed")};
    const struct manifest_file files[] = {{.path = SLICE_INIT("README.txt"),
                                           .size = 5,
                                           .sha256 = digest_of(0xaa),
                                           .packed_sha256 = digest_of(0xbb),
                                           .check = BUNDLE_RENDERED}};
    const struct bundle_model model = {.origin = SLICE_INIT("log.example/a"),
                                       .program = SLICE_INIT("0.1.0"),
                                       .format = 1,
                                       .statistics = 1,
                                       .from_ms = INT64_C(1767225600000),
                                       .to_ms = INT64_C(1775001600000),
                                       .b = 12,
                                       .root = digest_of(0xaa),
                                       .status = BUNDLE_DRAFT,
                                       .reasons = reasons,
                                       .reason_count = 1};
    struct manifest manifest = manifest_of(&model);
    manifest.files = files;
    manifest.file_count = 1;
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(manifest_write(&manifest, arena, &out, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), SLICE(WHOLE));
}
END_TEST

START_TEST(reads_what_it_writes)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct manifest manifest;
    struct err err;
    const int r = manifest_read(SLICE(WHOLE), arena, &manifest, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    ck_assert_slice_eq(manifest.origin, SLICE("log.example/a"));
    ck_assert_slice_eq(manifest.program, SLICE("0.1.0"));
    ck_assert_int_eq(manifest.from_ms, INT64_C(1767225600000));
    ck_assert_int_eq(manifest.to_ms, INT64_C(1775001600000));
    ck_assert_uint_eq(manifest.b, 12);
    ck_assert_int_eq(manifest.status, BUNDLE_DRAFT);
    ck_assert_uint_eq(manifest.reason_count, 1);
    ck_assert_uint_eq(manifest.file_count, 1);
    ck_assert_uint_eq(manifest.files[0].size, 5);
    ck_assert_int_eq(manifest.files[0].check, BUNDLE_RENDERED);
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(manifest_write(&manifest, arena, &out, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), SLICE(WHOLE));
}
END_TEST

/* WHOLE with its first `from` replaced by `to`. */
static struct slice
changed(struct arena *arena, const char *from, const char *to)
{
    const char *at = strstr(WHOLE, from);
    ck_assert_ptr_nonnull(at);
    return arena_format(arena, "%.*s%s%s", (int)(at - WHOLE), WHOLE, to, at + strlen(from));
}

START_TEST(refuses_every_other_form)
{
    static const struct {
        const char *from;
        const char *to;
        int code;
        const char *error;
    } cases[] = {
        {"\"a\":0,", "", ERR_FORMAT, "manifest.json: 'a' is missing"},
        {"\"a\":0,", "\"a\":0,\"aa\":0,", ERR_FORMAT, "manifest.json: unknown member 'aa'"},
        {"\"a\":0,\"b\":12,", "\"b\":12,\"a\":0,", ERR_FORMAT,
         "manifest.json: not in canonical form (RFC 8785) with a newline at the end"},
        {"\"a\":0", "\"a\":12", ERR_FORMAT, "manifest.json: 'a' is not below 'b'"},
        {"\"b\":12", "\"b\":12.0", ERR_FORMAT,
         "manifest.json: not in canonical form (RFC 8785) with a newline at the end"},
        {"\"b\":12", "\"b\":-1", ERR_FORMAT, "manifest.json: 'b' is -1, expected a number from 0 to 2^53"},
        {"\"b\":12", "\"b\":1.5", ERR_FORMAT, "manifest.json: 'b': '1.5' is not an integer"},
        {"\"b\":12", "\"b\":\"12\"", ERR_FORMAT, "manifest.json: 'b' is a string, expected a number"},
        {"\"0.1.0\"", "\"\"", ERR_FORMAT, "manifest.json: 'daybook' is empty"},
        {"\"format\":1", "\"format\":2", ERR_VERSION, "manifest.json: 'format' is 2, this program knows 1"},
        {"\"statistics\":1", "\"statistics\":9", ERR_VERSION, "manifest.json: 'statistics' is 9, this program knows 1"},
        {"2026-04-01T00:00:00.000Z", "2025-04-01T00:00:00.000Z", ERR_FORMAT,
         "manifest.json: 'period' is empty: 'from' is not before 'to'"},
        {"\"root\":\"aa", "\"root\":\"AA", ERR_FORMAT,
         "manifest.json: 'root': character 1 of hexadecimal text is 'A', expected 0-9 or a-f"},
        {"\"root\":\"aa", "\"root\":\"a", ERR_FORMAT,
         "manifest.json: 'root': hexadecimal text has 63 characters, expected 64"},
        {"\"DRAFT\"", "\"FINE\"", ERR_FORMAT, "manifest.json: status 'FINE' is not DRAFT, PARTIAL or COMPLETE"},
        {"\"DRAFT\"", "\"COMPLETE\"", ERR_FORMAT, "manifest.json: 'status' is COMPLETE with 1 reasons"},
        {"[\"not closed\"]", "[]", ERR_FORMAT, "manifest.json: 'status' is DRAFT with 0 reasons"},
        {"[\"not closed\"]", "[1]", ERR_FORMAT, "manifest.json: 'reasons' holds a number, expected strings"},
        {"\"rendered\"", "\"maybe\"", ERR_FORMAT,
         "manifest.json: 'files' item 1: check 'maybe' is not recomputed, rendered or hash-only"},
        {"\"size\":5", "\"size\":5,\"time\":1", ERR_FORMAT, "manifest.json: 'files' item 1: unknown member 'time'"},
        {",\"size\":5", "", ERR_FORMAT, "manifest.json: 'files' item 1: 'size' is missing"},
        {FILE_ONE, "7", ERR_FORMAT, "manifest.json: 'files' item 1: expected an object, found a number"},
        {"DRAFT\"}\n", "DRAFT\"}", ERR_FORMAT,
         "manifest.json: not in canonical form (RFC 8785) with a newline at the end"},
        {"DRAFT\"}\n", "DRAFT\"}\n\n", ERR_FORMAT,
         "manifest.json: not in canonical form (RFC 8785) with a newline at the end"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena AUTO(arena_drop) = arena_new();
        struct manifest manifest = {.b = 99};
        struct err err = {""};
        const int r = manifest_read(changed(arena, cases[i].from, cases[i].to), arena, &manifest, &err);
        ck_assert_str_eq(err.text, cases[i].error);
        ck_assert_int_eq(r, cases[i].code);
        ck_assert_uint_eq(manifest.b, 99);
    }
}
END_TEST

START_TEST(refuses_paths_that_lead_out)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct manifest manifest;
    struct err err = {""};
    ck_assert_int_eq(manifest_read(changed(arena, "README.txt", "../x"), arena, &manifest, &err), ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.text, "manifest.json: 'files' item 1: "));
}
END_TEST

START_TEST(survives_every_cut_and_flip)
{
    const size_t n = sizeof(WHOLE) - 1;
    for (size_t i = 0; i < n; i++) {
        struct arena *arena AUTO(arena_drop) = arena_new();
        struct manifest manifest;
        ck_assert_int_lt(manifest_read((struct slice){(const uint8_t *)WHOLE, i}, arena, &manifest, NULL), 0);
        char *text = arena_text(arena, SLICE(WHOLE));
        text[i] = (char)(text[i] ^ 0x01);
        /* Whatever still reads must say something else: it has exactly one text. */
        if (manifest_read((struct slice){(const uint8_t *)text, n}, arena, &manifest, NULL) < 0)
            continue;
        struct buf out AUTO(buf_release);
        buf_init(&out, 1 << 16);
        ck_assert_int_eq(manifest_write(&manifest, arena, &out, NULL), 0);
        ck_assert_slice_eq(buf_slice(&out), ((struct slice){(const uint8_t *)text, n}));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/manifest", writes_the_canonical_text, reads_what_it_writes, refuses_every_other_form,
                     refuses_paths_that_lead_out, survives_every_cut_and_flip);
}
