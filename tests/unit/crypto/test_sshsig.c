#include "unit.h"

#include "base/arena.h"
#include "base/encoding.h"
#include "base/file.h"
#include "crypto/allowed_signers.h"
#include "crypto/ssh_key.h"
#include "crypto/sshsig.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Made with `ssh-keygen -Y sign -n daybook-bundle` over "hello" (OpenSSH 9.2). */
static const char openssh_armour[] = "-----BEGIN SSH SIGNATURE-----\n"
                                     "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgCloZeWN5Tio2xVC2KLdeGBXRIC\n"
                                     "SqbDF1WeanhY4aAUYAAAAOZGF5Ym9vay1idW5kbGUAAAAAAAAABnNoYTUxMgAAAFMAAAAL\n"
                                     "c3NoLWVkMjU1MTkAAABA6ofKhNc6TjDSNXLzpoe8K216+S+ReSynrvgt66w2lYoCMVahho\n"
                                     "RZWTDrZ8/dXUTWcjkHOkkwx/qoHkMK762kDA==\n"
                                     "-----END SSH SIGNATURE-----\n";
static const char openssh_key[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIApaGXljeU4qNsVQtii3XhgV0SAkqmwxdVnmp4WOGgFG";

static const struct slice name_space = SLICE_INIT("daybook-bundle");

START_TEST(verifies_a_signature_of_openssh)
{
    struct ed25519_public want, got;
    ck_assert_int_eq(ssh_key_read(slice_of(openssh_key), &want, NULL), 0);
    ck_assert_int_eq(sshsig_verify(slice_of(openssh_armour), name_space, SLICE("hello"), &got, NULL), 0);
    ck_assert(ed25519_public_equal(&got, &want));
}
END_TEST

START_TEST(refuses_another_message_or_namespace)
{
    struct ed25519_public key = {{7}};
    struct err err;
    ck_assert_int_eq(sshsig_verify(slice_of(openssh_armour), name_space, SLICE("hellp"), &key, &err), ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "ssh signature does not verify: the signed bytes or the signature changed");
    ck_assert_int_eq(sshsig_verify(slice_of(openssh_armour), SLICE("daybook-approval"), SLICE("hello"), &key, &err),
                     ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "ssh signature is for namespace 'daybook-bundle', 'daybook-approval' expected");
    ck_assert_int_eq(key.b[0], 7);
}
END_TEST

/* Every single-byte change of the armour must be refused, white space and line ends included. */
START_TEST(every_changed_byte_is_refused)
{
    char text[sizeof(openssh_armour)];
    memcpy(text, openssh_armour, sizeof(text));
    const size_t n = sizeof(text) - 1;
    static const char others[] = "\n\r =A/z-";
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof(others); k++) { /* the NUL too */
            if (others[k] == openssh_armour[i])
                continue;
            text[i] = others[k];
            struct ed25519_public key;
            ck_assert_msg(sshsig_verify((struct slice){(uint8_t *)text, n}, name_space, SLICE("hello"), &key, NULL) < 0,
                          "byte %zu", i);
        }
        text[i] = openssh_armour[i];
    }
}
END_TEST

START_TEST(every_cut_is_refused)
{
    const struct slice armour = slice_of(openssh_armour);
    struct ed25519_public key;
    for (size_t n = 0; n < armour.n; n++) {
        ck_assert_int_lt(sshsig_verify(slice_sub(armour, 0, n), name_space, SLICE("hello"), &key, NULL), 0);
        ck_assert_int_lt(
            sshsig_verify(slice_sub(armour, armour.n - n, armour.n), name_space, SLICE("hello"), &key, NULL), 0);
    }
}
END_TEST

/* Armour around a blob, broken into lines of `columns`. */
static struct slice
armour_of(struct arena *arena, struct slice blob, size_t columns)
{
    AUTO(buf_release) struct buf base64;
    AUTO(buf_release) struct buf out;
    buf_init(&base64, 4096);
    buf_init(&out, 4096);
    base64_append(&base64, blob);
    buf_text(&out, "-----BEGIN SSH SIGNATURE-----\n");
    for (size_t at = 0; at < base64.n; at += columns) {
        buf_add(&out, slice_sub(buf_slice(&base64), at, at + columns));
        buf_byte(&out, '\n');
    }
    buf_text(&out, "-----END SSH SIGNATURE-----\n");
    return arena_copy(arena, buf_slice(&out));
}

static struct slice
blob_of(struct arena *arena, const char *armour)
{
    AUTO(buf_release) struct buf base64;
    buf_init(&base64, 4096);
    for (const char *p = strchr(armour, '\n'); *p != '-'; p++)
        if (*p != '\n')
            buf_byte(&base64, (uint8_t)*p);
    struct slice blob;
    ck_assert_int_eq(base64_read(buf_slice(&base64), arena, &blob, NULL), 0);
    return blob;
}

START_TEST(refuses_the_same_signature_in_another_form)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice blob = blob_of(arena, openssh_armour);
    ck_assert_slice_eq(armour_of(arena, blob, 70), slice_of(openssh_armour));
    static const size_t columns[] = {64, 69, 71, 76, 1000};
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        struct ed25519_public key;
        struct err err;
        const struct slice armour = armour_of(arena, blob, columns[i]);
        ck_assert_int_eq(sshsig_verify(armour, name_space, SLICE("hello"), &key, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, "ssh signature is not written as ssh-keygen writes it (lines of 70 characters)");
    }
}
END_TEST

/* Fields of the blob: magic 0, version 6, key string 10 (type at 18, key at 33), namespace 65, hash name 91 (after the
 * empty reserved string), signature string 97 (type at 105, its bytes at 120). */
START_TEST(names_the_field_that_is_wrong)
{
    static const struct {
        size_t at;
        uint8_t byte;
        const char *message;
    } cases[] = {
        {0, 'T', "ssh signature is cut short or has too much"},
        {9, 2, "ssh signature has version 2, 1 expected"},
        {13, 0x32, "ssh signature is cut short or has too much"},
        {13, 0x34, "ssh signature is cut short or has too much"},
        {10, 0xff, "ssh signature is cut short or has too much"},
        {28, '8', "ssh signature is by a 'ssh-ed25518' key, ssh-ed25519 expected"},
        {32, 0x1f, "ssh signature has a key or a signature of another length than Ed25519's"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct slice blob = blob_of(arena, openssh_armour);
        ((uint8_t *)blob.p)[cases[i].at] = cases[i].byte;
        struct ed25519_public key;
        struct err err;
        ck_assert_int_eq(sshsig_verify(armour_of(arena, blob, 70), name_space, SLICE("hello"), &key, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

START_TEST(refuses_another_hash_and_what_is_no_armour)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice blob = blob_of(arena, openssh_armour);
    uint8_t *name = memmem(blob.p, blob.n, "sha512", 6);
    memcpy(name, "sha256", 6);
    struct ed25519_public key;
    struct err err;
    ck_assert_int_eq(sshsig_verify(armour_of(arena, blob, 70), name_space, SLICE("hello"), &key, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "ssh signature uses hash 'sha256', sha512 expected");
    ck_assert_int_eq(sshsig_verify(SLICE("x"), name_space, SLICE("hello"), &key, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "not an armoured ssh signature");
    uint8_t large[2000];
    memset(large, 'A', sizeof(large));
    ck_assert_int_eq(sshsig_verify((struct slice){large, sizeof(large)}, name_space, SLICE("hello"), &key, &err),
                     ERR_FORMAT);
    ck_assert_str_eq(err.text, "ssh signature is longer than 1024 bytes");
}
END_TEST

START_TEST(the_longest_namespace_fits)
{
    uint8_t name[SSHSIG_NAMESPACE_MAX];
    memset(name, 'n', sizeof(name));
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    AUTO(buf_release) struct buf out;
    buf_init(&out, SSHSIG_ARMOUR_MAX);
    sshsig_sign(&out, key, (struct slice){name, sizeof(name)}, SLICE("m"));
    struct ed25519_public got;
    ck_assert_int_eq(buf_finish(&out, "armour", NULL), 0);
    ck_assert_int_eq(sshsig_verify(buf_slice(&out), (struct slice){name, sizeof(name)}, SLICE("m"), &got, NULL), 0);
}
END_TEST

/* Run a program, its input from `stdin_path`, and wait: its exit status. */
static int
run(const char *stdin_path, const char *const *argv)
{
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        const int in = open(stdin_path, O_RDONLY), out = open("/dev/null", O_WRONLY);
        dup2(in, 0);
        dup2(out, 1);
        dup2(out, 2);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
have_ssh_keygen(void)
{
    static const char *const argv[] = {"ssh-keygen", "-Y", "nothing", NULL};
    return run("/dev/null", argv) != 127;
}

/* A folder with files that ssh-keygen works on. */
struct workspace {
    struct arena *arena;
    const char *key, *message, *signature, *signers;
    char folder[64];
};

static void
workspace_init(struct workspace *space)
{
    memcpy(space->folder, "/tmp/daybook-sshsig-XXXXXX", 27);
    ck_assert_ptr_nonnull(mkdtemp(space->folder));
    space->arena = arena_new();
    space->key = file_join(space->arena, space->folder, "key");
    space->message = file_join(space->arena, space->folder, "message");
    space->signature = file_join(space->arena, space->folder, "message.sig");
    space->signers = file_join(space->arena, space->folder, "signers");
    const char *const argv[] = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", space->key, NULL};
    ck_assert_int_eq(run("/dev/null", argv), 0);
}

static void
workspace_release(struct workspace *space)
{
    unlink(space->key);
    unlink(arena_text(space->arena, arena_format(space->arena, "%s.pub", space->key)));
    unlink(space->message);
    unlink(space->signature);
    unlink(space->signers);
    rmdir(space->folder);
    arena_free(space->arena);
}

static struct slice
workspace_read(struct workspace *space, const char *path)
{
    struct slice bytes;
    struct err err;
    ck_assert_msg(file_read(path, 1 << 20, space->arena, &bytes, &err) == 0, "%s", err.text);
    return bytes;
}

/* The seed inside an unencrypted OpenSSH private key: 64 bytes, seed and public key, after their length. */
static struct signing_key *
workspace_key(struct workspace *space)
{
    const char *text = arena_text(space->arena, workspace_read(space, space->key));
    const struct slice blob = blob_of(space->arena, text);
    const char *pub = arena_text(space->arena, arena_format(space->arena, "%s.pub", space->key));
    struct ed25519_public public_key;
    ck_assert_int_eq(ssh_key_read(workspace_read(space, pub), &public_key, NULL), 0);
    for (size_t at = 4; at + 64 <= blob.n; at++)
        if (memcmp(blob.p + at - 4, "\0\0\0\x40", 4) == 0 && memcmp(blob.p + at + 32, public_key.b, 32) == 0)
            return signing_key_from_seed(blob.p + at);
    ck_abort_msg("no seed found in the OpenSSH key");
    return NULL;
}

/* Ed25519 is deterministic, so the same key must give the same bytes, whatever the namespace's length does to the
 * line breaks; ours must pass there and theirs here. */
START_TEST(agrees_with_ssh_keygen)
{
    if (!have_ssh_keygen())
        return;
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = workspace_key(&space);
    const struct ed25519_public public_key = signing_key_public(key);
    for (size_t round = 0; round < 24; round++) {
        char name[64] = "n";
        uint8_t message[300];
        const size_t name_n = 1 + round * 2 % 60, message_n = round == 0 ? 0 : unit_random_below(sizeof(message));
        for (size_t i = 0; i < name_n; i++)
            name[i] = (char)('a' + unit_random_below(26));
        for (size_t i = 0; i < message_n; i++)
            message[i] = (uint8_t)unit_random();
        const struct slice text = {message, message_n};
        ck_assert_int_eq(file_replace(space.message, text, 0600, NULL), 0);
        unlink(space.signature);
        const char *const sign[] = {"ssh-keygen", "-Y", "sign", "-f", space.key, "-n", name, space.message, NULL};
        ck_assert_int_eq(run("/dev/null", sign), 0);
        const struct slice theirs = workspace_read(&space, space.signature);
        struct ed25519_public got;
        ck_assert_int_eq(sshsig_verify(theirs, slice_of(name), text, &got, NULL), 0);
        ck_assert(ed25519_public_equal(&got, &public_key));
        AUTO(buf_release) struct buf ours;
        buf_init(&ours, SSHSIG_ARMOUR_MAX);
        sshsig_sign(&ours, key, slice_of(name), text);
        ck_assert_slice_eq(buf_slice(&ours), theirs);
    }
}
END_TEST

START_TEST(ssh_keygen_verifies_ours)
{
    if (!have_ssh_keygen())
        return;
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ed25519_public public_key = signing_key_public(key);
    const struct allowed_signers_query signer = {SLICE("ledger.example/prod"), name_space};
    AUTO(buf_release) struct buf signers;
    AUTO(buf_release) struct buf armour;
    buf_init(&signers, 1000);
    buf_init(&armour, SSHSIG_ARMOUR_MAX);
    allowed_signers_append(&signers, &signer, &public_key);
    sshsig_sign(&armour, key, name_space, SLICE("{\"format\":1}\n"));
    ck_assert_int_eq(file_replace(space.message, SLICE("{\"format\":1}\n"), 0600, NULL), 0);
    ck_assert_int_eq(file_replace(space.signature, buf_slice(&armour), 0600, NULL), 0);
    ck_assert_int_eq(file_replace(space.signers, buf_slice(&signers), 0600, NULL), 0);
    const char *verify[] = {"ssh-keygen",          "-Y", "verify",         "-f", space.signers,   "-I",
                            "ledger.example/prod", "-n", "daybook-bundle", "-s", space.signature, NULL};
    ck_assert_int_eq(run(space.message, verify), 0);
    ck_assert_int_ne(run(space.signers, verify), 0);
    verify[8] = "file";
    ck_assert_int_ne(run(space.message, verify), 0);
    verify[8] = "daybook-bundle";
    verify[6] = "ledger.example/test";
    ck_assert_int_ne(run(space.message, verify), 0);
}
END_TEST

int
main(void)
{
    if (crypto_init(NULL) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("crypto/sshsig", verifies_a_signature_of_openssh, refuses_another_message_or_namespace,
                     every_changed_byte_is_refused, every_cut_is_refused, refuses_the_same_signature_in_another_form,
                     names_the_field_that_is_wrong, refuses_another_hash_and_what_is_no_armour,
                     the_longest_namespace_fits, agrees_with_ssh_keygen, ssh_keygen_verifies_ours);
}
