#include "unit.h"

#include "base/attr.h"
#include "base/utf8.h"

/* The Unicode Standard, table 3-7 "Well-Formed UTF-8 Byte Sequences", row by row: {first, last} of each byte. */
static const struct {
    size_t len;
    uint8_t range[4][2];
} rows[] = {
    {1, {{0x00, 0x7f}}},
    {2, {{0xc2, 0xdf}, {0x80, 0xbf}}},
    {3, {{0xe0, 0xe0}, {0xa0, 0xbf}, {0x80, 0xbf}}},
    {3, {{0xe1, 0xec}, {0x80, 0xbf}, {0x80, 0xbf}}},
    {3, {{0xed, 0xed}, {0x80, 0x9f}, {0x80, 0xbf}}},
    {3, {{0xee, 0xef}, {0x80, 0xbf}, {0x80, 0xbf}}},
    {4, {{0xf0, 0xf0}, {0x90, 0xbf}, {0x80, 0xbf}, {0x80, 0xbf}}},
    {4, {{0xf1, 0xf3}, {0x80, 0xbf}, {0x80, 0xbf}, {0x80, 0xbf}}},
    {4, {{0xf4, 0xf4}, {0x80, 0x8f}, {0x80, 0xbf}, {0x80, 0xbf}}},
};

/* The length of the well-formed character at the start of `text` by that table, or 0. */
static size_t
table_length(struct slice text)
{
    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        size_t i = 0;
        while (i < rows[row].len && i < text.n && text.p[i] >= rows[row].range[i][0] &&
               text.p[i] <= rows[row].range[i][1])
            i++;
        if (i == rows[row].len)
            return i;
    }
    return 0;
}

static size_t
table_valid_length(struct slice text)
{
    size_t at = 0;
    size_t len;
    while (at < text.n && (len = table_length(slice_sub(text, at, text.n))) > 0)
        at += len;
    return at;
}

START_TEST(every_sequence_of_boundary_bytes)
{
    static const uint8_t edges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
                                    0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf7, 0xf8, 0xff};
    enum { EDGES = sizeof(edges) };
    for (size_t i = 0; i < (size_t)EDGES * EDGES * EDGES * EDGES; i++) {
        uint8_t bytes[4];
        for (size_t j = 0, rest = i; j < 4; j++, rest /= EDGES)
            bytes[j] = edges[rest % EDGES];
        for (size_t n = i < EDGES ? 0 : 4; n <= 4; n++) {
            const struct slice text = {bytes, n};
            const size_t want = table_valid_length(text);
            if (utf8_valid_length(text) != want || utf8_is_valid(text) != (want == n))
                ck_abort_msg("%02x %02x %02x %02x, %zu bytes", bytes[0], bytes[1], bytes[2], bytes[3], n);
        }
    }
}
END_TEST

START_TEST(every_pair_of_bytes)
{
    for (unsigned i = 0; i < 0x10000; i++) {
        const uint8_t bytes[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        const struct slice text = {bytes, 2};
        if (utf8_valid_length(text) != table_valid_length(text))
            ck_abort_msg("%02x %02x", bytes[0], bytes[1]);
    }
}
END_TEST

START_TEST(every_scalar_round_trips)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 8);
    for (uint32_t scalar = 0; scalar <= 0x10ffff; scalar++) {
        if (scalar == 0xd800)
            scalar = 0xe000;
        buf_clear(&out);
        utf8_append(&out, scalar);
        const struct slice text = buf_slice(&out);
        size_t at = 0;
        const uint32_t back = utf8_next(text, &at);
        if (back != scalar || at != text.n || table_length(text) != text.n)
            ck_abort_msg("U+%04X came back as U+%04X", scalar, back);
    }
}
END_TEST

/* RFC 3629 section 7. */
START_TEST(examples_of_the_rfc)
{
    static const struct {
        struct slice text;
        uint32_t scalars[4];
    } cases[] = {
        {SLICE_INIT("\x41\xe2\x89\xa2\xce\x91\x2e"), {0x41, 0x2262, 0x391, 0x2e}},
        {SLICE_INIT("\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4"), {0xd55c, 0xad6d, 0xc5b4}},
        {SLICE_INIT("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"), {0x65e5, 0x672c, 0x8a9e}},
        {SLICE_INIT("\xef\xbb\xbf\xf0\xa3\x8e\xb4"), {0xfeff, 0x233b4}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t at = 0;
        for (size_t j = 0; at < cases[i].text.n; j++)
            ck_assert_uint_eq(utf8_next(cases[i].text, &at), cases[i].scalars[j]);
        ck_assert(utf8_is_valid(cases[i].text));
    }
}
END_TEST

START_TEST(ill_formed_bytes_move_by_one)
{
    const struct slice text = SLICE("\xed\xa0\x80"
                                    "a\xf0\x9f\x98");
    const uint32_t want[] = {0xfffd, 0xfffd, 0xfffd, 'a', 0xfffd, 0xfffd, 0xfffd};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        ck_assert_uint_eq(at, i);
        ck_assert_uint_eq(utf8_next(text, &at), want[i]);
    }
    ck_assert_uint_eq(at, text.n);
    ck_assert_uint_eq(utf8_valid_length(SLICE("ab\xff"
                                              "cd")),
                      2);
    ck_assert(utf8_is_valid((struct slice){NULL, 0}));
}
END_TEST

START_TEST(what_is_no_scalar_is_replaced)
{
    const uint32_t bad[] = {0xd800, 0xdfff, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 8);
        utf8_append(&out, bad[i]);
        ck_assert_slice_eq(buf_slice(&out), SLICE("\xef\xbf\xbd"));
    }
}
END_TEST

START_TEST(cut_examples)
{
    const struct slice text = SLICE("a\xc3\xa9\xe2\x80\xa6\xf0\x9f\x98\x80z");
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t max = 0; max < COUNT_OF(want); max++)
        ck_assert_uint_eq(utf8_cut(text, max).n, want[max]);
    ck_assert_uint_eq(utf8_cut(SLICE("\x80\x80\x80\x80\x80\x80"), 5).n, 5);
    ck_assert_uint_eq(utf8_cut(SLICE("ab\xf0\x9fzzzz"), 3).n, 3);
    ck_assert(slice_is_absent(utf8_cut((struct slice){NULL, 0}, 0)));
}
END_TEST

/* By walking from the front: the last boundary that is not past `max`. */
static size_t
walked_cut(struct slice text, size_t max)
{
    size_t at = 0;
    while (at < text.n) {
        size_t next = at;
        utf8_next(text, &next);
        if (next > max)
            break;
        at = next;
    }
    return at;
}

START_TEST(cut_agrees_with_walking)
{
    static const char *const pieces[] = {"a",    "\xc3\xa9", "\xe2\x80\xa6", "\xf0\x9f\x98\x80",
                                         "\x80", "\xff",     "\xe2\x80",     "\xf0\x9f\x98"};
    for (int round = 0; round < 3000; round++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 100);
        const uint64_t kinds = round % 2 == 0 ? 4 : COUNT_OF(pieces);
        for (uint64_t i = unit_random_below(12); i > 0; i--)
            buf_text(&out, pieces[unit_random_below(kinds)]);
        const struct slice text = buf_slice(&out);
        for (size_t max = 0; max <= text.n + 1; max++)
            ck_assert_uint_eq(utf8_cut(text, max).n, walked_cut(text, max));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("utf8", every_sequence_of_boundary_bytes, every_pair_of_bytes, every_scalar_round_trips,
                     examples_of_the_rfc, ill_formed_bytes_move_by_one, what_is_no_scalar_is_replaced, cut_examples,
                     cut_agrees_with_walking);
}
