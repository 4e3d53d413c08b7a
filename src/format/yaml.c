#include "format/yaml.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/json_build.h"
#include "format/json_number.h"

#include <yaml.h>

enum { QUOTED_TEXT_MAX = 64 };

struct loader {
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event;
    const char *file;
    struct arena *arena;
    struct err *err;
    unsigned depth;
    size_t nodes;
};

static void
loader_release(struct loader *loader)
{
    if (loader->has_event)
        yaml_event_delete(&loader->event);
    yaml_parser_delete(&loader->parser);
}

/* Put the place in front of the message that was just written. */
static int
wrap_place(struct loader *loader, yaml_mark_t mark, int code)
{
    return err_wrap(loader->err, code, "%s:%zu:%zu", loader->file, mark.line + 1, mark.column + 1);
}

static int
fail_here(struct loader *loader, const char *text)
{
    err_set(loader->err, ERR_FORMAT, "%s", text);
    return wrap_place(loader, loader->event.start_mark, ERR_FORMAT);
}

/* Fail about the member that was just read. */
static int
fail_member(struct loader *loader, const struct json *member, const char *text)
{
    return err_set(loader->err, ERR_FORMAT, "%s:%u:%u: %s '%.*s'", loader->file, member->line, member->column, text,
                   SLICE_ARG(utf8_cut(member->name, QUOTED_TEXT_MAX)));
}

static int
next_event(struct loader *loader)
{
    if (loader->has_event)
        yaml_event_delete(&loader->event);
    loader->has_event = yaml_parser_parse(&loader->parser, &loader->event) == 1;
    if (loader->has_event)
        return 0;
    const yaml_parser_t *parser = &loader->parser;
    if (parser->error == YAML_READER_ERROR)
        return err_set(loader->err, ERR_FORMAT, "%s: byte %zu: %s", loader->file, parser->problem_offset,
                       parser->problem);
    if (parser->error == YAML_MEMORY_ERROR)
        abort();
    err_set(loader->err, ERR_FORMAT, "%s", parser->problem);
    return wrap_place(loader, parser->problem_mark, ERR_FORMAT);
}

static int
new_node(struct loader *loader, struct json **out_node)
{
    if (++loader->nodes > LIMIT_JSON_NODES) {
        err_set(loader->err, ERR_LIMIT, "more than %d values", LIMIT_JSON_NODES);
        return wrap_place(loader, loader->event.start_mark, ERR_LIMIT);
    }
    struct json *node = arena_alloc(loader->arena, sizeof(*node));
    node->line = (uint32_t)loader->event.start_mark.line + 1;
    node->column = (uint32_t)loader->event.start_mark.column + 1;
    *out_node = node;
    return 0;
}

static int
refuse_decoration(struct loader *loader, const yaml_char_t *anchor, bool tagged)
{
    if (anchor != NULL)
        return fail_here(loader, "anchors are not allowed");
    return tagged ? fail_here(loader, "tags are not allowed") : 0;
}

static struct slice
scalar_text(const yaml_event_t *event)
{
    return (struct slice){event->data.scalar.value, event->data.scalar.length};
}

static bool
is_plain(const yaml_event_t *event)
{
    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* What JSON would make of a plain scalar; everything else is a string. */
static enum json_type
plain_type(struct slice text)
{
    if (slice_equal(text, SLICE("true")) || slice_equal(text, SLICE("false")))
        return JSON_BOOLEAN;
    if (slice_equal(text, SLICE("null")))
        return JSON_NULL;
    return json_number_is(text) ? JSON_NUMBER : JSON_STRING;
}

static int
load_scalar(struct loader *loader, struct json *node)
{
    const yaml_event_t *event = &loader->event;
    TRY(refuse_decoration(loader, event->data.scalar.anchor, event->data.scalar.tag != NULL));
    const struct slice text = scalar_text(event);
    if (is_plain(event) && text.n == 0)
        return fail_here(loader, "a value is missing, write null or ''");
    node->type = is_plain(event) ? plain_type(text) : JSON_STRING;
    if (node->type == JSON_STRING || node->type == JSON_NUMBER)
        node->text = arena_copy(loader->arena, text);
    node->boolean = node->type == JSON_BOOLEAN && text.n == 4;
    return 0;
}

static int load_value(struct loader *loader, struct json *node);

static int
enter(struct loader *loader)
{
    if (++loader->depth > LIMIT_YAML_DEPTH) {
        err_set(loader->err, ERR_LIMIT, "nested deeper than %d levels", LIMIT_YAML_DEPTH);
        return wrap_place(loader, loader->event.start_mark, ERR_LIMIT);
    }
    return next_event(loader);
}

static int
load_sequence(struct loader *loader, struct json *node)
{
    node->type = JSON_ARRAY;
    const yaml_event_t *event = &loader->event;
    TRY(refuse_decoration(loader, event->data.sequence_start.anchor, event->data.sequence_start.tag != NULL));
    TRY(enter(loader));
    while (event->type != YAML_SEQUENCE_END_EVENT) {
        struct json *item = NULL;
        TRY(new_node(loader, &item));
        TRY(load_value(loader, item));
        json_push(node, item);
        TRY(next_event(loader));
    }
    loader->depth--;
    return 0;
}

/* The name of the member that begins here. */
static int
load_name(struct loader *loader, struct slice *out_name)
{
    const yaml_event_t *event = &loader->event;
    if (event->type == YAML_ALIAS_EVENT)
        return fail_here(loader, "aliases are not allowed");
    if (event->type != YAML_SCALAR_EVENT)
        return fail_here(loader, "a key must be a string");
    TRY(refuse_decoration(loader, event->data.scalar.anchor, event->data.scalar.tag != NULL));
    const struct slice text = scalar_text(event);
    if (is_plain(event) && slice_equal(text, SLICE("<<")))
        return fail_here(loader, "merge keys are not allowed");
    if (is_plain(event) && (text.n == 0 || plain_type(text) != JSON_STRING))
        return fail_here(loader, "a key must be a string, quote it");
    *out_name = arena_copy(loader->arena, text);
    return 0;
}

static int
load_mapping(struct loader *loader, struct json *node)
{
    node->type = JSON_OBJECT;
    const yaml_event_t *event = &loader->event;
    TRY(refuse_decoration(loader, event->data.mapping_start.anchor, event->data.mapping_start.tag != NULL));
    TRY(enter(loader));
    while (event->type != YAML_MAPPING_END_EVENT) {
        struct json *member = NULL;
        TRY(new_node(loader, &member));
        struct slice name = {NULL, 0};
        TRY(load_name(loader, &name));
        TRY(next_event(loader));
        TRY(load_value(loader, member));
        json_set_slice(node, name, member);
        TRY(next_event(loader));
    }
    loader->depth--;
    const struct json *duplicate = json_duplicate(node, loader->arena);
    return duplicate == NULL ? 0 : fail_member(loader, duplicate, "duplicate key");
}

/* The value whose first event is the current one; ends at its last event. */
static int
load_value(struct loader *loader, struct json *node)
{
    const yaml_event_type_t type = loader->event.type;
    if (type == YAML_SCALAR_EVENT)
        return load_scalar(loader, node);
    if (type == YAML_SEQUENCE_START_EVENT)
        return load_sequence(loader, node);
    if (type == YAML_MAPPING_START_EVENT)
        return load_mapping(loader, node);
    return fail_here(loader, "aliases are not allowed");
}

static int
load_document(struct loader *loader, struct json **out_value)
{
    const yaml_event_t *event = &loader->event;
    TRY(next_event(loader)); /* the start of the stream */
    TRY(next_event(loader));
    if (event->type != YAML_DOCUMENT_START_EVENT)
        return fail_here(loader, "the document is empty");
    if (event->data.document_start.version_directive != NULL ||
        event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
        return fail_here(loader, "directives are not allowed");
    TRY(next_event(loader));
    struct json *value = NULL;
    TRY(new_node(loader, &value));
    TRY(load_value(loader, value));
    TRY(next_event(loader)); /* the end of the document */
    TRY(next_event(loader));
    if (event->type != YAML_STREAM_END_EVENT)
        return fail_here(loader, "a second document is not allowed");
    *out_value = value;
    return 0;
}

int
yaml_read(const char *file, struct slice bytes, struct arena *arena, struct json **out_value, struct err *err)
{
    if (bytes.n > LIMIT_YAML_BYTES)
        return err_set(err, ERR_LIMIT, "%s: longer than %d bytes", file, LIMIT_YAML_BYTES);
    AUTO(loader_release) struct loader loader = {.file = file, .arena = arena, .err = err};
    if (yaml_parser_initialize(&loader.parser) == 0)
        abort();
    yaml_parser_set_encoding(&loader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&loader.parser, bytes.p, bytes.n);
    return load_document(&loader, out_value);
}
