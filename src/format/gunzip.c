#include "format/gunzip.h"

#include <stdlib.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS, PIECE_MAX = 1 << 30 };

struct gunzip {
    z_stream stream;
    struct slice bytes;
    size_t at;   /* how much of `bytes` was taken */
    bool within; /* a member has begun and not ended */
};

static struct gunzip *
new_for(struct slice bytes, int window_bits)
{
    struct gunzip *gunzip = calloc(1, sizeof(*gunzip));
    if (gunzip == NULL || inflateInit2(&gunzip->stream, window_bits) != Z_OK)
        abort();
    gunzip->bytes = bytes;
    gunzip->within = true;
    return gunzip;
}

struct gunzip *
gunzip_new(struct slice bytes)
{
    return new_for(bytes, GZIP_ONLY);
}

struct gunzip *
gunzip_new_zlib(struct slice bytes)
{
    return new_for(bytes, MAX_WBITS);
}

void
gunzip_free(struct gunzip *gunzip)
{
    if (gunzip == NULL)
        return;
    (void)inflateEnd(&gunzip->stream);
    free(gunzip);
}

void
gunzip_drop(struct gunzip **gunzip)
{
    gunzip_free(*gunzip);
}

/* One call of inflate(); returns how many bytes it gave. */
static int
inflate_some(struct gunzip *gunzip, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    z_stream *stream = &gunzip->stream;
    const size_t left = gunzip->bytes.n - gunzip->at;
    const uInt offered = left < PIECE_MAX ? (uInt)left : PIECE_MAX;
    const uInt room = max < PIECE_MAX ? (uInt)max : PIECE_MAX;
    stream->next_in = (z_const Bytef *)(uintptr_t)(gunzip->bytes.p + gunzip->at);
    stream->avail_in = offered;
    stream->next_out = out;
    stream->avail_out = room;
    const int code = inflate(stream, Z_NO_FLUSH);
    gunzip->at += offered - stream->avail_in;
    *out_n = room - stream->avail_out;
    gunzip->within = code != Z_STREAM_END;
    if (code == Z_STREAM_END && inflateReset(stream) != Z_OK)
        abort();
    if (code == Z_BUF_ERROR)
        return err_set(err, ERR_FORMAT, "gzip data ends early, after %zu bytes: expected the rest of the file",
                       gunzip->at);
    if (code != Z_OK && code != Z_STREAM_END)
        return err_set(err, ERR_FORMAT, "gzip data is damaged at byte %zu of %zu (%s)", gunzip->at, gunzip->bytes.n,
                       stream->msg == NULL ? "no gzip header" : stream->msg);
    return 0;
}

int
gunzip_read(struct gunzip *gunzip, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    size_t n = 0;
    while (n == 0 && (gunzip->within || gunzip->at < gunzip->bytes.n))
        TRY(inflate_some(gunzip, out, max, &n, err));
    *out_n = n;
    return 0;
}
