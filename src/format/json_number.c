#include "format/json_number.h"

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>

enum {
    /* The exact decimal of the middle between two doubles has at most 767 significant digits: whatever stands after 800
     * only says on which side of it the number lies. */
    SIGNIFICANT_MAX = 800,
    INT64_DIGITS = 19,
    EXPONENT_MAX = 1000000000, /* larger ones in the text are cut to this: it is out of every range anyway */
    STRTOD_EXPONENT_MAX = 99999,
    DOUBLE_DIGITS_MAX = 17,   /* always enough to read back the same double */
    DOUBLE_DIGITS_KEPT = 15,  /* every normal double keeps a decimal of this length (DBL_DIG) */
    ECMASCRIPT_POINT_MAX = 21 /* larger exponents are written as such */
};
_Static_assert(DOUBLE_DIGITS_KEPT == DBL_DIG, "IEEE doubles");

static bool
is_digit_at(struct slice text, size_t at)
{
    return at < text.n && text.p[at] >= '0' && text.p[at] <= '9';
}

static size_t
skip_digits(struct slice text, size_t at)
{
    while (is_digit_at(text, at))
        at++;
    return at;
}

static bool
is_byte_at(struct slice text, size_t at, uint8_t byte)
{
    return at < text.n && text.p[at] == byte;
}

size_t
json_number_scan(struct slice text, bool *out_whole)
{
    size_t at = is_byte_at(text, 0, '-') ? 1 : 0;
    *out_whole = is_digit_at(text, at);
    if (!*out_whole)
        return at;
    at = is_byte_at(text, at, '0') ? at + 1 : skip_digits(text, at);
    if (is_byte_at(text, at, '.')) {
        at++;
        *out_whole = is_digit_at(text, at);
        at = skip_digits(text, at);
    }
    if (*out_whole && (is_byte_at(text, at, 'e') || is_byte_at(text, at, 'E'))) {
        at++;
        if (is_byte_at(text, at, '+') || is_byte_at(text, at, '-'))
            at++;
        *out_whole = is_digit_at(text, at);
        at = skip_digits(text, at);
    }
    return at;
}

bool
json_number_is(struct slice text)
{
    bool whole;
    return json_number_scan(text, &whole) == text.n && whole;
}

/* digits × 10^exponent, without leading or trailing zeros in the digits; zero has none. */
struct decimal {
    bool negative;
    size_t n;
    int64_t exponent;
    char digits[SIGNIFICANT_MAX + 1];
};

static int64_t
read_exponent(struct slice text)
{
    const bool negative = is_byte_at(text, 0, '-');
    int64_t exponent = 0;
    for (size_t at = negative || is_byte_at(text, 0, '+') ? 1 : 0; at < text.n; at++) {
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (text.p[at] - '0');
    }
    return negative ? -exponent : exponent;
}

static void
read_decimal(struct slice text, struct decimal *out)
{
    *out = (struct decimal){.negative = is_byte_at(text, 0, '-')};
    bool after_point = false;
    bool rest = false; /* a digit other than 0 did not fit */
    size_t at = out->negative ? 1 : 0;
    for (; at < text.n && (text.p[at] | 0x20) != 'e'; at++) {
        const char digit = (char)text.p[at];
        if (digit == '.') {
            after_point = true;
            continue;
        }
        const bool fits = out->n < SIGNIFICANT_MAX;
        if (fits && (out->n > 0 || digit != '0'))
            out->digits[out->n++] = digit;
        rest |= !fits && digit != '0';
        out->exponent += (fits ? 0 : 1) - (after_point ? 1 : 0);
    }
    while (!rest && out->n > 0 && out->digits[out->n - 1] == '0') {
        out->n--;
        out->exponent++;
    }
    if (rest) {
        out->digits[out->n++] = '1';
        out->exponent--;
    }
    out->exponent += read_exponent(slice_sub(text, at + 1, text.n));
}

static struct slice
quotable(struct slice text)
{
    return slice_sub(text, 0, 40);
}

int
json_number_int64(struct slice text, int64_t *out_number, struct err *err)
{
    struct decimal decimal;
    read_decimal(text, &decimal);
    if (decimal.n > 0 && decimal.exponent < 0)
        return err_set(err, ERR_FORMAT, "'%.*s' is not an integer", SLICE_ARG(quotable(text)));
    const bool fits = decimal.n == 0 || decimal.exponent <= INT64_DIGITS - (int64_t)decimal.n;
    uint64_t magnitude = 0;
    for (size_t i = 0; fits && decimal.n > 0 && i < decimal.n + (size_t)decimal.exponent; i++)
        magnitude = magnitude * 10 + (i < decimal.n ? (uint64_t)(decimal.digits[i] - '0') : 0);
    const uint64_t limit = (uint64_t)INT64_MAX + (decimal.negative ? 1 : 0);
    if (!fits || magnitude > limit)
        return err_set(err, ERR_LIMIT, "'%.*s' is outside the 64-bit range", SLICE_ARG(quotable(text)));
    *out_number = (int64_t)(decimal.negative ? 0 - magnitude : magnitude);
    return 0;
}

/* strtod() of digits × 10^exponent: without a decimal point it does not depend on the locale. */
static double
compose_double(const char *digits, size_t n, int64_t exponent)
{
    if (exponent > STRTOD_EXPONENT_MAX)
        exponent = STRTOD_EXPONENT_MAX;
    if (exponent < -STRTOD_EXPONENT_MAX)
        exponent = -STRTOD_EXPONENT_MAX;
    char text[SIGNIFICANT_MAX + 16];
    snprintf(text, sizeof(text), "%.*se%" PRId64, (int)n, digits, exponent);
    return strtod(text, NULL);
}

int
json_number_double(struct slice text, double *out_number, struct err *err)
{
    struct decimal decimal;
    read_decimal(text, &decimal);
    const double magnitude = decimal.n == 0 ? 0 : compose_double(decimal.digits, decimal.n, decimal.exponent);
    if (!isfinite(magnitude))
        return err_set(err, ERR_LIMIT, "number '%.*s' is too large for a double", SLICE_ARG(quotable(text)));
    *out_number = decimal.negative ? -magnitude : magnitude;
    return 0;
}

/* The `n` digits nearest to `number`, positive: number ≈ 0.digits × 10^point. */
static int
nearest_digits(char *out_digits, int n, double number)
{
    char text[JSON_NUMBER_TEXT_MAX];
    snprintf(text, sizeof(text), "%.*e", n - 1, number);
    const char *at = text;
    for (int found = 0; found < n; at++) {
        if (*at >= '0' && *at <= '9')
            out_digits[found++] = *at;
    }
    return (int)strtol(strchr(at, 'e') + 1, NULL, 10) + 1;
}

/* The next larger decimal of `n` digits; moves the point when all of them were nines. */
static void
increment_digits(char *digits, int n, int *point)
{
    int at = n - 1;
    while (at >= 0 && digits[at] == '9')
        digits[at--] = '0';
    if (at >= 0) {
        digits[at]++;
        return;
    }
    digits[0] = '1';
    ++*point;
}

static bool
reads_back(const char *digits, int n, int point, double number)
{
    return compose_double(digits, (size_t)n, point - n) == number;
}

/* The shortest digits that read back as `number`, of those the nearest. Returns their count. */
static int
shortest_digits(char out_digits[static DOUBLE_DIGITS_MAX], int *out_point, double number)
{
    int exponent;
    /* The gap below a power of two is half of that above: there the nearest decimal may lie outside of what reads back
     * while the next one above is inside. */
    const bool is_power_of_two = frexp(number, &exponent) == 0.5;
    int n = number < DBL_MIN ? 1 : DOUBLE_DIGITS_KEPT;
    for (; n < DOUBLE_DIGITS_MAX; n++) {
        *out_point = nearest_digits(out_digits, n, number);
        if (reads_back(out_digits, n, *out_point, number))
            break;
        increment_digits(out_digits, n, out_point);
        if (is_power_of_two && reads_back(out_digits, n, *out_point, number))
            break;
    }
    if (n == DOUBLE_DIGITS_MAX)
        *out_point = nearest_digits(out_digits, n, number);
    while (n > 1 && out_digits[n - 1] == '0')
        n--;
    return n;
}

/* ECMA-262 Number::toString, steps 6 to 10: k = n digits, n = point. */
static int
write_digits(char out_text[static JSON_NUMBER_TEXT_MAX], const char *digits, int n, int point)
{
    static const char zeros[] = "000000000000000000000";
    const size_t max = JSON_NUMBER_TEXT_MAX;
    if (n <= point && point <= ECMASCRIPT_POINT_MAX)
        return snprintf(out_text, max, "%.*s%.*s", n, digits, point - n, zeros);
    if (point > 0 && point <= ECMASCRIPT_POINT_MAX)
        return snprintf(out_text, max, "%.*s.%.*s", point, digits, n - point, digits + point);
    if (point > -6 && point <= 0)
        return snprintf(out_text, max, "0.%.*s%.*s", -point, zeros, n, digits);
    const int exponent = point - 1;
    const char *sign = exponent < 0 ? "-" : "+";
    if (n == 1)
        return snprintf(out_text, max, "%ce%s%d", digits[0], sign, abs(exponent));
    return snprintf(out_text, max, "%c.%.*se%s%d", digits[0], n - 1, digits + 1, sign, abs(exponent));
}

size_t
json_number_write(char out_text[static JSON_NUMBER_TEXT_MAX], double number)
{
    assert(isfinite(number));
    if (number == 0)
        return (size_t)snprintf(out_text, JSON_NUMBER_TEXT_MAX, "0");
    char digits[DOUBLE_DIGITS_MAX];
    int point;
    const int n = shortest_digits(digits, &point, fabs(number));
    const bool negative = number < 0;
    char text[JSON_NUMBER_TEXT_MAX];
    write_digits(text, digits, n, point);
    return (size_t)snprintf(out_text, JSON_NUMBER_TEXT_MAX, "%s%.*s", negative ? "-" : "", JSON_NUMBER_TEXT_MAX - 2,
                            text);
}

size_t
json_seconds_write(char out_text[static JSON_NUMBER_TEXT_MAX], int64_t ms)
{
    const uint64_t magnitude = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    size_t len = (size_t)snprintf(out_text, JSON_NUMBER_TEXT_MAX, "%s%" PRIu64 ".%03u", ms < 0 ? "-" : "",
                                  magnitude / 1000, (unsigned)(magnitude % 1000));
    while (out_text[len - 1] == '0')
        len--;
    if (out_text[len - 1] == '.')
        len--;
    out_text[len] = '\0';
    return len;
}

/* Whether the text of a number is canonical at a glance: an integer that every double holds, and not -0. */
static bool
is_plain_integer(struct slice text)
{
    const size_t sign = is_byte_at(text, 0, '-') ? 1 : 0;
    const size_t digits = text.n - sign;
    return digits <= DOUBLE_DIGITS_KEPT && skip_digits(text, sign) == text.n && !(sign == 1 && text.p[1] == '0');
}

int
json_number_append_canonical(struct buf *out, struct slice text, struct err *err)
{
    if (is_plain_integer(text)) {
        buf_add(out, text);
        return 0;
    }
    double number;
    if (json_number_double(text, &number, err) < 0)
        return ERR_FORMAT;
    char canonical[JSON_NUMBER_TEXT_MAX];
    const size_t len = json_number_write(canonical, number);
    buf_add(out, (struct slice){(const uint8_t *)canonical, len});
    return 0;
}
