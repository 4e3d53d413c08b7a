#include "format/xml.h"

#include "base/buf.h"
#include "base/limits.h"
#include "format/tree.h"

#include <expat.h>

/* An element that is open. */
struct element {
    struct json *object;
    struct buf text;
};

struct parse {
    XML_Parser parser;
    struct tree tree;
    struct json *document;
    struct element open[LIMIT_JSON_DEPTH];
    unsigned depth;
    const char *problem; /* that parsing was stopped for; NULL when it was not */
    int code;
};

static void
stop(struct parse *parse, int code, const char *problem)
{
    if (parse->problem != NULL)
        return;
    parse->problem = problem;
    parse->code = code;
    XML_StopParser(parse->parser, XML_FALSE);
}

static struct slice
local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return slice_of(colon == NULL ? name : colon + 1);
}

static void
add_attribute(struct parse *parse, struct json *object, const char *name, const char *value)
{
    if (strncmp(name, "xmlns:", sizeof("xmlns:") - 1) == 0)
        return;
    struct arena *arena = parse->tree.arena;
    tree_set(&parse->tree, object, arena_format(arena, "@%.*s", SLICE_ARG(local_name(name))),
             arena_copy(arena, slice_of(value)));
}

static void
begin_element(void *context, const char *name, const char **attributes)
{
    struct parse *parse = context;
    struct json *parent = parse->depth == 0 ? parse->document : parse->open[parse->depth - 1].object;
    if (parse->problem != NULL)
        return;
    if (parse->depth == LIMIT_JSON_DEPTH) {
        stop(parse, ERR_LIMIT, "too many elements inside each other");
        return;
    }
    const struct slice local = arena_copy(parse->tree.arena, local_name(name));
    struct json *list = tree_member(&parse->tree, parent, local, JSON_ARRAY);
    struct json *object = list == NULL ? NULL : tree_item(&parse->tree, list, JSON_OBJECT);
    if (object == NULL) {
        stop(parse, ERR_LIMIT, "too many values");
        return;
    }
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        add_attribute(parse, object, attributes[i], attributes[i + 1]);
    struct element *element = &parse->open[parse->depth++];
    element->object = object;
    buf_init(&element->text, SIZE_MAX);
}

static void
end_element(void *context, const char *name)
{
    (void)name;
    struct parse *parse = context;
    if (parse->depth == 0 || parse->problem != NULL)
        return;
    struct element *element = &parse->open[--parse->depth];
    const struct slice text = slice_trim(buf_slice(&element->text));
    tree_set(&parse->tree, element->object, SLICE("#text"), arena_copy(parse->tree.arena, text));
    buf_release(&element->text);
}

static void
add_text(void *context, const char *text, int n)
{
    struct parse *parse = context;
    if (parse->depth > 0 && parse->problem == NULL)
        buf_add(&parse->open[parse->depth - 1].text, (struct slice){(const uint8_t *)text, (size_t)n});
}

static void
refuse_doctype(void *context, const char *name, const char *system, const char *public, int has_internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    stop(context, ERR_FORMAT, "a document type declaration is not allowed");
}

static int
run_parser(struct parse *parse, struct slice bytes, struct err *err)
{
    XML_SetUserData(parse->parser, parse);
    XML_SetElementHandler(parse->parser, begin_element, end_element);
    XML_SetCharacterDataHandler(parse->parser, add_text);
    XML_SetStartDoctypeDeclHandler(parse->parser, refuse_doctype);
    XML_SetParamEntityParsing(parse->parser, XML_PARAM_ENTITY_PARSING_NEVER);
    const bool is_read = XML_Parse(parse->parser, (const char *)bytes.p, (int)bytes.n, 1) == XML_STATUS_OK;
    if (is_read && parse->problem == NULL)
        return tree_finish(&parse->tree, err);
    /* The words are ours, so that every version of the library gives the same. */
    return err_set(err, parse->problem == NULL ? ERR_FORMAT : (enum err_code)parse->code, "line %lu column %lu: %s",
                   (unsigned long)XML_GetCurrentLineNumber(parse->parser),
                   (unsigned long)XML_GetCurrentColumnNumber(parse->parser) + 1,
                   parse->problem == NULL ? "not well-formed XML" : parse->problem);
}

int
xml_read(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    if (bytes.n > INT32_MAX)
        return err_set(err, ERR_LIMIT, "%zu bytes are too many for a document", bytes.n);
    struct parse *parse = arena_alloc(arena, sizeof(*parse));
    parse->document = json_new_object(arena);
    parse->parser = XML_ParserCreate(NULL);
    if (parse->parser == NULL)
        abort();
    tree_init(&parse->tree, arena);
    const int code = run_parser(parse, bytes, err);
    while (parse->depth > 0)
        buf_release(&parse->open[--parse->depth].text);
    tree_release(&parse->tree);
    XML_ParserFree(parse->parser);
    if (code >= 0)
        *out_document = parse->document;
    return code;
}
