#include "verify/count.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct count_text
count_text(uint64_t count)
{
    struct count_text out;
    char digits[COUNT_TEXT_MAX];
    const size_t n = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, count);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            out.text[at++] = ',';
        out.text[at++] = digits[i];
    }
    out.text[at] = '\0';
    return out;
}
