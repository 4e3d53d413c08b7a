/* path.h - paths into a JSON document: the one way in which an adapter looks at a payload (docs/adapters.md, "Paths").
 *   $.detail.findings[0].Id     from the document
 *   .Id                         from the current item of the reading's `each`
 *   ^.time                      from the document around this one, which handed it over
 *   $['key with / and spaces']  any key; a ' inside is doubled
 *   $.items[*].name             each item of an array, or member of an object: a path with [*] selects many
 * A null and an empty string count as absent, everywhere. */
#ifndef DAYBOOK_SHAPE_PATH_H
#define DAYBOOK_SHAPE_PATH_H

#include "format/json.h"
#include "shape/reader.h"

enum path_root { PATH_DOCUMENT, PATH_ITEM, PATH_AROUND };
enum path_step_type { PATH_MEMBER, PATH_INDEX, PATH_EVERY };

enum { PATH_STEPS_MAX = 16 };

struct path_step {
    enum path_step_type type;
    struct slice name;  /* PATH_MEMBER */
    uint32_t index;     /* PATH_INDEX */
    uint32_t begins_at; /* where the step stands in the path's text, for messages */
};

struct path {
    enum path_root root;
    const struct path_step *steps;
    size_t count;
    bool many;         /* holds a [*] */
    struct slice text; /* as written */
};

/* Is this text meant as a path? It begins with '$', '.' or '^'. */
bool path_is_meant(struct slice text);
/* Compile. The path borrows `text`. ERR_FORMAT "path '…': …" or ERR_LIMIT past PATH_STEPS_MAX steps. */
MUST_CHECK int path_read(struct slice text, struct arena *arena, struct path *out_path, struct err *err);
/* How messages name what the path selects: "data.stage" for "$.data.stage". */
struct slice path_label(const struct path *path);

/* Called for each selected value that is not absent; a positive return ends the walk. */
typedef int (*path_visitor)(void *context, const struct json *value, struct err *err);
/* Visit what the path selects, in document order; `[*]` on what is no array selects nothing. Returns what the last
 * visitor returned, 0 when none was called. */
MUST_CHECK int path_visit(struct reader *reader, const struct scope *scope, const struct path *path,
                          path_visitor visitor, void *context, struct err *err);
/* The same, but `[*]` on something else than an array is ERR_FORMAT "data.refs is a string, expected an array". */
MUST_CHECK int path_visit_list(struct reader *reader, const struct scope *scope, const struct path *path,
                               path_visitor visitor, void *context, struct err *err);
/* The first value selected, or NULL. */
MUST_CHECK int path_find(struct reader *reader, const struct scope *scope, const struct path *path,
                         const struct json **out_value, struct err *err);

#endif
