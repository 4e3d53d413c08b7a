#include "shape/moment.h"

#include "base/instant.h"

#include <stdio.h>
#include <strings.h>

/* Letters of a pattern: year, month, day, hour (24 and 12), minute, second, fraction, names of months, two digits of a
 * year, am or pm, zones, names of days (which say nothing new), day with a space before it, and % itself. */
#define PATTERN_LETTERS                                                                                                \
    "YmdHIMSfbByp"                                                                                                     \
    "zZaAe%"

int
moment_form_read(struct slice text, struct moment_form *out_form, struct err *err)
{
    static const struct {
        const char *name;
        enum moment_type type;
    } names[] = {
        {"zoneless", MOMENT_ZONELESS}, {"s", MOMENT_S}, {"ms", MOMENT_MS}, {"us", MOMENT_US}, {"ns", MOMENT_NS},
        {"epoch", MOMENT_EPOCH}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (slice_equal(text, slice_of(names[i].name))) {
            *out_form = (struct moment_form){names[i].type, {NULL, 0}};
            return 0;
        }
    }
    if (slice_find(text, '%') == text.n)
        return err_set(err, ERR_FORMAT,
                       "unknown form of time '%.*s', expected zoneless, s, ms, us, ns, epoch or a pattern with %%",
                       SLICE_ARG(text));
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '%')
            continue;
        i++;
        if (i == text.n || text.p[i] == '\0' || strchr(PATTERN_LETTERS, text.p[i]) == NULL)
            return err_set(err, ERR_FORMAT, "pattern '%.*s' of a time: only the letters %s may follow a %%",
                           SLICE_ARG(text), PATTERN_LETTERS);
    }
    *out_form = (struct moment_form){MOMENT_PATTERN, text};
    return 0;
}

/* A decimal number: its digits without the point, and how many of them stand before it. */
struct decimal {
    char digits[32];
    int count;
    int point;
};

static bool
is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool
exponent_read(struct slice text, size_t at, int *out_exponent)
{
    const bool negative = at < text.n && text.p[at] == '-';
    if (at < text.n && (text.p[at] == '-' || text.p[at] == '+'))
        at++;
    if (at == text.n || text.n - at > 2)
        return false;
    int exponent = 0;
    for (; at < text.n; at++) {
        if (!is_digit(text.p[at]))
            return false;
        exponent = exponent * 10 + (text.p[at] - '0');
    }
    *out_exponent = negative ? -exponent : exponent;
    return true;
}

static bool
decimal_read(struct slice text, struct decimal *out)
{
    size_t at = 0;
    bool pointed = false;
    int exponent = 0;
    *out = (struct decimal){.point = 0};
    for (; at < text.n && (is_digit(text.p[at]) || (text.p[at] == '.' && !pointed)); at++) {
        if (text.p[at] == '.') {
            pointed = true;
            continue;
        }
        if (out->count == (int)sizeof(out->digits))
            return false;
        out->digits[out->count++] = (char)text.p[at];
        out->point += !pointed;
    }
    if (out->count == 0)
        return false;
    if (at < text.n && ((text.p[at] | 0x20) != 'e' || !exponent_read(text, at + 1, &exponent)))
        return false;
    out->point += exponent;
    return true;
}

/* The whole part of decimal × 10^shift. */
static bool
decimal_scale(const struct decimal *decimal, int shift, int64_t *out_number)
{
    const int end = decimal->point + shift;
    int64_t number = 0;
    for (int i = 0; i < end; i++) {
        if (number > INSTANT_LAST)
            return false;
        number = number * 10 + (i < decimal->count ? decimal->digits[i] - '0' : 0);
    }
    *out_number = number;
    return number <= INSTANT_LAST;
}

/* Seconds have 10 digits until the year 2286, milliseconds 13, and so on. */
static int
shift_by_magnitude(const struct decimal *decimal)
{
    enum { SECOND_DIGITS = 11, MS_DIGITS = 14, US_DIGITS = 17 };
    if (decimal->point <= SECOND_DIGITS)
        return 3;
    if (decimal->point <= MS_DIGITS)
        return 0;
    return decimal->point <= US_DIGITS ? -3 : -6;
}

static bool
epoch_read(enum moment_type type, struct slice text, int64_t *out_ms)
{
    static const int shifts[] = {[MOMENT_S] = 3, [MOMENT_MS] = 0, [MOMENT_US] = -3, [MOMENT_NS] = -6};
    struct decimal decimal;
    if (!decimal_read(text, &decimal))
        return false;
    return decimal_scale(&decimal, type == MOMENT_EPOCH ? shift_by_magnitude(&decimal) : shifts[type], out_ms);
}

/* A date and time in parts, as a text says them. */
struct parts {
    int year, month, day, hour, minute, second;
    bool twelve, afternoon;
    struct slice fraction; /* digits, or empty */
    int zone_minutes;
};

static bool
parts_instant(const struct parts *parts, int64_t *out_ms)
{
    int hour = parts->hour;
    if (parts->twelve) {
        if (hour < 1 || hour > 12)
            return false;
        hour = hour % 12 + (parts->afternoon ? 12 : 0);
    }
    char text[80];
    const int n =
        snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d%s%.*s%c%02d:%02d", parts->year, parts->month,
                 parts->day, hour, parts->minute, parts->second, parts->fraction.n > 0 ? "." : "",
                 (int)(parts->fraction.n > 9 ? 9 : parts->fraction.n), (const char *)parts->fraction.p,
                 parts->zone_minutes < 0 ? '-' : '+', abs(parts->zone_minutes) / 60, abs(parts->zone_minutes) % 60);
    return n > 0 && (size_t)n < sizeof(text) &&
           instant_read((struct slice){(const uint8_t *)text, (size_t)n}, out_ms, NULL) == 0;
}

/* A text being read from the left. */
struct cursor {
    struct slice text;
    size_t at;
};

static bool
at_digit(const struct cursor *cursor)
{
    return cursor->at < cursor->text.n && is_digit(cursor->text.p[cursor->at]);
}

static bool
take_byte(struct cursor *cursor, uint8_t byte)
{
    if (cursor->at >= cursor->text.n || cursor->text.p[cursor->at] != byte)
        return false;
    cursor->at++;
    return true;
}

/* `least` to `most` digits. */
static bool
take_number(struct cursor *cursor, int least, int most, int *out_number)
{
    int count = 0;
    int number = 0;
    for (; count < most && at_digit(cursor); count++)
        number = number * 10 + (cursor->text.p[cursor->at++] - '0');
    *out_number = number;
    return count >= least;
}

static void
take_fraction(struct cursor *cursor, struct parts *parts)
{
    const size_t from = cursor->at;
    while (at_digit(cursor))
        cursor->at++;
    parts->fraction = slice_sub(cursor->text, from, cursor->at);
}

static struct slice
take_letters(struct cursor *cursor)
{
    const size_t from = cursor->at;
    while (cursor->at < cursor->text.n && (cursor->text.p[cursor->at] | 0x20) >= 'a' &&
           (cursor->text.p[cursor->at] | 0x20) <= 'z')
        cursor->at++;
    return slice_sub(cursor->text, from, cursor->at);
}

static void
skip_spaces(struct cursor *cursor)
{
    while (cursor->at < cursor->text.n && (cursor->text.p[cursor->at] == ' ' || cursor->text.p[cursor->at] == '\t' ||
                                           cursor->text.p[cursor->at] == '\r' || cursor->text.p[cursor->at] == '\n'))
        cursor->at++;
}

static bool
is_name(struct slice word, const char *name)
{
    return word.n == strlen(name) && strncasecmp((const char *)word.p, name, word.n) == 0;
}

/* Names of zones that are not ambiguous: RFC 5322, section 4.3. */
static bool
zone_name_read(struct slice word, int *out_minutes)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"Z", 0},    {"UTC", 0},  {"UT", 0},   {"GMT", 0},  {"EST", -5}, {"EDT", -4},
                 {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        if (is_name(word, zones[i].name)) {
            *out_minutes = zones[i].hours * 60;
            return true;
        }
    }
    return false;
}

/* "+01:00", "+0100", "+01", "Z" or a name; also "GMT-0500". */
static bool
take_zone(struct cursor *cursor, int *out_minutes)
{
    const struct slice name = take_letters(cursor);
    const bool named = name.n > 0 && zone_name_read(name, out_minutes);
    if (name.n > 0 && !named)
        return false;
    const bool minus = take_byte(cursor, '-');
    if (!minus && !take_byte(cursor, '+'))
        return named;
    int hours = 0;
    int minutes = 0;
    if (!take_number(cursor, 2, 2, &hours))
        return false;
    if ((take_byte(cursor, ':') || at_digit(cursor)) && !take_number(cursor, 2, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *out_minutes = (minus ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

static bool
zoneless_read(struct slice text, int64_t *out_ms)
{
    struct cursor cursor = {text, 0};
    struct parts parts = {.fraction = {NULL, 0}};
    if (!take_number(&cursor, 4, 4, &parts.year) || !take_byte(&cursor, '-') ||
        !take_number(&cursor, 2, 2, &parts.month) || !take_byte(&cursor, '-') ||
        !take_number(&cursor, 2, 2, &parts.day))
        return false;
    if (!take_byte(&cursor, 'T') && !take_byte(&cursor, 't') && !take_byte(&cursor, ' '))
        return false;
    if (!take_number(&cursor, 2, 2, &parts.hour) || !take_byte(&cursor, ':') ||
        !take_number(&cursor, 2, 2, &parts.minute))
        return false;
    if (take_byte(&cursor, ':') && !take_number(&cursor, 2, 2, &parts.second))
        return false;
    if (take_byte(&cursor, '.') || take_byte(&cursor, ','))
        take_fraction(&cursor, &parts);
    skip_spaces(&cursor);
    if (cursor.at < text.n && !take_zone(&cursor, &parts.zone_minutes))
        return false;
    return cursor.at == text.n && parts_instant(&parts, out_ms);
}

static bool
take_month(struct cursor *cursor, int *out_month)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    const struct slice word = take_letters(cursor);
    for (int i = 0; i < (int)COUNT_OF(names); i++) {
        const bool is_short = word.n == 3 && strncasecmp((const char *)word.p, names[i], 3) == 0;
        if (is_short || is_name(word, names[i])) {
            *out_month = i + 1;
            return true;
        }
    }
    return false;
}

static bool
take_half(struct cursor *cursor, struct parts *parts)
{
    const struct slice word = take_letters(cursor);
    parts->afternoon = is_name(word, "pm");
    return parts->afternoon || is_name(word, "am");
}

/* Two digits of a year: 69 and later are of the last century, as strptime(3) has it. */
static bool
take_short_year(struct cursor *cursor, int *out_year)
{
    int year = 0;
    if (!take_number(cursor, 2, 2, &year))
        return false;
    *out_year = year + (year >= 69 ? 1900 : 2000);
    return true;
}

static bool
take_day(struct cursor *cursor, int *out_day)
{
    skip_spaces(cursor);
    return take_number(cursor, 1, 2, out_day);
}

static bool
take_letter(struct cursor *cursor, char letter, struct parts *parts)
{
    switch (letter) {
    case 'Y':
        return take_number(cursor, 4, 4, &parts->year);
    case 'y':
        return take_short_year(cursor, &parts->year);
    case 'm':
        return take_number(cursor, 1, 2, &parts->month);
    case 'b':
    case 'B':
        return take_month(cursor, &parts->month);
    case 'd':
    case 'e':
        return take_day(cursor, &parts->day);
    case 'I':
        parts->twelve = true;
        return take_number(cursor, 1, 2, &parts->hour);
    case 'H':
        return take_number(cursor, 1, 2, &parts->hour);
    case 'M':
        return take_number(cursor, 1, 2, &parts->minute);
    case 'S':
        return take_number(cursor, 1, 2, &parts->second);
    case 'f':
        take_fraction(cursor, parts);
        return parts->fraction.n > 0;
    case 'p':
        return take_half(cursor, parts);
    case 'z':
    case 'Z':
        return take_zone(cursor, &parts->zone_minutes);
    case 'a':
    case 'A':
        return take_letters(cursor).n > 0;
    case '%':
        return take_byte(cursor, '%');
    default:
        return false;
    }
}

static bool
pattern_read(struct slice pattern, struct slice text, int64_t *out_ms)
{
    struct cursor cursor = {text, 0};
    struct parts parts = {.month = 1, .day = 1, .fraction = {NULL, 0}};
    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] == ' ') {
            skip_spaces(&cursor);
        } else if (pattern.p[i] == '%') {
            if (!take_letter(&cursor, (char)pattern.p[++i], &parts))
                return false;
        } else if (!take_byte(&cursor, pattern.p[i])) {
            return false;
        }
    }
    return cursor.at == text.n && parts_instant(&parts, out_ms);
}

bool
moment_read(const struct moment_form *form, struct slice text, int64_t *out_ms)
{
    switch (form->type) {
    case MOMENT_ZONELESS:
        return zoneless_read(text, out_ms);
    case MOMENT_PATTERN:
        return pattern_read(form->pattern, text, out_ms);
    case MOMENT_S:
    case MOMENT_MS:
    case MOMENT_US:
    case MOMENT_NS:
    case MOMENT_EPOCH:
        return epoch_read(form->type, text, out_ms);
    }
    return false;
}
