#include "tlog/vkey.h"

#include "base/arena.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "crypto/sha256.h"

#include <assert.h>

enum { ID_BYTES = 4, ID_DIGITS = 2 * ID_BYTES };

/* Unicode's White_Space and Z categories, which Go's unicode.IsSpace refuses in names too. */
static bool
is_unicode_space(uint32_t c)
{
    return c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool
vkey_name_is_valid(struct slice name)
{
    if (name.n == 0 || !utf8_is_valid(name))
        return false;
    for (size_t at = 0; at < name.n;) {
        const uint32_t c = utf8_next(name, &at);
        if (c < 0x20 || c == '+' || is_unicode_space(c))
            return false;
    }
    return true;
}

/* `typed_key` = type byte and public key. */
static uint32_t
key_id(struct slice name, struct slice typed_key)
{
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, name);
    sha256_add(&stream, SLICE("\n"));
    sha256_add(&stream, typed_key);
    const struct sha256_digest d = sha256_finish(&stream);
    return (uint32_t)d.b[0] << 24 | (uint32_t)d.b[1] << 16 | (uint32_t)d.b[2] << 8 | d.b[3];
}

struct typed_key {
    uint8_t b[1 + ED25519_PUBLIC_BYTES];
};

static struct typed_key
typed_key_of(const struct ed25519_public *key)
{
    struct typed_key typed = {{VKEY_TYPE_ED25519}};
    memcpy(typed.b + 1, key->b, ED25519_PUBLIC_BYTES);
    return typed;
}

struct vkey
vkey_make(struct slice name, const struct ed25519_public *key)
{
    assert(vkey_name_is_valid(name));
    const struct typed_key typed = typed_key_of(key);
    return (struct vkey){name, key_id(name, (struct slice){typed.b, sizeof(typed.b)}), *key};
}

void
vkey_append(struct buf *out, const struct vkey *key)
{
    const struct typed_key typed = typed_key_of(&key->key);
    buf_add(out, key->name);
    buf_format(out, "+%08x+", key->id);
    base64_append(out, (struct slice){typed.b, sizeof(typed.b)});
}

static int
typed_key_read(struct slice typed, struct slice name, uint32_t id, struct ed25519_public *out_key, struct err *err)
{
    if (typed.n < 2)
        return err_set(err, ERR_FORMAT, "verifier key of '%.*s' holds no key", SLICE_ARG(name));
    if (key_id(name, typed) != id)
        return err_set(err, ERR_FORMAT, "verifier key ID %08x is not that of '%.*s' and its key, %08x", id,
                       SLICE_ARG(name), key_id(name, typed));
    if (typed.p[0] != VKEY_TYPE_ED25519)
        return err_set(err, ERR_VERSION, "verifier key of '%.*s' is of type 0x%02x, only 0x01 (Ed25519) is known",
                       SLICE_ARG(name), typed.p[0]);
    if (typed.n != 1 + ED25519_PUBLIC_BYTES)
        return err_set(err, ERR_FORMAT, "verifier key of '%.*s' has %zu bytes, %d expected", SLICE_ARG(name),
                       typed.n - 1, ED25519_PUBLIC_BYTES);
    memcpy(out_key->b, typed.p + 1, ED25519_PUBLIC_BYTES);
    return 0;
}

int
vkey_read(struct slice text, struct vkey *out_key, struct err *err)
{
    const struct slice name = slice_sub(text, 0, slice_find(text, '+'));
    const size_t id_at = name.n + 1, key_at = id_at + ID_DIGITS + 1;
    if (text.n < key_at || text.p[key_at - 1] != '+' || !vkey_name_is_valid(name))
        return err_set(err, ERR_FORMAT, "not a verifier key: name+8 hex digits+base64 expected");
    uint8_t id_bytes[ID_BYTES];
    int r = hex_read(id_bytes, ID_BYTES, slice_sub(text, id_at, key_at - 1), err);
    if (r < 0)
        return err_wrap(err, r, "verifier key ID of '%.*s'", SLICE_ARG(name));
    const uint32_t id =
        (uint32_t)id_bytes[0] << 24 | (uint32_t)id_bytes[1] << 16 | (uint32_t)id_bytes[2] << 8 | id_bytes[3];
    AUTO(arena_drop) struct arena *scratch = arena_new();
    struct slice typed;
    r = base64_read(slice_sub(text, key_at, text.n), scratch, &typed, err);
    if (r < 0)
        return err_wrap(err, r, "verifier key of '%.*s'", SLICE_ARG(name));
    struct ed25519_public key;
    TRY(typed_key_read(typed, name, id, &key, err));
    *out_key = (struct vkey){name, id, key};
    return 0;
}
