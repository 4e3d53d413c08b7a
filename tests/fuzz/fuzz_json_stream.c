/* However the reads are cut, the pieces are the same: the first byte says how long reads are. */
#include "base/buf.h"
#include "format/json_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct source {
    struct slice rest;
    size_t chunk;
};

static int
read_source(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    (void)err;
    struct source *source = context;
    const struct slice part = slice_sub(source->rest, 0, source->chunk < max ? source->chunk : max);
    memcpy(out, part.p, part.n);
    source->rest = slice_sub(source->rest, part.n, source->rest.n);
    *out_n = part.n;
    return 0;
}

/* The pieces, one after another, with what is said about each. */
static void
cut(struct buf *out, struct slice bytes, size_t chunk)
{
    struct source source = {bytes, chunk};
    const struct json_stream_input input = {.read = read_source, .context = &source, .piece_bytes_max = 40};
    AUTO(json_stream_drop) struct json_stream *stream = json_stream_new(&input);
    struct json_piece piece;
    do {
        if (json_stream_next(stream, &piece, NULL) < 0)
            abort();
        buf_add(out, piece.bytes);
        buf_add(out, (struct slice){(const uint8_t *)&piece.size, sizeof(piece.size)});
        buf_add(out, (struct slice){(const uint8_t *)&piece.line, sizeof(piece.line)});
        buf_byte(out, (uint8_t)(piece.truncated | piece.complete << 1 | (piece.problem != NULL) << 2));
    } while (!slice_is_absent(piece.bytes));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf_release) struct buf parts;
    AUTO(buf_release) struct buf whole;
    buf_init(&parts, SIZE_MAX);
    buf_init(&whole, SIZE_MAX);
    const struct slice bytes = size == 0 ? SLICE("") : (struct slice){data + 1, size - 1};
    cut(&parts, bytes, size == 0 ? 1 : 1 + data[0] % 16u);
    cut(&whole, bytes, SIZE_MAX);
    if (!slice_equal(buf_slice(&parts), buf_slice(&whole)))
        abort();
    return 0;
}
