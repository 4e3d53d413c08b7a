#include "shape/form_email.h"

#include "format/transfer.h"
#include "format/tree.h"

/* Take one address off the front, up to the ',' or ';' after it that is in no quotes, comment or brackets. */
static struct slice
take_address(struct slice *rest)
{
    size_t at = 0;
    bool quoted = false;
    bool bracketed = false;
    unsigned comments = 0;
    for (; at < rest->n; at++) {
        const uint8_t byte = rest->p[at];
        const bool plain = !quoted && comments == 0;
        if (byte == '\\')
            at++;
        else if (byte == '"' && comments == 0)
            quoted = !quoted;
        else if (byte == '(' && !quoted)
            comments++;
        else if (byte == ')' && !quoted && comments > 0)
            comments--;
        else if ((byte == '<' || byte == '>') && plain)
            bracketed = byte == '<';
        else if ((byte == ',' || byte == ';') && plain && !bracketed)
            break;
    }
    const struct slice address = slice_sub(*rest, 0, at);
    *rest = slice_sub(*rest, at + 1, rest->n);
    return address;
}

/* Without comments and quotes. */
static struct slice
bare(struct slice text, struct arena *arena)
{
    uint8_t *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    bool quoted = false;
    unsigned comments = 0;
    for (size_t i = 0; i < text.n; i++) {
        const uint8_t byte = text.p[i];
        if (byte == '"' && comments == 0)
            quoted = !quoted;
        else if (byte == '(' && !quoted)
            comments++;
        else if (byte == ')' && !quoted && comments > 0)
            comments--;
        else if (comments == 0) {
            i += byte == '\\' && quoted && i + 1 < text.n;
            copy[n++] = text.p[i];
        }
    }
    return slice_trim((struct slice){copy, n});
}

/* The last '<' that is in no quotes; text.n when there is none. */
static size_t
find_bracket(struct slice text)
{
    size_t found = text.n;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\')
            i++;
        else if (text.p[i] == '"')
            quoted = !quoted;
        else if (text.p[i] == '<' && !quoted)
            found = i;
    }
    return found;
}

/* What a comment of the old form "address (Name)" holds. */
static struct slice
comment(struct slice text)
{
    const size_t begin = slice_find(text, '(');
    const struct slice rest = slice_sub(text, begin + 1, text.n);
    return slice_trim(slice_sub(rest, 0, slice_find(rest, ')')));
}

static void
add_address(struct tree *tree, struct slice text, struct json *list)
{
    const size_t bracket = find_bracket(text);
    const struct slice inside = slice_sub(text, bracket + 1, text.n);
    const bool has_bracket = bracket < text.n;
    const struct slice address =
        has_bracket ? slice_trim(slice_sub(inside, 0, slice_find(inside, '>'))) : bare(text, tree->arena);
    const struct slice name = has_bracket ? bare(slice_sub(text, 0, bracket), tree->arena) : comment(text);
    if (address.n == 0 && name.n == 0)
        return;
    struct json *item = tree_item(tree, list, JSON_OBJECT);
    if (item == NULL)
        return;
    tree_set(tree, item, SLICE("address"), address);
    tree_set(tree, item, SLICE("name"), transfer_words(name, tree->arena));
}

void
form_addresses(struct tree *tree, struct slice value, struct json *list)
{
    struct slice rest = value;
    while (rest.n > 0) {
        struct slice text = slice_trim(take_address(&rest));
        /* "group: a, b;": what stands before the colon is no address. */
        const size_t colon = slice_find(text, ':');
        if (colon < text.n && slice_find(text, '"') > colon && slice_find(text, '<') > colon &&
            slice_find(text, '(') > colon)
            text = slice_trim(slice_sub(text, colon + 1, text.n));
        add_address(tree, text, list);
    }
}
