#include "unit.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "tlog/note.h"
#include "vectors.h"

enum { KEYS_MAX = 8 };

struct keys {
    struct vkey keys[KEYS_MAX];
    size_t count;
};

static struct vkey_list
list_of(const struct keys *keys)
{
    return (struct vkey_list){keys->keys, keys->count};
}

static void
keys_add(struct keys *keys, const char *text)
{
    ck_assert_int_eq(vkey_read(slice_of(text), &keys->keys[keys->count++], NULL), 0);
}

static const char peter[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char enoch[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
#define TEXT "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define DASH "\xe2\x80\x94 "
#define PETER_LINE                                                                                                     \
    DASH "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

/* Returns how many notes there were. */
static size_t
check_notes(json_t *vectors)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    size_t at, at_key;
    json_t *vector, *text;
    json_array_foreach(json_object_get(vectors, "notes"), at, vector)
    {
        struct keys keys = {.count = 0};
        json_array_foreach(json_object_get(vector, "vkeys"), at_key, text) keys_add(&keys, json_string_value(text));
        struct note note;
        struct err err = {""};
        const int r = note_open(vectors_text(vector, "note"), list_of(&keys), arena, &note, &err);
        ck_assert_msg((r == 0) == json_is_true(json_object_get(vector, "valid")), "%s: %s",
                      json_string_value(json_object_get(vector, "name")), err.text);
    }
    json_decref(vectors);
    return at;
}

START_TEST(golden_notes)
{
    ck_assert_uint_eq(check_notes(vectors_golden("notes.json")), 15);
}
END_TEST

START_TEST(shared_notes)
{
    if (unit_shared() != NULL)
        ck_assert_uint_eq(check_notes(vectors_shared("signed-note/notes.json")), 23);
}
END_TEST

/* `PRIVATE+KEY+name+id+base64`, without what key files check. */
static struct signing_key *
skey_read(struct slice text, struct arena *arena, struct slice *out_name)
{
    const struct slice rest = slice_sub(text, strlen("PRIVATE+KEY+"), text.n);
    *out_name = slice_sub(rest, 0, slice_find(rest, '+'));
    struct slice typed;
    ck_assert_int_eq(base64_read(slice_sub(rest, out_name->n + 10, rest.n), arena, &typed, NULL), 0);
    ck_assert_uint_eq(typed.n, 33);
    return signing_key_from_seed(typed.p + 1);
}

static size_t
check_signing(json_t *vectors)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    size_t at;
    json_t *vector;
    json_array_foreach(json_object_get(vectors, "sign"), at, vector)
    {
        struct slice name;
        AUTO(signing_key_drop) struct signing_key *key = skey_read(vectors_text(vector, "skey"), arena, &name);
        const struct slice text = vectors_text(vector, "text"), line = vectors_text(vector, "signature_line");
        AUTO(buf_release) struct buf out;
        buf_init(&out, 4096);
        ck_assert_int_eq(note_sign(&out, text, name, key, NULL), 0);
        ck_assert_slice_eq(buf_slice(&out), arena_format(arena, "%.*s\n%.*s", SLICE_ARG(text), SLICE_ARG(line)));
    }
    json_decref(vectors);
    return at;
}

START_TEST(golden_signing)
{
    ck_assert_uint_eq(check_signing(vectors_golden("notes.json")), 1);
}
END_TEST

START_TEST(shared_signing)
{
    if (unit_shared() != NULL)
        ck_assert_uint_eq(check_signing(vectors_shared("signed-note/notes.json")), 2);
}
END_TEST

START_TEST(parts_of_a_note)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct note note;
    ck_assert_int_eq(note_parse(SLICE("a\n\nb\n\n" PETER_LINE DASH "x AAAAAAE=\n"), arena, &note, NULL), 0);
    ck_assert_slice_eq(note.text, SLICE("a\n\nb\n"));
    ck_assert_uint_eq(note.count, 2);
    ck_assert_slice_eq(note.signatures[0].name, SLICE("PeterNeumann"));
    ck_assert_uint_eq(note.signatures[0].id, 0xc74f20a3);
    ck_assert_uint_eq(note.signatures[0].signature.n, 64);
    ck_assert_slice_eq(note.signatures[1].signature, SLICE("\1"));
    ck_assert(!note.signatures[0].verified && !note.signatures[1].verified);
}
END_TEST

START_TEST(tells_which_signatures_are_good)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct keys keys = {.count = 0};
    keys_add(&keys, enoch);
    keys_add(&keys, peter);
    struct note note;
    ck_assert_int_eq(note_open(SLICE(TEXT "\n" DASH "x AAAAAAE=\n" PETER_LINE), list_of(&keys), arena, &note, NULL), 0);
    ck_assert(!note.signatures[0].verified);
    ck_assert(note.signatures[1].verified);
}
END_TEST

START_TEST(says_what_is_wrong)
{
    static const struct {
        const char *bytes;
        int code;
        const char *message;
    } cases[] = {
        {"", ERR_FORMAT, "note has no blank line before its signatures"},
        {TEXT PETER_LINE, ERR_FORMAT, "note has no blank line before its signatures"},
        {"\n" PETER_LINE, ERR_FORMAT, "note has no blank line before its signatures"},
        {TEXT "\n", ERR_FORMAT, "note has no signature"},
        {TEXT "\n" PETER_LINE "\n", ERR_FORMAT, "note has no signature"},
        {TEXT "\n" DASH "PeterNeumann AAAAAAE=", ERR_FORMAT, "note does not end with a newline"},
        {"\xff" TEXT "\n" PETER_LINE, ERR_FORMAT, "note is not UTF-8 at byte 0"},
        {"a\tb\n\n" PETER_LINE, ERR_FORMAT, "note has a control character 0x09 at byte 1"},
        {"a\n\n" DASH "x AAAAAAE=\r\n", ERR_FORMAT, "note has a control character 0x0d at byte 17"},
        {TEXT "\n- PeterNeumann AAAAAAE=\n", ERR_FORMAT,
         "note signature line 1: does not begin with a dash (U+2014) and a space"},
        {TEXT "\n" PETER_LINE "junk\n", ERR_FORMAT,
         "note signature line 2: does not begin with a dash (U+2014) and a space"},
        {TEXT "\n" DASH "a+b AAAAAAE=\n", ERR_FORMAT, "note signature line 1: has no valid key name"},
        {TEXT "\n" DASH " AAAAAAE=\n", ERR_FORMAT, "note signature line 1: has no valid key name"},
        {TEXT "\n" DASH "a\n", ERR_FORMAT, "note signature line 1: has 0 bytes, more than the 4 of a key ID expected"},
        {TEXT "\n" DASH "a AAAAAA==\n", ERR_FORMAT,
         "note signature line 1: has 4 bytes, more than the 4 of a key ID expected"},
        {TEXT "\n" DASH "a b AAAAAAE=\n", ERR_FORMAT,
         "note signature line 1: base64 text has 10 characters, expected a multiple of 4"},
        {TEXT "\n" DASH "a AAAAAAE=\n", ERR_SIGNATURE, "note is not signed by a known key"},
        {TEXT "\n" DASH "PeterNeumann AAAAAAE=\n", ERR_SIGNATURE, "note is not signed by a known key"},
        {TEXT "\n" DASH "PeterNeumann x08gowE=\n", ERR_SIGNATURE, "note signature of 'PeterNeumann' does not verify"},
        {TEXT "\n" PETER_LINE DASH "PeterNeumann x08gowE=\n", ERR_SIGNATURE,
         "note signature of 'PeterNeumann' does not verify"},
        {"x" TEXT "\n" PETER_LINE, ERR_SIGNATURE, "note signature of 'PeterNeumann' does not verify"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct keys keys = {.count = 0};
    keys_add(&keys, peter);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct note note = {.count = 77};
        struct err err = {""};
        ck_assert_int_eq(note_open(slice_of(cases[i].bytes), list_of(&keys), arena, &note, &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_uint_eq(note.count, 77);
    }
}
END_TEST

START_TEST(limits_hold)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 2 * LIMIT_NOTE_BYTES);
    buf_text(&bytes, TEXT "\n");
    for (int i = 0; i < LIMIT_NOTE_SIGNATURES; i++)
        buf_text(&bytes, DASH "x AAAAAAE=\n");
    struct note note;
    struct err err;
    ck_assert_int_eq(note_parse(buf_slice(&bytes), arena, &note, NULL), 0);
    ck_assert_uint_eq(note.count, LIMIT_NOTE_SIGNATURES);
    buf_text(&bytes, DASH "x AAAAAAE=\n");
    ck_assert_int_eq(note_parse(buf_slice(&bytes), arena, &note, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "note has 101 signatures, more than 100");
    while (bytes.n <= LIMIT_NOTE_BYTES)
        buf_text(&bytes, "a line of sixteen\n");
    ck_assert_int_eq(note_parse(buf_slice(&bytes), arena, &note, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "note is longer than 1048576 bytes");
}
END_TEST

/* No byte of a signed note can be changed unseen, but in the signatures of unknown keys. */
START_TEST(every_changed_byte_is_refused)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ed25519_public public_key = signing_key_public(key);
    struct keys keys = {.keys = {vkey_make(SLICE("ledger.example/prod"), &public_key)}, .count = 1};
    AUTO(buf_release) struct buf out;
    buf_init(&out, 4096);
    ck_assert_int_eq(note_sign(&out, SLICE("ledger.example/prod\n1\nx\n"), keys.keys[0].name, key, NULL), 0);
    struct note note;
    ck_assert_int_eq(note_open(buf_slice(&out), list_of(&keys), arena, &note, NULL), 0);
    for (size_t i = 0; i < out.n; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            out.p[i] ^= (uint8_t)(1U << bit);
            ck_assert_msg(note_open(buf_slice(&out), list_of(&keys), arena, &note, NULL) < 0, "byte %zu bit %u", i,
                          bit);
            out.p[i] ^= (uint8_t)(1U << bit);
        }
}
END_TEST

START_TEST(texts_with_blank_lines_survive)
{
    static const char *const texts[] = {"\n", "a\n", "a\n\n", "a\n\n\nb\n", "\n\n\n", "\xe2\x80\x94 x AAAAAAE=\n"};
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ed25519_public public_key = signing_key_public(key);
    struct keys keys = {.keys = {vkey_make(SLICE("n"), &public_key)}, .count = 1};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 4096);
        ck_assert_int_eq(note_sign(&out, slice_of(texts[i]), SLICE("n"), key, NULL), 0);
        struct note note;
        ck_assert_int_eq(note_open(buf_slice(&out), list_of(&keys), arena, &note, NULL), 0);
        ck_assert_slice_eq(note.text, slice_of(texts[i]));
    }
}
END_TEST

START_TEST(signs_only_what_can_be_read)
{
    static const struct {
        const char *text, *name, *message;
    } cases[] = {
        {"a\n", "a b", "key name 'a b' is not valid: no spaces, no '+'"},
        {"a\n", "", "key name '' is not valid: no spaces, no '+'"},
        {"", "n", "note does not end with a newline"},
        {"a", "n", "note does not end with a newline"},
        {"a\r\n", "n", "note has a control character 0x0d at byte 1"},
        {"\xc0\n", "n", "note is not UTF-8 at byte 0"},
    };
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 4096);
        struct err err;
        ck_assert_int_eq(note_sign(&out, slice_of(cases[i].text), slice_of(cases[i].name), key, &err), ERR_USAGE);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_uint_eq(out.n, 0);
    }
}
END_TEST

int
main(void)
{
    if (crypto_init(NULL) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("tlog/note", golden_notes, shared_notes, golden_signing, shared_signing, parts_of_a_note,
                     tells_which_signatures_are_good, says_what_is_wrong, limits_hold, every_changed_byte_is_refused,
                     texts_with_blank_lines_survive, signs_only_what_can_be_read);
}
