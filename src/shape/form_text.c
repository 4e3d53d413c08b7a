#include "shape/form_text.h"

#include "format/tree.h"
#include "shape/form.h"

/* So many places of a message may begin the object that it ends with. */
enum { OBJECT_TRIES = 4 };

/* A quote with a backslash before it becomes a quote: an object that was written as a string, without the quotes
 * around it. */
static struct slice
unescape(struct slice text, struct arena *arena)
{
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        i += text.p[i] == '\\' && i + 1 < text.n && (text.p[i + 1] == '"' || text.p[i + 1] == '\\');
        copy[n++] = text.p[i];
    }
    return (struct slice){copy, n};
}

/* The JSON object that the message is, or ends with, or NULL. */
static struct json *
find_object(struct slice message, struct arena *arena)
{
    struct slice rest = slice_trim(message);
    if (rest.n == 0 || rest.p[rest.n - 1] != '}')
        return NULL;
    for (int i = 0; i < OBJECT_TRIES; i++) {
        rest = slice_sub(rest, slice_find(rest, '{'), rest.n);
        if (rest.n == 0)
            return NULL;
        struct json *object = NULL;
        const bool is_escaped = slice_starts(rest, SLICE("{\\\""));
        if (json_read(is_escaped ? unescape(rest, arena) : rest, arena, &object, NULL) == 0)
            return object;
        rest = slice_sub(rest, 1, rest.n);
    }
    return NULL;
}

static struct slice
without_line_end(struct slice text)
{
    while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
        text.n--;
    return text;
}

static int
read_text(struct slice text, struct tree *tree, struct json *document, struct err *err)
{
    tree_set(tree, document, SLICE("text"), text);
    const struct slice message = slice_trim(form_syslog(tree, text, document));
    tree_set(tree, document, SLICE("message"), message);
    if (!form_cef(tree, message, document))
        form_pairs(tree, message, document);
    struct json *object = find_object(message, tree->arena);
    if (object != NULL)
        json_set(document, "json", object);
    return tree_finish(tree, err);
}

int
form_text_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    struct tree tree AUTO(tree_release);
    struct json *document = json_new_object(arena);
    tree_init(&tree, arena);
    const struct slice text = tree_utf8(arena, without_line_end(form_without_mark(bytes)));
    TRY(read_text(text, &tree, document, err));
    *out_document = document;
    return 0;
}
