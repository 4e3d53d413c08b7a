#include "base/slice.h"

#include "base/attr.h"

struct slice
slice_of(const char *text)
{
    if (text == NULL)
        return (struct slice){NULL, 0};
    return (struct slice){(const uint8_t *)text, strlen(text)};
}

struct slice
slice_sub(struct slice s, size_t from, size_t to)
{
    if (s.p == NULL)
        return s;
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (struct slice){s.p + from, to - from};
}

int
slice_compare(struct slice a, struct slice b)
{
    const size_t common = a.n < b.n ? a.n : b.n;
    const int order = common == 0 ? 0 : memcmp(a.p, b.p, common);
    if (order != 0)
        return order < 0 ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

bool
slice_starts(struct slice s, struct slice prefix)
{
    return prefix.n <= s.n && slice_equal(slice_sub(s, 0, prefix.n), prefix);
}

bool
slice_ends(struct slice s, struct slice suffix)
{
    return suffix.n <= s.n && slice_equal(slice_sub(s, s.n - suffix.n, s.n), suffix);
}

size_t
slice_find(struct slice s, uint8_t byte)
{
    const uint8_t *found = s.n == 0 ? NULL : memchr(s.p, byte, s.n);
    return found == NULL ? s.n : (size_t)(found - s.p);
}

static bool
is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct slice
slice_trim(struct slice s)
{
    size_t from = 0;
    size_t to = s.n;
    while (from < to && is_space(s.p[from]))
        from++;
    while (to > from && is_space(s.p[to - 1]))
        to--;
    return slice_sub(s, from, to);
}
