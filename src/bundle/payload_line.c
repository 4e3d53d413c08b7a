#include "bundle/payload_line.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/json.h"
#include "format/json_canonical.h"

#include <inttypes.h>

static void
append_text_member(struct buf *out, const char *name, struct slice text)
{
    buf_format(out, "\"%s\":", name);
    json_string_append(out, text);
}

void
payload_line_append(struct buf *out, const struct payload_line *line)
{
    const bool is_text = utf8_is_valid(line->bytes);
    buf_byte(out, '{');
    if (!is_text) {
        buf_text(out, "\"base64\":\"");
        base64_append(out, line->bytes);
        buf_text(out, "\",");
    }
    buf_format(out, "\"index\":%" PRIu64 ",\"salt\":\"", line->index);
    hex_append(out, (struct slice){line->salt.b, SALT_BYTES});
    buf_text(out, "\",");
    if (is_text) {
        append_text_member(out, "text", line->bytes);
        buf_byte(out, ',');
    }
    append_text_member(out, "type", line->type);
    buf_text(out, "}\n");
}

static int
read_bytes(const struct json *object, struct arena *arena, struct slice *out_bytes, struct err *err)
{
    struct json *text;
    struct json *base64;
    TRY(json_optional(object, "text", JSON_STRING, &text, err));
    TRY(json_optional(object, "base64", JSON_STRING, &base64, err));
    if (text == NULL && base64 == NULL)
        return err_set(err, ERR_FORMAT, "'text' or 'base64' is missing");
    if (text != NULL)
        *out_bytes = text->text;
    else
        TRY(base64_read(base64->text, arena, out_bytes, err));
    if (out_bytes->n > LIMIT_PAYLOAD_BYTES)
        return err_set(err, ERR_LIMIT, "the payload has %zu bytes, at most %d are allowed", out_bytes->n,
                       LIMIT_PAYLOAD_BYTES);
    return 0;
}

static int
read_line(struct slice text, struct arena *arena, struct payload_line *out_line, struct err *err)
{
    struct json *object;
    struct json *index;
    struct json *salt;
    struct json *type;
    int64_t number;
    TRY(json_read(text, arena, &object, err));
    TRY(json_require(object, "index", JSON_NUMBER, &index, err));
    TRY(json_int64(index, &number, err));
    if (number < 0)
        return err_set(err, ERR_FORMAT, "'index' is negative");
    out_line->index = (uint64_t)number;
    TRY(json_require(object, "salt", JSON_STRING, &salt, err));
    TRY(hex_read(out_line->salt.b, SALT_BYTES, salt->text, err));
    TRY(json_require(object, "type", JSON_STRING, &type, err));
    out_line->type = type->text;
    return read_bytes(object, arena, &out_line->bytes, err);
}

int
payload_line_read(struct slice text, struct arena *arena, struct payload_line *out_line, struct err *err)
{
    struct payload_line line;
    TRY(read_line(text, arena, &line, err));
    struct buf again AUTO(buf_release);
    buf_init(&again, text.n + 1);
    payload_line_append(&again, &line);
    if (again.overflow || again.n != text.n + 1 || memcmp(again.p, text.p, text.n) != 0)
        return err_set(err, ERR_FORMAT, "not in canonical form, or other members than base64, index, salt, text, type");
    *out_line = line;
    return 0;
}
