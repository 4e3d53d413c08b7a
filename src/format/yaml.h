/* yaml.h - a strict subset of YAML 1.1, read into a JSON tree.
 * Taken are mappings, sequences and scalars, in block or flow style. Plain true, false, null and numbers in JSON's
 * grammar have their types; every other scalar, and every quoted one, is a string (yes, off, 012 and 1:30 too).
 * Refused are anchors, aliases, tags, merge keys, directives, a second document, a key that is no string or stands
 * twice, and a missing value (write null or ''). */
#ifndef DAYBOOK_FORMAT_YAML_H
#define DAYBOOK_FORMAT_YAML_H

#include "format/json.h"

/* Read one document. `file` is only a name for messages: "FILE:LINE:COLUMN: …" (column in characters). ERR_FORMAT for
 * what is refused, ERR_LIMIT past LIMIT_YAML_BYTES, LIMIT_YAML_DEPTH levels or LIMIT_JSON_NODES values. The tree is
 * wholly in `arena`; `bytes` may go. */
MUST_CHECK int
yaml_read(const char *file, struct slice bytes, struct arena *arena, struct json **out_value, struct err *err);

#endif
