#include "crypto/ssh_key.h"

#include "base/arena.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/sha256.h"

/* The blob is this and the 32 bytes of the key. */
static const struct slice blob_head = SLICE_INIT("\0\0\0\x0bssh-ed25519\0\0\0\x20");

void
ssh_key_blob(const struct ed25519_public *key, uint8_t out_blob[static SSH_KEY_BLOB_BYTES])
{
    memcpy(out_blob, blob_head.p, blob_head.n);
    memcpy(out_blob + blob_head.n, key->b, ED25519_PUBLIC_BYTES);
}

void
ssh_key_append(struct buf *out, const struct ed25519_public *key)
{
    uint8_t blob[SSH_KEY_BLOB_BYTES];
    ssh_key_blob(key, blob);
    buf_text(out, "ssh-ed25519 ");
    base64_append(out, (struct slice){blob, sizeof(blob)});
}

/* The bytes up to the next blank, and then without the blanks. */
static struct slice
field_next(struct slice *rest)
{
    size_t end = 0;
    while (end < rest->n && rest->p[end] != ' ' && rest->p[end] != '\t')
        end++;
    const struct slice field = slice_sub(*rest, 0, end);
    *rest = slice_trim(slice_sub(*rest, end, rest->n));
    return field;
}

int
ssh_key_read(struct slice line, struct ed25519_public *out_key, struct err *err)
{
    if (line.n > LIMIT_KEY_FILE_BYTES)
        return err_set(err, ERR_LIMIT, "public key line is longer than %d bytes", LIMIT_KEY_FILE_BYTES);
    struct slice rest = slice_trim(line);
    if (slice_find(rest, '\n') < rest.n)
        return err_set(err, ERR_FORMAT, "public key has more than one line");
    const struct slice type = field_next(&rest);
    if (!slice_equal(type, SLICE("ssh-ed25519")))
        return err_set(err, ERR_FORMAT, "key type '%.*s' is not ssh-ed25519", SLICE_ARG(type));
    AUTO(arena_drop) struct arena *scratch = arena_new();
    struct slice blob;
    const int r = base64_read(field_next(&rest), scratch, &blob, err);
    if (r < 0)
        return err_wrap(err, r, "ssh-ed25519 key");
    if (blob.n != SSH_KEY_BLOB_BYTES || !slice_starts(blob, blob_head))
        return err_set(err, ERR_FORMAT, "ssh-ed25519 key does not hold a key of that type");
    memcpy(out_key->b, blob.p + blob_head.n, ED25519_PUBLIC_BYTES);
    return 0;
}

void
ssh_key_fingerprint(const struct ed25519_public *key, char out_text[static SSH_FINGERPRINT_MAX])
{
    uint8_t blob[SSH_KEY_BLOB_BYTES];
    ssh_key_blob(key, blob);
    const struct sha256_digest digest = sha256((struct slice){blob, sizeof(blob)});
    struct buf text;
    buf_init(&text, SSH_FINGERPRINT_MAX);
    buf_text(&text, "SHA256:");
    base64_append(&text, (struct slice){digest.b, sizeof(digest.b)});
    /* The padding, one '=', is where the NUL goes. */
    memcpy(out_text, text.p, SSH_FINGERPRINT_MAX - 1);
    out_text[SSH_FINGERPRINT_MAX - 1] = '\0';
    buf_release(&text);
}
