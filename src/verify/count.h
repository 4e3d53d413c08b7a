/* count.h - counts as people read them: "1,284,310". */
#ifndef DAYBOOK_VERIFY_COUNT_H
#define DAYBOOK_VERIFY_COUNT_H

#include <stdint.h>

enum { COUNT_TEXT_MAX = 27 }; /* 20 digits, 6 commas, NUL */

/* By value, so that count_text(n).text can stand in an argument list. */
struct count_text {
    char text[COUNT_TEXT_MAX];
};
struct count_text count_text(uint64_t count);

#endif
