/* slice.h - a view of bytes that somebody else owns.
 * Texts are slices too: not NUL-terminated unless a function says so. {NULL, 0} is "absent"; an empty text has p set.
 */
#ifndef DAYBOOK_BASE_SLICE_H
#define DAYBOOK_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const uint8_t *p;
    size_t n;
};

/* A slice of a string literal, usable in initialisers. */
#define SLICE_INIT(literal)                                                                                            \
    {                                                                                                                  \
        (const uint8_t *)("" literal), sizeof(literal) - 1                                                             \
    }
#define SLICE(literal) ((struct slice)SLICE_INIT(literal))
/* For printf's "%.*s". */
#define SLICE_ARG(slice) (int)(slice).n, (const char *)(slice).p

/* A view of a NUL-terminated string, without its NUL; NULL gives the absent slice. */
struct slice slice_of(const char *text);
/* Bytes [from, to) of `s`; both are clamped to its length. */
struct slice slice_sub(struct slice s, size_t from, size_t to);
/* The same bytes: the absent slice equals an empty one here, ask slice_is_absent() where that matters. */
static inline bool
slice_equal(struct slice a, struct slice b)
{
    /* Most texts that differ do so in their first byte, which is cheaper than a call. */
    return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}
/* Order by bytes (memcmp), the shorter first when one is a prefix. */
int slice_compare(struct slice a, struct slice b);
bool slice_starts(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);
/* Offset of the first `byte`, or s.n when there is none. */
size_t slice_find(struct slice s, uint8_t byte);
/* Without ASCII white space (space, \t \n \v \f \r) at both ends. */
struct slice slice_trim(struct slice s);

static inline bool
slice_is_absent(struct slice s)
{
    return s.p == NULL;
}

#endif
