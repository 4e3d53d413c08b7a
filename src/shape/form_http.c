#include "shape/form_http.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/header.h"
#include "format/json_extent.h"
#include "format/tree.h"
#include "shape/form.h"

#define BATCH_TYPE "application/cloudevents-batch"
#define FORM_TYPE "application/x-www-form-urlencoded"
#define ATTRIBUTE "ce-"

/* A message while it is read. */
struct reading {
    struct tree *tree;
    struct json *headers;
    struct slice body;
    struct slice type; /* media type of the body, in lower case; empty when there is none */
    struct slice content_type;
};

static bool
is_version(struct slice word)
{
    const struct slice prefix = SLICE("HTTP/");
    const struct slice number = slice_sub(word, prefix.n, word.n);
    return slice_starts(word, prefix) && number.n > 0 && number.p[0] >= '0' && number.p[0] <= '9' && number.n <= 3;
}

static bool
is_method(struct slice word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < 'A' || word.p[i] > 'Z')
            return false;
    return word.n > 0;
}

static bool
is_status(struct slice word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < '0' || word.p[i] > '9')
            return false;
    return word.n == 3;
}

static struct slice
take_word(struct slice *rest)
{
    const size_t end = slice_find(*rest, ' ');
    const struct slice word = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end + 1, rest->n);
    return word;
}

struct start_line {
    struct slice method;
    struct slice target;
    struct slice status; /* of a response, which has neither */
};

static bool
read_start_line(struct slice line, struct start_line *out)
{
    const struct slice first = take_word(&line);
    const struct slice second = take_word(&line);
    const struct slice third = take_word(&line);
    if (is_version(first) && is_status(second)) {
        *out = (struct start_line){.status = second};
        return true;
    }
    *out = (struct start_line){.method = first, .target = second};
    return is_method(first) && second.n > 0 && is_version(third) && line.n == 0;
}

bool
form_http_begins(struct slice bytes)
{
    struct start_line ignored;
    return read_start_line(header_take_line(&bytes), &ignored);
}

/* Of three digits, which nothing need follow. */
static int64_t
status_number(struct slice status)
{
    int64_t number = 0;
    for (size_t i = 0; i < status.n; i++)
        number = number * 10 + (status.p[i] - '0');
    return number;
}

static int
read_head(struct slice *rest, struct tree *tree, struct json *around, struct err *err)
{
    struct start_line start;
    if (!read_start_line(header_take_line(rest), &start))
        return err_set(err, ERR_FORMAT, "line 1: expected an HTTP request line or status line");
    tree_set(tree, around, SLICE("method"), start.method);
    tree_set(tree, around, SLICE("target"), start.target);
    if (start.status.n > 0)
        json_set(around, "status", json_new_int(tree->arena, status_number(start.status)));
    struct json *headers = tree_member(tree, around, SLICE("headers"), JSON_OBJECT);
    for (unsigned line = 2;; line++) {
        struct header_field field;
        const enum header_line found = header_next(rest, tree->arena, &field);
        if (found == HEADER_END)
            return 0;
        if (found == HEADER_JUNK)
            return err_set(err, ERR_FORMAT, "header field %u: expected 'name: value'", line - 1);
        tree_set(tree, headers, field.name, field.value);
    }
}

static unsigned
hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - (unsigned)'0';
    const uint8_t letter = byte | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - (unsigned)'a' + 10 : 16;
}

/* Percent-decoded; in forms a '+' is a space. What is no escape stays as it is. */
static struct slice
unescape(struct slice text, bool is_form, struct arena *arena)
{
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        const unsigned high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : 16;
        const unsigned low = i + 2 < text.n ? hex_digit(text.p[i + 2]) : 16;
        if (text.p[i] == '%' && high < 16 && low < 16) {
            copy[n++] = (uint8_t)(high << 4 | low);
            i += 2;
        } else {
            copy[n++] = is_form && text.p[i] == '+' ? ' ' : text.p[i];
        }
    }
    return (struct slice){copy, n};
}

static struct json *
read_fields(const struct reading *reading)
{
    struct arena *arena = reading->tree->arena;
    struct json *fields = json_new_object(arena);
    struct slice rest = slice_trim(reading->body);
    while (rest.n > 0) {
        const size_t end = slice_find(rest, '&');
        const struct slice field = slice_sub(rest, 0, end);
        const size_t equals = slice_find(field, '=');
        tree_set(reading->tree, fields, unescape(slice_sub(field, 0, equals), true, arena),
                 unescape(slice_sub(field, equals + 1, field.n), true, arena));
        rest = slice_sub(rest, end + 1, rest.n);
    }
    return fields;
}

static struct json *
read_body(const struct reading *reading)
{
    struct arena *arena = reading->tree->arena;
    struct json *document = NULL;
    if (slice_equal(reading->type, SLICE(FORM_TYPE))) {
        struct json *fields = read_fields(reading);
        const struct json *payload = json_get(fields, "payload");
        return payload != NULL && json_read(payload->text, arena, &document, NULL) == 0 ? document : fields;
    }
    if (json_read(form_without_mark(reading->body), arena, &document, NULL) == 0)
        return document;
    document = json_new_object(arena);
    tree_set(reading->tree, document, SLICE("text"), reading->body);
    return document;
}

static bool
is_json_type(struct slice type)
{
    return slice_ends(type, SLICE("/json")) || slice_ends(type, SLICE("+json"));
}

static void
set_data(const struct reading *reading, struct json *event)
{
    struct arena *arena = reading->tree->arena;
    if (reading->body.n == 0)
        return;
    if (utf8_is_valid(reading->body)) {
        json_set(event, "data", json_new_slice(arena, reading->body));
        return;
    }
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    base64_append(&text, reading->body);
    json_set(event, "data_base64", json_new_slice(arena, arena_copy(arena, buf_slice(&text))));
}

/* Binary content mode: the attributes are headers, the body is the data. */
static int
compose_event(const struct reading *reading, struct json **out_event, struct err *err)
{
    struct arena *arena = reading->tree->arena;
    struct json *event = json_new_object(arena);
    const struct slice prefix = SLICE(ATTRIBUTE);
    for (const struct json *field = reading->headers->first; field != NULL; field = field->next) {
        const struct slice name = slice_sub(field->name, prefix.n, field->name.n);
        if (slice_starts(field->name, prefix) && name.n > 0 && !slice_equal(name, SLICE("data")))
            tree_set(reading->tree, event, name, unescape(field->text, false, arena));
    }
    tree_set(reading->tree, event, SLICE("datacontenttype"), reading->content_type);
    *out_event = event;
    if (!is_json_type(reading->type)) {
        set_data(reading, event);
        return 0;
    }
    struct json *data = NULL;
    const int code = json_read(reading->body, arena, &data, err);
    if (code < 0)
        return err_wrap(err, code, "body of the CloudEvent: not JSON");
    json_set(event, "data", data);
    return 0;
}

static int
read_document(const struct reading *reading, struct http_message *message, struct err *err)
{
    const bool is_structured = slice_starts(reading->type, SLICE("application/cloudevents"));
    if (!is_structured && json_get(reading->headers, ATTRIBUTE "specversion") != NULL)
        return compose_event(reading, &message->document, err);
    if (!is_structured) {
        message->document = read_body(reading);
        return 0;
    }
    const int code = json_read(reading->body, reading->tree->arena, &message->document, err);
    if (code < 0)
        return err_wrap(err, code, "body of the CloudEvent: not JSON");
    message->is_batch = slice_starts(reading->type, SLICE(BATCH_TYPE));
    return 0;
}

static int
open_message(struct slice bytes, struct tree *tree, struct http_message *message, struct err *err)
{
    struct slice rest = form_without_mark(bytes);
    while (rest.n > 0 && json_is_space(rest.p[0]))
        rest = slice_sub(rest, 1, rest.n);
    message->around = json_new_object(tree->arena);
    TRY(read_head(&rest, tree, message->around, err));
    struct reading reading = {.tree = tree, .headers = json_get(message->around, "headers"), .body = rest};
    const struct json *type = json_get(reading.headers, "content-type");
    if (type != NULL) {
        reading.content_type = type->text;
        reading.type = header_word(type->text, tree->arena);
    }
    TRY(read_document(&reading, message, err));
    return tree_finish(tree, err);
}

int
form_http_open(struct slice bytes, struct arena *arena, struct http_message *out_message, struct err *err)
{
    struct tree tree AUTO(tree_release);
    struct http_message message = {.document = NULL};
    tree_init(&tree, arena);
    TRY(open_message(bytes, &tree, &message, err));
    *out_message = message;
    return 0;
}

int
form_http_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    struct http_message message;
    TRY(form_http_open(bytes, arena, &message, err));
    *out_document = message.document;
    return 0;
}
