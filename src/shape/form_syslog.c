#include "shape/form_text.h"

#include "format/tree.h"
#include "shape/form.h"

enum { PRIORITY_MAX = 191, TAG_BYTES_MAX = 128 };

/* A line and the members that it has given. */
struct header {
    struct tree *tree;
    struct json *members;
    struct slice rest;
};

static bool
is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Whether the text begins so: in the pattern 0 is a digit, a is a letter, _ is a digit or a space, and everything else
 * itself. */
static bool
has_shape(struct slice text, const char *pattern)
{
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        if (i == text.n)
            return false;
        const uint8_t byte = text.p[i];
        const uint8_t letter = byte | 0x20;
        bool fits = byte == (uint8_t)pattern[i];
        if (pattern[i] == '0')
            fits = is_digit(byte);
        else if (pattern[i] == '_')
            fits = is_digit(byte) || byte == ' ';
        else if (pattern[i] == 'a')
            fits = letter >= 'a' && letter <= 'z';
        if (!fits)
            return false;
    }
    return true;
}

/* Take digits off the front, at most three. */
static bool
take_number(struct slice *rest, int64_t *out_number)
{
    size_t n = 0;
    int64_t number = 0;
    for (; n < rest->n && n < 3 && is_digit(rest->p[n]); n++)
        number = 10 * number + (rest->p[n] - '0');
    *rest = slice_sub(*rest, n, rest->n);
    *out_number = number;
    return n > 0;
}

static bool
take_byte(struct slice *rest, uint8_t byte)
{
    if (rest->n == 0 || rest->p[0] != byte)
        return false;
    *rest = slice_sub(*rest, 1, rest->n);
    return true;
}

/* Take a word and the space after it. */
static struct slice
take_word(struct slice *rest)
{
    const size_t end = slice_find(*rest, ' ');
    const struct slice word = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end + 1, rest->n);
    return word;
}

static void
set_number(struct header *header, const char *name, int64_t number)
{
    if (tree_room(header->tree))
        json_set(header->members, name, json_new_int(header->tree->arena, number));
}

static void
set_text(struct header *header, const char *name, struct slice text)
{
    if (!slice_equal(text, SLICE("-")))
        tree_set(header->tree, header->members, slice_of(name), text);
}

static bool
take_priority(struct header *header)
{
    struct slice rest = header->rest;
    int64_t priority;
    if (!take_byte(&rest, '<') || !take_number(&rest, &priority) || !take_byte(&rest, '>') || priority > PRIORITY_MAX)
        return false;
    set_number(header, "priority", priority);
    set_number(header, "facility", priority / 8);
    set_number(header, "severity", priority % 8);
    header->rest = rest;
    return true;
}

/* A parameter's value: up to the quote that ends it, of backslashes before '"', '\' and ']' taken out. */
static bool
take_value(struct slice *rest, struct arena *arena, struct slice *out_value)
{
    size_t end = 0;
    while (end < rest->n && rest->p[end] != '"')
        end += rest->p[end] == '\\' ? 2 : 1;
    if (end >= rest->n)
        return false;
    uint8_t *copy = arena_alloc(arena, end + 1);
    size_t n = 0;
    for (size_t i = 0; i < end; i++) {
        const uint8_t next = rest->p[i + 1];
        i += rest->p[i] == '\\' && (next == '"' || next == '\\' || next == ']');
        copy[n++] = rest->p[i];
    }
    *out_value = (struct slice){copy, n};
    *rest = slice_sub(*rest, end + 1, rest->n);
    return true;
}

static struct slice
take_sd_name(struct slice *rest)
{
    size_t n = 0;
    while (n < rest->n && rest->p[n] > ' ' && rest->p[n] != '=' && rest->p[n] != ']' && rest->p[n] != '"')
        n++;
    const struct slice name = slice_sub(*rest, 0, n);
    *rest = slice_sub(*rest, n, rest->n);
    return name;
}

/* One element "[ID NAME="value" …]", as far as it is well-formed. */
static bool
take_element(struct header *header, struct json *data)
{
    struct slice rest = header->rest;
    if (!take_byte(&rest, '['))
        return false;
    const struct slice id = take_sd_name(&rest);
    struct json *element = id.n == 0 ? NULL : tree_member(header->tree, data, id, JSON_OBJECT);
    if (element == NULL)
        return false;
    while (take_byte(&rest, ' ')) {
        struct slice value;
        const struct slice name = take_sd_name(&rest);
        if (name.n == 0)
            continue;
        if (!take_byte(&rest, '=') || !take_byte(&rest, '"') || !take_value(&rest, header->tree->arena, &value))
            return false;
        tree_set(header->tree, element, name, value);
    }
    if (!take_byte(&rest, ']'))
        return false;
    header->rest = rest;
    return true;
}

static void
read_structured_data(struct header *header)
{
    if (slice_equal(header->rest, SLICE("-")) || slice_starts(header->rest, SLICE("- "))) {
        header->rest = slice_sub(header->rest, 2, header->rest.n);
        return;
    }
    if (!slice_starts(header->rest, SLICE("[")))
        return;
    struct json *data = tree_member(header->tree, header->members, SLICE("structured_data"), JSON_OBJECT);
    while (data != NULL && take_element(header, data))
        continue;
    take_byte(&header->rest, ' ');
}

/* RFC 5424: after the priority a version and a timestamp, or "-" for none. */
static bool
read_new(struct header *header)
{
    struct slice rest = header->rest;
    int64_t version;
    if (!take_number(&rest, &version) || version == 0 || !take_byte(&rest, ' '))
        return false;
    const struct slice timestamp = take_word(&rest);
    if (!slice_equal(timestamp, SLICE("-")) && !has_shape(timestamp, "0000-00-00T00:00:00"))
        return false;
    static const char *const names[] = {"hostname", "app_name", "procid", "msgid"};
    set_number(header, "version", version);
    set_text(header, "timestamp", timestamp);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        set_text(header, names[i], take_word(&rest));
    header->rest = rest;
    read_structured_data(header);
    header->rest = form_without_mark(header->rest);
    return true;
}

/* How much of the text is a timestamp of the old kind: "Oct 11 22:14:15", with a year as Cisco writes it, or the whole
 * date and time as rsyslog writes it to files. 0 when it is none. */
static size_t
timestamp_length(struct slice text)
{
    if (has_shape(text, "aaa _0 00:00:00"))
        return sizeof("Oct 11 22:14:15") - 1;
    if (has_shape(text, "aaa _0 0000 00:00:00"))
        return sizeof("Oct 11 2026 22:14:15") - 1;
    return has_shape(text, "0000-00-00T00:00:00") ? slice_find(text, ' ') : 0;
}

/* "sshd[123]:" or "su: ". */
static bool
take_tag(struct slice *rest, struct slice *out_name, struct slice *out_process)
{
    size_t n = 0;
    while (n < rest->n && n < TAG_BYTES_MAX && rest->p[n] > ' ' && rest->p[n] != '[' && rest->p[n] != ':')
        n++;
    struct slice after = slice_sub(*rest, n, rest->n);
    *out_name = slice_sub(*rest, 0, n);
    *out_process = (struct slice){NULL, 0};
    if (take_byte(&after, '[')) {
        const size_t end = slice_find(slice_sub(after, 0, TAG_BYTES_MAX), ']');
        *out_process = slice_sub(after, 0, end);
        after = slice_sub(after, end, after.n);
        if (!take_byte(&after, ']'))
            return false;
    }
    if (n == 0 || !take_byte(&after, ':') || (slice_is_absent(*out_process) && after.n > 0 && after.p[0] != ' '))
        return false;
    *rest = after;
    return true;
}

/* RFC 3164: a timestamp, a host, a tag. Of a date and time alone, with no priority before, the tag must be there too,
 * since any log may begin with one. */
static bool
read_old(struct header *header, bool has_priority)
{
    const size_t length = timestamp_length(header->rest);
    if (length == 0 || length >= header->rest.n || header->rest.p[length] != ' ')
        return false;
    struct slice host = {NULL, 0};
    struct slice name = {NULL, 0};
    struct slice process;
    struct slice rest = slice_sub(header->rest, length + 1, header->rest.n);
    bool has_tag = take_tag(&rest, &name, &process);
    if (!has_tag) {
        host = take_word(&rest);
        has_tag = take_tag(&rest, &name, &process);
    }
    if (!has_tag && !has_priority && is_digit(header->rest.p[0]))
        return false;
    set_text(header, "timestamp", slice_sub(header->rest, 0, length));
    set_text(header, "hostname", host);
    if (has_tag) {
        set_text(header, "app_name", name);
        set_text(header, "procid", process);
    }
    header->rest = rest;
    return true;
}

struct slice
form_syslog(struct tree *tree, struct slice line, struct json *document)
{
    struct header header = {tree, json_new_object(tree->arena), line};
    const bool has_priority = take_priority(&header);
    const bool has_header = (has_priority && read_new(&header)) || read_old(&header, has_priority);
    if (!has_priority && !has_header)
        return line;
    json_set(document, "syslog", header.members);
    set_text(&header, "message", slice_trim(header.rest));
    return header.rest;
}
