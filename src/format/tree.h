/* tree.h - building the tree of a payload that is not JSON: names come from the sender, so that one may come twice (the
 * first wins), and neither names nor texts need be UTF-8 (what is not becomes U+FFFD). At most LIMIT_JSON_NODES values,
 * as in JSON; what comes after them is dropped, and tree_finish() says so. */
#ifndef DAYBOOK_FORMAT_TREE_H
#define DAYBOOK_FORMAT_TREE_H

#include "format/json_build.h"

struct intern;

struct tree {
    struct arena *arena;
    struct intern *names;  /* of each object with its members' names */
    struct json **members; /* by the numbers of `names` */
    size_t capacity;
    size_t nodes;
};

void tree_init(struct tree *tree, struct arena *arena);
void tree_release(struct tree *tree);
/* ERR_LIMIT "more than N values" when something was dropped. */
MUST_CHECK int tree_finish(const struct tree *tree, struct err *err);

/* The bytes themselves when they are well-formed UTF-8, else a copy in the arena with U+FFFD for what is not. */
struct slice tree_utf8(struct arena *arena, struct slice bytes);

/* Room for one more value, that the caller adds itself; false past the limit. */
bool tree_room(struct tree *tree);
/* Set a member, unless the object has one of that name already, or the text is empty. */
void tree_set(struct tree *tree, struct json *object, struct slice name, struct slice text);
/* The member of that name; a new one, of this type, when there is none. NULL past the limit. */
struct json *tree_member(struct tree *tree, struct json *object, struct slice name, enum json_type type);
/* A new item of an array. NULL past the limit. */
struct json *tree_item(struct tree *tree, struct json *array, enum json_type type);
/* A text as an item of an array. */
void tree_push(struct tree *tree, struct json *array, struct slice text);

#endif
