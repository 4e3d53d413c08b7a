/* piece_stream.h - cutting a stream of any form into the pieces that are payloads: JSON values (format/json_stream.h),
 * lines, or all of it as one. How is said after a look at its first bytes, which are not taken by that.
 *   stream = piece_stream_new(&input); piece_stream_look(stream, n, &prefix, err); piece_stream_begin(stream, how);
 *   piece_stream_next(stream, &piece, err) … until its bytes are absent. */
#ifndef DAYBOOK_FORMAT_PIECE_STREAM_H
#define DAYBOOK_FORMAT_PIECE_STREAM_H

#include "format/json_stream.h"

enum piece_cut {
    PIECES_JSON,
    PIECES_LINES, /* each line that is not blank, without CR and LF; a byte order mark at the start is skipped */
    PIECES_WHOLE  /* every byte, unless all of them are white space: then there is no piece */
};

struct piece_stream;

struct piece_stream *piece_stream_new(const struct json_stream_input *input);
void piece_stream_free(struct piece_stream *stream);
void piece_stream_drop(struct piece_stream **stream);
/* The first `max` bytes, fewer only when the stream is shorter; valid until piece_stream_begin(). */
MUST_CHECK int piece_stream_look(struct piece_stream *stream, size_t max, struct slice *out_prefix, struct err *err);
/* Say how it is cut, once, before the first piece. */
void piece_stream_begin(struct piece_stream *stream, enum piece_cut cut);
/* The next piece, as json_stream_next() gives it. */
MUST_CHECK int piece_stream_next(struct piece_stream *stream, struct json_piece *out_piece, struct err *err);

#endif
