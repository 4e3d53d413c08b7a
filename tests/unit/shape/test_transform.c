#include "shape/transform.h"

#include "fixture.h"

#define TITLE(then) "read:\n- event:\n    finding.title: {from: $.a, then: " then "}\n"

static void
check(const char *then, const char *payload, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *reading =
        want == NULL ? "event\n" : (const char *)arena_format(arena, "event\n  title     %s\n", want).p;
    fixture_expect("define:\n  t: {table: {x: y, a b: '1', n: 5}}\n",
                   (const char *)arena_format(arena, TITLE("%s"), then).p, payload, reading);
}

START_TEST(transforms)
{
    static const char *const cases[][3] = {
        {"[]", "{\"a\":\"x\"}", "x"},
        {"[lower]", "{\"a\":\"AbZ-É\"}", "abz-É"},
        {"[upper]", "{\"a\":\"aBz{@`\"}", "ABZ{@`"},
        {"[trim]", "{\"a\":\"  x y\\n\"}", "x y"},
        {"[trim]", "{\"a\":\"  \"}", NULL},
        {"[{extract: 'b+'}]", "{\"a\":\"abbc\"}", "bb"},
        {"[{extract: 'a(b+)'}]", "{\"a\":\"abbc\"}", "bb"},
        {"[{extract: 'z'}]", "{\"a\":\"abbc\"}", NULL},
        {"[{extract: 'z'}, upper]", "{\"a\":\"abbc\"}", NULL},
        {"[{replace: {'-': '_', 'b_': ''}}]", "{\"a\":\"a-b-c-\"}", "a_c_"},
        {"[{replace: {aa: a}}]", "{\"a\":\"aaaa\"}", "aa"},
        {"[{map: {x: y}}]", "{\"a\":\"x\"}", "y"},
        {"[{map: t}]", "{\"a\":\"a b\"}", "1"},
        {"[{map: t}]", "{\"a\":\"n\"}", "5"},
        {"[{map: t}]", "{\"a\":\"q\"}", NULL},
        {"[{scale: [[0, low], [4, medium], [7, high]]}]", "{\"a\":3.9}", "low"},
        {"[{scale: [[0, low], [4, medium], [7, high]]}]", "{\"a\":4}", "medium"},
        {"[{scale: [[0, low], [4, medium], [7, high]]}]", "{\"a\":\"8.5\"}", "high"},
        {"[{scale: [[0, low], [4, medium], [7, high]]}]", "{\"a\":-1}", NULL},
        {"[{scale: [[0, low]]}]", "{\"a\":\"x\"}", NULL},
        {"[{instant: zoneless}]", "{\"a\":\"2024-05-24 22:53:24.000000000\"}", "2024-05-24T22:53:24.000Z"},
        {"[{instant: zoneless}]", "{\"a\":\"2024-05-24T22:53:24\"}", "2024-05-24T22:53:24.000Z"},
        {"[{instant: zoneless}]", "{\"a\":\"2024-05-24T22:53:24+02:00\"}", "2024-05-24T20:53:24.000Z"},
        {"[{instant: zoneless}]", "{\"a\":\"2024-05-24T22:53:24.1Z\"}", "2024-05-24T22:53:24.100Z"},
        {"[{instant: zoneless}]", "{\"a\":\"yesterday\"}", "yesterday"},
        {"[{instant: ms}]", "{\"a\":1716591204001}", "2024-05-24T22:53:24.001Z"},
        {"[{instant: '%d %b %Y'}]", "{\"a\":\"24 May 2024\"}", "2024-05-24T00:00:00.000Z"},
        {"[{cut: 3}]", "{\"a\":\"abéd\"}", "ab"},
        {"[{cut: 4}]", "{\"a\":\"abéd\"}", "abé"},
        {"[{fit: 71}]", "{\"a\":\"12345678901234567890123456789012345678901234567890123456789012345678901\"}",
         "12345678901234567890123456789012345678901234567890123456789012345678901"},
        /* printf %072d 0 | sha256sum */
        {"[{fit: 71}]", "{\"a\":\"000000000000000000000000000000000000000000000000000000000000000000000000\"}",
         "sha256:80422a5d2b733230360e2cdafe3a237a12843d4ebc1126a46849c44e8650138a"},
        {"[lower, {extract: '^(.)'}, {map: {a: first}}]", "{\"a\":\"Ab\"}", "first"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i][0], cases[i][1], cases[i][2]);
}
END_TEST

START_TEST(replacing_is_bounded)
{
    AUTO(buf_release) struct buf payload;
    buf_init(&payload, 1 << 16);
    buf_text(&payload, "{\"a\":\"");
    for (int i = 0; i < 10000; i++)
        buf_byte(&payload, 'a');
    buf_text(&payload, "\"}");
    buf_byte(&payload, 0);
    fixture_expect(NULL, TITLE("[{replace: {a: bbbbbbbbbb}}]"), (const char *)buf_slice(&payload).p,
                   "reject: a composed text is longer than 65536 bytes\n");
}
END_TEST

START_TEST(faults)
{
    static const char *const cases[][2] = {
        {"x", "5:32: 'then' is a string, expected an array"},
        {"[lowr]", "5:39: unknown transform 'lowr'"},
        {"[extract]", "5:39: 'extract' needs an argument"},
        {"[{lower: x}]", "5:40: 'lower' takes no argument"},
        {"[5]", "5:39: found a number, expected a string"},
        {"[{a: b, c: d}]", "5:39: found an object, expected a string"},
        {"[{extract: '('}]", "5:40: regular expression '(': missing closing parenthesis at offset 1"},
        {"[{extract: 5}]", "5:40: 'extract' is a number, expected a string"},
        {"[{replace: x}]", "5:40: 'replace' is a string, expected an object"},
        {"[{replace: {'': x}}]", "5:40: an empty text cannot be replaced"},
        {"[{map: u}]", "5:40: no table 'u' is defined above"},
        {"[{map: 5}]", "5:40: 'map' is a number, expected a string"},
        {"[{map: {a: [b]}}]", "5:46: 'a' is an array, expected a string"},
        {"[{scale: {}}]", "5:40: 'scale' is an object, expected an array"},
        {"[{scale: [[a, b]]}]", "5:48: expected [number, word]"},
        {"[{scale: [[1, a], [1, b]]}]", "5:56: bounds must rise"},
        {"[{scale: [[1e999, a]]}]", "5:48: number '1e999' is too large for a double"},
        {"[{instant: days}]",
         "5:40: unknown form of time 'days', expected zoneless, s, ms, us, ns, epoch or a pattern with %"},
        {"[{instant: '%Q'}]", "5:40: pattern '%Q' of a time: only the letters YmdHIMSfbBypzZaAe% may follow a %"},
        {"[{cut: 0}]", "5:40: expected a number of bytes from 1"},
        {"[{fit: 70}]", "5:40: expected a number of bytes from 71, the length of a digest"},
        {"[{fit: x}]", "5:40: 'fit' is a string, expected a number"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        fixture_expect_fault(NULL, (const char *)arena_format(arena, TITLE("%s"), cases[i][0]).p,
                             (const char *)arena_format(arena, "sources/test.yaml:%s", cases[i][1]).p);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/transform", transforms, replacing_is_bounded, faults);
}
