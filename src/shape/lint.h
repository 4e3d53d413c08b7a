/* lint.h - what a person who writes an adapter would want to be told, beyond what keeps it from loading. */
#ifndef DAYBOOK_SHAPE_LINT_H
#define DAYBOOK_SHAPE_LINT_H

#include "format/json.h"

/* Told of each finding: the node that it is about, and what. */
typedef void (*adapter_lint_visitor)(void *context, const struct json *node, const char *text);

/* Look through the YAML tree of an adapter that loads:
 *   - a definition that nothing uses;
 *   - a reading that never applies, since one before it in the same `cases` or `read` always does;
 *   - a list of readings whose last has a `when`, so that a payload of another shape is a reject (not when strict);
 *   - a detection without `finding.check`, which no rule can count;
 *   - a transition (`after`) without `finding.uid`, by which versions are found.
 * Returns how many there are. */
size_t adapter_lint(const struct json *document, adapter_lint_visitor visitor, void *context);

#endif
