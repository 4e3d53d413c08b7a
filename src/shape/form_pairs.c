#include "shape/form_text.h"

#include "format/tree.h"

struct scan {
    struct slice text;
    size_t at;
    size_t single_end; /* of the single quotes that it is inside of, else text.n */
};

static bool
is_key_byte(uint8_t byte)
{
    const uint8_t letter = byte | 0x20;
    return (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' ||
           byte == '-' || byte == '@' || byte == '/';
}

static bool
is_blank(uint8_t byte)
{
    return byte <= ' ';
}

/* What may stand before a key. */
static bool
is_boundary(uint8_t byte)
{
    return is_blank(byte) || (byte != '\0' && strchr(",;|([{'", byte) != NULL);
}

/* The key at `at`, when one begins there and '=' follows it. */
static struct slice
key_at(struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.n && is_key_byte(text.p[end]))
        end++;
    const bool is_key = end > at && end < text.n && text.p[end] == '=';
    return is_key ? slice_sub(text, at, end) : (struct slice){NULL, 0};
}

/* Of backslashes before quotes and backslashes taken out. */
static struct slice
unescape(struct slice text, struct arena *arena)
{
    if (slice_find(text, '\\') == text.n)
        return text;
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        i += text.p[i] == '\\' && i + 1 < text.n && (text.p[i + 1] == '"' || text.p[i + 1] == '\\');
        copy[n++] = text.p[i];
    }
    return (struct slice){copy, n};
}

/* The offset of the quote that ends what begins at `from`; text.n when none does. */
static size_t
find_quote(struct slice text, size_t from, uint8_t quote)
{
    size_t at = from;
    while (at < text.n && text.p[at] != quote)
        at += text.p[at] == '\\' && quote == '"' ? 2 : 1;
    return at < text.n ? at : text.n;
}

/* A value without quotes: up to white space, or to a ',' or ';' that the next pair or nothing follows. */
static struct slice
take_bare(struct scan *scan)
{
    const size_t begin = scan->at;
    size_t at = begin;
    for (; at < scan->single_end && !is_blank(scan->text.p[at]); at++) {
        const bool separates = scan->text.p[at] == ',' || scan->text.p[at] == ';';
        if (separates && (at + 1 >= scan->single_end || is_blank(scan->text.p[at + 1]) ||
                          !slice_is_absent(key_at(scan->text, at + 1))))
            break;
    }
    scan->at = at;
    return slice_sub(scan->text, begin, at);
}

static struct slice
take_value(struct scan *scan, struct arena *arena)
{
    const uint8_t quote = scan->at < scan->single_end ? scan->text.p[scan->at] : '\0';
    if (quote != '"' && quote != '\'')
        return take_bare(scan);
    const size_t begin = scan->at + 1;
    const size_t end = find_quote(slice_sub(scan->text, 0, scan->single_end), begin, quote);
    if (end >= scan->single_end)
        return take_bare(scan);
    const struct slice value = slice_sub(scan->text, begin, end);
    if (quote == '"') {
        scan->at = end + 1;
        return unescape(value, arena);
    }
    scan->at = begin - 1; /* what is inside is looked at too */
    scan->single_end = end;
    return value;
}

/* Move on to where the next key may begin. */
static void
skip_to_key(struct scan *scan)
{
    while (scan->at < scan->text.n && !is_boundary(scan->text.p[scan->at]))
        scan->at++;
    while (scan->at < scan->text.n && is_boundary(scan->text.p[scan->at])) {
        if (scan->at == scan->single_end)
            scan->single_end = scan->text.n;
        scan->at++;
    }
}

void
form_pairs(struct tree *tree, struct slice message, struct json *document)
{
    struct scan scan = {message, 0, message.n};
    struct json *pairs = json_new_object(tree->arena);
    while (scan.at < message.n) {
        const struct slice key = key_at(message, scan.at);
        if (!slice_is_absent(key)) {
            scan.at += key.n + 1;
            tree_set(tree, pairs, key, take_value(&scan, tree->arena));
        }
        skip_to_key(&scan);
    }
    if (pairs->count > 0)
        json_set(document, "pairs", pairs);
}
