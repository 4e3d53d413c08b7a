#include "shape/form_email.h"

#include "base/instant.h"
#include "format/header.h"
#include "format/json_extent.h"
#include "format/transfer.h"
#include "format/tree.h"
#include "shape/form.h"
#include "shape/moment.h"

/* A message under way. */
struct message {
    struct tree *tree;
    struct json *raw; /* header fields as written, unfolded: addresses are parted before they are decoded */
    struct json *document;
};

static struct slice
raw_value(const struct message *message, const char *name)
{
    const struct json *field = json_get(message->raw, name);
    return field == NULL ? SLICE("") : field->text;
}

static void
read_headers(struct message *message, struct slice *rest)
{
    struct tree *tree = message->tree;
    struct json *headers = tree_member(tree, message->document, SLICE("headers"), JSON_OBJECT);
    for (;;) {
        struct header_field field;
        const enum header_line found = header_next(rest, tree->arena, &field);
        if (found == HEADER_END)
            return;
        if (found == HEADER_JUNK) /* as "From sender date" in front of a message in a mailbox */
            continue;
        tree_set(tree, message->raw, field.name, field.value);
        tree_set(tree, headers, field.name, transfer_words(field.value, tree->arena));
    }
}

static void
read_addresses(const struct message *message, const char *name)
{
    struct json *list = json_new_array(message->tree->arena);
    form_addresses(message->tree, raw_value(message, name), list);
    if (list->count > 0)
        json_set(message->document, name, list);
}

static void
read_sender(const struct message *message)
{
    struct json *list = json_new_array(message->tree->arena);
    form_addresses(message->tree, raw_value(message, "from"), list);
    if (list->count > 0)
        json_set(message->document, "from", json_new_copy(message->tree->arena, list->first));
}

/* Without comments, and without the day of the week, which says nothing new. */
static struct slice
plain_date(struct slice value)
{
    const size_t comma = slice_find(value, ',');
    const struct slice date = comma < value.n ? slice_sub(value, comma + 1, value.n) : value;
    return slice_trim(slice_sub(date, 0, slice_find(date, '(')));
}

static void
read_date(const struct message *message)
{
    static const char *const patterns[] = {"%d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M %z", "%d %b %Y %H:%M:%S %Z",
                                           "%d %b %Y %H:%M %Z"};
    const struct slice date = plain_date(raw_value(message, "date"));
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        const struct moment_form form = {MOMENT_PATTERN, slice_of(patterns[i])};
        char text[INSTANT_TEXT_MAX];
        int64_t ms;
        if (!moment_read(&form, date, &ms))
            continue;
        instant_write(text, ms);
        tree_set(message->tree, message->document, SLICE("date"), arena_copy(message->tree->arena, slice_of(text)));
        return;
    }
}

/* Take an id off the front: what stands in '<' and '>', or a word without them. */
static struct slice
take_id(struct slice *rest)
{
    while (rest->n > 0 && json_is_space(rest->p[0]))
        *rest = slice_sub(*rest, 1, rest->n);
    const bool is_bracketed = rest->n > 0 && rest->p[0] == '<';
    const size_t begin = is_bracketed ? 1 : 0;
    size_t end = begin;
    while (end < rest->n && rest->p[end] != '>' && rest->p[end] != '<' && !json_is_space(rest->p[end]))
        end++;
    const struct slice id = slice_sub(*rest, begin, end);
    *rest = slice_sub(*rest, end < rest->n && rest->p[end] == '>' ? end + 1 : end, rest->n);
    return id;
}

static void
read_id(const struct message *message, const char *header, const char *name)
{
    struct slice rest = raw_value(message, header);
    tree_set(message->tree, message->document, slice_of(name), take_id(&rest));
}

static void
read_references(const struct message *message)
{
    struct json *list = json_new_array(message->tree->arena);
    struct slice rest = raw_value(message, "references");
    while (rest.n > 0) {
        const struct slice id = take_id(&rest);
        if (id.n > 0)
            tree_push(message->tree, list, id);
    }
    if (list->count > 0)
        json_set(message->document, "references", list);
}

/* The first part of that type that is no attachment with a name. */
static const struct json *
find_text(const struct json *parts, const char *type)
{
    for (const struct json *part = parts->first; part != NULL; part = part->next) {
        const struct json *text = json_get(part, "text");
        if (text != NULL && json_get(part, "name") == NULL && slice_equal(json_get(part, "type")->text, slice_of(type)))
            return text;
    }
    return NULL;
}

static int
read_body(const struct message *message, struct slice body, struct err *err)
{
    struct arena *arena = message->tree->arena;
    struct json *parts = json_new_array(arena);
    TRY(form_parts(message->tree, message->raw, body, parts, err));
    const struct json *text = find_text(parts, "text/plain");
    if (text == NULL)
        text = find_text(parts, "text/html");
    if (text != NULL)
        json_set(message->document, "text", json_new_copy(arena, text));
    json_set(message->document, "parts", parts);
    return tree_finish(message->tree, err);
}

static int
read_message(const struct message *message, struct slice body, struct err *err)
{
    read_sender(message);
    read_addresses(message, "to");
    read_addresses(message, "cc");
    tree_set(message->tree, message->document, SLICE("subject"),
             transfer_words(raw_value(message, "subject"), message->tree->arena));
    read_date(message);
    read_id(message, "message-id", "message_id");
    read_id(message, "in-reply-to", "in_reply_to");
    read_references(message);
    return read_body(message, body, err);
}

int
form_email_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    struct tree tree AUTO(tree_release);
    tree_init(&tree, arena);
    struct message message = {&tree, json_new_object(arena), json_new_object(arena)};
    struct slice rest = form_without_mark(bytes);
    while (rest.n > 0 && (rest.p[0] == '\n' || rest.p[0] == '\r'))
        rest = slice_sub(rest, 1, rest.n);
    read_headers(&message, &rest);
    TRY(read_message(&message, rest, err));
    *out_document = message.document;
    return 0;
}
