#include "format/html.h"

#include "format/visible.h"

static const char *
reference_of(uint8_t byte)
{
    switch (byte) {
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
        return NULL;
    }
}

void
html_append(struct buf *out, struct slice text)
{
    size_t from = 0;
    for (size_t at = 0; at < text.n; at++) {
        const char *reference = reference_of(text.p[at]);
        if (reference == NULL)
            continue;
        visible_append(out, slice_sub(text, from, at));
        buf_text(out, reference);
        from = at + 1;
    }
    visible_append(out, slice_sub(text, from, text.n));
}
