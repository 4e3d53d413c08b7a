#include "format/piece_stream.h"

#include "base/buf.h"
#include "base/limits.h"

enum { CHUNK_BYTES = 64 * 1024 };

struct piece_stream {
    struct json_stream_input input;
    enum piece_cut cut;
    struct json_stream *json; /* PIECES_JSON */
    struct buf ahead;         /* bytes [taken, ahead.n) are read and not yet taken */
    size_t taken;
    bool at_end;      /* of the input */
    uint64_t line;    /* of the next byte */
    struct buf piece; /* the one at hand; of a truncated one its beginning */
    uint64_t size;    /* of it */
};

struct piece_stream *
piece_stream_new(const struct json_stream_input *input)
{
    struct piece_stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        abort();
    stream->input = *input;
    stream->line = 1;
    buf_init(&stream->ahead, SIZE_MAX);
    buf_init(&stream->piece, SIZE_MAX);
    return stream;
}

void
piece_stream_free(struct piece_stream *stream)
{
    if (stream == NULL)
        return;
    json_stream_free(stream->json);
    buf_release(&stream->ahead);
    buf_release(&stream->piece);
    free(stream);
}

void
piece_stream_drop(struct piece_stream **stream)
{
    piece_stream_free(*stream);
    *stream = NULL;
}

static struct slice
ahead(const struct piece_stream *stream)
{
    return slice_sub(buf_slice(&stream->ahead), stream->taken, stream->ahead.n);
}

/* Read once more, behind what is ahead. */
static int
read_more(struct piece_stream *stream, struct err *err)
{
    uint8_t chunk[CHUNK_BYTES];
    size_t n = 0;
    TRY(stream->input.read(stream->input.context, chunk, sizeof(chunk), &n, err));
    stream->at_end = n == 0;
    buf_add(&stream->ahead, (struct slice){chunk, n});
    return 0;
}

int
piece_stream_look(struct piece_stream *stream, size_t max, struct slice *out_prefix, struct err *err)
{
    while (ahead(stream).n < max && !stream->at_end)
        TRY(read_more(stream, err));
    *out_prefix = slice_sub(ahead(stream), 0, max);
    return 0;
}

static int
read_through(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    struct piece_stream *stream = context;
    const struct slice part = slice_sub(ahead(stream), 0, max);
    if (part.n == 0)
        return stream->input.read(stream->input.context, out, max, out_n, err);
    memcpy(out, part.p, part.n);
    stream->taken += part.n;
    *out_n = part.n;
    return 0;
}

static void
pass_oversize(void *context, struct slice bytes)
{
    const struct piece_stream *stream = context;
    if (stream->input.oversize != NULL)
        stream->input.oversize(stream->input.context, bytes);
}

void
piece_stream_begin(struct piece_stream *stream, enum piece_cut cut)
{
    const struct slice mark = SLICE("\xef\xbb\xbf");
    stream->cut = cut;
    if (cut == PIECES_LINES && slice_starts(ahead(stream), mark))
        stream->taken += mark.n;
    if (cut != PIECES_JSON)
        return;
    const struct json_stream_input input = {.read = read_through,
                                            .oversize = pass_oversize,
                                            .context = stream,
                                            .piece_bytes_max = stream->input.piece_bytes_max};
    stream->json = json_stream_new(&input);
}

/* Add to the piece at hand. Past the maximum all of it is shown, and only its beginning kept. */
static void
add(struct piece_stream *stream, struct slice bytes)
{
    const size_t max = stream->input.piece_bytes_max;
    const size_t kept = max < LIMIT_REJECT_PREFIX_BYTES ? max : LIMIT_REJECT_PREFIX_BYTES;
    const bool was_over = stream->size > max;
    stream->size += bytes.n;
    if (stream->size <= max) {
        buf_add(&stream->piece, bytes);
        return;
    }
    if (!was_over) {
        pass_oversize(stream, buf_slice(&stream->piece));
        if (stream->piece.n < kept)
            buf_add(&stream->piece, slice_sub(bytes, 0, kept - stream->piece.n));
        stream->piece.n = kept;
    }
    pass_oversize(stream, bytes);
}

/* Take bytes up to the end of the line, or of the stream. False when there are none. */
static int
gather(struct piece_stream *stream, bool *out_there, struct err *err)
{
    bool ended = false;
    buf_clear(&stream->piece);
    stream->size = 0;
    *out_there = false;
    while (!ended) {
        if (ahead(stream).n == 0) {
            buf_clear(&stream->ahead);
            stream->taken = 0;
            if (!stream->at_end)
                TRY(read_more(stream, err));
            if (stream->at_end)
                return 0;
        }
        const struct slice ready = ahead(stream);
        const size_t end = stream->cut == PIECES_LINES ? slice_find(ready, '\n') : ready.n;
        add(stream, slice_sub(ready, 0, end));
        ended = end < ready.n;
        stream->taken += end + ended;
        *out_there = true;
    }
    return 0;
}

static void
finish(struct piece_stream *stream, struct json_piece *out_piece)
{
    struct slice bytes = buf_slice(&stream->piece);
    const bool truncated = stream->size > stream->input.piece_bytes_max;
    if (stream->cut == PIECES_LINES && !truncated && bytes.n > 0 && bytes.p[bytes.n - 1] == '\r')
        bytes.n--;
    *out_piece = (struct json_piece){
        .bytes = bytes,
        .size = truncated ? stream->size : bytes.n,
        .line = stream->line,
        .truncated = truncated,
        .complete = true,
    };
}

int
piece_stream_next(struct piece_stream *stream, struct json_piece *out_piece, struct err *err)
{
    if (stream->cut == PIECES_JSON)
        return json_stream_next(stream->json, out_piece, err);
    *out_piece = (struct json_piece){.line = 0};
    for (;;) {
        bool there;
        TRY(gather(stream, &there, err));
        if (!there)
            return 0;
        struct json_piece piece;
        finish(stream, &piece);
        stream->line++;
        if (piece.truncated || slice_trim(piece.bytes).n > 0) {
            *out_piece = piece;
            return 0;
        }
    }
}
