/* transform.h - what may be done to a value on its way into a field, one after another (docs/adapters.md,
 * "Transforms"). A transform that does not fit its value gives no value, so that an alternative can follow.
 *   lower, upper, trim        ASCII letters; white space at both ends
 *   extract: 'rule/(.+)$'     group 1 of a regular expression, or the whole match
 *   replace: {'-': '_'}       each text by another, in the order written
 *   map: {HIGH: high} | name  the row of a table, here or defined above
 *   scale: [[0, low], [7, high]]  the word of the highest bound that the number reaches
 *   instant: ms               a moment in one of the forms of moment.h, as RFC 3339; what has not the form is left
 *   fit: 512                  a longer text becomes "sha256:" and the digest of it
 *   cut: 512                  the first bytes of a longer text, between characters */
#ifndef DAYBOOK_SHAPE_TRANSFORM_H
#define DAYBOOK_SHAPE_TRANSFORM_H

#include "shape/load.h"
#include "shape/reader.h"
#include "shape/value.h"

struct transform;
struct table;

struct transform_list {
    const struct transform *transforms;
    size_t count;
};

/* Compile the list of a `then`. */
MUST_CHECK int
transform_load(const struct loader *loader, const struct json *node, struct transform_list *out_list, struct err *err);
/* Compile a `map`: the list of that one transform. */
MUST_CHECK int transform_load_map(const struct loader *loader, const struct json *node, struct transform_list *out_list,
                                  struct err *err);
/* Compile a table that the file defines. */
MUST_CHECK int
table_load(const struct loader *loader, const struct json *node, const struct table **out_table, struct err *err);

MUST_CHECK int
transform_apply(struct reader *reader, const struct transform_list *list, struct value *value, struct err *err);

/* Called for each word that the last transform, a `map` or a `scale`, may give; of others nothing is known. */
typedef int (*word_visitor)(void *context, struct slice word, struct err *err);
MUST_CHECK int
transform_visit_words(const struct transform_list *list, word_visitor visitor, void *context, struct err *err);

#endif
