#include "format/visible.h"

#include "base/utf8.h"

bool
visible_is_hidden(uint32_t scalar)
{
    const bool is_control = scalar < 0x20 || (scalar >= 0x7f && scalar < 0xa0);
    const bool is_mark = scalar == 0x061c || scalar == 0x200e || scalar == 0x200f;
    const bool is_embedding = scalar >= 0x202a && scalar <= 0x202e;
    const bool is_isolate = scalar >= 0x2066 && scalar <= 0x2069;
    return is_control || is_mark || is_embedding || is_isolate;
}

void
visible_append(struct buf *out, struct slice text)
{
    for (size_t at = 0; at < text.n;) {
        const uint32_t scalar = utf8_next(text, &at);
        if (visible_is_hidden(scalar))
            buf_format(out, "\\u{%x}", scalar);
        else
            utf8_append(out, scalar);
    }
}
