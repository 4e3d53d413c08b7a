/* memo.h - what the values that a file defines came to, so that each is found once for a document and item however
 * often it is used. */
#ifndef DAYBOOK_SHAPE_MEMO_H
#define DAYBOOK_SHAPE_MEMO_H

#include "shape/reader.h"
#include "shape/value.h"

/* One defined value: what it came to for this document, item and number. */
struct memo {
    const struct json *document; /* NULL: not found yet */
    const struct json *item;
    size_t number;
    struct value value;
};

/* Is it known for this scope? */
bool memo_find(const struct memo *memo, const struct scope *scope, struct value *out_value);
void memo_keep(struct memo *memo, const struct scope *scope, const struct value *value);

#endif
