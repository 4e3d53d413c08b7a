#include "unit.h"

#include "base/encoding.h"
#include "crypto/pem.h"

/* RFC 8410 §10.1: the public key of its examples. */
static const char example[] = "-----BEGIN PUBLIC KEY-----\n"
                              "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                              "-----END PUBLIC KEY-----\n";
static const char example_hex[] = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

static struct ed25519_public
example_key(void)
{
    struct ed25519_public key;
    ck_assert_int_eq(hex_read(key.b, sizeof(key.b), slice_of(example_hex), NULL), 0);
    return key;
}

START_TEST(writes_the_example_of_rfc_8410)
{
    const struct ed25519_public key = example_key();
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    pem_append(&out, &key);
    ck_assert_slice_eq(buf_slice(&out), slice_of(example));
}
END_TEST

START_TEST(reads_it)
{
    const struct ed25519_public want = example_key();
    struct ed25519_public got;
    ck_assert_int_eq(pem_read(slice_of(example), &got, NULL), 0);
    ck_assert(ed25519_public_equal(&got, &want));
    memset(&got, 0, sizeof(got));
    ck_assert_int_eq(pem_read(slice_sub(slice_of(example), 0, sizeof(example) - 2), &got, NULL), 0);
    ck_assert(ed25519_public_equal(&got, &want));
}
END_TEST

START_TEST(refuses_anything_else)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "not a PEM public key (-----BEGIN PUBLIC KEY-----)"},
        {"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", "not a PEM public key (-----BEGIN PUBLIC KEY-----)"},
        {"-----BEGIN PRIVATE KEY-----\nMCow\n-----END PRIVATE KEY-----\n",
         "not a PEM public key (-----BEGIN PUBLIC KEY-----)"},
        {" -----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n",
         "not a PEM public key (-----BEGIN PUBLIC KEY-----)"},
        /* X25519, OID 1.3.101.110 */
        {"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC "
         "KEY-----\n",
         "PEM public key is not an Ed25519 key"},
        {"-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n", "PEM public key is not an Ed25519 key"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ed25519_public key;
        struct err err;
        ck_assert_int_eq(pem_read(slice_of(cases[i].text), &key, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

START_TEST(refuses_stray_base64)
{
    struct ed25519_public key;
    struct err err;
    /* Split over two lines. */
    ck_assert_int_eq(pem_read(SLICE("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7\n"
                                    "lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"),
                              &key, &err),
                     ERR_FORMAT);
    ck_assert_msg(strncmp(err.text, "PEM public key: ", 16) == 0, "%s", err.text);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("crypto/pem", writes_the_example_of_rfc_8410, reads_it, refuses_anything_else,
                     refuses_stray_base64);
}
