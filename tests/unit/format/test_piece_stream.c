#include "format/piece_stream.h"

#include "base/buf.h"
#include "unit.h"

struct source {
    struct slice rest;
    size_t chunk;
    struct buf *over;
};

static int
read_source(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    (void)err;
    struct source *source = context;
    const struct slice part = slice_sub(source->rest, 0, source->chunk < max ? source->chunk : max);
    if (part.n > 0)
        memcpy(out, part.p, part.n);
    source->rest = slice_sub(source->rest, part.n, source->rest.n);
    *out_n = part.n;
    return 0;
}

static void
take_over(void *context, struct slice bytes)
{
    const struct source *source = context;
    buf_add(source->over, bytes);
}

/* The pieces as "LINE:SIZE:bytes|", with "!" where truncated, and "^" and what was shown of oversize ones. */
static void
cut(struct buf *out, struct slice bytes, size_t chunk, enum piece_cut how)
{
    struct buf over AUTO(buf_release);
    buf_init(&over, SIZE_MAX);
    struct source source = {bytes, chunk, &over};
    const struct json_stream_input input = {read_source, take_over, &source, 6};
    AUTO(piece_stream_drop) struct piece_stream *stream = piece_stream_new(&input);
    struct slice prefix;
    ck_assert_int_eq(piece_stream_look(stream, 4, &prefix, NULL), 0);
    ck_assert_slice_eq(prefix, slice_sub(bytes, 0, 4));
    piece_stream_begin(stream, how);
    for (;;) {
        struct json_piece piece;
        ck_assert_int_eq(piece_stream_next(stream, &piece, NULL), 0);
        if (slice_is_absent(piece.bytes))
            break;
        buf_format(out, "%u:%u:%.*s%s|", (unsigned)piece.line, (unsigned)piece.size, SLICE_ARG(piece.bytes),
                   piece.truncated ? "!" : "");
    }
    if (over.n > 0)
        buf_format(out, "^%.*s", SLICE_ARG(buf_slice(&over)));
}

static void
expect(const char *text, enum piece_cut how, const char *want)
{
    for (size_t chunk = 1; chunk < 12; chunk++) {
        struct buf out AUTO(buf_release);
        buf_init(&out, SIZE_MAX);
        cut(&out, slice_of(text), chunk, how);
        ck_assert_slice_eq(buf_slice(&out), slice_of(want));
    }
}

START_TEST(lines)
{
    expect("a\r\n\n  \n b\nlast", PIECES_LINES, "1:1:a|4:2: b|5:4:last|");
    expect("\xef\xbb\xbfx\n", PIECES_LINES, "1:1:x|");
    expect("123456\n1234567\nx\n", PIECES_LINES, "1:6:123456|2:7:123456!|3:1:x|^1234567");
    expect("123456789abcdef", PIECES_LINES, "1:15:123456!|^123456789abcdef");
    expect("\n\n", PIECES_LINES, "");
    expect("", PIECES_LINES, "");
}
END_TEST

START_TEST(wholes)
{
    expect("a\r\n\nb\n", PIECES_WHOLE, "1:6:a\r\n\nb\n|");
    expect("1234567", PIECES_WHOLE, "1:7:123456!|^1234567");
    expect(" \n", PIECES_WHOLE, "");
    expect("", PIECES_WHOLE, "");
}
END_TEST

START_TEST(values)
{
    expect("[1, 2]", PIECES_JSON, "1:1:1|1:1:2|");
    expect("{}\n[]\n", PIECES_JSON, "1:2:{}|2:2:[]|");
    expect("[\"1234567\"]", PIECES_JSON, "1:9:\"12345!|^\"1234567\"");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("format/piece_stream", lines, wholes, values);
}
