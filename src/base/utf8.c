#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd };

static bool
is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The length that the first byte of a character announces, or 0 where none may start with it. */
static size_t
announced_length(uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2)
        return 0;
    if (lead < 0xe0)
        return 2;
    if (lead < 0xf0)
        return 3;
    return lead < 0xf5 ? 4 : 0;
}

static bool
is_surrogate(uint32_t scalar)
{
    return scalar >= 0xd800 && scalar <= 0xdfff;
}

/* The length of the well-formed character at the start of `text`, or 0. */
static size_t
decode(struct slice text, uint32_t *out_scalar)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t len = text.n == 0 ? 0 : announced_length(text.p[0]);
    if (len == 0 || len > text.n)
        return 0;
    uint32_t scalar = len == 1 ? text.p[0] : text.p[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(text.p[i]))
            return 0;
        scalar = scalar << 6 | (text.p[i] & 0x3fu);
    }
    if (scalar < smallest[len] || scalar > 0x10ffff || is_surrogate(scalar))
        return 0;
    *out_scalar = scalar;
    return len;
}

size_t
utf8_valid_length(struct slice text)
{
    size_t at = 0;
    while (at < text.n) {
        uint32_t scalar;
        const size_t len = decode(slice_sub(text, at, text.n), &scalar);
        if (len == 0)
            return at;
        at += len;
    }
    return at;
}

bool
utf8_is_valid(struct slice text)
{
    return utf8_valid_length(text) == text.n;
}

uint32_t
utf8_next(struct slice text, size_t *at)
{
    uint32_t scalar = REPLACEMENT;
    const size_t len = decode(slice_sub(text, *at, text.n), &scalar);
    *at += len == 0 ? 1 : len;
    return scalar;
}

void
utf8_append(struct buf *out, uint32_t scalar)
{
    if (scalar > 0x10ffff || is_surrogate(scalar))
        scalar = REPLACEMENT;
    if (scalar < 0x80) {
        buf_byte(out, (uint8_t)scalar);
        return;
    }
    const unsigned continuations = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    uint8_t bytes[4];
    bytes[0] = (uint8_t)(0xff00u >> (continuations + 1) | scalar >> 6 * continuations);
    for (unsigned i = 1; i <= continuations; i++)
        bytes[i] = (uint8_t)(0x80 | (scalar >> 6 * (continuations - i) & 0x3f));
    buf_add(out, (struct slice){bytes, continuations + 1});
}

struct slice
utf8_cut(struct slice text, size_t max)
{
    if (text.n <= max)
        return text;
    for (size_t back = 0; back < 4 && back <= max; back++) {
        const size_t start = max - back;
        if (is_continuation(text.p[start]))
            continue;
        uint32_t scalar;
        const bool spans_max = decode(slice_sub(text, start, text.n), &scalar) > back;
        return slice_sub(text, 0, spans_max ? start : max);
    }
    return slice_sub(text, 0, max);
}
