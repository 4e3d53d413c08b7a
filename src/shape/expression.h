/* expression.h - how an adapter finds the value of one field (docs/adapters.md, "Values").
 *   $.detail.eventTime                      a path
 *   "arn:aws:s3:::{$.bucket}"               a template
 *   detected                                a word
 *   null                                    no value, whatever an enclosing reading says
 *   [ $.a, .b, other ]                      the first of them that is there
 *   {cases: [{when: …, value: …}, …]}       the first case whose condition holds
 *   {from: …, map: {…}}                     looked up in a table; no row, no value
 *   {from: …, then: [lower, …]}             transformed (transform.h)
 *   {in: $.items[*], where: {…}, value: .x}  the value of the first item that the condition holds of; in a list, of
 * each {from: …, required: true}               a payload without it is refused {const: "$x"} a word that looks like
 * something else */
#ifndef DAYBOOK_SHAPE_EXPRESSION_H
#define DAYBOOK_SHAPE_EXPRESSION_H

#include "shape/load.h"
#include "shape/path.h"
#include "shape/transform.h"
#include "shape/value.h"

struct expression;

MUST_CHECK int expression_load(const struct loader *loader, const struct json *node,
                               const struct expression **out_expression, struct err *err);
/* A field that holds several texts: a path, which may select many, or a list of expressions. */
MUST_CHECK int expression_load_list(const struct loader *loader, const struct json *node,
                                    const struct expression **out_expression, struct err *err);

/* One value, or an absent one. ERR_FORMAT when the payload holds something that is no text. */
MUST_CHECK int expression_value(struct reader *reader, const struct scope *scope, const struct expression *expression,
                                struct value *out_value, struct err *err);
/* Called for each value of a list; a negative return ends it. */
typedef int (*expression_visitor)(void *context, const struct value *value, struct err *err);
MUST_CHECK int expression_visit(struct reader *reader, const struct scope *scope, const struct expression *expression,
                                expression_visitor visitor, void *context, struct err *err);
/* The value itself as it stands in the payload, of an expression that is a path; NULL when absent or no path. */
MUST_CHECK int expression_node(struct reader *reader, const struct scope *scope, const struct expression *expression,
                               const struct json **out_node, struct err *err);

bool expression_is_required(const struct expression *expression);
/* Is it a plain path or absent: what a field needs that takes a value as it stands in the payload? */
bool expression_is_path(const struct expression *expression);
/* Every word of the file itself that it may give: so that they can be checked when the file is loaded. */
MUST_CHECK int
expression_visit_words(const struct expression *expression, word_visitor visitor, void *context, struct err *err);
/* The path that it looks at first, for messages; absent when there is none. */
struct slice expression_label(const struct expression *expression);

#endif
