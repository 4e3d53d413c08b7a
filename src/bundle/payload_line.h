/* payload_line.h - one line of payloads/NNNN.ndjson: a disclosed payload, with the salt that opens its commitment.
 * Canonical JSON: index, salt in hex, type, and the bytes as "text", or as "base64" where they are not UTF-8. */
#ifndef DAYBOOK_BUNDLE_PAYLOAD_LINE_H
#define DAYBOOK_BUNDLE_PAYLOAD_LINE_H

#include "base/arena.h"
#include "base/buf.h"
#include "record/payload.h"

struct payload_line {
    uint64_t index; /* the lowest of the payload's entries */
    struct salt salt;
    struct slice type;  /* media type, UTF-8 */
    struct slice bytes; /* at most LIMIT_PAYLOAD_BYTES when read */
};

/* Append the line and its newline. */
void payload_line_append(struct buf *out, const struct payload_line *line);
/* Read a line without its newline; texts are views of it or in the arena. ERR_FORMAT unless it is exactly what
 * payload_line_append() writes, ERR_LIMIT when the payload is too large. */
MUST_CHECK int
payload_line_read(struct slice text, struct arena *arena, struct payload_line *out_line, struct err *err);

#endif
