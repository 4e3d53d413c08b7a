/* buf.h - bytes being built, with a maximum.
 * Appending past `max` sets `overflow` and changes nothing, and neither does any later append, so that the
 * content is always a true beginning; buf_finish() turns that into ERR_LIMIT. So code that renders appends freely and
 * checks once. An empty buffer has an empty slice, not the absent one. When memory runs out the process aborts. */
#ifndef DAYBOOK_BASE_BUF_H
#define DAYBOOK_BASE_BUF_H

#include "base/err.h"
#include "base/slice.h"

struct buf {
    uint8_t *p;
    size_t n;
    size_t capacity;
    size_t max;
    bool overflow;
};

void buf_init(struct buf *buf, size_t max);
void buf_release(struct buf *buf);
/* Empty it, keep the memory and the maximum. */
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, struct slice bytes);
void buf_byte(struct buf *buf, uint8_t byte);
void buf_text(struct buf *buf, const char *text);
void buf_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* A view of the content, valid until the next change. */
struct slice buf_slice(const struct buf *buf);
/* ERR_LIMIT "<what> is longer than <max> bytes" when anything was refused. */
MUST_CHECK int buf_finish(const struct buf *buf, const char *what, struct err *err);

#endif
