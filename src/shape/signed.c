#include "shape/signed.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/dsse.h"
#include "format/json.h"

#define SIGNATURE_PREFIX "ed25519:"

bool
signed_is_envelope(const struct json *document)
{
    return json_get(document, "payload") != NULL && json_get(document, "payloadType") != NULL &&
           json_get(document, "signatures") != NULL;
}

/* Base64 of either alphabet: the protocol lets the sender choose. */
static int
decode(const struct json *value, struct arena *arena, struct slice *out_bytes, struct err *err)
{
    uint8_t *text = arena_alloc(arena, value->text.n + 1);
    for (size_t i = 0; i < value->text.n; i++) {
        const uint8_t c = value->text.p[i];
        text[i] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    return base64_read((struct slice){text, value->text.n}, arena, out_bytes, err);
}

static int
read_signatures(const struct json *list, struct arena *arena, struct shape_input *input, struct err *err)
{
    if (list->count == 0 || list->count > LIMIT_ENVELOPE_SIGNATURES)
        return err_set(err, list->count == 0 ? ERR_FORMAT : ERR_LIMIT, "signatures has %zu items, 1 to %d are allowed",
                       list->count, LIMIT_ENVELOPE_SIGNATURES);
    struct slice *signatures = arena_array(arena, list->count, sizeof(*signatures));
    size_t count = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        struct json *value;
        TRY(json_require(item, "sig", JSON_STRING, &value, err));
        const int code = decode(value, arena, &signatures[count], err);
        if (code < 0)
            return err_wrap(err, code, "signature %zu", count);
        count++;
    }
    input->signatures = signatures;
    input->signature_count = count;
    return 0;
}

int
signed_open(const struct json *envelope, struct arena *arena, struct shape_input *input, struct err *err)
{
    struct json *payload;
    struct json *type;
    struct json *signatures;
    TRY(json_require(envelope, "payload", JSON_STRING, &payload, err));
    TRY(json_require(envelope, "payloadType", JSON_STRING, &type, err));
    TRY(json_require(envelope, "signatures", JSON_ARRAY, &signatures, err));
    const int code = decode(payload, arena, &input->signed_body, err);
    if (code < 0)
        return err_wrap(err, code, "payload");
    input->signed_type = type->text;
    return read_signatures(signatures, arena, input, err);
}

static struct slice
signature_text(struct slice bytes, struct arena *arena)
{
    struct buf text;
    buf_init(&text, 2 * ED25519_SIGNATURE_BYTES);
    buf_text(&text, SIGNATURE_PREFIX);
    base64_append(&text, bytes);
    const struct slice copy = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return copy;
}

int
signed_check(const struct shape_input *input, const struct ed25519_public *key, struct arena *arena,
             struct slice *out_signature, struct err *err)
{
    if (slice_is_absent(input->signed_body))
        return err_set(err, ERR_SIGNATURE, "not signed: expected a DSSE envelope");
    for (size_t i = 0; i < input->signature_count; i++) {
        struct ed25519_signature signature;
        if (input->signatures[i].n != sizeof(signature.b))
            continue;
        memcpy(signature.b, input->signatures[i].p, sizeof(signature.b));
        if (dsse_verify(key, input->signed_type, input->signed_body, &signature)) {
            *out_signature = signature_text(input->signatures[i], arena);
            return 0;
        }
    }
    return err_set(err, ERR_SIGNATURE, "none of its signatures is the enrolled key's");
}
