#include "unit.h"

#include "base/limits.h"
#include "tlog/key_read.h"

/* One key in its three forms. */
#define VKEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define SSH "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PEM                                                                                                            \
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGlzZBxQ8OExB6DDFvOEqqIF+xWSaqr8sMTiLNbLXRNY=\n-----END PUBLIC "       \
    "KEY-----"

START_TEST(reads_each_form)
{
    static const struct {
        const char *text;
        bool named;
    } cases[] = {
        {VKEY, true},        {VKEY "\n", true}, {VKEY "\r\n", true}, {SSH, false}, {SSH " comment\n", false},
        {SSH "\r\n", false}, {PEM, false},      {PEM "\n", false},
    };
    static const uint8_t want_start[] = {0x1a, 0x5c, 0xd9, 0x07};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct given_key key;
        struct err err = {""};
        ck_assert_msg(key_read(slice_of(cases[i].text), &key, &err) == 0, "case %zu: %s", i, err.text);
        ck_assert_mem_eq(key.key.b, want_start, sizeof(want_start));
        if (cases[i].named)
            ck_assert_slice_eq(key.name, SLICE("PeterNeumann"));
        else
            ck_assert(slice_is_absent(key.name));
    }
}
END_TEST

START_TEST(says_what_is_wrong)
{
    static const char private_key[] = "this is a private key: give the public one, and keep this one to yourself";
    static const struct {
        const char *text;
        int code;
        const char *message;
    } cases[] = {
        {"", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"hello", ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected"},
        {"ssh-rsa AAAA", ERR_FORMAT, "key type 'ssh-rsa' is not ssh-ed25519"},
        {"-----BEGIN CERTIFICATE-----\n", ERR_FORMAT, "not a PEM public key (-----BEGIN PUBLIC KEY-----)"},
        {VKEY "\n" VKEY "\n", ERR_FORMAT,
         "verifier key of 'PeterNeumann': base64 text has 111 characters, expected a multiple of 4"},
        {SSH "\n" SSH "\n", ERR_FORMAT, "public key has more than one line"},
        {"witness.example/w1+a04f8ab9+BBnVtu8+RmWTa1/7/jWi0OzJoD/+aF9Sf/igTW6D64P8", ERR_VERSION,
         "verifier key of 'witness.example/w1' is of type 0x04, only 0x01 (Ed25519) is known"},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEK\n", ERR_USAGE, private_key},
        {"-----BEGIN PRIVATE KEY-----\n", ERR_USAGE, private_key},
        {"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", ERR_USAGE, private_key},
        {"-----BEGIN OPENSSH PRIVATE KEY-----\n", ERR_USAGE, private_key},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct given_key key;
        struct err err;
        ck_assert_int_eq(key_read(slice_of(cases[i].text), &key, &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

START_TEST(refuses_a_long_text)
{
    static uint8_t text[LIMIT_KEY_FILE_BYTES + 1];
    memset(text, 'a', sizeof(text));
    struct given_key key;
    struct err err;
    ck_assert_int_eq(key_read((struct slice){text, sizeof(text)}, &key, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "key is longer than 16384 bytes");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("tlog/key_read", reads_each_form, says_what_is_wrong, refuses_a_long_text);
}
