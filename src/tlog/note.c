#include "tlog/note.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { ID_BYTES = 4 };

/* U+2014 and a space, before every signature. */
static const struct slice signature_mark = SLICE_INIT("\xe2\x80\x94 ");

static int
text_check(struct slice bytes, enum err_code code, struct err *err)
{
    const size_t valid = utf8_valid_length(bytes);
    if (valid != bytes.n)
        return err_set(err, code, "note is not UTF-8 at byte %zu", valid);
    for (size_t i = 0; i < bytes.n; i++)
        if (bytes.p[i] < 0x20 && bytes.p[i] != '\n')
            return err_set(err, code, "note has a control character 0x%02x at byte %zu", bytes.p[i], i);
    return 0;
}

/* The text ends at the last blank line, which belongs to neither part. */
static int
note_split(struct slice bytes, struct slice *out_text, struct slice *out_lines, struct err *err)
{
    for (size_t at = bytes.n; at >= 2; at--) {
        if (bytes.p[at - 1] != '\n' || bytes.p[at - 2] != '\n')
            continue;
        *out_text = slice_sub(bytes, 0, at - 1);
        *out_lines = slice_sub(bytes, at, bytes.n);
        return 0;
    }
    return err_set(err, ERR_FORMAT, "note has no blank line before its signatures");
}

static int
signature_read(struct slice line, struct arena *arena, struct note_signature *out_signature, struct err *err)
{
    if (!slice_starts(line, signature_mark))
        return err_set(err, ERR_FORMAT, "does not begin with a dash (U+2014) and a space");
    const struct slice rest = slice_sub(line, signature_mark.n, line.n);
    const struct slice name = slice_sub(rest, 0, slice_find(rest, ' '));
    if (!vkey_name_is_valid(name))
        return err_set(err, ERR_FORMAT, "has no valid key name");
    struct slice bytes;
    TRY(base64_read(slice_sub(rest, name.n + 1, rest.n), arena, &bytes, err));
    if (bytes.n <= ID_BYTES)
        return err_set(err, ERR_FORMAT, "has %zu bytes, more than the %d of a key ID expected", bytes.n, ID_BYTES);
    *out_signature = (struct note_signature){
        .name = name,
        .id = (uint32_t)bytes.p[0] << 24 | (uint32_t)bytes.p[1] << 16 | (uint32_t)bytes.p[2] << 8 | bytes.p[3],
        .signature = slice_sub(bytes, ID_BYTES, bytes.n),
    };
    return 0;
}

static int
signatures_read(struct slice lines, struct arena *arena, struct note_signature **out_signatures, size_t *out_count,
                struct err *err)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < lines.n; i++)
        count += lines.p[i] == '\n';
    if (lines.n == 0 || lines.p[lines.n - 1] != '\n')
        return err_set(err, ERR_FORMAT, lines.n == 0 ? "note has no signature" : "note does not end with a newline");
    if (count > LIMIT_NOTE_SIGNATURES)
        return err_set(err, ERR_LIMIT, "note has %zu signatures, more than %d", count, LIMIT_NOTE_SIGNATURES);
    struct note_signature *signatures = arena_array(arena, count, sizeof(*signatures));
    for (size_t i = 0; i < count; i++) {
        const struct slice rest = slice_sub(lines, at, lines.n);
        const struct slice line = slice_sub(rest, 0, slice_find(rest, '\n'));
        const int r = signature_read(line, arena, &signatures[i], err);
        if (r < 0)
            return err_wrap(err, r, "note signature line %zu", i + 1);
        at += line.n + 1;
    }
    *out_signatures = signatures;
    *out_count = count;
    return 0;
}

/* The shared part of parse and open; the signatures are still writable. */
static int
note_take_apart(struct slice bytes, struct arena *arena, struct note *out_note, struct note_signature **out_signatures,
                struct err *err)
{
    if (bytes.n > LIMIT_NOTE_BYTES)
        return err_set(err, ERR_LIMIT, "note is longer than %d bytes", LIMIT_NOTE_BYTES);
    struct slice text, lines;
    size_t count;
    TRY(text_check(bytes, ERR_FORMAT, err));
    TRY(note_split(bytes, &text, &lines, err));
    TRY(signatures_read(lines, arena, out_signatures, &count, err));
    *out_note = (struct note){text, *out_signatures, count};
    return 0;
}

int
note_parse(struct slice bytes, struct arena *arena, struct note *out_note, struct err *err)
{
    struct note_signature *signatures;
    return note_take_apart(bytes, arena, out_note, &signatures, err);
}

static bool
signature_claims(const struct note_signature *signature, const struct vkey *key)
{
    return signature->id == key->id && slice_equal(signature->name, key->name);
}

static bool
signature_verifies(const struct note_signature *signature, struct slice text, const struct vkey *key)
{
    struct ed25519_signature ed25519;
    if (signature->signature.n != sizeof(ed25519.b))
        return false;
    memcpy(ed25519.b, signature->signature.p, sizeof(ed25519.b));
    return ed25519_verify(&key->key, text, &ed25519);
}

int
note_open(struct slice bytes, struct vkey_list known, struct arena *arena, struct note *out_note, struct err *err)
{
    struct note note;
    struct note_signature *signatures;
    TRY(note_take_apart(bytes, arena, &note, &signatures, err));
    size_t verified = 0;
    for (size_t i = 0; i < note.count; i++)
        for (size_t k = 0; k < known.count; k++) {
            if (!signature_claims(&signatures[i], &known.keys[k]))
                continue;
            if (!signature_verifies(&signatures[i], note.text, &known.keys[k]))
                return err_set(err, ERR_SIGNATURE, "note signature of '%.*s' does not verify",
                               SLICE_ARG(known.keys[k].name));
            signatures[i].verified = true;
            verified++;
        }
    if (verified == 0)
        return err_set(err, ERR_SIGNATURE, "note is not signed by a known key");
    *out_note = note;
    return 0;
}

int
note_sign(struct buf *out, struct slice text, struct slice name, const struct signing_key *key, struct err *err)
{
    if (!vkey_name_is_valid(name))
        return err_set(err, ERR_USAGE, "key name '%.*s' is not valid: no spaces, no '+'", SLICE_ARG(name));
    if (!slice_ends(text, SLICE("\n")))
        return err_set(err, ERR_USAGE, "note does not end with a newline");
    TRY(text_check(text, ERR_USAGE, err));
    const struct ed25519_public public_key = signing_key_public(key);
    const struct vkey verifier = vkey_make(name, &public_key);
    const struct ed25519_signature signature = signing_key_sign(key, text);
    uint8_t bytes[ID_BYTES + ED25519_SIGNATURE_BYTES];
    for (int i = 0; i < ID_BYTES; i++)
        bytes[i] = (uint8_t)(verifier.id >> (24 - 8 * i));
    memcpy(bytes + ID_BYTES, signature.b, sizeof(signature.b));
    buf_add(out, text);
    buf_byte(out, '\n');
    buf_add(out, signature_mark);
    buf_add(out, name);
    buf_byte(out, ' ');
    base64_append(out, (struct slice){bytes, sizeof(bytes)});
    buf_byte(out, '\n');
    return 0;
}
