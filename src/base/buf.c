#include "base/buf.h"

#include <stdarg.h>

enum { CAPACITY_FIRST = 64 };

void
buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void
buf_release(struct buf *buf)
{
    free(buf->p);
    *buf = (struct buf){.max = buf->max};
}

void
buf_clear(struct buf *buf)
{
    buf->n = 0;
    buf->overflow = false;
}

/* Whether `more` bytes may be appended; remembers the refusal. */
static bool
buf_admit(struct buf *buf, size_t more)
{
    if (more > buf->max - buf->n)
        buf->overflow = true;
    return !buf->overflow;
}

/* Make room for `more` bytes after the content. */
static void
buf_reserve(struct buf *buf, size_t more)
{
    if (more <= buf->capacity - buf->n)
        return;
    size_t need;
    if (__builtin_add_overflow(buf->n, more, &need))
        abort();
    size_t capacity = buf->capacity < CAPACITY_FIRST ? CAPACITY_FIRST : buf->capacity;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
    buf->p = realloc(buf->p, capacity);
    if (buf->p == NULL)
        abort();
    buf->capacity = capacity;
}

void
buf_add(struct buf *buf, struct slice bytes)
{
    if (!buf_admit(buf, bytes.n) || bytes.n == 0)
        return;
    buf_reserve(buf, bytes.n);
    memcpy(buf->p + buf->n, bytes.p, bytes.n);
    buf->n += bytes.n;
}

void
buf_byte(struct buf *buf, uint8_t byte)
{
    buf_add(buf, (struct slice){&byte, 1});
}

void
buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, slice_of(text));
}

void
buf_format(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    const int printed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (printed < 0)
        abort();
    const size_t len = (size_t)printed;
    if (buf_admit(buf, len)) {
        /* vsnprintf() ends with a NUL, which is not part of the content. */
        buf_reserve(buf, len + 1);
        vsnprintf((char *)buf->p + buf->n, len + 1, format, again);
        buf->n += len;
    }
    va_end(again);
}

struct slice
buf_slice(const struct buf *buf)
{
    return buf->p == NULL ? SLICE("") : (struct slice){buf->p, buf->n};
}

int
buf_finish(const struct buf *buf, const char *what, struct err *err)
{
    if (buf->overflow)
        return err_set(err, ERR_LIMIT, "%s is longer than %zu bytes", what, buf->max);
    return 0;
}
