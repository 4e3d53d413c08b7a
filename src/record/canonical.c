#include "record/canonical.h"

#include "base/encoding.h"
#include "base/utf8.h"

#include <inttypes.h>

enum { COUNT_DIGITS_MAX = 20 };

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Whether one of the eight bytes is below 0x20, a quote, a backslash or not ASCII. A byte that is not may be taken for
 * one when a lower byte is one, which does not change the answer. */
static bool
word_is_special(uint64_t word)
{
    const uint64_t quote = word ^ (ONES * '"');
    const uint64_t backslash = word ^ (ONES * '\\');
    return ((word | (word - ONES * 0x20) | (quote - ONES) | (backslash - ONES)) & HIGHS) != 0;
}

static bool
byte_is_special(uint8_t byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\' || byte >= 0x80;
}

/* The length of the prefix that is plain ASCII and stands in JSON as it is. */
static size_t
plain_length(struct slice text)
{
    size_t at = 0;
    uint64_t word;
    for (; text.n - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, text.p + at, sizeof(word));
        if (word_is_special(word))
            break;
    }
    while (at < text.n && !byte_is_special(text.p[at]))
        at++;
    return at;
}

/* The letter of a two-character escape, or 0. */
static uint8_t
short_escape(uint8_t byte)
{
    switch (byte) {
    case '"':
    case '\\':
        return byte;
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    }
    return 0;
}

static void
escape_append(struct buf *out, uint8_t byte)
{
    const uint8_t letter = short_escape(byte);
    if (letter == 0) {
        buf_text(out, "\\u00");
        hex_append(out, (struct slice){&byte, 1});
        return;
    }
    const uint8_t pair[2] = {'\\', letter};
    buf_add(out, (struct slice){pair, 2});
}

/* The length of the prefix that stands in JSON as it is, given that all of it is UTF-8. */
static size_t
literal_length(struct slice text)
{
    size_t at = plain_length(text);
    while (at < text.n && (text.p[at] >= 0x80 || !byte_is_special(text.p[at])))
        at++;
    return at;
}

int
canonical_text_append(struct buf *out, struct slice text, struct err *err)
{
    size_t at = plain_length(text);
    if (at < text.n && !utf8_is_valid(slice_sub(text, at, text.n)))
        return err_set(err, ERR_FORMAT, "is not UTF-8 at byte %zu", utf8_valid_length(text));
    buf_byte(out, '"');
    buf_add(out, slice_sub(text, 0, at));
    while (at < text.n) {
        const struct slice literal = slice_sub(text, at, at + literal_length(slice_sub(text, at, text.n)));
        buf_add(out, literal);
        at += literal.n;
        if (at < text.n)
            escape_append(out, text.p[at++]);
    }
    buf_byte(out, '"');
    return 0;
}

/* Offset of the quote that ends the text whose first byte is at `at`, or bytes.n. */
static size_t
closing_quote(struct slice bytes, size_t at, bool *out_escaped, bool *out_ascii)
{
    *out_escaped = false;
    *out_ascii = true;
    while (at < bytes.n) {
        at += plain_length(slice_sub(bytes, at, bytes.n));
        if (at >= bytes.n || bytes.p[at] == '"')
            return at;
        *out_escaped |= bytes.p[at] < 0x80;
        *out_ascii &= bytes.p[at] < 0x80;
        at += bytes.p[at] == '\\' ? 2 : 1;
    }
    return bytes.n;
}

/* The byte that the escape at *at (just after its backslash) stands for; false when canonical form has no such one. */
static bool
escape_read(struct slice text, size_t *at, uint8_t *out_byte)
{
    static const char from[] = "\"\\btnfr";
    static const char to[] = "\"\\\b\t\n\f\r";
    const uint8_t letter = text.p[(*at)++];
    const char *known = letter == '\0' ? NULL : strchr(from, letter);
    if (known != NULL) {
        *out_byte = (uint8_t)to[known - from];
        return true;
    }
    const struct slice digits = slice_sub(text, *at, *at + 4);
    *at += digits.n;
    return letter == 'u' && slice_starts(digits, SLICE("00")) &&
           hex_read(out_byte, 1, slice_sub(digits, 2, digits.n), NULL) == 0 && *out_byte < 0x20 &&
           short_escape(*out_byte) == 0;
}

/* The text that `raw`, the bytes between the quotes, stand for. */
static bool
unescape(struct slice raw, struct arena *arena, struct slice *out_text)
{
    uint8_t *text = arena_alloc(arena, raw.n + 1);
    size_t n = 0;
    size_t at = 0;
    while (at < raw.n) {
        if (raw.p[at] < 0x20)
            return false;
        if (raw.p[at] != '\\')
            text[n++] = raw.p[at++];
        else if (++at == raw.n || !escape_read(raw, &at, &text[n++]))
            return false;
    }
    *out_text = (struct slice){text, n};
    return true;
}

int
canonical_text_read(struct slice bytes, size_t *at, struct arena *arena, struct slice *out_text, struct err *err)
{
    if (*at >= bytes.n || bytes.p[*at] != '"')
        return err_set(err, ERR_FORMAT, "expected a text at byte %zu", *at);
    bool is_escaped;
    bool is_ascii;
    const size_t end = closing_quote(bytes, *at + 1, &is_escaped, &is_ascii);
    if (end >= bytes.n)
        return err_set(err, ERR_FORMAT, "text at byte %zu does not end", *at);
    struct slice text = slice_sub(bytes, *at + 1, end);
    if (!is_ascii && !utf8_is_valid(text))
        return err_set(err, ERR_FORMAT, "is not UTF-8 at byte %zu", utf8_valid_length(text));
    if (is_escaped && !unescape(text, arena, &text))
        return err_set(err, ERR_FORMAT, "text at byte %zu is not escaped as RFC 8785 does", *at);
    *out_text = text;
    *at = end + 1;
    return 0;
}

void
canonical_count_append(struct buf *out, uint64_t count)
{
    uint8_t digits[COUNT_DIGITS_MAX];
    size_t from = sizeof(digits);
    do {
        digits[--from] = (uint8_t)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    buf_add(out, (struct slice){digits + from, sizeof(digits) - from});
}

int
canonical_count_read(struct slice bytes, size_t *at, uint64_t max, uint64_t *out_count, struct err *err)
{
    size_t end = *at;
    uint64_t count = 0;
    bool is_above = false;
    for (; end < bytes.n && bytes.p[end] >= '0' && bytes.p[end] <= '9'; end++) {
        is_above |= __builtin_mul_overflow(count, 10, &count) ||
                    __builtin_add_overflow(count, (unsigned)(bytes.p[end] - '0'), &count) || count > max;
    }
    if (end == *at || (bytes.p[*at] == '0' && end > *at + 1))
        return err_set(err, ERR_FORMAT, "expected a whole number at byte %zu", *at);
    if (is_above)
        return err_set(err, ERR_LIMIT, "number at byte %zu is above %" PRIu64, *at, max);
    *out_count = count;
    *at = end;
    return 0;
}
