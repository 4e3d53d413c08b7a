#include "base/limits.h"
#include "format/json.h"
#include "format/json_stream.h"
#include "json_generator.h"
#include "unit.h"

/* A source that hands out `bytes` in reads of at most `chunk`, or of random sizes when it is 0. */
struct source {
    struct slice bytes;
    size_t chunk;
    size_t fail_at; /* the read that would begin here fails */
    struct buf oversize;
};

static int
source_read(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    struct source *source = context;
    ck_assert_uint_gt(max, 0);
    if (source->fail_at == 0)
        return err_set(err, ERR_IO, "the line went dead");
    size_t n = source->chunk != 0 ? source->chunk : 1 + (size_t)unit_random_below(40);
    if (n > max)
        n = max;
    if (n > source->bytes.n)
        n = source->bytes.n;
    if (n > source->fail_at)
        n = source->fail_at;
    source->fail_at -= n;
    if (n > 0)
        memcpy(out, source->bytes.p, n);
    source->bytes = slice_sub(source->bytes, n, source->bytes.n);
    *out_n = n;
    return 0;
}

static void
source_oversize(void *context, struct slice bytes)
{
    struct source *source = context;
    buf_add(&source->oversize, bytes);
}

/* One line a piece, for comparison: "LINE BYTES" and what is remarkable about it. */
static void
describe(struct buf *out, const struct json_piece *piece, struct source *source)
{
    buf_format(out, "%u ", (unsigned)piece->line);
    buf_add(out, piece->bytes);
    if (piece->truncated) {
        ck_assert_uint_eq(piece->size, source->oversize.n);
        buf_format(out, " ~%u", (unsigned)piece->size);
    } else {
        ck_assert_uint_eq(piece->size, piece->bytes.n);
        ck_assert_uint_eq(source->oversize.n, 0);
    }
    buf_clear(&source->oversize);
    buf_text(out, piece->complete ? "" : " (cut)");
    if (piece->problem != NULL)
        buf_format(out, " (%s)", piece->problem);
    buf_byte(out, '|');
}

static void
cut(struct buf *out, struct slice input, size_t chunk, size_t piece_bytes_max)
{
    struct source source = {.bytes = input, .chunk = chunk, .fail_at = SIZE_MAX};
    buf_init(&source.oversize, SIZE_MAX);
    AUTO(json_stream_drop)
    struct json_stream *stream = json_stream_new(&(struct json_stream_input){
        .read = source_read, .oversize = source_oversize, .context = &source, .piece_bytes_max = piece_bytes_max});
    for (;;) {
        struct json_piece piece;
        ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
        if (slice_is_absent(piece.bytes))
            break;
        describe(out, &piece, &source);
    }
    buf_release(&source.oversize);
}

static void
check_cut(const char *input, size_t piece_bytes_max, const char *want)
{
    static const size_t chunks[] = {1, 2, 3, 7, 0, 100000};
    for (size_t i = 0; i < COUNT_OF(chunks); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, SIZE_MAX);
        cut(&out, slice_of(input), chunks[i], piece_bytes_max);
        ck_assert_slice_eq(buf_slice(&out), slice_of(want));
    }
}

struct example {
    const char *input;
    const char *want;
};

static void
check_examples(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_cut(examples[i].input, 1000, examples[i].want);
}

START_TEST(cuts_lines)
{
    static const struct example examples[] = {
        {"", ""},
        {" \r\n\t", ""},
        {"\xef\xbb\xbf", ""},
        {"\xef\xbb\xbf{}", "1 {}|"},
        {"{\"a\":1}", "1 {\"a\":1}|"},
        {"{\"a\":1}\n{\"b\":2}\n", "1 {\"a\":1}|2 {\"b\":2}|"},
        {"\n\n {\"a\":1} \r\n\r\n\t{\"b\":2}", "3 {\"a\":1}|5 {\"b\":2}|"},
        {"1\n\"x\"\nnull\n", "1 1|2 \"x\"|3 null|"},
        /* a broken line costs nothing but itself */
        {"{\"a\":1}\n{\"b\":\n{\"c\":3}\nhello, world\n[1,2]\n",
         "1 {\"a\":1}|2 {\"b\":|3 {\"c\":3}|4 hello, world|5 [1,2]|"},
        {"{\"a\":1\n{\"b\":2}\n{\"c\":3}", "1 {\"a\":1|2 {\"b\":2}|3 {\"c\":3}|"},
        {"hello\n\n{\"b\":2}\n{\"c\n", "1 hello|3 {\"b\":2}|4 {\"c|"},
        {"{\"a\":1,\"a\":2}\n{\"b\":\n", "1 {\"a\":1,\"a\":2}|2 {\"b\": (cut)|"},
        {"{\"a\":\"\n{\"b\":2}\n", "1 {\"a\":\"|2 {\"b\":2}|"},
    };
    check_examples(examples, COUNT_OF(examples));
}
END_TEST

START_TEST(cuts_documents)
{
    static const struct example examples[] = {
        {"{\n \"a\": [\n1,2]\n}\n", "1 {\n \"a\": [\n1,2]\n}|"},
        {"{\n\"a\": 1}\n\n{\n\"b\":2\n}", "1 {\n\"a\": 1}|4 {\n\"b\":2\n}|"},
        {"{\"a\":1}{\"b\":2} {\"c\":3}", "1 {\"a\":1}|1 {\"b\":2}|1 {\"c\":3}|"},
        {"{\"x\":{\n\"y\":1}}\n{}\n{\n}\n", "1 {\"x\":{\n\"y\":1}}|3 {}|4 {\n}|"},
        /* the second line alone is an object, but it continues the first */
        {"{\"x\":\n{\"a\":1}\n}", "1 {\"x\":\n{\"a\":1}\n}|"},
        {"{\"x\":[\n{\"a\":1}\n]}", "1 {\"x\":[\n{\"a\":1}\n]}|"},
        {"{\"a\": \"}\\\"}\",\n\"b\":\"{\"}", "1 {\"a\": \"}\\\"}\",\n\"b\":\"{\"}|"},
        {"1 2\n\"x\"true", "1 1|1 2|2 \"x\"|2 true|"},
        {"{\"a\":\n[1,", "1 {\"a\":\n[1, (cut)|"},
        {"{\"a\":\n\"x", "1 {\"a\":\n\"x (cut)|"},
        {"\"x y", "1 \"x y (cut)|"},
        {"\"x y\nz", "1 \"x y|2 z|"},
        {"{\"a\":\n1}\n]x\n{}", "1 {\"a\":\n1}|3 ]x|4 {}|"},
        {"hello", "1 hello|"},
        {"hello world \nfoo\n\n", "1 hello world|2 foo|"},
        {"tru\n01\n", "1 tru|2 01|"},
        /* a string that lost its quote does not hide what follows its line */
        {"{\"a\":\n\"x}\n}\n{\n\"b\":1\n}", "1 {\"a\":\n\"x}\n}|4 {\n\"b\":1\n}|"},
    };
    check_examples(examples, COUNT_OF(examples));
}
END_TEST

START_TEST(cuts_arrays)
{
    static const struct example examples[] = {
        {"[]", ""},
        {" [ \n] ", ""},
        {"[1]", "1 1|"},
        {"[{\"a\":1},\n {\"b\":[1,2]} , \"x\", null,[3,[4]]]\n",
         "1 {\"a\":1}|2 {\"b\":[1,2]}|2 \"x\"|2 null|2 [3,[4]]|"},
        {"[1][2]\n[3]", "1 1|1 2|2 3|"},
        {"[1]\n{\"a\":1}\n{\"b\":\n", "1 1|2 {\"a\":1}|3 {\"b\":|"},
        {"{\n\"a\":1}\n[1,\n2]", "1 {\n\"a\":1}|3 1|4 2|"},
        {"[{\"a\": \"],[\"}]", "1 {\"a\": \"],[\"}|"},
    };
    check_examples(examples, COUNT_OF(examples));
}
END_TEST

START_TEST(reports_broken_arrays)
{
    static const struct example examples[] = {
        {"[", "1  (cut) (array does not end)|"},
        {"[1", "1 1|1  (cut) (array does not end)|"},
        {"[1,", "1 1|1  (cut) (array does not end)|"},
        {"[1,\n\n", "1 1|3  (cut) (array does not end)|"},
        {"[{\"a\":", "1 {\"a\": (cut)|"},
        {"[1 2", "1 1|1 2 (expected ',' or ']')|1  (cut) (array does not end)|"},
        {"[1,,2]", "1 1|1 , (expected a value, found ',')|1 2|"},
        {"[1,,\n ,2]", "1 1|1 ,\n , (expected a value, found ',')|2 2|"},
        {"[,1]", "1 , (expected a value, found ',')|1 1|"},
        {"[1,]", "1 1|1 ] (expected a value, found ']')|"},
        {"[1,] x\n2", "1 1|1 ] (expected a value, found ']')|1 x|2 2|"},
        {"[{} {} , {}]", "1 {}|1 {} (expected ',' or ']')|1 {}|"},
        {"[hello world, 1]", "1 hello world|1 1|"},
        {"[1 } : , 2]", "1 1|1 } : (expected ',' or ']')|1 2|"},
        {"[\"x]", "1 \"x] (cut)|"},
        {"[INFO start\n{\"a\":1}\n{\"b\":2}\n",
         "1 INFO start|2 {\"a\":1} (expected ',' or ']')|3 {\"b\":2} (expected ',' or ']')|4  (cut) (array does not "
         "end)|"},
        {"[2026-01-01] hello\n{\"a\":1}\n{\"b\":2\n", "1 2026-01-01|1 hello|2 {\"a\":1}|3 {\"b\":2|"},
    };
    check_examples(examples, COUNT_OF(examples));
}
END_TEST

START_TEST(truncates_what_is_too_large)
{
    check_cut("{\"a\":1}\n{\"b\":\"0123456789\"}\n{\"c\":3}\n", 8, "1 {\"a\":1}|2 {\"b\":\"01 ~18|3 {\"c\":3}|");
    check_cut("{\"a\":1}\n{\"b\":\"0123456789\"}", 8, "1 {\"a\":1}|2 {\"b\":\"01 ~18|");
    check_cut("[{\"a\":1234},2]", 8, "1 {\"a\":123 ~10|1 2|");
    check_cut("[{\"a\":12},2]", 8, "1 {\"a\":12}|1 2|");
    check_cut("{\n\"a\":1234\n}\n{}", 8, "1 {\n\"a\":12 ~12|4 {}|");
    check_cut("{\n\"a\":1234\n", 8, "1 {\n\"a\":12 ~11 (cut)|");
    check_cut("hello world\n{}", 8, "1 hello wo ~11|2 {}|");
    check_cut("[123456789,1]", 8, "1 12345678 ~9|1 1|");
    check_cut("\"123456789\" 1", 8, "1 \"1234567 ~11|1 1|");
    /* a line is as long as the white space at its end makes it */
    check_cut("{}\n{}          \n{}", 8, "1 {}|2 {}       ~12|3 {}|");
    check_cut("{}", 1, "1 { ~2|");
}
END_TEST

START_TEST(keeps_the_beginning_of_a_large_piece)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, SIZE_MAX);
    buf_text(&text, "{\"a\":1}\n{\"b\":\"");
    while (text.n < 3 * LIMIT_PAYLOAD_BYTES)
        buf_text(&text, "0123456789abcdef");
    buf_text(&text, "\"}\n{\"c\":3}\n");
    struct source source = {.bytes = buf_slice(&text), .chunk = 50000, .fail_at = SIZE_MAX};
    buf_init(&source.oversize, SIZE_MAX);
    AUTO(json_stream_drop)
    struct json_stream *stream = json_stream_new(&(struct json_stream_input){
        .read = source_read, .oversize = source_oversize, .context = &source, .piece_bytes_max = LIMIT_PAYLOAD_BYTES});
    struct json_piece piece;
    ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
    ck_assert_slice_eq(piece.bytes, SLICE("{\"a\":1}"));
    ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
    const struct slice large = slice_sub(buf_slice(&text), 8, text.n - 9);
    ck_assert(piece.truncated);
    ck_assert(piece.complete);
    ck_assert_uint_eq(piece.size, large.n);
    ck_assert(slice_equal(piece.bytes, slice_sub(large, 0, LIMIT_REJECT_PREFIX_BYTES)));
    ck_assert(slice_equal(buf_slice(&source.oversize), large));
    ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
    ck_assert_slice_eq(piece.bytes, SLICE("{\"c\":3}"));
    ck_assert_uint_eq(piece.line, 3);
    ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
    ck_assert(slice_is_absent(piece.bytes));
    buf_release(&source.oversize);
}
END_TEST

START_TEST(passes_on_a_failing_read)
{
    const struct slice text = SLICE("{\"a\":1}\n{\"b\":\"0123456789\"}\n[1,");
    for (size_t fail_at = 0; fail_at <= text.n; fail_at++) {
        struct source source = {.bytes = text, .chunk = 3, .fail_at = fail_at};
        AUTO(json_stream_drop)
        struct json_stream *stream = json_stream_new(
            &(struct json_stream_input){.read = source_read, .context = &source, .piece_bytes_max = 12});
        struct json_piece piece;
        struct err err = {""};
        int code = 0;
        while (code == 0)
            code = json_stream_next(stream, &piece, &err);
        ck_assert_int_eq(code, ERR_IO);
        ck_assert_str_eq(err.text, "the line went dead");
    }
}
END_TEST

static void
random_stream(struct buf *out)
{
    static const char *const between[] = {"\n", "\n", " ", "", ",", "\r\n\r\n", "[", "]", "hello ", "\"", "\xff"};
    if (unit_random_below(4) == 0)
        buf_byte(out, '[');
    for (uint64_t i = 1 + unit_random_below(5); i > 0; i--) {
        AUTO(buf_release) struct buf document;
        buf_init(&document, SIZE_MAX);
        json_generate(&document, 3, unit_random_below(2) == 0);
        if (unit_random_below(4) == 0)
            json_damage(&document);
        buf_add(out, buf_slice(&document));
        buf_text(out, between[unit_random_below(COUNT_OF(between))]);
    }
}

static bool
is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Nothing is lost: the pieces are found in the input one after another, and between them there are only white space and
 * the punctuation of arrays. */
static void
check_nothing_lost(struct slice input)
{
    struct source source = {.bytes = input, .fail_at = SIZE_MAX};
    AUTO(json_stream_drop)
    struct json_stream *stream = json_stream_new(
        &(struct json_stream_input){.read = source_read, .context = &source, .piece_bytes_max = input.n + 1});
    size_t at = 0;
    for (;;) {
        struct json_piece piece;
        ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
        const bool at_end = slice_is_absent(piece.bytes);
        while (at < input.n && (piece.bytes.n == 0 || input.p[at] != piece.bytes.p[0] ||
                                !slice_starts(slice_sub(input, at, input.n), piece.bytes))) {
            ck_assert_msg(is_space(input.p[at]) || strchr("[,]", input.p[at]) != NULL, "lost '%c' at %zu of '%.*s'",
                          input.p[at], at, SLICE_ARG(input));
            at++;
        }
        if (at_end)
            break;
        at += piece.bytes.n;
    }
    ck_assert_uint_eq(at, input.n);
}

START_TEST(loses_nothing_however_the_reads_are_cut)
{
    for (unsigned round = 0; round < 3000; round++) {
        AUTO(buf_release) struct buf input;
        AUTO(buf_release) struct buf at_once;
        AUTO(buf_release) struct buf in_parts;
        buf_init(&input, SIZE_MAX);
        buf_init(&at_once, SIZE_MAX);
        buf_init(&in_parts, SIZE_MAX);
        random_stream(&input);
        check_nothing_lost(buf_slice(&input));
        const size_t max = 1 + (size_t)unit_random_below(200);
        cut(&at_once, buf_slice(&input), SIZE_MAX, max);
        cut(&in_parts, buf_slice(&input), unit_random_below(2), max);
        ck_assert_slice_eq(buf_slice(&in_parts), buf_slice(&at_once));
    }
}
END_TEST

/* Valid documents come out as they went in, as lines, as an array and one after another. */
START_TEST(gives_back_every_document)
{
    static const char *const frames[][3] = {{"", "\n", "\n"}, {"[", " ,\n", "]"}};
    for (unsigned round = 0; round < 2000; round++) {
        const char *const *frame = frames[unit_random_below(COUNT_OF(frames))];
        const bool is_lines = frame[0][0] == '\0';
        AUTO(buf_release) struct buf input;
        AUTO(buf_release) struct buf want;
        AUTO(buf_release) struct buf got;
        buf_init(&input, SIZE_MAX);
        buf_init(&want, SIZE_MAX);
        buf_init(&got, SIZE_MAX);
        buf_text(&input, frame[0]);
        unsigned line = 1;
        const uint64_t count = 1 + unit_random_below(5);
        for (uint64_t i = 0; i < count; i++) {
            AUTO(buf_release) struct buf document;
            buf_init(&document, SIZE_MAX);
            json_generate(&document, 3, true);
            for (size_t at = 0; is_lines && at < document.n; at++) {
                if (document.p[at] == '\n' || document.p[at] == '\r')
                    document.p[at] = ' ';
            }
            buf_format(&want, "%u ", line);
            buf_add(&want, buf_slice(&document));
            buf_byte(&want, '|');
            buf_add(&input, buf_slice(&document));
            buf_text(&input, frame[i + 1 < count ? 1 : 2]);
            for (size_t at = 0; at < document.n; at++)
                line += document.p[at] == '\n';
            line++;
        }
        cut(&got, buf_slice(&input), unit_random_below(3), 1 << 20);
        ck_assert_slice_eq(buf_slice(&got), buf_slice(&want));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json_stream", cuts_lines, cuts_documents, cuts_arrays, reports_broken_arrays,
                     truncates_what_is_too_large, keeps_the_beginning_of_a_large_piece, passes_on_a_failing_read,
                     loses_nothing_however_the_reads_are_cut, gives_back_every_document);
}
