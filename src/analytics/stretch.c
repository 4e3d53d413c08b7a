#include "analytics/stretch.h"

#include <stdlib.h>

int64_t
stretch_length(struct stretch stretch)
{
    return stretch.to_ms > stretch.from_ms ? stretch.to_ms - stretch.from_ms : 0;
}

struct stretch
stretch_common(struct stretch a, struct stretch b)
{
    const int64_t from_ms = a.from_ms > b.from_ms ? a.from_ms : b.from_ms;
    const int64_t to_ms = a.to_ms < b.to_ms ? a.to_ms : b.to_ms;
    return (struct stretch){from_ms, to_ms > from_ms ? to_ms : from_ms};
}

static int
stretch_compare(const void *left, const void *right)
{
    const struct stretch *a = left;
    const struct stretch *b = right;
    return (a->from_ms > b->from_ms) - (a->from_ms < b->from_ms);
}

size_t
stretch_merge(struct stretch *stretches, size_t count)
{
    if (count == 0)
        return 0;
    qsort(stretches, count, sizeof(*stretches), stretch_compare);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct stretch next = stretches[i];
        if (next.from_ms >= next.to_ms)
            continue;
        if (kept == 0 || stretches[kept - 1].to_ms < next.from_ms)
            stretches[kept++] = next;
        else if (stretches[kept - 1].to_ms < next.to_ms)
            stretches[kept - 1].to_ms = next.to_ms;
    }
    return kept;
}

int64_t
stretch_within(const struct stretch *stretches, size_t count, struct stretch within)
{
    int64_t total_ms = 0;
    for (size_t i = 0; i < count; i++)
        total_ms += stretch_length(stretch_common(stretches[i], within));
    return total_ms;
}

int64_t
stretch_overlap(const struct stretch *a, size_t a_count, const struct stretch *b, size_t b_count)
{
    int64_t total_ms = 0;
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        total_ms += stretch_length(stretch_common(a[i], b[j]));
        if (a[i].to_ms < b[j].to_ms)
            i++;
        else
            j++;
    }
    return total_ms;
}
