#include "format/html.h"
#include "unit.h"

START_TEST(escapes_text)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"plain é", "plain é"},
        {"<script>alert(\"x\" & 'y')</script>", "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;"},
        {"&amp;", "&amp;amp;"},
        {"a\nb\u202ec", "a\\u{a}b\\u{202e}c"},
        {"]]>-->", "]]&gt;--&gt;"},
        {"\xff<", "\ufffd&lt;"},
        {"\xef\xbf\xbd\xef\xbf\xbe\xef\xbf\xbf", "\ufffd\\u{fffe}\\u{ffff}"},
        {"\xef\xbf", "\ufffd\ufffd"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 1000);
        html_append(&out, slice_of(cases[i][0]));
        ck_assert_slice_eq(buf_slice(&out), slice_of(cases[i][1]));
    }
}
END_TEST

START_TEST(leaves_no_live_byte)
{
    for (unsigned round = 0; round < 2000; round++) {
        AUTO(buf_release) struct buf text;
        AUTO(buf_release) struct buf out;
        buf_init(&text, 1000);
        buf_init(&out, 10000);
        for (uint64_t i = unit_random_below(50); i > 0; i--)
            buf_byte(&text, (uint8_t)unit_random());
        html_append(&out, buf_slice(&text));
        for (size_t i = 0; i < out.n; i++)
            ck_assert(out.p[i] >= 0x20 && strchr("<>\"'", out.p[i]) == NULL);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html", escapes_text, leaves_no_live_byte);
}
