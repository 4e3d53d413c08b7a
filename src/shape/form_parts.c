#include "shape/form_email.h"

#include "base/limits.h"
#include "format/charset.h"
#include "format/header.h"
#include "format/transfer.h"
#include "format/tree.h"

#define TYPE_HEADER "content-type"

/* A message whose parts are being gathered. */
struct gathering {
    struct tree *tree;
    struct json *parts;
    unsigned depth;
    struct err *err;
};

static int add_part(struct gathering *gathering, const struct json *headers, struct slice body);

static struct slice
value_of(const struct json *headers, const char *name)
{
    const struct json *member = json_get(headers, name);
    return member == NULL ? SLICE("") : member->text;
}

/* The name of a file: of the disposition, else of the type; as RFC 2231 or RFC 2047 write it. */
static struct slice
name_of(const struct json *headers, struct arena *arena)
{
    const struct slice disposition = value_of(headers, "content-disposition");
    const struct slice name = header_parameter(disposition, SLICE("filename"), arena);
    if (!slice_is_absent(name))
        return transfer_words(name, arena);
    const struct slice other = header_parameter(value_of(headers, TYPE_HEADER), SLICE("name"), arena);
    return slice_is_absent(other) ? SLICE("") : transfer_words(other, arena);
}

static bool
is_text(struct slice type)
{
    static const char *const others[] = {"application/json", "application/xml", "application/xhtml+xml",
                                         "application/x-yaml", "application/yaml"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (slice_equal(type, slice_of(others[i])))
            return true;
    return slice_starts(type, SLICE("text/")) || slice_starts(type, SLICE("message/")) ||
           slice_ends(type, SLICE("+json")) || slice_ends(type, SLICE("+xml"));
}

/* Lines that end with LF alone. */
static struct slice
with_plain_lines(struct slice text, struct arena *arena)
{
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
            copy[n++] = text.p[i];
    return (struct slice){copy, n};
}

static int
add_leaf(struct gathering *gathering, const struct json *headers, struct slice type, struct slice body)
{
    struct tree *tree = gathering->tree;
    struct arena *arena = tree->arena;
    if (gathering->parts->count == LIMIT_MIME_PARTS)
        return err_set(gathering->err, ERR_LIMIT, "the message has more than %d parts", LIMIT_MIME_PARTS);
    struct json *part = tree_item(tree, gathering->parts, JSON_OBJECT);
    if (part == NULL)
        return 0;
    tree_set(tree, part, SLICE("type"), type);
    tree_set(tree, part, SLICE("name"), name_of(headers, arena));
    if (!is_text(type))
        return 0;
    const struct slice encoding = header_word(value_of(headers, "content-transfer-encoding"), arena);
    const struct slice charset = header_parameter(value_of(headers, TYPE_HEADER), SLICE("charset"), arena);
    const struct slice text = charset_read(transfer_decode(body, encoding, arena), charset, arena);
    tree_set(tree, part, SLICE("text"), with_plain_lines(text, arena));
    return 0;
}

/* What a line is to a multipart: nothing, the beginning of a part, or the end of all. */
enum delimiter { DELIMITER_NONE, DELIMITER_PART, DELIMITER_END };

static enum delimiter
delimiter_of(struct slice line, struct slice boundary)
{
    if (!slice_starts(line, SLICE("--")) || !slice_starts(slice_sub(line, 2, line.n), boundary))
        return DELIMITER_NONE;
    const struct slice after = slice_trim(slice_sub(line, 2 + boundary.n, line.n));
    if (after.n == 0)
        return DELIMITER_PART;
    return slice_equal(after, SLICE("--")) ? DELIMITER_END : DELIMITER_NONE;
}

/* Without the line end that belongs to the delimiter after it. */
static struct slice
without_line_end(struct slice text)
{
    if (text.n > 0 && text.p[text.n - 1] == '\n')
        text.n--;
    if (text.n > 0 && text.p[text.n - 1] == '\r')
        text.n--;
    return text;
}

static int
add_entity(struct gathering *gathering, struct slice entity)
{
    struct tree *tree = gathering->tree;
    struct json *headers = json_new_object(tree->arena);
    for (;;) {
        struct header_field field;
        const enum header_line found = header_next(&entity, tree->arena, &field);
        if (found == HEADER_END)
            break;
        if (found == HEADER_FIELD && slice_starts(field.name, SLICE("content-")))
            tree_set(tree, headers, field.name, field.value);
    }
    return add_part(gathering, headers, entity);
}

static int
add_multipart(struct gathering *gathering, struct slice body, struct slice boundary)
{
    bool within = false;
    const uint8_t *begin = body.p;
    while (body.n > 0) {
        const uint8_t *line_begin = body.p;
        const enum delimiter delimiter = delimiter_of(header_take_line(&body), boundary);
        if (delimiter == DELIMITER_NONE)
            continue;
        if (within)
            TRY(add_entity(gathering, without_line_end((struct slice){begin, (size_t)(line_begin - begin)})));
        within = delimiter == DELIMITER_PART;
        begin = body.p;
        if (!within)
            return 0;
    }
    /* A message that was cut off ends its last part. */
    return within ? add_entity(gathering, (struct slice){begin, (size_t)(body.p - begin)}) : 0;
}

static int
add_part(struct gathering *gathering, const struct json *headers, struct slice body)
{
    struct arena *arena = gathering->tree->arena;
    const struct slice value = value_of(headers, TYPE_HEADER);
    const struct slice type = value.n == 0 ? SLICE("text/plain") : header_word(value, arena);
    const struct slice boundary = header_parameter(value, SLICE("boundary"), arena);
    if (!slice_starts(type, SLICE("multipart/")) || slice_is_absent(boundary) || boundary.n == 0)
        return add_leaf(gathering, headers, type, body);
    if (gathering->depth == LIMIT_MIME_DEPTH)
        return err_set(gathering->err, ERR_LIMIT, "the message has more than %d parts inside each other",
                       LIMIT_MIME_DEPTH);
    gathering->depth++;
    TRY(add_multipart(gathering, body, boundary));
    gathering->depth--;
    return 0;
}

int
form_parts(struct tree *tree, const struct json *headers, struct slice body, struct json *parts, struct err *err)
{
    struct gathering gathering = {tree, parts, 0, err};
    return add_part(&gathering, headers, body);
}
