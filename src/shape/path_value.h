/* path_value.h - the text at a path. */
#ifndef DAYBOOK_SHAPE_PATH_VALUE_H
#define DAYBOOK_SHAPE_PATH_VALUE_H

#include "shape/path.h"
#include "shape/value.h"

/* The value that a path selects (the first of many), or an absent one. An array or an object is no text: ERR_FORMAT
 * "PATH is an array, expected a text" in a strict adapter, else absent. */
MUST_CHECK int path_value(struct reader *reader, const struct scope *scope, const struct path *path,
                          struct value *out_value, struct err *err);
/* The same of a value that is already found. */
MUST_CHECK int path_value_of(const struct reader *reader, const struct path *path, const struct json *node,
                             struct value *out_value, struct err *err);

#endif
