#include "crypto/sshsig.h"

#include "base/arena.h"
#include "base/encoding.h"
#include "crypto/ssh_key.h"

#include <assert.h>
#include <sodium.h>

static const char armour_begin[] = "-----BEGIN SSH SIGNATURE-----\n";
static const char armour_end[] = "-----END SSH SIGNATURE-----\n";
static const struct slice magic = SLICE_INIT("SSHSIG");
static const struct slice signature_type = SLICE_INIT("ssh-ed25519");
static const struct slice hash_name = SLICE_INIT("sha512");

enum { ARMOUR_COLUMNS = 70, VERSION = 1 };

static void
u32_append(struct buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(out, (uint8_t)(value >> shift));
}

static void
string_append(struct buf *out, struct slice bytes)
{
    u32_append(out, (uint32_t)bytes.n);
    buf_add(out, bytes);
}

/* What Ed25519 signs: never the message itself, so that no SSHSIG passes for a signature of another protocol. */
static void
signed_data(struct buf *out, struct slice name_space, struct slice message)
{
    uint8_t hash[crypto_hash_sha512_BYTES];
    crypto_hash_sha512(hash, message.p, message.n);
    buf_init(out, SSHSIG_ARMOUR_MAX);
    buf_add(out, magic);
    string_append(out, name_space);
    string_append(out, SLICE("")); /* reserved */
    string_append(out, hash_name);
    string_append(out, (struct slice){hash, sizeof(hash)});
}

static void
blob_append(struct buf *out, const struct ed25519_public *key, struct slice name_space,
            const struct ed25519_signature *signature)
{
    uint8_t key_blob[SSH_KEY_BLOB_BYTES];
    ssh_key_blob(key, key_blob);
    buf_add(out, magic);
    u32_append(out, VERSION);
    string_append(out, (struct slice){key_blob, sizeof(key_blob)});
    string_append(out, name_space);
    string_append(out, SLICE("")); /* reserved */
    string_append(out, hash_name);
    u32_append(out, (uint32_t)(4 + signature_type.n + 4 + sizeof(signature->b)));
    string_append(out, signature_type);
    string_append(out, (struct slice){signature->b, sizeof(signature->b)});
}

static void
armour_append(struct buf *out, struct slice blob)
{
    struct buf text;
    buf_init(&text, SSHSIG_ARMOUR_MAX);
    base64_append(&text, blob);
    buf_text(out, armour_begin);
    for (size_t at = 0; at < text.n; at += ARMOUR_COLUMNS) {
        buf_add(out, slice_sub(buf_slice(&text), at, at + ARMOUR_COLUMNS));
        buf_byte(out, '\n');
    }
    buf_text(out, armour_end);
    buf_release(&text);
}

void
sshsig_sign(struct buf *out, const struct signing_key *key, struct slice name_space, struct slice message)
{
    assert(name_space.n > 0 && name_space.n <= SSHSIG_NAMESPACE_MAX);
    AUTO(buf_release) struct buf data;
    signed_data(&data, name_space, message);
    const struct ed25519_public public_key = signing_key_public(key);
    const struct ed25519_signature signature = signing_key_sign(key, buf_slice(&data));
    AUTO(buf_release) struct buf blob;
    buf_init(&blob, SSHSIG_ARMOUR_MAX);
    blob_append(&blob, &public_key, name_space, &signature);
    armour_append(out, buf_slice(&blob));
}

/* Take a u32 off the front; false when there are not enough bytes. */
static bool
u32_take(struct slice *rest, uint32_t *out_value)
{
    if (rest->n < 4)
        return false;
    *out_value = (uint32_t)rest->p[0] << 24 | (uint32_t)rest->p[1] << 16 | (uint32_t)rest->p[2] << 8 | rest->p[3];
    *rest = slice_sub(*rest, 4, rest->n);
    return true;
}

static bool
string_take(struct slice *rest, struct slice *out_bytes)
{
    uint32_t n;
    if (!u32_take(rest, &n) || n > rest->n)
        return false;
    *out_bytes = slice_sub(*rest, 0, n);
    *rest = slice_sub(*rest, n, rest->n);
    return true;
}

/* The fields of the blob that vary. */
struct sshsig_fields {
    uint32_t version;
    struct slice key_type, key, name_space, hash, signature_type, signature;
};

/* Base64 lines to bytes. Where the line breaks stand is checked later, by writing the armour again. */
static int
armour_read(struct slice armour, struct arena *arena, struct slice *out_blob, struct err *err)
{
    const struct slice begin = slice_of(armour_begin), end = slice_of(armour_end);
    if (armour.n > SSHSIG_ARMOUR_MAX)
        return err_set(err, ERR_FORMAT, "ssh signature is longer than %d bytes", SSHSIG_ARMOUR_MAX);
    if (!slice_starts(armour, begin) || !slice_ends(armour, end) || armour.n < begin.n + end.n)
        return err_set(err, ERR_FORMAT, "not an armoured ssh signature");
    const struct slice body = slice_sub(armour, begin.n, armour.n - end.n);
    AUTO(buf_release) struct buf text;
    buf_init(&text, SSHSIG_ARMOUR_MAX);
    for (size_t i = 0; i < body.n; i++)
        if (body.p[i] != '\n')
            buf_byte(&text, body.p[i]);
    const int r = base64_read(buf_slice(&text), arena, out_blob, err);
    return r < 0 ? err_wrap(err, r, "ssh signature") : 0;
}

static int
fields_read(struct slice blob, struct sshsig_fields *out_fields, struct err *err)
{
    struct slice rest = slice_sub(blob, magic.n, blob.n);
    struct slice key_blob, reserved, signature_blob;
    const bool whole = slice_starts(blob, magic) && u32_take(&rest, &out_fields->version) &&
                       string_take(&rest, &key_blob) && string_take(&rest, &out_fields->name_space) &&
                       string_take(&rest, &reserved) && string_take(&rest, &out_fields->hash) &&
                       string_take(&rest, &signature_blob) && rest.n == 0;
    if (!whole || !string_take(&key_blob, &out_fields->key_type) ||
        !string_take(&signature_blob, &out_fields->signature_type))
        return err_set(err, ERR_FORMAT, "ssh signature is cut short or has too much");
    if (!slice_equal(out_fields->key_type, signature_type) || !slice_equal(out_fields->signature_type, signature_type))
        return err_set(err, ERR_FORMAT, "ssh signature is by a '%.*s' key, ssh-ed25519 expected",
                       SLICE_ARG(out_fields->key_type));
    if (!string_take(&key_blob, &out_fields->key) || out_fields->key.n != ED25519_PUBLIC_BYTES ||
        !string_take(&signature_blob, &out_fields->signature) || out_fields->signature.n != ED25519_SIGNATURE_BYTES)
        return err_set(err, ERR_FORMAT, "ssh signature has a key or a signature of another length than Ed25519's");
    if (out_fields->version != VERSION)
        return err_set(err, ERR_FORMAT, "ssh signature has version %u, %d expected", out_fields->version, VERSION);
    if (!slice_equal(out_fields->hash, hash_name))
        return err_set(err, ERR_FORMAT, "ssh signature uses hash '%.*s', sha512 expected", SLICE_ARG(out_fields->hash));
    return 0;
}

static int
armour_check_form(struct slice armour, const struct ed25519_public *key, struct slice name_space,
                  const struct ed25519_signature *signature, struct err *err)
{
    AUTO(buf_release) struct buf blob;
    AUTO(buf_release) struct buf again;
    buf_init(&blob, SSHSIG_ARMOUR_MAX);
    buf_init(&again, SSHSIG_ARMOUR_MAX);
    blob_append(&blob, key, name_space, signature);
    armour_append(&again, buf_slice(&blob));
    if (!slice_equal(buf_slice(&again), armour))
        return err_set(err, ERR_FORMAT, "ssh signature is not written as ssh-keygen writes it (lines of %d characters)",
                       ARMOUR_COLUMNS);
    return 0;
}

int
sshsig_verify(struct slice armour, struct slice name_space, struct slice message, struct ed25519_public *out_key,
              struct err *err)
{
    AUTO(arena_drop) struct arena *scratch = arena_new();
    struct slice blob;
    struct sshsig_fields fields;
    TRY(armour_read(armour, scratch, &blob, err));
    TRY(fields_read(blob, &fields, err));
    struct ed25519_public key;
    struct ed25519_signature signature;
    memcpy(key.b, fields.key.p, sizeof(key.b));
    memcpy(signature.b, fields.signature.p, sizeof(signature.b));
    TRY(armour_check_form(armour, &key, fields.name_space, &signature, err));
    if (!slice_equal(fields.name_space, name_space))
        return err_set(err, ERR_SIGNATURE, "ssh signature is for namespace '%.*s', '%.*s' expected",
                       SLICE_ARG(fields.name_space), SLICE_ARG(name_space));
    AUTO(buf_release) struct buf data;
    signed_data(&data, name_space, message);
    if (!ed25519_verify(&key, buf_slice(&data), &signature))
        return err_set(err, ERR_SIGNATURE, "ssh signature does not verify: the signed bytes or the signature changed");
    *out_key = key;
    return 0;
}
