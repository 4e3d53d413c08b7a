/* describe.h - what an adapter's file says, for people who would argue: each stage, when, and why. */
#ifndef DAYBOOK_SHAPE_DESCRIBE_H
#define DAYBOOK_SHAPE_DESCRIBE_H

#include "base/buf.h"
#include "format/json.h"

/* Append a section of Markdown about the YAML tree of an adapter that loads: its title and reference, which fields name
 * people, and a table of the readings that set a stage with their conditions and the reason that the file gives. */
void adapter_describe(const struct json *document, struct buf *out);

#endif
