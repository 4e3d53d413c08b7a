#include "shape/form_text.h"

#include "format/tree.h"

enum { DELIMITER_BYTES_MAX = 4 };

/* Where the header of a format begins in the message, after its name; absent when nowhere. The digit of a version must
 * follow, so that a word alone is none. */
static struct slice
find_format(struct slice message, struct slice name)
{
    for (struct slice rest = message; rest.n > name.n; rest = slice_sub(rest, 1, rest.n)) {
        rest = slice_sub(rest, slice_find(rest, name.p[0]), rest.n);
        const uint8_t after = rest.n > name.n ? rest.p[name.n] : '\0';
        if (slice_starts(rest, name) && after >= '0' && after <= '9')
            return slice_sub(rest, name.n, rest.n);
        if (rest.n == 0)
            break;
    }
    return (struct slice){NULL, 0};
}

/* Of backslashes before '|', '=' and '\' taken out; \n and \r are what they mean. */
static struct slice
unescape(struct slice text, struct arena *arena)
{
    if (slice_find(text, '\\') == text.n)
        return text;
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        const uint8_t next = text.p[i] == '\\' && i + 1 < text.n ? text.p[i + 1] : '\0';
        if (next == 'n' || next == 'r')
            copy[n++] = next == 'n' ? '\n' : '\r';
        else if (next == '|' || next == '=' || next == '\\')
            copy[n++] = next;
        else
            copy[n++] = text.p[i];
        i += next == 'n' || next == 'r' || next == '|' || next == '=' || next == '\\';
    }
    return (struct slice){copy, n};
}

/* Take a field of the header, up to the '|' that ends it, which is not one after a backslash. */
static bool
take_field(struct slice *rest, struct slice *out_field)
{
    size_t end = 0;
    while (end < rest->n && rest->p[end] != '|')
        end += rest->p[end] == '\\' ? 2 : 1;
    if (end >= rest->n)
        return false;
    *out_field = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end + 1, rest->n);
    return true;
}

static bool
read_fields(struct tree *tree, struct slice *rest, struct json *object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct slice field;
        if (!take_field(rest, &field))
            return false;
        tree_set(tree, object, slice_of(names[i]), unescape(slice_trim(field), tree->arena));
    }
    return true;
}

static bool
is_key_byte(uint8_t byte)
{
    const uint8_t letter = byte | 0x20;
    return (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' ||
           byte == '-' || byte == '[' || byte == ']';
}

/* The offset of the next '=' that ends a key, and where that key begins; text.n when there is none. A key stands at the
 * beginning or after a space. */
static size_t
find_key(struct slice text, size_t from, size_t *out_begin)
{
    size_t begin = from;
    for (size_t at = from; at < text.n; at++) {
        const uint8_t byte = text.p[at];
        if (byte == '=' && at > begin && (begin == 0 || text.p[begin - 1] == ' ')) {
            *out_begin = begin;
            return at;
        }
        if (byte == '\\')
            at++;
        if (!is_key_byte(byte))
            begin = at + 1;
    }
    *out_begin = text.n;
    return text.n;
}

/* Values may hold spaces: one goes up to the space before the next key. */
static void
read_extension(struct tree *tree, struct slice text, struct json *extension)
{
    size_t begin;
    size_t equals = find_key(text, 0, &begin);
    while (equals < text.n) {
        size_t next_begin;
        const size_t next = find_key(text, equals + 1, &next_begin);
        const struct slice value = slice_trim(slice_sub(text, equals + 1, next_begin));
        tree_set(tree, extension, slice_sub(text, begin, equals), unescape(value, tree->arena));
        begin = next_begin;
        equals = next;
    }
}

static bool
read_cef(struct tree *tree, struct slice rest, struct json *document)
{
    static const char *const names[] = {"version",      "vendor", "product", "device_version",
                                        "signature_id", "name",   "severity"};
    struct json *object = json_new_object(tree->arena);
    if (!read_fields(tree, &rest, object, names, COUNT_OF(names) - 1))
        return false;
    struct slice severity;
    if (!take_field(&rest, &severity)) {
        severity = rest;
        rest = SLICE("");
    }
    tree_set(tree, object, SLICE("severity"), slice_trim(severity));
    struct json *extension = tree_member(tree, object, SLICE("extension"), JSON_OBJECT);
    if (extension != NULL)
        read_extension(tree, slice_trim(rest), extension);
    json_set(document, "cef", object);
    return true;
}

/* "^", "x09" or "0x09"; 0 when the field is no delimiter. Nothing is a tab. */
static uint8_t
read_delimiter(struct slice field)
{
    if (field.n <= 1)
        return field.n == 0 ? '\t' : field.p[0];
    struct slice digits = slice_starts(field, SLICE("0")) ? slice_sub(field, 1, field.n) : field;
    if (digits.n < 2 || (digits.p[0] | 0x20) != 'x' || field.n > DELIMITER_BYTES_MAX)
        return 0;
    char text[DELIMITER_BYTES_MAX] = {0};
    memcpy(text, digits.p + 1, digits.n - 1);
    char *end;
    const unsigned long number = strtoul(text, &end, 16);
    return *end == '\0' && number <= UINT8_MAX ? (uint8_t)number : 0;
}

static void
read_leef_pairs(struct tree *tree, struct slice rest, uint8_t delimiter, struct json *extension)
{
    while (rest.n > 0) {
        const size_t end = slice_find(rest, delimiter);
        const struct slice pair = slice_sub(rest, 0, end);
        const size_t equals = slice_find(pair, '=');
        const struct slice key = slice_trim(slice_sub(pair, 0, equals));
        if (key.n > 0)
            tree_set(tree, extension, key, slice_trim(slice_sub(pair, equals + 1, pair.n)));
        rest = slice_sub(rest, end + 1, rest.n);
    }
}

static bool
read_leef(struct tree *tree, struct slice rest, struct json *document)
{
    static const char *const names[] = {"version", "vendor", "product", "product_version", "event_id"};
    struct json *object = json_new_object(tree->arena);
    const bool is_second = slice_starts(rest, SLICE("2"));
    if (!read_fields(tree, &rest, object, names, COUNT_OF(names)))
        return false;
    uint8_t delimiter = '\t';
    struct slice field;
    struct slice after = rest;
    if (is_second && take_field(&after, &field) && read_delimiter(field) != 0) {
        delimiter = read_delimiter(field);
        rest = after;
    }
    struct json *extension = tree_member(tree, object, SLICE("extension"), JSON_OBJECT);
    if (extension != NULL)
        read_leef_pairs(tree, rest, delimiter, extension);
    json_set(document, "leef", object);
    return true;
}

bool
form_cef(struct tree *tree, struct slice message, struct json *document)
{
    /* LEEF ends differently, and so is not mistaken: its name does not hold "CEF:". */
    const struct slice cef = find_format(message, SLICE("CEF:"));
    if (!slice_is_absent(cef) && read_cef(tree, cef, document))
        return true;
    const struct slice leef = find_format(message, SLICE("LEEF:"));
    return !slice_is_absent(leef) && read_leef(tree, leef, document);
}
