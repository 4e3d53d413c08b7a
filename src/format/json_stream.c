#include "format/json_stream.h"

#include "base/limits.h"
#include "format/json.h"
#include "format/json_extent.h"

enum { CHUNK_BYTES = 64 * 1024 };

enum mode {
    MODE_UNDECIDED, /* no value yet that tells how the stream is cut */
    MODE_LINES,     /* each line is a piece, to the end of the stream */
    MODE_DOCUMENTS  /* values one after another */
};

/* What may come next in the array that is open. */
enum place {
    PLACE_OUTSIDE, /* no array is open */
    PLACE_FIRST,   /* a value or the end */
    PLACE_VALUE,   /* a value: a comma was before */
    PLACE_SEPARATOR
};

struct json_stream {
    struct json_stream_input input;
    uint8_t *data; /* bytes [start, end) are read and not yet taken */
    size_t capacity;
    size_t start;
    size_t end;
    bool at_end; /* of the input */
    bool begun;
    uint64_t line; /* of the byte at `start` */
    enum mode mode;
    enum place place;
    uint8_t *prefix; /* of an oversize piece; NULL until there is one */
    struct arena *scratch;
};

struct json_stream *
json_stream_new(const struct json_stream_input *input)
{
    struct json_stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        abort();
    stream->input = *input;
    stream->line = 1;
    stream->scratch = arena_new();
    arena_alloc(stream->scratch, 1); /* so that a rewind keeps its first block */
    return stream;
}

void
json_stream_free(struct json_stream *stream)
{
    if (stream == NULL)
        return;
    arena_free(stream->scratch);
    free(stream->prefix);
    free(stream->data);
    free(stream);
}

void
json_stream_drop(struct json_stream **stream)
{
    json_stream_free(*stream);
    *stream = NULL;
}

/* Make room after `end`. What is not yet taken is at most one byte longer than the largest piece. */
static void
make_room(struct json_stream *stream)
{
    if (stream->end < stream->capacity)
        return;
    if (stream->start > 0)
        memmove(stream->data, stream->data + stream->start, stream->end - stream->start);
    stream->end -= stream->start;
    stream->start = 0;
    if (stream->end < stream->capacity / 2)
        return;
    const size_t most = stream->input.piece_bytes_max + CHUNK_BYTES;
    size_t capacity = stream->capacity == 0 ? CHUNK_BYTES : stream->capacity * 2;
    if (capacity > most)
        capacity = most;
    stream->data = realloc(stream->data, capacity);
    if (stream->data == NULL)
        abort();
    stream->capacity = capacity;
}

/* Read on until the byte at `offset` from the start is there, unless the input ends before it. */
static int
need_byte(struct json_stream *stream, size_t offset, bool *out_there, struct err *err)
{
    while (stream->start + offset >= stream->end && !stream->at_end) {
        make_room(stream);
        size_t n = 0;
        TRY(stream->input.read(stream->input.context, stream->data + stream->end, stream->capacity - stream->end, &n,
                               err));
        stream->end += n;
        stream->at_end = n == 0;
    }
    *out_there = stream->start + offset < stream->end;
    return 0;
}

static uint8_t
byte_at(const struct json_stream *stream, size_t offset)
{
    return stream->data[stream->start + offset];
}

static struct slice
view(const struct json_stream *stream, size_t from, size_t to)
{
    return (struct slice){stream->data + stream->start + from, to - from};
}

/* Take `n` bytes, which stay where they are until the next read. */
static void
consume(struct json_stream *stream, size_t n)
{
    struct slice rest = view(stream, 0, n);
    for (size_t at = slice_find(rest, '\n'); at < rest.n; at = slice_find(rest, '\n')) {
        stream->line++;
        rest = slice_sub(rest, at + 1, rest.n);
    }
    stream->start += n;
}

static struct slice
trim_end(struct slice text)
{
    while (text.n > 0 && json_is_space(text.p[text.n - 1]))
        text.n--;
    return text;
}

static int
skip_space(struct json_stream *stream, bool *out_there, struct err *err)
{
    TRY(need_byte(stream, 0, out_there, err));
    while (*out_there && json_is_space(byte_at(stream, 0))) {
        consume(stream, 1);
        TRY(need_byte(stream, 0, out_there, err));
    }
    return 0;
}

static void
take_chunk(struct json_stream *stream, size_t n)
{
    if (stream->input.oversize != NULL && n > 0)
        stream->input.oversize(stream->input.context, view(stream, 0, n));
    consume(stream, n);
}

/* Go on past the maximum, of which `n` bytes are scanned: keep the beginning, show all of it, to its end. */
static int
take_oversize(struct json_stream *stream, struct json_scan *scan, size_t n, bool ended, struct json_piece *out,
              struct err *err)
{
    const size_t max = stream->input.piece_bytes_max;
    const size_t kept = max < LIMIT_REJECT_PREFIX_BYTES ? max : LIMIT_REJECT_PREFIX_BYTES;
    if (stream->prefix == NULL && (stream->prefix = malloc(kept)) == NULL)
        abort();
    memcpy(stream->prefix, stream->data + stream->start, kept);
    uint64_t size = n;
    take_chunk(stream, n);
    bool there = true;
    while (!ended) {
        TRY(need_byte(stream, 0, &there, err));
        if (!there)
            break;
        n = 0;
        ended = json_scan(scan, view(stream, 0, stream->end - stream->start), &n);
        size += n;
        take_chunk(stream, n);
    }
    out->bytes = (struct slice){stream->prefix, kept};
    out->size = size;
    out->truncated = true;
    out->complete = ended || scan->extent != JSON_EXTENT_STRUCTURE;
    return 0;
}

static int
take_piece(struct json_stream *stream, struct json_scan *scan, struct json_piece *out, struct err *err)
{
    const size_t max = stream->input.piece_bytes_max;
    out->line = stream->line;
    size_t n = 0;
    bool ended = false;
    bool there = true;
    while (!ended && n <= max) {
        TRY(need_byte(stream, n, &there, err));
        if (!there)
            break;
        const size_t ready = stream->end - stream->start;
        size_t more;
        ended = json_scan(scan, view(stream, n, ready > max ? max + 1 : ready), &more);
        n += more;
    }
    if (n > max)
        return take_oversize(stream, scan, n, ended, out, err);
    out->bytes = trim_end(view(stream, 0, n));
    out->size = out->bytes.n;
    out->complete = ended || scan->extent != JSON_EXTENT_STRUCTURE;
    consume(stream, n);
    return 0;
}

/* Offset of the first byte at or after `from` that `ends`, of the end of the input, or past the maximum. */
static int
find_end(struct json_stream *stream, size_t from, bool (*ends)(uint8_t byte), size_t *out_at, struct err *err)
{
    size_t at = from;
    bool there = true;
    while (at <= stream->input.piece_bytes_max) {
        TRY(need_byte(stream, at, &there, err));
        if (!there || ends(byte_at(stream, at)))
            break;
        at++;
    }
    *out_at = at;
    return 0;
}

static bool
ends_line(uint8_t byte)
{
    return byte == '\n';
}

static bool
ends_space(uint8_t byte)
{
    return !json_is_space(byte);
}

static bool
ends_word(uint8_t byte)
{
    return json_is_space(byte) || (byte != '\0' && strchr(",:[]{}\"", byte) != NULL);
}

/* Whether bytes [from, to) alone are a whole value. */
static enum json_probe
probe(const struct json_stream *stream, size_t from, size_t to)
{
    return json_probe(view(stream, from, to), stream->scratch);
}

/* Whether the line that begins here, or the next, shows that every line is a piece. */
static int
decide_lines(struct json_stream *stream, bool *out_lines, struct err *err)
{
    const size_t max = stream->input.piece_bytes_max;
    size_t first_end;
    TRY(find_end(stream, 0, ends_line, &first_end, err));
    *out_lines = first_end <= max && probe(stream, 0, first_end) == JSON_PROBE_WHOLE;
    if (*out_lines || first_end > max)
        return 0;
    size_t second;
    size_t second_end;
    TRY(find_end(stream, first_end, ends_space, &second, err));
    TRY(find_end(stream, second, ends_line, &second_end, err));
    const bool is_object = second < second_end && second_end <= max && byte_at(stream, second) == '{';
    *out_lines = is_object && probe(stream, second, second_end) == JSON_PROBE_WHOLE &&
                 probe(stream, 0, second_end) == JSON_PROBE_WRONG;
    return 0;
}

/* How far the value goes that begins here, outside of lines. */
static int
begin_value(struct json_stream *stream, struct json_scan *out_scan, struct err *err)
{
    *out_scan = (struct json_scan){.extent = JSON_EXTENT_STRUCTURE};
    const uint8_t byte = byte_at(stream, 0);
    if (byte == '{' || byte == '[' || byte == '"')
        return 0;
    size_t end;
    TRY(find_end(stream, 0, ends_word, &end, err));
    const bool is_word = end <= stream->input.piece_bytes_max && probe(stream, 0, end) == JSON_PROBE_WHOLE;
    out_scan->length = end;
    if (is_word)
        out_scan->extent = JSON_EXTENT_WORD;
    else
        out_scan->extent = stream->place == PLACE_OUTSIDE ? JSON_EXTENT_LINE : JSON_EXTENT_JUNK;
    return 0;
}

static int
take_value(struct json_stream *stream, struct json_piece *out, struct err *err)
{
    struct json_scan scan;
    TRY(begin_value(stream, &scan, err));
    return take_piece(stream, &scan, out, err);
}

/* A piece outside of arrays. */
static int
next_outside(struct json_stream *stream, struct json_piece *out, struct err *err)
{
    bool is_lines = stream->mode == MODE_LINES;
    if (stream->mode == MODE_UNDECIDED)
        TRY(decide_lines(stream, &is_lines, err));
    struct json_scan scan = {.extent = JSON_EXTENT_LINE};
    if (!is_lines)
        TRY(begin_value(stream, &scan, err));
    if (is_lines)
        stream->mode = MODE_LINES;
    else if (scan.extent != JSON_EXTENT_LINE)
        stream->mode = MODE_DOCUMENTS;
    return take_piece(stream, &scan, out, err);
}

/* A piece in the array that is open; its bytes stay absent when only punctuation was taken. */
static int
next_inside(struct json_stream *stream, struct json_piece *out, struct err *err)
{
    const uint8_t byte = byte_at(stream, 0);
    const bool wants_value = stream->place == PLACE_VALUE;
    const bool wants_separator = stream->place == PLACE_SEPARATOR;
    if (byte == ',' && !wants_separator) {
        out->problem = "expected a value, found ','";
        stream->place = PLACE_FIRST;
        return take_piece(stream, &(struct json_scan){.extent = JSON_EXTENT_COMMAS}, out, err);
    }
    if (byte == ']' && wants_value) {
        out->problem = "expected a value, found ']'";
        stream->place = PLACE_OUTSIDE;
        return take_piece(stream, &(struct json_scan){.extent = JSON_EXTENT_WORD, .length = 1}, out, err);
    }
    if (byte == ',' || byte == ']') {
        stream->place = byte == ',' ? PLACE_VALUE : PLACE_OUTSIDE;
        consume(stream, 1);
        return 0;
    }
    if (wants_separator)
        out->problem = "expected ',' or ']'";
    stream->place = PLACE_SEPARATOR;
    TRY(take_value(stream, out, err));
    if (!out->complete)
        stream->place = PLACE_OUTSIDE; /* that it does not end says also that the array does not */
    return 0;
}

static int
skip_byte_order_mark(struct json_stream *stream, struct err *err)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    stream->begun = true;
    bool there;
    TRY(need_byte(stream, sizeof(mark) - 1, &there, err));
    if (there && memcmp(stream->data + stream->start, mark, sizeof(mark)) == 0)
        consume(stream, sizeof(mark));
    return 0;
}

/* What is left when the input is at its end. */
static void
finish(struct json_stream *stream, struct json_piece *out)
{
    if (stream->place == PLACE_OUTSIDE)
        return;
    stream->place = PLACE_OUTSIDE;
    out->bytes = SLICE("");
    out->line = stream->line;
    out->problem = "array does not end";
}

int
json_stream_next(struct json_stream *stream, struct json_piece *out_piece, struct err *err)
{
    if (!stream->begun)
        TRY(skip_byte_order_mark(stream, err));
    struct json_piece piece = {.line = 0};
    while (slice_is_absent(piece.bytes)) {
        bool there;
        TRY(skip_space(stream, &there, err));
        if (!there) {
            finish(stream, &piece);
            break;
        }
        if (stream->place != PLACE_OUTSIDE) {
            TRY(next_inside(stream, &piece, err));
        } else if (byte_at(stream, 0) == '[' && stream->mode != MODE_LINES) {
            stream->place = PLACE_FIRST;
            consume(stream, 1);
        } else {
            TRY(next_outside(stream, &piece, err));
        }
    }
    *out_piece = piece;
    return 0;
}
