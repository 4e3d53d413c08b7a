#include "control/pattern.h"

#include <assert.h>

bool
pattern_is_meant(struct slice text)
{
    return slice_find(text, '*') < text.n;
}

/* Going back to the last "*" only is enough: what an earlier one could take more of, the last one can too. */
bool
pattern_matches(struct slice pattern, struct slice text)
{
    size_t at = 0;
    size_t star = pattern.n; /* where the last "*" stands, and how far it reaches so far */
    size_t reach = 0;
    for (size_t i = 0; i < text.n;) {
        if (at < pattern.n && pattern.p[at] == '*') {
            star = at++;
            reach = i;
        } else if (at < pattern.n && pattern.p[at] == text.p[i]) {
            at++;
            i++;
        } else if (star < pattern.n) {
            at = star + 1;
            i = ++reach;
        } else {
            return false;
        }
    }
    while (at < pattern.n && pattern.p[at] == '*')
        at++;
    return at == pattern.n;
}

/* row[j] says whether what is left of one pattern and of `b` from byte j on have a text in common. Turn it from the
 * rest behind byte `c` of the other pattern into the rest that begins with it. */
static void
row_step(uint8_t c, struct slice b, bool *row)
{
    bool diagonal = row[b.n];
    row[b.n] = c == '*' && row[b.n];
    for (size_t j = b.n; j-- > 0;) {
        const bool below = row[j];
        const bool star = c == '*' || b.p[j] == '*';
        row[j] = star ? below || row[j + 1] : c == b.p[j] && diagonal;
        diagonal = below;
    }
}

bool
pattern_overlaps(struct slice a, struct slice b)
{
    assert(a.n <= PATTERN_BYTES_MAX && b.n <= PATTERN_BYTES_MAX);
    bool row[PATTERN_BYTES_MAX + 1];
    row[b.n] = true;
    for (size_t j = b.n; j-- > 0;)
        row[j] = b.p[j] == '*' && row[j + 1];
    for (size_t i = a.n; i-- > 0;)
        row_step(a.p[i], b, row);
    return row[0];
}
