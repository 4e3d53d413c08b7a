#include "format/visible.h"
#include "unit.h"

START_TEST(shows_what_would_hide)
{
    static const struct {
        struct slice text;
        const char *want;
    } cases[] = {
        {SLICE_INIT("plain é € 😀"), "plain é € 😀"},
        {SLICE_INIT(""), ""},
        {SLICE_INIT("a\nb\tc\rd"), "a\\u{a}b\\u{9}c\\u{d}d"},
        {SLICE_INIT("\0\x1f\x7f"), "\\u{0}\\u{1f}\\u{7f}"},
        {SLICE_INIT("\xc2\x80\xc2\x9f\xc2\xa0"), "\\u{80}\\u{9f}\xc2\xa0"},
        {SLICE_INIT("\u061c\u200e\u200f"), "\\u{61c}\\u{200e}\\u{200f}"},
        {SLICE_INIT("\u202a\u202b\u202c\u202d\u202e\u202f"), "\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}\u202f"},
        {SLICE_INIT("\u2066\u2067\u2068\u2069\u206a"), "\\u{2066}\\u{2067}\\u{2068}\\u{2069}\u206a"},
        {SLICE_INIT("a\xff\xc3z"), "a\ufffd\ufffdz"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 1000);
        visible_append(&out, cases[i].text);
        ck_assert_slice_eq(buf_slice(&out), slice_of(cases[i].want));
    }
}
END_TEST

START_TEST(hides_exactly_the_listed)
{
    unsigned hidden = 0;
    for (uint32_t scalar = 0; scalar <= 0x10ffff; scalar++)
        hidden += visible_is_hidden(scalar);
    ck_assert_uint_eq(hidden, 32 + 33 + 3 + 5 + 4);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("visible", shows_what_would_hide, hides_exactly_the_listed);
}
