#include "shape/decode.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "format/gunzip.h"
#include "shape/form.h"

#define DECODE_STEPS(X)                                                                                                \
    X(STEP_BASE64, "base64")                                                                                           \
    X(STEP_GZIP, "gzip")                                                                                               \
    X(STEP_ZLIB, "zlib")

enum step {
#define X(step, name) step,
    DECODE_STEPS(X)
#undef X
};

static const char *const names[] = {
#define X(step, name) name,
    DECODE_STEPS(X)
#undef X
};

enum { STEPS_MAX = 8, INFLATE_BYTES = 1 << 14 };

struct decode {
    enum step steps[STEPS_MAX];
    size_t count;
    enum form form; /* of what they give */
};

/* The last step is the form of a document. */
static int
load_form(const struct loader *loader, const struct json *node, struct decode *decode, struct err *err)
{
    if (form_from_name(node->text, &decode->form, NULL) == 0)
        return 0;
    return load_fault(loader, node, err, "the last step is '%.*s', expected json, text, email, xml or csv",
                      SLICE_ARG(node->text));
}

int
decode_load(const struct loader *loader, const struct json *node, const struct decode **out_decode, struct err *err)
{
    TRY(load_type(loader, node, JSON_ARRAY, err));
    if (node->count == 0 || node->count > STEPS_MAX)
        return load_fault(loader, node, err, "expected 1 to %d steps", STEPS_MAX);
    struct decode *decode = arena_alloc(loader->arena, sizeof(*decode));
    *out_decode = decode;
    for (const struct json *item = node->first; item != NULL; item = item->next) {
        size_t at = 0;
        TRY(load_type(loader, item, JSON_STRING, err));
        if (item->next == NULL)
            return load_form(loader, item, decode, err);
        while (at < COUNT_OF(names) && !slice_equal(item->text, slice_of(names[at])))
            at++;
        if (at == COUNT_OF(names))
            return load_fault(loader, item, err, "unknown step '%.*s', expected base64, gzip or zlib",
                              SLICE_ARG(item->text));
        decode->steps[decode->count++] = (enum step)at;
    }
    return 0;
}

/* Base64 as it is found: of either alphabet, with or without padding, over several lines. */
static int
from_base64(struct reader *reader, struct slice *bytes, struct err *err)
{
    uint8_t *text = arena_alloc(reader->arena, bytes->n + 4);
    size_t n = 0;
    for (size_t i = 0; i < bytes->n; i++) {
        const uint8_t c = bytes->p[i];
        if (c == '\r' || c == '\n' || c == '\t' || c == ' ' || c == '=')
            continue;
        text[n++] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    while (n % 4 != 0)
        text[n++] = '=';
    return base64_read((struct slice){text, n}, reader->arena, bytes, err);
}

static int
inflated(struct reader *reader, struct gunzip *gunzip, struct slice *bytes, struct err *err)
{
    AUTO(buf_release) struct buf out;
    uint8_t piece[INFLATE_BYTES];
    size_t n = 0;
    buf_init(&out, LIMIT_SHAPE_STEPS / READER_DECODE_STEPS);
    do {
        TRY(gunzip_read(gunzip, piece, sizeof(piece), &n, err));
        TRY(reader_spend(reader, n * READER_DECODE_STEPS, err));
        buf_add(&out, (struct slice){piece, n});
    } while (n > 0);
    TRY(buf_finish(&out, "unpacked data", err));
    *bytes = arena_copy(reader->arena, buf_slice(&out));
    return 0;
}

static int
take_step(struct reader *reader, enum step step, struct slice *bytes, struct err *err)
{
    if (step == STEP_BASE64) {
        TRY(reader_spend(reader, bytes->n, err));
        return from_base64(reader, bytes, err);
    }
    AUTO(gunzip_drop) struct gunzip *gunzip = step == STEP_GZIP ? gunzip_new(*bytes) : gunzip_new_zlib(*bytes);
    return inflated(reader, gunzip, bytes, err);
}

int
decode_text(struct reader *reader, const struct decode *decode, struct slice text, struct json **out_document,
            struct err *err)
{
    for (size_t i = 0; i < decode->count; i++) {
        const int code = take_step(reader, decode->steps[i], &text, err);
        if (code < 0)
            return err_wrap(err, code, "%s", names[decode->steps[i]]);
    }
    TRY(reader_spend(reader, text.n * READER_DECODE_STEPS, err));
    return form_decode(decode->form, text, reader->arena, out_document, err);
}
