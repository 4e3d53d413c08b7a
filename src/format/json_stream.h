/* json_stream.h - cutting a stream of any length into the JSON values it holds, in constant memory.
 * It finds where values begin and end; whether each is valid JSON is for json_read() to say. Taken are
 * newline-delimited JSON, an array of values, one document over many lines, or several of them; a UTF-8 byte order mark
 * at the start is skipped.
 *
 * A stream that begins with '[' is an array and its elements are the pieces; after its ']' more may follow. Otherwise
 * the stream is lines when its first line alone is a whole value, or when its second line is a whole object and cannot
 * continue the first: then every line that is not blank is a piece, whatever it holds, so that a broken line costs
 * nothing but itself. Otherwise values are followed through their brackets and strings to their ends. What cannot be a
 * value is a piece up to the end of its line.
 *
 * Nothing is lost: every byte that is not white space is in exactly one piece, or is the '[', ',' or ']' of an array.
 * The pieces do not depend on how the reads are cut. */
#ifndef DAYBOOK_FORMAT_JSON_STREAM_H
#define DAYBOOK_FORMAT_JSON_STREAM_H

#include "base/err.h"
#include "base/slice.h"

struct json_stream_input {
    /* Put up to `max` bytes (never 0) into `out`; *out_n = 0 only at the end. */
    int (*read)(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err);
    /* Optional. Given every byte of each piece that is larger than the maximum, in order, before that piece is
     * returned, so that its digest can be made; not called for other pieces. */
    void (*oversize)(void *context, struct slice bytes);
    void *context;
    size_t piece_bytes_max; /* usually LIMIT_PAYLOAD_BYTES; at least 1 */
};

struct json_piece {
    /* Its bytes, without white space around them, valid until the next call. Of a truncated piece only the first bytes,
     * at most LIMIT_REJECT_PREFIX_BYTES. Empty when what is wrong is only that an array does not end.
     * Absent: the stream is at its end, there is no piece. */
    struct slice bytes;
    uint64_t size;       /* all its bytes; of a truncated line with the white space that ends it */
    uint64_t line;       /* of its first byte, from 1 */
    bool truncated;      /* larger than the maximum */
    bool complete;       /* false: the stream ended inside it */
    const char *problem; /* NULL, or why the place where it stands is wrong, whatever the bytes are */
};

struct json_stream;

struct json_stream *json_stream_new(const struct json_stream_input *input);
void json_stream_free(struct json_stream *stream);
void json_stream_drop(struct json_stream **stream);
/* The next piece, or absent bytes at the end. Fails only when `read` does; then the stream is good only for
 * json_stream_free(). */
MUST_CHECK int json_stream_next(struct json_stream *stream, struct json_piece *out_piece, struct err *err);

#endif
