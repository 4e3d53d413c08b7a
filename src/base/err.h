/* err.h - how a function says what went wrong.
 * A fallible function returns 0 or a negative `enum err_code` and, when `err` is not NULL, leaves one line of text:
 * lower case, no full stop, the value in '…', and what was expected. The place that knows the cause writes it once;
 * callers only prepend what they alone know. Out-arguments are untouched on failure. */
#ifndef DAYBOOK_BASE_ERR_H
#define DAYBOOK_BASE_ERR_H

#include "base/attr.h"

enum err_code {
    ERR_USAGE = -1,  /* the caller asked for something that makes no sense */
    ERR_FORMAT = -2, /* the bytes are not what they should be */
    ERR_LIMIT = -3,  /* a named limit of base/limits.h was passed */
    ERR_IO = -4,     /* the system refused: disk, permission, network */
    ERR_NOT_FOUND = -5,
    ERR_CONFLICT = -6, /* something else already stands there, or holds the lock */
    ERR_VERSION = -7,  /* written by a version, or of a kind, that this program does not know */
    ERR_SIGNATURE = -8 /* a signature or a key does not verify */
};

enum { ERR_TEXT_MAX = 1024 };

struct err {
    char text[ERR_TEXT_MAX];
};

/* Write the text and return `code`, so that `return err_set(…)` is the whole failure path. Text past ERR_TEXT_MAX is
 * cut; control characters and bytes that are not UTF-8 are replaced by '?', so that it is one line that any terminal
 * and any JSON can hold. Arguments may point into err->text. */
int err_set(struct err *err, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Prepend "context: " to the text and return `code` unchanged. What no longer fits is cut from the end. */
int err_wrap(struct err *err, int code, const char *format, ...) PRINTF_LIKE(3, 4);

/* What compilers and analysers cannot see across files: a failure is negative, so that after TRY() nothing reads what a
 * failed function left unset. Without it, gcc -O2 and clang-tidy warn of uninitialised values all over. */
static inline int
err_assume_negative(int code)
{
    if (code >= 0)
        __builtin_unreachable();
    return code;
}
#define err_set(...) err_assume_negative(err_set(__VA_ARGS__))
#define err_wrap(...) err_assume_negative(err_wrap(__VA_ARGS__))

#endif
