/* words.h - closed lists of words that figures are printed with, each from one list.
 * They are never read back: verify computes them again. */
#ifndef DAYBOOK_ANALYTICS_WORDS_H
#define DAYBOOK_ANALYTICS_WORDS_H

#include <stddef.h>

#define WORDS_MEMBER(constant, name) constant,
#define WORDS_NAME(constant, name) name,
/* `enum type` with `none` first, and its names; the name of `none` is NULL. */
#define WORDS(type, none, list)                                                                                        \
    enum type { none, list(WORDS_MEMBER) type##_count };                                                               \
    const char *type##_name(enum type value)
#define WORDS_DEFINE(type, list)                                                                                       \
    const char *type##_name(enum type value)                                                                           \
    {                                                                                                                  \
        static const char *const names[] = {NULL, list(WORDS_NAME)};                                                   \
        return names[value];                                                                                           \
    }

#endif
