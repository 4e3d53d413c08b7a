#include "format/header.h"

struct slice
header_take_line(struct slice *rest)
{
    const size_t end = slice_find(*rest, '\n');
    struct slice line = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end + 1, rest->n);
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

static uint8_t
lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

struct slice
header_lower(struct slice text, struct arena *arena)
{
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        copy[i] = lower(text.p[i]);
    return (struct slice){copy, text.n};
}

static bool
is_name(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] <= ' ' || text.p[i] >= 0x7f)
            return false;
    return text.n > 0;
}

static bool
is_folded(struct slice rest)
{
    return rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* Without the line ends inside; the white space after each stays. */
static struct slice
unfold(struct slice text, struct arena *arena)
{
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r' && text.p[i] != '\n')
            copy[n++] = text.p[i];
    return (struct slice){copy, n};
}

enum header_line
header_next(struct slice *rest, struct arena *arena, struct header_field *out_field)
{
    if (rest->n == 0)
        return HEADER_END;
    const uint8_t *begin = rest->p;
    const struct slice line = header_take_line(rest);
    if (line.n == 0)
        return HEADER_END;
    const size_t colon = slice_find(line, ':');
    const struct slice name = slice_trim(slice_sub(line, 0, colon));
    if (colon == line.n || !is_name(name))
        return HEADER_JUNK;
    struct slice value = slice_sub(line, colon + 1, line.n);
    if (is_folded(*rest)) {
        while (is_folded(*rest))
            header_take_line(rest);
        const struct slice whole = {begin, (size_t)(rest->p - begin)};
        value = unfold(slice_sub(whole, colon + 1, whole.n), arena);
    }
    *out_field = (struct header_field){header_lower(name, arena), slice_trim(value)};
    return HEADER_FIELD;
}

struct slice
header_word(struct slice value, struct arena *arena)
{
    return header_lower(slice_trim(slice_sub(value, 0, slice_find(value, ';'))), arena);
}

/* Take a parameter's value off the front: quoted, with backslashes, or up to the next ';'. */
static struct slice
take_value(struct slice *rest, struct arena *arena)
{
    if (rest->n == 0 || rest->p[0] != '"') {
        const size_t end = slice_find(*rest, ';');
        const struct slice value = slice_trim(slice_sub(*rest, 0, end));
        *rest = slice_sub(*rest, end, rest->n);
        return value;
    }
    size_t end = 1;
    while (end < rest->n && rest->p[end] != '"')
        end += rest->p[end] == '\\' ? 2 : 1;
    const struct slice quoted = slice_sub(*rest, 1, end);
    uint8_t *copy = arena_alloc(arena, quoted.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < quoted.n; i++) {
        i += quoted.p[i] == '\\' && i + 1 < quoted.n;
        copy[n++] = quoted.p[i];
    }
    *rest = slice_sub(*rest, end + 1, rest->n);
    return (struct slice){copy, n};
}

struct slice
header_parameter(struct slice value, struct slice name, struct arena *arena)
{
    struct slice rest = slice_sub(value, slice_find(value, ';'), value.n);
    while (rest.n > 0) {
        if (rest.p[0] != ';') {
            rest = slice_sub(rest, slice_find(rest, ';'), rest.n);
            continue;
        }
        rest = slice_sub(rest, 1, rest.n);
        size_t end = 0;
        while (end < rest.n && rest.p[end] != '=' && rest.p[end] != ';')
            end++;
        if (end == rest.n || rest.p[end] == ';') {
            rest = slice_sub(rest, end, rest.n);
            continue;
        }
        const struct slice found = header_lower(slice_trim(slice_sub(rest, 0, end)), arena);
        rest = slice_sub(rest, end + 1, rest.n);
        while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'))
            rest = slice_sub(rest, 1, rest.n);
        const struct slice text = take_value(&rest, arena);
        if (slice_equal(found, name))
            return text;
    }
    return (struct slice){NULL, 0};
}
