#include "tlog/key_file.h"

#include "base/file.h"
#include "tlog/vkey.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct slice text_head = SLICE_INIT("PRIVATE+KEY+");

enum {
    SECRET_BYTES = 1 + ED25519_SEED_BYTES, /* type and seed */
    NAME_MAX_BYTES = 255,
    ID_DIGITS = 8,
    BASE64_DIGITS = 44, /* of SECRET_BYTES */
    TEXT_MAX = 12 + NAME_MAX_BYTES + 1 + ID_DIGITS + 1 + BASE64_DIGITS + 2
};

/* Everything on the stack that has seen the seed; one byte more than a file may have shows that it has more. */
struct secret_text {
    char text[TEXT_MAX + 1];
    size_t n;
    uint8_t secret[SECRET_BYTES];
};

static void
secret_text_wipe(struct secret_text *secret)
{
    sodium_memzero(secret, sizeof(*secret));
}

static void
descriptor_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

int
key_file_create(const char *path, struct slice name, const struct signing_key *key, struct err *err)
{
    if (!vkey_name_is_valid(name) || name.n > NAME_MAX_BYTES)
        return err_set(err, ERR_USAGE, "key name '%.*s' is not valid: 1 to %d bytes, no spaces, no '+'",
                       SLICE_ARG(name), NAME_MAX_BYTES);
    const struct ed25519_public public_key = signing_key_public(key);
    AUTO(secret_text_wipe) struct secret_text secret = {.secret = {VKEY_TYPE_ED25519}};
    signing_key_seed(key, secret.secret + 1);
    const int head = snprintf(secret.text, sizeof(secret.text), "%.*s%.*s+%08x+", SLICE_ARG(text_head), SLICE_ARG(name),
                              vkey_make(name, &public_key).id);
    sodium_bin2base64(secret.text + head, BASE64_DIGITS + 1, secret.secret, SECRET_BYTES,
                      sodium_base64_VARIANT_ORIGINAL);
    secret.text[head + BASE64_DIGITS] = '\n';
    const struct slice text = {(const uint8_t *)secret.text, (size_t)head + BASE64_DIGITS + 1};
    return file_create(path, text, 0600, err);
}

static int
permissions_check(const char *path, const struct stat *status, struct err *err)
{
    if (!S_ISREG(status->st_mode))
        return err_set(err, ERR_USAGE, "key file '%s' is not a regular file", path);
    if (status->st_uid != geteuid() && status->st_uid != 0)
        return err_set(err, ERR_USAGE,
                       "key file '%s' belongs to user %u, not to the current user or root: run chown %u '%s'", path,
                       (unsigned)status->st_uid, (unsigned)geteuid(), path);
    if ((status->st_mode & 077) != 0)
        return err_set(err, ERR_USAGE, "key file '%s' has mode %04o, so others may use it: run chmod 600 '%s'", path,
                       (unsigned)(status->st_mode & 07777), path);
    return 0;
}

/* The permissions are those of the descriptor, so that the file cannot be swapped between check and reading. */
static int
secret_text_load(const char *path, struct secret_text *out_secret, struct err *err)
{
    AUTO(descriptor_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "open key file '%s': %s", path, strerror(errno));
    struct stat status;
    if (fstat(fd, &status) != 0)
        return err_set(err, ERR_IO, "look at key file '%s': %s", path, strerror(errno));
    TRY(permissions_check(path, &status, err));
    while (out_secret->n < sizeof(out_secret->text)) {
        const ssize_t got = read(fd, out_secret->text + out_secret->n, sizeof(out_secret->text) - out_secret->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_IO, "read key file '%s': %s", path, strerror(errno));
        if (got == 0)
            return 0;
        out_secret->n += (size_t)got;
    }
    return err_set(err, ERR_FORMAT, "key file '%s' is longer than %d bytes", path, TEXT_MAX);
}

/* `PRIVATE+KEY+name+id+base64` to its parts; the secret is decoded in place. */
static bool
secret_text_split(struct secret_text *secret, struct slice *out_name, struct slice *out_id)
{
    const struct slice line = slice_trim((struct slice){(const uint8_t *)secret->text, secret->n});
    const struct slice rest = slice_sub(line, text_head.n, line.n);
    const struct slice name = slice_sub(rest, 0, slice_find(rest, '+'));
    const size_t key_at = name.n + 1 + ID_DIGITS + 1;
    if (!slice_starts(line, text_head) || !vkey_name_is_valid(name) || rest.n != key_at + BASE64_DIGITS ||
        rest.p[key_at - 1] != '+')
        return false;
    size_t got;
    const char *end;
    const int r = sodium_base642bin(secret->secret, SECRET_BYTES, (const char *)rest.p + key_at, BASE64_DIGITS, NULL,
                                    &got, &end, sodium_base64_VARIANT_ORIGINAL);
    *out_name = name;
    *out_id = slice_sub(rest, name.n + 1, key_at - 1);
    return r == 0 && got == SECRET_BYTES && end == (const char *)rest.p + rest.n;
}

int
key_file_read(const char *path, struct arena *arena, struct slice *out_name, struct signing_key **out_key,
              struct err *err)
{
    AUTO(secret_text_wipe) struct secret_text secret = {.n = 0};
    TRY(secret_text_load(path, &secret, err));
    struct slice name, id;
    if (!secret_text_split(&secret, &name, &id))
        return err_set(err, ERR_FORMAT, "key file '%s' does not hold a line PRIVATE+KEY+name+8 hex digits+base64",
                       path);
    if (secret.secret[0] != VKEY_TYPE_ED25519)
        return err_set(err, ERR_VERSION, "key file '%s' holds a key of type 0x%02x, only 0x01 (Ed25519) is known", path,
                       secret.secret[0]);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_from_seed(secret.secret + 1);
    const struct ed25519_public public_key = signing_key_public(key);
    char want[ID_DIGITS + 1];
    snprintf(want, sizeof(want), "%08x", vkey_make(name, &public_key).id);
    if (!slice_equal(id, slice_of(want)))
        return err_set(err, ERR_FORMAT, "key file '%s' is damaged: its key ID is not that of name and key", path);
    *out_name = arena_copy(arena, name);
    *out_key = key;
    key = NULL;
    return 0;
}
