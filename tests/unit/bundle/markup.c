#include "markup.h"

size_t
markup_count(struct slice markup, const char *text)
{
    const size_t n = strlen(text);
    size_t count = 0;
    for (size_t at = 0; at + n <= markup.n;) {
        if (memcmp(markup.p + at, text, n) == 0) {
            count++;
            at += n;
        } else {
            at++;
        }
    }
    return count;
}
