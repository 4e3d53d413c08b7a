#include "base/err.h"

#include "base/utf8.h"

#include <stdarg.h>

/* Here are the functions themselves. */
#undef err_set
#undef err_wrap

static bool
is_control(uint32_t scalar)
{
    return scalar < 0x20 || (scalar >= 0x7f && scalar < 0xa0);
}

/* Messages quote hostile input and end up on terminals and in JSON: keep them one line of well-formed UTF-8. */
static void
text_sanitize(char *text, size_t len)
{
    const struct slice view = {(const uint8_t *)text, len};
    for (size_t at = 0; at < len;) {
        const size_t from = at;
        const uint32_t scalar = utf8_next(view, &at);
        const bool is_broken = scalar == 0xfffd && at == from + 1;
        if (is_broken || is_control(scalar))
            memset(text + from, '?', at - from);
    }
}

/* Put `text` (cut to fit) into `err`. */
static void
err_store(struct err *err, const char *text, size_t len)
{
    const struct slice fitting = utf8_cut((struct slice){(const uint8_t *)text, len}, ERR_TEXT_MAX - 1);
    memcpy(err->text, fitting.p, fitting.n);
    err->text[fitting.n] = '\0';
    text_sanitize(err->text, fitting.n);
}

/* The bytes that vsnprintf() left in a buffer of `capacity`, given what it returned. */
static size_t
printed_length(int printed, size_t capacity)
{
    if (printed < 0)
        return 0;
    return (size_t)printed < capacity ? (size_t)printed : capacity - 1;
}

/* One character more than fits, so that a cut inside a character is seen as such. */
enum { SCRATCH_MAX = ERR_TEXT_MAX + 4 };

int
err_set(struct err *err, enum err_code code, const char *format, ...)
{
    if (err == NULL)
        return code;
    /* Apart from err->text, because the arguments may point into that. */
    char scratch[SCRATCH_MAX];
    va_list args;
    va_start(args, format);
    const int printed = vsnprintf(scratch, sizeof(scratch), format, args);
    va_end(args);
    err_store(err, scratch, printed_length(printed, sizeof(scratch)));
    return code;
}

int
err_wrap(struct err *err, int code, const char *format, ...)
{
    if (err == NULL)
        return code;
    char scratch[SCRATCH_MAX + 2 + ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    const int printed = vsnprintf(scratch, SCRATCH_MAX, format, args);
    va_end(args);
    size_t len = printed_length(printed, SCRATCH_MAX);
    scratch[len++] = ':';
    scratch[len++] = ' ';
    const size_t cause_len = strlen(err->text);
    memcpy(scratch + len, err->text, cause_len);
    err_store(err, scratch, len + cause_len);
    return code;
}
