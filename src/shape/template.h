/* template.h - texts composed of several parts (docs/adapters.md, "Templates").
 *   arn:aws:s3:::{$.detail.requestParameters.bucketName}   a path in braces
 *   cloudtrail/{service}:{$.eventName}                     a value that the file defines
 *   {$.Id}/{$.UpdatedAt}/{#}                               the number of the item, from 1
 *   {@}                                                    its name, when it is a member of an object
 *   {$.a}{$.b?}                                            a part that may be missing
 * When a part without '?' is absent, so is the whole. {{ and }} stand for the braces themselves. */
#ifndef DAYBOOK_SHAPE_TEMPLATE_H
#define DAYBOOK_SHAPE_TEMPLATE_H

#include "shape/load.h"
#include "shape/path.h"
#include "shape/value.h"

struct template;

/* Compile `text`, which stands at `node`. */
MUST_CHECK int template_load(const struct loader *loader, const struct json *node, struct slice text,
                             const struct template **out_template, struct err *err);
/* A template of a single part gives that part's value as it is. ERR_LIMIT past LIMIT_SHAPE_TEXT_BYTES; ERR_FORMAT when
 * a part is an array or an object. */
MUST_CHECK int template_fill(struct reader *reader, const struct scope *scope, const struct template *template,
                             struct value *out_value, struct err *err);
/* The path that its first part is, for messages, or NULL. */
const struct path *template_path(const struct template *template);

#endif
