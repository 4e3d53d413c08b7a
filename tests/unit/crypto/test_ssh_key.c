#include "unit.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/ssh_key.h"

/* Made with `ssh-keygen -t ed25519`; the fingerprint is what `ssh-keygen -l` prints for it. */
static const char line[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIApaGXljeU4qNsVQtii3XhgV0SAkqmwxdVnmp4WOGgFG";
static const char key_hex[] = "0a5a197963794e2a36c550b628b75e1815d12024aa6c317559e6a7858e1a0146";
static const char fingerprint[] = "SHA256:MwT4AkKsc2vlq+kQlafHR92AXIAZFu5sytMnc0yHM1w";

static struct ed25519_public
example_key(void)
{
    struct ed25519_public key;
    ck_assert_int_eq(hex_read(key.b, sizeof(key.b), slice_of(key_hex), NULL), 0);
    return key;
}

START_TEST(writes_what_openssh_writes)
{
    const struct ed25519_public key = example_key();
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    ssh_key_append(&out, &key);
    ck_assert_slice_eq(buf_slice(&out), slice_of(line));
    char text[SSH_FINGERPRINT_MAX];
    ssh_key_fingerprint(&key, text);
    ck_assert_str_eq(text, fingerprint);
}
END_TEST

START_TEST(reads_with_and_without_comment)
{
    static const char *const tails[] = {"", "\n", " somebody", " two words\n", "\tx\r\n", "  "};
    const struct ed25519_public want = example_key();
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        char text[200];
        snprintf(text, sizeof(text), "%s%s", line, tails[i]);
        struct ed25519_public got;
        ck_assert_int_eq(ssh_key_read(slice_of(text), &got, NULL), 0);
        ck_assert(ed25519_public_equal(&got, &want));
    }
}
END_TEST

START_TEST(refuses_anything_else)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "key type '' is not ssh-ed25519"},
        {"ssh-rsa AAAAB3NzaC1yc2E=", "key type 'ssh-rsa' is not ssh-ed25519"},
        {"sk-ssh-ed25519@openssh.com AAAA", "key type 'sk-ssh-ed25519@openssh.com' is not ssh-ed25519"},
        {"ssh-ed25519", "ssh-ed25519 key does not hold a key of that type"},
        {"ssh-ed25519 AAAA", "ssh-ed25519 key does not hold a key of that type"},
        /* the type inside says ssh-ed25518 */
        {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE4AAAAIApaGXljeU4qNsVQtii3XhgV0SAkqmwxdVnmp4WOGgFG",
         "ssh-ed25519 key does not hold a key of that type"},
        /* three bytes too many */
        {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIApaGXljeU4qNsVQtii3XhgV0SAkqmwxdVnmp4WOGgFGAAAA",
         "ssh-ed25519 key does not hold a key of that type"},
        {"ssh-ed25519 AAAA\nssh-ed25519 AAAA", "public key has more than one line"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ed25519_public key;
        struct err err;
        ck_assert_int_eq(ssh_key_read(slice_of(cases[i].text), &key, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

START_TEST(refuses_a_long_line)
{
    static uint8_t text[LIMIT_KEY_FILE_BYTES + 1];
    memset(text, 'a', sizeof(text));
    struct ed25519_public key;
    struct err err;
    ck_assert_int_eq(ssh_key_read((struct slice){text, sizeof(text)}, &key, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "public key line is longer than 16384 bytes");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("crypto/ssh_key", writes_what_openssh_writes, reads_with_and_without_comment,
                     refuses_anything_else, refuses_a_long_line);
}
