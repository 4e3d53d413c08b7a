/* stretch.h - stretches of time, half-open, and their unions. A stretch that does not begin before it ends is empty. */
#ifndef DAYBOOK_ANALYTICS_STRETCH_H
#define DAYBOOK_ANALYTICS_STRETCH_H

#include <stddef.h>
#include <stdint.h>

struct stretch {
    int64_t from_ms;
    int64_t to_ms;
};

/* 0 for an empty one. */
int64_t stretch_length(struct stretch stretch);
/* What lies in both; empty, at the later start, when nothing does. */
struct stretch stretch_common(struct stretch a, struct stretch b);
/* Sort them and make their union of disjoint, non-empty, ascending stretches that do not touch; returns how many. */
size_t stretch_merge(struct stretch *stretches, size_t count);
/* Length of what of them lies in `within`; they must be merged. */
int64_t stretch_within(const struct stretch *stretches, size_t count, struct stretch within);

/* Length of what lies in both; both must be merged. */
int64_t stretch_overlap(const struct stretch *a, size_t a_count, const struct stretch *b, size_t b_count);

#endif
