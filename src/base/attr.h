/* attr.h - the compiler attributes and the one control-flow macro of the project.
 * Unsafe string functions are poisoned here, so every file includes this one (through err.h). */
#ifndef DAYBOOK_BASE_ATTR_H
#define DAYBOOK_BASE_ATTR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
/* Run `fn(&variable)` when the variable leaves its scope. */
#define AUTO(fn) __attribute__((cleanup(fn)))

/* Return from the calling function with the code of a call that failed. Handles are AUTO and memory is in arenas,
 * so nothing is left behind. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        const int try_code_ = (call);                                                                                  \
        if (try_code_ < 0)                                                                                             \
            return try_code_;                                                                                          \
    } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atoll gets

#endif
