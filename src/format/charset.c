#include "format/charset.h"

#include "base/utf8.h"

#include <strings.h>

enum charset { CHARSET_OTHER, CHARSET_UTF8, CHARSET_LATIN1, CHARSET_LATIN9, CHARSET_WINDOWS };

static const struct {
    const char *name;
    enum charset charset;
} names[] = {
    {"", CHARSET_UTF8},
    {"utf-8", CHARSET_UTF8},
    {"utf8", CHARSET_UTF8},
    {"us-ascii", CHARSET_UTF8}, /* which many senders write who mean the other */
    {"ascii", CHARSET_UTF8},
    {"iso-8859-1", CHARSET_LATIN1},
    {"latin1", CHARSET_LATIN1},
    {"iso-8859-15", CHARSET_LATIN9},
    {"windows-1252", CHARSET_WINDOWS},
    {"cp1252", CHARSET_WINDOWS},
};

/* 0x80 to 0x9f. The five that are not assigned are control characters. */
static const uint16_t windows_low[] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

static enum charset
charset_of(struct slice name)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (name.n == strlen(names[i].name) && strncasecmp((const char *)name.p, names[i].name, name.n) == 0)
            return names[i].charset;
    return CHARSET_OTHER;
}

/* Where Latin-9 is not Latin-1. */
static uint32_t
latin9(uint8_t byte)
{
    static const struct {
        uint8_t byte;
        uint16_t scalar;
    } others[] = {{0xa4, 0x20ac}, {0xa6, 0x0160}, {0xa8, 0x0161}, {0xb4, 0x017d},
                  {0xb8, 0x017e}, {0xbc, 0x0152}, {0xbd, 0x0153}, {0xbe, 0x0178}};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (others[i].byte == byte)
            return others[i].scalar;
    return byte;
}

static uint32_t
scalar_of(enum charset charset, uint8_t byte)
{
    if (byte < 0x80)
        return byte;
    switch (charset) {
    case CHARSET_LATIN1:
        return byte;
    case CHARSET_LATIN9:
        return latin9(byte);
    case CHARSET_WINDOWS:
        return byte < 0xa0 ? windows_low[byte - 0x80] : byte;
    case CHARSET_OTHER:
    case CHARSET_UTF8:
        break;
    }
    return 0xfffd;
}

void
charset_append(struct buf *out, struct slice bytes, struct slice name)
{
    const enum charset charset = charset_of(name.p == NULL ? SLICE("") : name);
    for (size_t at = 0; at < bytes.n;) {
        if (charset == CHARSET_UTF8)
            utf8_append(out, utf8_next(bytes, &at));
        else
            utf8_append(out, scalar_of(charset, bytes.p[at++]));
    }
}

struct slice
charset_read(struct slice bytes, struct slice name, struct arena *arena)
{
    struct buf out AUTO(buf_release);
    buf_init(&out, SIZE_MAX);
    charset_append(&out, bytes, name);
    return arena_copy(arena, buf_slice(&out));
}
