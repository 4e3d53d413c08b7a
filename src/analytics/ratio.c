#include "analytics/ratio.h"

#include <math.h>

/* Each factor is divided once and multiplied once, so at most two roundings of half a unit in the last place. */
#define ROUNDINGS_ERROR(count) ((long double)(2 * (count) + 8) * 0x1p-63L)

/* A natural number of any length, in 32-bit digits from the lowest. */
struct whole {
    GROW_ARRAY(uint32_t, digits);
};

static void
whole_release(struct whole *whole)
{
    free(whole->digits);
}

static void
whole_push(struct whole *whole, uint64_t carry)
{
    for (; carry != 0; carry >>= 32)
        GROW_ADD(whole, digits, (uint32_t)carry);
}

static struct whole
whole_of(uint64_t value)
{
    struct whole whole = {0};
    whole_push(&whole, value);
    return whole;
}

static void
whole_multiply(struct whole *whole, uint32_t by)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < whole->digits_count; i++) {
        carry += (uint64_t)whole->digits[i] * by;
        whole->digits[i] = (uint32_t)carry;
        carry >>= 32;
    }
    whole_push(whole, carry);
    while (whole->digits_count > 0 && whole->digits[whole->digits_count - 1] == 0)
        whole->digits_count--;
}

/* sum += other * by. */
static void
whole_add_multiple(struct whole *sum, const struct whole *other, uint64_t by)
{
    if (by == 0)
        return;
    unsigned __int128 carry = 0;
    for (size_t i = 0; i < other->digits_count || carry != 0; i++) {
        if (i == sum->digits_count)
            GROW_ADD(sum, digits, 0);
        carry += sum->digits[i];
        if (i < other->digits_count)
            carry += (unsigned __int128)by * other->digits[i];
        sum->digits[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static int
whole_compare(const struct whole *a, const struct whole *b)
{
    if (a->digits_count != b->digits_count)
        return a->digits_count < b->digits_count ? -1 : 1;
    for (size_t i = a->digits_count; i-- > 0;) {
        if (a->digits[i] != b->digits[i])
            return a->digits[i] < b->digits[i] ? -1 : 1;
    }
    return 0;
}

struct ratio
ratio_one(void)
{
    return (struct ratio){.value = 1};
}

void
ratio_release(struct ratio *ratio)
{
    free(ratio->factors);
}

void
ratio_multiply(struct ratio *ratio, struct fraction factor)
{
    GROW_ADD(ratio, factors, factor);
    ratio->value *= (long double)factor.above / (long double)factor.below;
    ratio->is_zero |= factor.above == 0;
}

bool
ratio_is_zero(const struct ratio *ratio)
{
    return ratio->is_zero;
}

static int
part_compare(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Multiply by what does not cancel: in survival estimates most factors are one's numerator and the next's
 * denominator. */
static void
products_multiply(const struct ratio *ratio, struct whole *above, struct whole *below)
{
    const size_t count = ratio->factors_count;
    uint32_t *parts = reallocarray(NULL, 2 * count + 1, sizeof(*parts));
    if (parts == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        parts[i] = ratio->factors[i].above;
        parts[count + i] = ratio->factors[i].below;
    }
    qsort(parts, count, sizeof(*parts), part_compare);
    qsort(parts + count, count, sizeof(*parts), part_compare);
    for (size_t up = 0, down = 0; up < count || down < count;) {
        const bool take_up = down == count || (up < count && parts[up] <= parts[count + down]);
        const bool take_down = up == count || (down < count && parts[count + down] <= parts[up]);
        if (!take_down)
            whole_multiply(above, parts[up]);
        if (!take_up)
            whole_multiply(below, parts[count + down]);
        up += take_up;
        down += take_down;
    }
    free(parts);
}

int
ratio_compare(const struct ratio *ratio, struct fraction with)
{
    const long double target = (long double)with.above / (long double)with.below;
    const long double error = (ratio->value + target) * ROUNDINGS_ERROR(ratio->factors_count);
    if (ratio->value > target + error)
        return 1;
    if (ratio->value < target - error)
        return -1;
    AUTO(whole_release) struct whole above = whole_of(with.below);
    AUTO(whole_release) struct whole below = whole_of(with.above);
    products_multiply(ratio, &above, &below);
    return whole_compare(&above, &below);
}

int64_t
ratio_millionths(const struct ratio *ratio)
{
    const uint32_t one = 1000000;
    const int64_t near = (int64_t)(ratio->value * one);
    for (int64_t rate = near > 0 ? near - 1 : 0;; rate++) {
        const struct fraction upper_half = {(uint32_t)(2 * rate + 1), 2 * one};
        if (ratio_compare(ratio, upper_half) < 0)
            return rate;
    }
}

/* Whether the area is at least `twice` / 2. Inside out: the area behind step i, in units of its height, is
 * lengths[i] + factors[i] * (the area behind step i + 1). */
static bool
area_reaches(const int64_t *lengths, const struct fraction *factors, size_t count, uint64_t twice)
{
    AUTO(whole_release) struct whole above = whole_of((uint64_t)lengths[count]);
    AUTO(whole_release) struct whole below = whole_of(1);
    for (size_t i = count; i-- > 0;) {
        whole_multiply(&above, factors[i].above);
        whole_multiply(&below, factors[i].below);
        whole_add_multiple(&above, &below, (uint64_t)lengths[i]);
    }
    AUTO(whole_release) struct whole limit = {0};
    whole_add_multiple(&limit, &below, twice);
    whole_multiply(&above, 2);
    return whole_compare(&above, &limit) >= 0;
}

int64_t
ratio_area(const int64_t *lengths, const struct fraction *factors, size_t count)
{
    long double area = 0;
    long double height = 1;
    for (size_t i = 0; i <= count; i++) {
        area += height * (long double)lengths[i];
        if (i < count)
            height *= (long double)factors[i].above / (long double)factors[i].below;
    }
    const long double error = (area + 1) * ROUNDINGS_ERROR(2 * count);
    const int64_t low = (int64_t)floorl(area - error + 0.5L);
    const int64_t high = (int64_t)floorl(area + error + 0.5L);
    if (low == high || count > RATIO_AREA_EXACT_MAX)
        return high;
    return area_reaches(lengths, factors, count, 2 * (uint64_t)high - 1) ? high : low;
}
