/* ratio.h - products of many small fractions, compared exactly.
 * A survival estimate is such a product; whether it is at most one half must not depend on how a float rounds. A value
 * in long double answers nearly always; where it is too close to call, whole numbers of any length decide. */
#ifndef DAYBOOK_ANALYTICS_RATIO_H
#define DAYBOOK_ANALYTICS_RATIO_H

#include "analytics/grow.h"

struct fraction {
    uint32_t above;
    uint32_t below; /* at least 1 */
};

/* The product of `factors`, 1 while there are none. */
struct ratio {
    GROW_ARRAY(struct fraction, factors);
    long double value; /* near it; 0 also when it is too small for a float */
    bool is_zero;
};

struct ratio ratio_one(void);
void ratio_release(struct ratio *ratio);
void ratio_multiply(struct ratio *ratio, struct fraction factor);
bool ratio_is_zero(const struct ratio *ratio);
/* Sign of ratio - above / below: -1, 0 or 1. */
int ratio_compare(const struct ratio *ratio, struct fraction with);
/* The ratio, which is at most 1, in millionths, rounded half up. */
int64_t ratio_millionths(const struct ratio *ratio);

/* A step function that falls by factors: lengths[0] at 1, lengths[i] at the product of the first i factors. Its area,
 * rounded half up. Above RATIO_AREA_EXACT_MAX factors a value closer to a half than the float can tell rounds up. */
enum { RATIO_AREA_EXACT_MAX = 4096 };
int64_t ratio_area(const int64_t *lengths, const struct fraction *factors, size_t count);

#endif
