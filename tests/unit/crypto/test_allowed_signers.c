#include "unit.h"

#include "base/limits.h"
#include "crypto/allowed_signers.h"
#include "crypto/ssh_key.h"

#define KEY_1 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIApaGXljeU4qNsVQtii3XhgV0SAkqmwxdVnmp4WOGgFG"
#define KEY_2 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh"
#define RSA "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB"

static const struct allowed_signers_query query = {SLICE_INIT("ledger.example/prod"), SLICE_INIT("daybook-bundle")};

static struct ed25519_public
key_of(const char *line)
{
    struct ed25519_public key;
    ck_assert_int_eq(ssh_key_read(slice_of(line), &key, NULL), 0);
    return key;
}

START_TEST(writes_a_line_and_finds_it)
{
    const struct ed25519_public key = key_of(KEY_1);
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    allowed_signers_append(&out, &query, &key);
    ck_assert_slice_eq(buf_slice(&out), SLICE("ledger.example/prod namespaces=\"daybook-bundle\" " KEY_1 "\n"));
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct ed25519_public_list found;
    ck_assert_int_eq(allowed_signers_find(buf_slice(&out), &query, arena, &found, NULL), 0);
    ck_assert_uint_eq(found.count, 1);
    ck_assert(ed25519_public_equal(&found.keys[0], &key));
}
END_TEST

START_TEST(finds_the_keys_that_ssh_keygen_would_take)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"ledger.example/prod " KEY_1, 1},
        {"ledger.example/prod\t" KEY_1 "\n", 1},
        {"# comment\r\n\n   # another\nledger.example/prod " KEY_1 " a comment\r\n", 1},
        {"a@b,ledger.example/prod,c " KEY_1 "\n", 1},
        {"ledger.example/prod NameSpaces=\"git,daybook-bundle\" " KEY_1 "\n", 1},
        {"ledger.example/prod " KEY_2 "\nother " KEY_1 "\nledger.example/prod " KEY_1 "\n", 2},
        {"other " RSA "\nledger.example/prod " KEY_1 "\n", 1},
        {"ledger.example/prod namespaces=\"git\" " RSA "\nledger.example/prod " KEY_1 "\n", 1},
        {"ledger.example/prod namespaces=\"git\" " KEY_2 "\nledger.example/prod " KEY_1 "\n", 1},
    };
    const struct ed25519_public last = key_of(KEY_1);
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ed25519_public_list found;
        struct err err = {""};
        ck_assert_msg(allowed_signers_find(slice_of(cases[i].text), &query, arena, &found, &err) == 0, "case %zu: %s",
                      i, err.text);
        ck_assert_uint_eq(found.count, cases[i].count);
        ck_assert(ed25519_public_equal(&found.keys[found.count - 1], &last));
    }
}
END_TEST

START_TEST(says_when_there_is_none)
{
    static const char *const texts[] = {
        "",
        "# only a comment\n",
        "ledger.example " KEY_1 "\n",
        "ledger.example/prod/x " KEY_1 "\n",
        "LEDGER.example/prod " KEY_1 "\n",
        "ledger.example/prod namespaces=\"file,git\" " KEY_1 "\n",
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct ed25519_public_list found;
        struct err err;
        ck_assert_int_eq(allowed_signers_find(slice_of(texts[i]), &query, arena, &found, &err), ERR_NOT_FOUND);
        ck_assert_str_eq(err.text,
                         "allowed signers: no key of principal 'ledger.example/prod' for namespace 'daybook-bundle'");
    }
}
END_TEST

START_TEST(refuses_what_it_would_have_to_guess_at)
{
    static const struct {
        const char *line, *message;
    } cases[] = {
        {"* " KEY_1, "principal '*' is a pattern or quoted: only literal ones are accepted"},
        {"ledger.example/* " KEY_1,
         "principal 'ledger.example/*' is a pattern or quoted: only literal ones are accepted"},
        {"ledger.example/pro? " KEY_1,
         "principal 'ledger.example/pro?' is a pattern or quoted: only literal ones are accepted"},
        {"a,!ledger.example/prod " KEY_1,
         "principal '!ledger.example/prod' is a pattern or quoted: only literal ones are accepted"},
        {"\"ledger.example/prod\" " KEY_1,
         "principal '\"ledger.example/prod\"' is a pattern or quoted: only literal ones are accepted"},
        {"a,,b " KEY_1, "principal is empty"},
        {"a, " KEY_1, "principal is empty"},
        {"other cert-authority " KEY_1, "certificate authorities are not accepted: list the signing key itself"},
        {"ledger.example/prod Cert-Authority,namespaces=\"x\" " KEY_1,
         "certificate authorities are not accepted: list the signing key itself"},
        {"ledger.example/prod valid-after=\"20260101Z\" " KEY_1,
         "option 'valid-after' is not accepted: keys are not judged by the clock here"},
        {"ledger.example/prod namespaces=\"daybook-bundle\",valid-before=\"20260101Z\" " KEY_1,
         "option 'valid-before' is not accepted: keys are not judged by the clock here"},
        {"ledger.example/prod no-touch-required " KEY_1,
         "option 'no-touch-required' is not known, only 'namespaces' is"},
        {"ledger.example/prod namespaces=\"daybook-*\" " KEY_1,
         "namespace 'daybook-*' is a pattern or quoted: only literal ones are accepted"},
        {"ledger.example/prod namespaces=\"\" " KEY_1, "namespace is empty"},
        {"ledger.example/prod namespaces=daybook-bundle " KEY_1, "option 'namespaces' needs a list in double quotes"},
        {"ledger.example/prod namespaces " KEY_1, "option 'namespaces' needs a list in double quotes"},
        {"ledger.example/prod namespaces=\"a\",namespaces=\"b\" " KEY_1, "option 'namespaces' is given twice"},
        {"ledger.example/prod namespaces=\"a " KEY_1, "a double quote is not closed"},
        {"ledger.example/prod namespaces=\"a\\\"b\" " KEY_1, "a backslash is not accepted here"},
        {"ledger.example/prod " RSA, "key type 'ssh-rsa' is not ssh-ed25519"},
        {"ledger.example/prod ssh-ed25519-cert-v01@openssh.com AAAA",
         "key type 'ssh-ed25519-cert-v01@openssh.com' is not ssh-ed25519"},
        {"other ssh-ed25519 AAAA", "ssh-ed25519 key does not hold a key of that type"},
        {"ledger.example/prod", "expected: principal, options (if any), key type, key"},
        {KEY_1, "expected: principal, options (if any), key type, key"},
        {"ledger.example/prod namespaces=\"a\" b " KEY_1, "expected: principal, options (if any), key type, key"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct slice text = arena_format(arena, "# one\nledger.example/prod " KEY_2 "\n%s\n", cases[i].line);
        const struct slice message = arena_format(arena, "allowed signers line 3: %s", cases[i].message);
        struct ed25519_public_list found = {NULL, 77};
        struct err err = {""};
        ck_assert_int_eq(allowed_signers_find(text, &query, arena, &found, &err), ERR_FORMAT);
        ck_assert_slice_eq(slice_of(err.text), message);
        ck_assert_uint_eq(found.count, 77);
    }
}
END_TEST

START_TEST(refuses_a_long_file)
{
    static uint8_t text[LIMIT_KEY_FILE_BYTES + 1];
    memset(text, '\n', sizeof(text));
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct ed25519_public_list found;
    struct err err;
    ck_assert_int_eq(allowed_signers_find((struct slice){text, sizeof(text)}, &query, arena, &found, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "allowed signers: longer than 16384 bytes");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("crypto/allowed_signers", writes_a_line_and_finds_it, finds_the_keys_that_ssh_keygen_would_take,
                     says_when_there_is_none, refuses_what_it_would_have_to_guess_at, refuses_a_long_file);
}
