#include "format/json_canonical.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/json_number.h"

#include <assert.h>

enum { QUOTED_TEXT_MAX = 64 };

int
json_name_compare(struct slice a, struct slice b)
{
    const size_t common = a.n < b.n ? a.n : b.n;
    size_t at = 0;
    while (at < common && a.p[at] == b.p[at])
        at++;
    if (at == common)
        return (a.n > b.n) - (a.n < b.n);
    /* UTF-8 sorts as code points do. UTF-16 differs in one thing: what is past U+FFFF (first byte 0xf0 and up) has
     * surrogates, which sort before U+E000 to U+FFFF (first byte 0xee and 0xef). */
    const uint8_t left = a.p[at];
    const uint8_t right = b.p[at];
    if (left >= 0xee && right >= 0xee && (left >= 0xf0) != (right >= 0xf0))
        return left >= 0xf0 ? -1 : 1;
    return left < right ? -1 : 1;
}

static void
escape_append(struct buf *out, uint8_t byte)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', [0x1f] = 0};
    if (byte == '"' || byte == '\\')
        buf_add(out, (struct slice){(const uint8_t[]){'\\', byte}, 2});
    else if (letters[byte] != 0)
        buf_add(out, (struct slice){(const uint8_t[]){'\\', (uint8_t)letters[byte]}, 2});
    else
        buf_format(out, "\\u%04x", byte);
}

void
json_string_append(struct buf *out, struct slice text)
{
    buf_byte(out, '"');
    size_t from = 0;
    for (size_t at = 0; at < text.n; at++) {
        const uint8_t byte = text.p[at];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        buf_add(out, slice_sub(text, from, at));
        escape_append(out, byte);
        from = at + 1;
    }
    buf_add(out, slice_sub(text, from, text.n));
    buf_byte(out, '"');
}

static bool
is_ascii(struct slice text)
{
    uint8_t all = 0;
    for (size_t i = 0; i < text.n; i++)
        all |= text.p[i];
    return all < 0x80;
}

static int
write_string(struct buf *out, struct slice text, struct err *err)
{
    if (!is_ascii(text) && !utf8_is_valid(text))
        return err_set(err, ERR_FORMAT, "text is not valid UTF-8");
    json_string_append(out, text);
    return 0;
}

static int write_value(struct buf *out, const struct json *value, unsigned depth, struct err *err);

static int
write_items(struct buf *out, const struct json *array, unsigned depth, struct err *err)
{
    buf_byte(out, '[');
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        if (item != array->first)
            buf_byte(out, ',');
        TRY(write_value(out, item, depth, err));
    }
    buf_byte(out, ']');
    return 0;
}

static int
compare_members(const void *a, const void *b)
{
    const struct json *const *left = a;
    const struct json *const *right = b;
    return json_name_compare((*left)->name, (*right)->name);
}

static int
write_members(struct buf *out, const struct json *const *members, size_t count, unsigned depth, struct err *err)
{
    buf_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        const struct slice name = members[i]->name;
        if (i > 0 && slice_equal(members[i - 1]->name, name))
            return err_set(err, ERR_FORMAT, "duplicate member '%.*s'", SLICE_ARG(utf8_cut(name, QUOTED_TEXT_MAX)));
        if (i > 0)
            buf_byte(out, ',');
        TRY(write_string(out, name, err));
        buf_byte(out, ':');
        TRY(write_value(out, members[i], depth, err));
    }
    buf_byte(out, '}');
    return 0;
}

static void
free_members(const struct json ***members)
{
    free(*members);
}

static int
write_object(struct buf *out, const struct json *object, unsigned depth, struct err *err)
{
    AUTO(free_members) const struct json **members = calloc(object->count + 1, sizeof(const struct json *));
    if (members == NULL)
        abort();
    size_t count = 0;
    for (const struct json *member = object->first; member != NULL; member = member->next)
        members[count++] = member;
    qsort(members, count, sizeof(const struct json *), compare_members);
    return write_members(out, members, count, depth, err);
}

static int
write_value(struct buf *out, const struct json *value, unsigned depth, struct err *err)
{
    const bool has_children = value->type == JSON_ARRAY || value->type == JSON_OBJECT;
    if (has_children && depth == LIMIT_JSON_DEPTH)
        return err_set(err, ERR_LIMIT, "nested deeper than %d levels", LIMIT_JSON_DEPTH);
    switch (value->type) {
    case JSON_NULL:
        buf_text(out, "null");
        return 0;
    case JSON_BOOLEAN:
        buf_text(out, value->boolean ? "true" : "false");
        return 0;
    case JSON_NUMBER:
        return json_number_append_canonical(out, value->text, err);
    case JSON_STRING:
        return write_string(out, value->text, err);
    case JSON_ARRAY:
        return write_items(out, value, depth + 1, err);
    case JSON_OBJECT:
        return write_object(out, value, depth + 1, err);
    }
    assert(false);
    return ERR_USAGE;
}

int
json_write_canonical(struct buf *out, const struct json *value, struct err *err)
{
    return write_value(out, value, 0, err);
}
