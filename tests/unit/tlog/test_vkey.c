#include "unit.h"

#include "base/encoding.h"
#include "tlog/vkey.h"
#include "vectors.h"

static void
check_vkey(const json_t *vector)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice text = vectors_text(vector, "vkey");
    struct vkey key;
    ck_assert_int_eq(vkey_read(text, &key, NULL), 0);
    ck_assert_slice_eq(key.name, vectors_text(vector, "name"));
    const struct slice public_key = vectors_hex(json_object_get(vector, "pubkey_hex"), arena);
    ck_assert_mem_eq(key.key.b, public_key.p, sizeof(key.key.b));
    ck_assert_slice_eq(arena_format(arena, "%08x", key.id), vectors_text(vector, "keyid"));
    const struct vkey made = vkey_make(key.name, &key.key);
    ck_assert_uint_eq(made.id, key.id);
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    vkey_append(&out, &made);
    ck_assert_slice_eq(buf_slice(&out), text);
}

/* Returns how many keys there were, good and bad. */
static size_t
check_vkeys(json_t *vectors)
{
    size_t at, good;
    json_t *vector;
    json_array_foreach(json_object_get(vectors, "vkeys"), at, vector) check_vkey(vector);
    good = at;
    json_array_foreach(json_object_get(vectors, "bad_vkeys"), at, vector)
    {
        struct vkey key;
        ck_assert_int_lt(vkey_read(slice_of(json_string_value(vector)), &key, NULL), 0);
    }
    json_decref(vectors);
    return good + at;
}

START_TEST(golden_vkeys)
{
    ck_assert_uint_eq(check_vkeys(vectors_golden("notes.json")), 2 + 3);
}
END_TEST

START_TEST(shared_vkeys)
{
    if (unit_shared() != NULL)
        ck_assert_uint_eq(check_vkeys(vectors_shared("signed-note/notes.json")), 6 + 3);
}
END_TEST

START_TEST(says_what_is_wrong)
{
    static const struct {
        const char *text;
        int code;
        const char *message;
    } cases[] = {
        {"", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"name", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"+c74f20a3+ARpc", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"two words+c74f20a3+ARpc", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"name+c74f20a+ARpc", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"name+c74f20a3f+ARpc", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", ERR_FORMAT,
         "verifier key ID of 'PeterNeumann': character 1 of hexadecimal text is 'C', expected 0-9 or a-f"},
        {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", ERR_FORMAT,
         "verifier key of 'PeterNeumann': base64 text has 43 characters, expected a multiple of 4"},
        {"PeterNeumann+c74f20a3+", ERR_FORMAT, "verifier key of 'PeterNeumann' holds no key"},
        {"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", ERR_FORMAT,
         "verifier key ID c74f20a4 is not that of 'PeterNeumann' and its key, c74f20a3"},
        {"PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", ERR_FORMAT,
         "verifier key ID c74f20a3 is not that of 'PeterNeumanm' and its key, 549681aa"},
        {"PeterNeumann+8a03836b+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAAAA", ERR_FORMAT,
         "verifier key of 'PeterNeumann' has 35 bytes, 32 expected"},
        {"witness.example/w1+a04f8ab9+BBnVtu8+RmWTa1/7/jWi0OzJoD/+aF9Sf/igTW6D64P8", ERR_VERSION,
         "verifier key of 'witness.example/w1' is of type 0x04, only 0x01 (Ed25519) is known"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vkey key = {.id = 7};
        struct err err;
        ck_assert_int_eq(vkey_read(slice_of(cases[i].text), &key, &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_uint_eq(key.id, 7);
    }
}
END_TEST

START_TEST(names)
{
    static const char *const good[] = {"a", "ledger.acme.example/prod/SIMULATED", "\xc3\xa9t\xc3\xa9", "a-b_c@d", "."};
    static const char *const bad[] = {"",
                                      " ",
                                      "a b",
                                      "a+b",
                                      "a\tb",
                                      "a\n",
                                      "\x01",
                                      "\xff",
                                      "a\xc2\xa0",
                                      "\xe2\x80\x83x",
                                      "\xe3\x80\x80",
                                      "\xe2\x80\xa8",
                                      "\xc2\x85",
                                      "\xe1\x9a\x80",
                                      "\xe2\x80\xaf",
                                      "\xe2\x81\x9f",
                                      "\xe2\x80\xa9"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        ck_assert_msg(vkey_name_is_valid(slice_of(good[i])), "good %zu", i);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        ck_assert_msg(!vkey_name_is_valid(slice_of(bad[i])), "bad %zu", i);
    ck_assert(!vkey_name_is_valid((struct slice){NULL, 0}));
    ck_assert(!vkey_name_is_valid((struct slice){(const uint8_t *)"a\0b", 3}));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("tlog/vkey", golden_vkeys, shared_vkeys, says_what_is_wrong, names);
}
