#include "form_fixture.h"

#include "base/buf.h"
#include "format/json.h"

#define EXPECT(text, want) form_expect(FORM_CSV, SLICE(text), want)

START_TEST(tables)
{
    EXPECT("a,b\n1,2\n", "{\"header\":[\"a\",\"b\"],\"rows\":[{\"#line\":2,\"a\":\"1\",\"b\":\"2\"}]}");
    EXPECT("\xef\xbb\xbf\"a\";\"b \"\"q\"\"\"\r\n\r\nx;\"1\n2\"\r\ny;z",
           "{\"header\":[\"a\",\"b \\\"q\\\"\"],\"rows\":["
           "{\"#line\":3,\"a\":\"x\",\"b \\\"q\\\"\":\"1\\n2\"},{\"#line\":5,\"a\":\"y\",\"b \\\"q\\\"\":\"z\"}]}");
    EXPECT("a\tb\n1,5\t2\n", "{\"header\":[\"a\",\"b\"],\"rows\":[{\"#line\":2,\"a\":\"1,5\",\"b\":\"2\"}]}");
    EXPECT("one\ntwo\n", "{\"header\":[\"one\"],\"rows\":[{\"#line\":2,\"one\":\"two\"}]}");
}
END_TEST

START_TEST(cells_that_are_left_out)
{
    EXPECT("a,a,,#line,b\n1,2,3,4,\n,,,,x\n", "{\"header\":[\"a\",\"a\",\"\",\"#line\",\"b\"],\"rows\":["
                                              "{\"#line\":2,\"a\":\"1\"},{\"#line\":3,\"b\":\"x\"}]}");
    EXPECT("a,b\n1\n", "{\"header\":[\"a\",\"b\"],\"rows\":[{\"#line\":2,\"a\":\"1\"}]}");
    EXPECT("a,b\nx\xff,\n", "{\"header\":[\"a\",\"b\"],\"rows\":[{\"#line\":2,\"a\":\"x\xef\xbf\xbd\"}]}");
}
END_TEST

START_TEST(a_preamble_is_skipped)
{
    EXPECT("\"Report\",\"x\"\nby; me\n\na,b,c\n1,2,3\n",
           "{\"header\":[\"a\",\"b\",\"c\"],\"preamble\":["
           "\"\\\"Report\\\",\\\"x\\\"\",\"by; me\"],\"rows\":[{\"#line\":5,\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}]}");
}
END_TEST

START_TEST(the_delimiter_is_that_of_the_regular_table)
{
    EXPECT("a;b;c\nx, y, z, and, more;1;2\nx;1,5;2\n",
           "{\"header\":[\"a\",\"b\",\"c\"],\"rows\":["
           "{\"#line\":2,\"a\":\"x, y, z, and, more\",\"b\":\"1\",\"c\":\"2\"},"
           "{\"#line\":3,\"a\":\"x\",\"b\":\"1,5\",\"c\":\"2\"}]}");
}
END_TEST

START_TEST(what_is_no_table)
{
    form_refuse(FORM_CSV, SLICE(" \r\n"), "the table is empty");
    form_refuse(FORM_CSV, SLICE("a,b\n1,\"2\n3,4\n"), "line 2: a quoted cell does not end");
    form_refuse(FORM_CSV, SLICE("a,\"b"), "a quoted cell of the header does not end");
}
END_TEST

/* Written by the rules of RFC 4180, any cells read back. */
START_TEST(what_is_written_reads_back)
{
    static const char *const cells[] = {"x", "a b", "\"", "\"\"", ",", "\n", "\r\n", "z;\t", "\"q\","};
    for (unsigned round = 0; round < 2000; round++) {
        struct json *document = NULL;
        struct buf text AUTO(buf_release);
        AUTO(arena_drop) struct arena *arena = arena_new();
        const char *const want[] = {cells[unit_random_below(COUNT_OF(cells))],
                                    cells[unit_random_below(COUNT_OF(cells))]};
        buf_init(&text, SIZE_MAX);
        buf_text(&text, "first,second\r\n");
        for (size_t i = 0; i < 2; i++) {
            buf_text(&text, i == 0 ? "\"" : ",\"");
            for (const char *at = want[i]; *at != '\0'; at++) {
                buf_byte(&text, (uint8_t)*at);
                if (*at == '"')
                    buf_byte(&text, '"');
            }
            buf_byte(&text, '"');
        }
        ck_assert_int_eq(form_decode(FORM_CSV, buf_slice(&text), arena, &document, NULL), 0);
        const struct json *row = json_get(document, "rows")->first;
        ck_assert_slice_eq(json_get(row, "first")->text, slice_of(want[0]));
        ck_assert_slice_eq(json_get(row, "second")->text, slice_of(want[1]));
    }
}
END_TEST

START_TEST(survives)
{
    static const char *const pieces[] = {"a", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "name,other\n", "1"};
    form_survives(FORM_CSV, pieces, COUNT_OF(pieces));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/form_csv", tables, cells_that_are_left_out, a_preamble_is_skipped,
                     the_delimiter_is_that_of_the_regular_table, what_is_no_table, what_is_written_reads_back,
                     survives);
}
