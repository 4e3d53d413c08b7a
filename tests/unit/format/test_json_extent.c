#include "format/json_extent.h"

#include "base/attr.h"
#include "unit.h"

/* Scan `text` in parts of `chunk` bytes; gives the length of the piece, or -1 when it does not end. */
static int
length_of(struct json_scan scan, const char *text, size_t chunk)
{
    struct slice rest = slice_of(text);
    size_t length = 0;
    while (rest.n > 0) {
        size_t n = SIZE_MAX;
        const struct slice part = slice_sub(rest, 0, chunk);
        const bool ended = json_scan(&scan, part, &n);
        ck_assert_uint_le(n, part.n);
        ck_assert(ended || n == part.n);
        length += n;
        if (ended)
            return (int)length;
        rest = slice_sub(rest, n, rest.n);
    }
    return -1;
}

START_TEST(finds_the_end)
{
    static const struct {
        struct json_scan scan;
        const char *text;
        int want;
    } cases[] = {
        {{.extent = JSON_EXTENT_LINE}, "ab, ]c\nd", 6},
        {{.extent = JSON_EXTENT_LINE}, "\n", 0},
        {{.extent = JSON_EXTENT_LINE}, "abc", -1},
        {{.extent = JSON_EXTENT_JUNK}, "ab c,d", 4},
        {{.extent = JSON_EXTENT_JUNK}, "ab c]d", 4},
        {{.extent = JSON_EXTENT_JUNK}, "ab c\nd", 4},
        {{.extent = JSON_EXTENT_JUNK}, "ab}c", -1},
        {{.extent = JSON_EXTENT_COMMAS}, ", ,\n,x", 5},
        {{.extent = JSON_EXTENT_COMMAS}, ",,", -1},
        {{.extent = JSON_EXTENT_WORD, .length = 4}, "true,", 4},
        {{.extent = JSON_EXTENT_STRUCTURE}, "{}x", 2},
        {{.extent = JSON_EXTENT_STRUCTURE}, "{\"a\":[1,{}]}]", 12},
        {{.extent = JSON_EXTENT_STRUCTURE}, "[\"}]\\\"]\"]]", 9},
        {{.extent = JSON_EXTENT_STRUCTURE}, "\"a\\\\\"b", 5},
        {{.extent = JSON_EXTENT_STRUCTURE}, "\"a\\\"b", -1},
        {{.extent = JSON_EXTENT_STRUCTURE}, "\"a\nb", 2},
        {{.extent = JSON_EXTENT_STRUCTURE}, "{\"a\n}", 5},
        {{.extent = JSON_EXTENT_STRUCTURE}, "{\"a\\\n}", 6},
        {{.extent = JSON_EXTENT_STRUCTURE}, "{\"a\\\n\"}\"}", 9},
        {{.extent = JSON_EXTENT_STRUCTURE}, "{[}", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t chunk = 1; chunk < 20; chunk++)
            ck_assert_msg(length_of(cases[i].scan, cases[i].text, chunk) == cases[i].want, "'%s' by %zu", cases[i].text,
                          chunk);
    }
}
END_TEST

START_TEST(knows_white_space)
{
    unsigned count = 0;
    for (unsigned byte = 0; byte < 256; byte++)
        count += json_is_space((uint8_t)byte);
    ck_assert_uint_eq(count, 4);
    ck_assert(json_is_space(' ') && json_is_space('\t') && json_is_space('\r') && json_is_space('\n'));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json_extent", finds_the_end, knows_white_space);
}
