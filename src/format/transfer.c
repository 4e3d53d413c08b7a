#include "format/transfer.h"

#include "base/utf8.h"
#include "format/charset.h"

#include <strings.h>

static unsigned
hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - (unsigned)'0';
    const uint8_t letter = byte | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - (unsigned)'a' + 10 : 16;
}

static unsigned
base64_digit(uint8_t byte)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = byte == '\0' ? NULL : strchr(digits, byte);
    return found == NULL ? 64 : (unsigned)(found - digits);
}

static void
append_base64(struct buf *out, struct slice text)
{
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
        const unsigned digit = base64_digit(text.p[i]);
        if (digit == 64)
            continue;
        bits = bits << 6 | digit;
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        buf_byte(out, (uint8_t)(bits >> count));
        bits &= (1u << count) - 1;
    }
}

/* An escape "=3D", at `at`. */
static bool
append_escape(struct buf *out, struct slice text, size_t at)
{
    if (text.p[at] != '=' || at + 2 >= text.n)
        return false;
    const unsigned high = hex_digit(text.p[at + 1]);
    const unsigned low = hex_digit(text.p[at + 2]);
    if (high > 15 || low > 15)
        return false;
    buf_byte(out, (uint8_t)(high << 4 | low));
    return true;
}

/* How many bytes a soft line break takes, which is a '=' at the end of its line; else 0. */
static size_t
soft_break(struct slice text, size_t at)
{
    size_t end = at + 1;
    if (text.p[at] != '=')
        return 0;
    while (end < text.n && (text.p[end] == ' ' || text.p[end] == '\t' || text.p[end] == '\r'))
        end++;
    if (end < text.n && text.p[end] != '\n')
        return 0;
    return end < text.n ? end + 1 - at : end - at;
}

static void
append_quoted(struct buf *out, struct slice text)
{
    for (size_t at = 0; at < text.n;) {
        const size_t soft = soft_break(text, at);
        if (soft > 0)
            at += soft;
        else if (append_escape(out, text, at))
            at += 3;
        else
            buf_byte(out, text.p[at++]);
    }
}

struct slice
transfer_decode(struct slice bytes, struct slice encoding, struct arena *arena)
{
    const bool is_base64 = slice_equal(encoding, SLICE("base64"));
    if (!is_base64 && !slice_equal(encoding, SLICE("quoted-printable")))
        return bytes;
    struct buf out AUTO(buf_release);
    buf_init(&out, SIZE_MAX);
    if (is_base64)
        append_base64(&out, bytes);
    else
        append_quoted(&out, bytes);
    return arena_copy(arena, buf_slice(&out));
}

struct word {
    struct slice charset;
    uint8_t encoding; /* 'b' or 'q' */
    struct slice text;
    size_t length; /* of all of it */
};

/* A part of a word, up to the next '?'; absent when white space or the end comes before. */
static struct slice
word_part(struct slice text, size_t from)
{
    size_t end = from;
    while (end < text.n && text.p[end] != '?' && text.p[end] > ' ')
        end++;
    return end < text.n && text.p[end] == '?' ? slice_sub(text, from, end) : (struct slice){NULL, 0};
}

/* The encoded word "=?charset?encoding?text?=" at `at`. */
static bool
word_at(struct slice text, size_t at, struct word *out)
{
    if (!slice_starts(slice_sub(text, at, text.n), SLICE("=?")))
        return false;
    const struct slice charset = word_part(text, at + 2);
    const size_t encoding_at = at + 2 + charset.n + 1;
    if (slice_is_absent(charset) || encoding_at + 1 >= text.n || text.p[encoding_at + 1] != '?')
        return false;
    const struct slice words = word_part(text, encoding_at + 2);
    const size_t end = encoding_at + 2 + words.n + 2;
    if (slice_is_absent(words) || end > text.n || text.p[end - 1] != '=')
        return false;
    /* RFC 2231 section 5: a language may follow the charset. */
    *out = (struct word){slice_sub(charset, 0, slice_find(charset, '*')), text.p[encoding_at] | 0x20, words, end - at};
    return out->encoding == 'b' || out->encoding == 'q';
}

/* Bytes of words that follow each other in one charset: a character may be cut between them. */
struct run {
    struct buf bytes;
    struct slice charset;
};

static void
flush(struct buf *out, struct run *run)
{
    charset_append(out, buf_slice(&run->bytes), run->charset);
    buf_clear(&run->bytes);
}

static void
append_word(struct buf *out, struct run *run, const struct word *word, struct arena *arena)
{
    const bool same = run->charset.n == word->charset.n && word->charset.n > 0 &&
                      strncasecmp((const char *)run->charset.p, (const char *)word->charset.p, word->charset.n) == 0;
    if (!same)
        flush(out, run);
    run->charset = word->charset;
    if (word->encoding == 'b') {
        append_base64(&run->bytes, word->text);
        return;
    }
    uint8_t *text = arena_alloc(arena, word->text.n + 1);
    for (size_t i = 0; i < word->text.n; i++)
        text[i] = word->text.p[i] == '_' ? ' ' : word->text.p[i];
    append_quoted(&run->bytes, (struct slice){text, word->text.n});
}

/* The offset of the next character that is no white space. */
static size_t
skip_space(struct slice text, size_t at)
{
    while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t'))
        at++;
    return at;
}

static void
append_words(struct buf *out, struct run *run, struct slice value, struct arena *arena)
{
    bool after_word = false;
    for (size_t at = 0; at < value.n;) {
        struct word word;
        const size_t next = after_word ? skip_space(value, at) : at;
        if (word_at(value, next, &word)) {
            append_word(out, run, &word, arena);
            at = next + word.length;
            after_word = true;
            continue;
        }
        flush(out, run);
        after_word = false;
        utf8_append(out, utf8_next(value, &at));
    }
    flush(out, run);
}

struct slice
transfer_words(struct slice value, struct arena *arena)
{
    struct buf out AUTO(buf_release);
    struct run run = {.charset = {NULL, 0}};
    buf_init(&out, SIZE_MAX);
    buf_init(&run.bytes, SIZE_MAX);
    append_words(&out, &run, value, arena);
    buf_release(&run.bytes);
    return arena_copy(arena, buf_slice(&out));
}
