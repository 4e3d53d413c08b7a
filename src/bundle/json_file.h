/* json_file.h - a JSON file of the bundle: canonical form and a newline. */
#ifndef DAYBOOK_BUNDLE_JSON_FILE_H
#define DAYBOOK_BUNDLE_JSON_FILE_H

#include "base/buf.h"
#include "format/json.h"

/* Append it; `name` is for messages. */
MUST_CHECK int json_file_write(const struct json *value, struct buf *out, const char *name, struct err *err);

#endif
