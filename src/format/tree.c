#include "format/tree.h"

#include "base/intern.h"
#include "base/limits.h"
#include "base/utf8.h"

void
tree_init(struct tree *tree, struct arena *arena)
{
    *tree = (struct tree){.arena = arena, .names = intern_new(arena)};
}

void
tree_release(struct tree *tree)
{
    intern_free(tree->names);
    free(tree->members);
    *tree = (struct tree){.arena = NULL};
}

int
tree_finish(const struct tree *tree, struct err *err)
{
    if (tree->nodes > LIMIT_JSON_NODES)
        return err_set(err, ERR_LIMIT, "more than %d values", LIMIT_JSON_NODES);
    return 0;
}

struct slice
tree_utf8(struct arena *arena, struct slice bytes)
{
    if (utf8_is_valid(bytes))
        return bytes;
    struct buf out AUTO(buf_release);
    buf_init(&out, SIZE_MAX);
    for (size_t at = 0; at < bytes.n;)
        utf8_append(&out, utf8_next(bytes, &at));
    return arena_copy(arena, buf_slice(&out));
}

bool
tree_room(struct tree *tree)
{
    if (tree->nodes <= LIMIT_JSON_NODES)
        tree->nodes++;
    return tree->nodes <= LIMIT_JSON_NODES;
}

static struct json *
new_value(struct tree *tree, enum json_type type)
{
    return type == JSON_ARRAY ? json_new_array(tree->arena) : json_new_object(tree->arena);
}

/* Where the member of that name stands, or will. */
static struct json **
place_of(struct tree *tree, const struct json *object, struct slice name)
{
    struct buf key AUTO(buf_release);
    buf_init(&key, SIZE_MAX);
    buf_add(&key, (struct slice){(const uint8_t *)&object, sizeof(object)});
    buf_add(&key, name);
    const uint32_t number = intern_add(tree->names, buf_slice(&key));
    if (number >= tree->capacity) {
        const size_t capacity = tree->capacity == 0 ? 64 : 2 * tree->capacity;
        tree->members = realloc(tree->members, capacity * sizeof(struct json *));
        if (tree->members == NULL)
            abort();
        memset(tree->members + tree->capacity, 0, (capacity - tree->capacity) * sizeof(struct json *));
        tree->capacity = capacity;
    }
    return &tree->members[number];
}

void
tree_set(struct tree *tree, struct json *object, struct slice name, struct slice text)
{
    if (text.n == 0 || !tree_room(tree))
        return;
    const struct slice clean = tree_utf8(tree->arena, name);
    struct json **place = place_of(tree, object, clean);
    if (*place == NULL)
        *place = json_set_slice(object, clean, json_new_slice(tree->arena, tree_utf8(tree->arena, text)));
}

struct json *
tree_member(struct tree *tree, struct json *object, struct slice name, enum json_type type)
{
    const struct slice clean = tree_utf8(tree->arena, name);
    struct json **place = place_of(tree, object, clean);
    if (*place == NULL && tree_room(tree))
        *place = json_set_slice(object, clean, new_value(tree, type));
    return *place;
}

struct json *
tree_item(struct tree *tree, struct json *array, enum json_type type)
{
    return tree_room(tree) ? json_push(array, new_value(tree, type)) : NULL;
}

void
tree_push(struct tree *tree, struct json *array, struct slice text)
{
    if (tree_room(tree))
        json_push(array, json_new_slice(tree->arena, tree_utf8(tree->arena, text)));
}
