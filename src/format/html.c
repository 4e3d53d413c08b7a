#include "format/html.h"

#include "format/visible.h"

/* What stands in for the text at `at`, and for how many bytes of it; NULL where it may stand as it is. U+FFFE and
 * U+FFFF are no characters of XML (1.0 §2.2), not even as references. */
static const char *
stand_in(struct slice text, size_t at, size_t *out_length)
{
    *out_length = 1;
    switch (text.p[at]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        break;
    }
    if (text.n - at < 3 || text.p[at] != 0xef || text.p[at + 1] != 0xbf || text.p[at + 2] < 0xbe)
        return NULL;
    *out_length = 3;
    return text.p[at + 2] == 0xbe ? "\\u{fffe}" : "\\u{ffff}";
}

void
html_append(struct buf *out, struct slice text)
{
    size_t from = 0;
    for (size_t at = 0; at < text.n; at++) {
        size_t length;
        const char *instead = stand_in(text, at, &length);
        if (instead == NULL)
            continue;
        visible_append(out, slice_sub(text, from, at));
        buf_text(out, instead);
        from = at + length;
    }
    visible_append(out, slice_sub(text, from, text.n));
}
