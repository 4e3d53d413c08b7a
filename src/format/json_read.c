#include "base/limits.h"
#include "base/utf8.h"
#include "format/json.h"
#include "format/json_build.h"
#include "format/json_number.h"

enum {
    SMALL_OBJECT = 16,    /* up to here each name is compared with those before it, then they are sorted */
    QUOTED_TEXT_MAX = 64, /* of a name in a message */
    SURROGATE_HIGH = 0xd800,
    SURROGATE_LOW = 0xdc00,
    SURROGATE_END = 0xe000
};

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    const uint8_t *line_start;
    uint32_t line;
    unsigned depth;
    size_t nodes;
    bool ended; /* the failure is that the input ends */
    struct arena *arena;
    struct err *err;
};

/* Put the place in front of the message that was just written. */
static int
fail_at(struct reader *reader, const uint8_t *where, int code)
{
    reader->ended = where == reader->end;
    const size_t column = (size_t)(where - reader->line_start) + 1;
    return err_wrap(reader->err, code, "line %u column %zu", reader->line, column);
}

static int
fail_expected(struct reader *reader, const char *expected)
{
    const struct slice rest = {reader->at, (size_t)(reader->end - reader->at)};
    const uint8_t byte = rest.n == 0 ? 0 : rest.p[0];
    if (rest.n == 0) {
        err_set(reader->err, ERR_FORMAT, "expected %s, found end of input", expected);
    } else if (byte > 0x20 && byte < 0x7f) {
        err_set(reader->err, ERR_FORMAT, "expected %s, found '%c'", expected, byte);
    } else {
        size_t next = 0;
        const uint32_t scalar = utf8_next(rest, &next);
        if (next > 1)
            err_set(reader->err, ERR_FORMAT, "expected %s, found U+%04X", expected, scalar);
        else
            err_set(reader->err, ERR_FORMAT, "expected %s, found byte 0x%02x", expected, byte);
    }
    return fail_at(reader, reader->at, ERR_FORMAT);
}

static void
skip_space(struct reader *reader)
{
    for (; reader->at < reader->end; reader->at++) {
        const uint8_t byte = *reader->at;
        if (byte == '\n') {
            reader->line++;
            reader->line_start = reader->at + 1;
        } else if (byte != ' ' && byte != '\t' && byte != '\r') {
            return;
        }
    }
}

static bool
at_byte(const struct reader *reader, uint8_t byte)
{
    return reader->at < reader->end && *reader->at == byte;
}

/* A value that begins here. */
static int
new_node(struct reader *reader, struct json **out_node)
{
    if (++reader->nodes > LIMIT_JSON_NODES) {
        err_set(reader->err, ERR_LIMIT, "more than %d values", LIMIT_JSON_NODES);
        return fail_at(reader, reader->at, ERR_LIMIT);
    }
    struct json *node = arena_alloc(reader->arena, sizeof(*node));
    node->line = reader->line;
    node->column = (uint32_t)(reader->at - reader->line_start) + 1;
    *out_node = node;
    return 0;
}

static int
hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    const uint8_t lower = digit | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The four digits at `at`. The reader stands at the failing byte when they are not. */
static int
read_hex4(struct reader *reader, const uint8_t *at, uint32_t *out_unit)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        reader->at = at + i;
        const int value = reader->at < reader->end ? hex_value(at[i]) : -1;
        if (value < 0)
            return fail_expected(reader, "four hexadecimal digits");
        unit = unit << 4 | (uint32_t)value;
    }
    *out_unit = unit;
    return 0;
}

static size_t
put_utf8(uint8_t *out, uint32_t scalar)
{
    if (scalar < 0x80) {
        out[0] = (uint8_t)scalar;
        return 1;
    }
    const size_t more = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    out[0] = (uint8_t)(0xff00u >> (more + 1) | scalar >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        out[i] = (uint8_t)(0x80 | (scalar >> 6 * (more - i) & 0x3f));
    return more + 1;
}

/* The character of the \u escape whose backslash is at *at, surrogate pairs joined; moves past it. */
static int
read_unicode_escape(struct reader *reader, const uint8_t **at, uint32_t *out_scalar)
{
    const uint8_t *escape = *at;
    uint32_t scalar = 0;
    TRY(read_hex4(reader, escape + 2, &scalar));
    *at = escape + 6;
    if (scalar >= SURROGATE_HIGH && scalar < SURROGATE_LOW && escape[6] == '\\' && escape[7] == 'u') {
        uint32_t low = 0;
        TRY(read_hex4(reader, escape + 8, &low));
        if (low >= SURROGATE_LOW && low < SURROGATE_END) {
            scalar = 0x10000 + ((scalar - SURROGATE_HIGH) << 10 | (low - SURROGATE_LOW));
            *at = escape + 12;
        }
    }
    if (scalar >= SURROGATE_HIGH && scalar < SURROGATE_END) {
        err_set(reader->err, ERR_FORMAT, "lone surrogate escape");
        return fail_at(reader, escape, ERR_FORMAT);
    }
    *out_scalar = scalar;
    return 0;
}

/* The character of the one-letter escape `letter`, or 0. */
static uint8_t
simple_escape(uint8_t letter)
{
    static const uint8_t characters[128] = {
        ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
    return letter < 128 ? characters[letter] : 0;
}

/* Decode the escapes of `raw`, the bytes between the quotes (a quote follows them). */
static int
decode_escapes(struct reader *reader, struct slice raw, struct slice *out_text)
{
    uint8_t *text = arena_alloc(reader->arena, raw.n + 1); /* no escape is shorter than its character */
    size_t n = 0;
    const uint8_t *at = raw.p;
    while (at < raw.p + raw.n) {
        if (*at != '\\') {
            text[n++] = *at++;
        } else if (at[1] == 'u') {
            uint32_t scalar;
            TRY(read_unicode_escape(reader, &at, &scalar));
            n += put_utf8(text + n, scalar);
        } else if (simple_escape(at[1]) != 0) {
            text[n++] = simple_escape(at[1]);
            at += 2;
        } else {
            reader->at = at + 1;
            return fail_expected(reader, "an escape of \"\\/bfnrtu");
        }
    }
    *out_text = (struct slice){text, n};
    return 0;
}

static int
check_utf8(struct reader *reader, struct slice text)
{
    const size_t valid = utf8_valid_length(text);
    if (valid == text.n)
        return 0;
    err_set(reader->err, ERR_FORMAT, "byte 0x%02x is not valid UTF-8", text.p[valid]);
    return fail_at(reader, text.p + valid, ERR_FORMAT);
}

/* The string whose opening quote is here. */
static int
read_string(struct reader *reader, struct slice *out_text)
{
    const uint8_t *const first = reader->at + 1;
    const uint8_t *at = first;
    uint8_t all = 0; /* has the top bit when any byte has it */
    bool escaped = false;
    while (at < reader->end && *at != '"' && *at >= 0x20) {
        all |= *at;
        if (*at == '\\') {
            escaped = true;
            at++;
            if (at == reader->end || *at < 0x20)
                break;
        }
        at++;
    }
    reader->at = at;
    if (at == reader->end)
        return fail_expected(reader, "the end of the string");
    if (*at < 0x20)
        return fail_expected(reader, "control characters to be escaped");
    const struct slice raw = {first, (size_t)(at - first)};
    if (all >= 0x80)
        TRY(check_utf8(reader, raw));
    struct slice text = raw;
    if (escaped)
        TRY(decode_escapes(reader, raw, &text));
    reader->at = at + 1;
    *out_text = text;
    return 0;
}

static int
read_number(struct reader *reader, struct json *node)
{
    bool whole;
    const uint8_t *const first = reader->at;
    const size_t len = json_number_scan((struct slice){first, (size_t)(reader->end - first)}, &whole);
    reader->at += len;
    if (!whole)
        return fail_expected(reader, "a digit");
    node->type = JSON_NUMBER;
    node->text = (struct slice){first, len};
    return 0;
}

static int
read_word(struct reader *reader, struct json *node)
{
    static const struct {
        const char *word;
        enum json_type type;
        bool boolean;
    } words[] = {{"true", JSON_BOOLEAN, true}, {"false", JSON_BOOLEAN, false}, {"null", JSON_NULL, false}};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const char *letter = words[i].word;
        if (*reader->at != (uint8_t)*letter)
            continue;
        for (; *letter != '\0'; letter++, reader->at++) {
            if (!at_byte(reader, (uint8_t)*letter))
                return fail_expected(reader, words[i].word);
        }
        node->type = words[i].type;
        node->boolean = words[i].boolean;
        return 0;
    }
    return fail_expected(reader, "a value");
}

static int read_value(struct reader *reader, struct json *node);

static int
fail_duplicate(struct reader *reader, const struct json *member)
{
    const struct slice name = utf8_cut(member->name, QUOTED_TEXT_MAX);
    err_set(reader->err, ERR_FORMAT, "duplicate member '%.*s'", SLICE_ARG(name));
    return err_wrap(reader->err, ERR_FORMAT, "line %u column %u", member->line, member->column);
}

static int
read_member(struct reader *reader, struct json *object)
{
    if (!at_byte(reader, '"'))
        return fail_expected(reader, "a member name");
    struct json *member;
    TRY(new_node(reader, &member));
    struct slice name;
    TRY(read_string(reader, &name));
    if (object->count <= SMALL_OBJECT && json_find(object, name) != NULL) {
        member->name = name;
        return fail_duplicate(reader, member);
    }
    skip_space(reader);
    if (!at_byte(reader, ':'))
        return fail_expected(reader, "':'");
    reader->at++;
    skip_space(reader);
    TRY(read_value(reader, member));
    json_set_slice(object, name, member);
    return 0;
}

static int
read_item(struct reader *reader, struct json *array)
{
    struct json *item;
    TRY(new_node(reader, &item));
    TRY(read_value(reader, item));
    json_push(array, item);
    return 0;
}

/* The array or object whose opening bracket is here. */
static int
read_container(struct reader *reader, struct json *node)
{
    const bool is_object = node->type == JSON_OBJECT;
    const uint8_t close = is_object ? '}' : ']';
    if (++reader->depth > LIMIT_JSON_DEPTH) {
        err_set(reader->err, ERR_LIMIT, "nested deeper than %d levels", LIMIT_JSON_DEPTH);
        return fail_at(reader, reader->at, ERR_LIMIT);
    }
    reader->at++;
    skip_space(reader);
    bool more = !at_byte(reader, close);
    while (more) {
        TRY(is_object ? read_member(reader, node) : read_item(reader, node));
        skip_space(reader);
        more = at_byte(reader, ',');
        if (!more)
            break;
        reader->at++;
        skip_space(reader);
    }
    if (!at_byte(reader, close))
        return fail_expected(reader, is_object ? "',' or '}'" : "',' or ']'");
    reader->at++;
    reader->depth--;
    const struct json *duplicate = node->count > SMALL_OBJECT && is_object ? json_duplicate(node, reader->arena) : NULL;
    return duplicate == NULL ? 0 : fail_duplicate(reader, duplicate);
}

/* The value that begins here, into `node`, whose place the caller has set. */
static int
read_value(struct reader *reader, struct json *node)
{
    if (reader->at == reader->end)
        return fail_expected(reader, "a value");
    const uint8_t *const first = reader->at;
    const uint8_t byte = *first;
    if (byte == '"') {
        node->type = JSON_STRING;
        TRY(read_string(reader, &node->text));
    } else if (byte == '{' || byte == '[') {
        node->type = byte == '{' ? JSON_OBJECT : JSON_ARRAY;
        TRY(read_container(reader, node));
    } else if (byte == '-' || (byte >= '0' && byte <= '9')) {
        TRY(read_number(reader, node));
    } else {
        TRY(read_word(reader, node));
    }
    node->source = (struct slice){first, (size_t)(reader->at - first)};
    return 0;
}

static int
read_document(struct reader *reader, struct json **out_value)
{
    struct json *value;
    skip_space(reader);
    TRY(new_node(reader, &value));
    TRY(read_value(reader, value));
    skip_space(reader);
    if (reader->at < reader->end)
        return fail_expected(reader, "end of input");
    *out_value = value;
    return 0;
}

static struct reader
reader_of(struct slice bytes, struct arena *arena, struct err *err)
{
    const struct slice input = slice_is_absent(bytes) ? SLICE("") : bytes;
    return (struct reader){
        .at = input.p, .end = input.p + input.n, .line_start = input.p, .line = 1, .arena = arena, .err = err};
}

int
json_read(struct slice bytes, struct arena *arena, struct json **out_value, struct err *err)
{
    struct reader reader = reader_of(bytes, arena, err);
    return read_document(&reader, out_value);
}

enum json_probe
json_probe(struct slice bytes, struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct reader reader = reader_of(bytes, scratch, NULL);
    struct json *value;
    const int code = read_document(&reader, &value);
    arena_rewind(scratch, mark);
    if (code == 0)
        return JSON_PROBE_WHOLE;
    return reader.ended ? JSON_PROBE_PREFIX : JSON_PROBE_WRONG;
}
