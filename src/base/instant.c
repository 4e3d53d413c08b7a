#include "base/instant.h"

#include "base/utf8.h"

#define DAY_MS INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)

enum {
    DATE_LEN = 10,        /* YYYY-MM-DD */
    TIME_LEN = 9,         /* THH:MM:SS */
    SECOND_AT = 17,       /* SS */
    OFFSET_LEN = 6,       /* +HH:MM */
    QUOTED_TEXT_MAX = 64, /* of a refused text in a message */
    EPOCH_YEAR = 1970
};

static bool
is_leap_year(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 0000-01-01 to the first day of `year` (0..10000): 365 a year, and one for each leap year before it, of
 * which year 0 is the first. */
static int64_t
days_before_year(int64_t year)
{
    return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

/* Days of the year before `month` (1..13). */
static int64_t
days_before_month(int64_t year, int64_t month)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return before[month - 1] + (month > 2 && is_leap_year(year) ? 1 : 0);
}

static int64_t
days_of_month(int64_t year, int64_t month)
{
    return days_before_month(year, month + 1) - days_before_month(year, month);
}

/* The number that `count` decimal digits at `at` say, or -1. */
static int64_t
digits_read(struct slice text, size_t at, size_t count)
{
    int64_t value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (i >= text.n || text.p[i] < '0' || text.p[i] > '9')
            return -1;
        value = value * 10 + (text.p[i] - '0');
    }
    return value;
}

static int
refuse(struct slice text, const char *expected, struct err *err)
{
    const struct slice shown = utf8_cut(text, QUOTED_TEXT_MAX);
    return err_set(err, ERR_FORMAT, "'%.*s%s' is not %s", SLICE_ARG(shown), shown.n < text.n ? "…" : "", expected);
}

static int
refuse_date_time(struct slice text, struct err *err)
{
    return refuse(text, "an RFC 3339 date-time such as 2026-01-31T09:30:00Z", err);
}

/* Days since 1970-01-01 of the date at the start of `text`. */
static int
date_read(struct slice text, int64_t *out_days, struct err *err)
{
    const int64_t year = digits_read(text, 0, 4);
    const int64_t month = digits_read(text, 5, 2);
    const int64_t day = digits_read(text, 8, 2);
    if (year < 0 || month < 0 || day < 0 || text.p[4] != '-' || text.p[7] != '-')
        return refuse_date_time(text, err);
    if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return refuse(text, "a day of the calendar", err);
    *out_days = days_before_year(year) - days_before_year(EPOCH_YEAR) + days_before_month(year, month) + day - 1;
    return 0;
}

/* Seconds of the day of "THH:MM:SS" at `at`; 60 is let through as a second, for leap seconds. */
static int
time_read(struct slice text, size_t at, int64_t *out_seconds, struct err *err)
{
    const int64_t hour = digits_read(text, at + 1, 2);
    const int64_t minute = digits_read(text, at + 4, 2);
    const int64_t second = digits_read(text, at + 7, 2);
    if (hour < 0 || minute < 0 || second < 0 || (text.p[at] | 0x20) != 't' || text.p[at + 3] != ':' ||
        text.p[at + 6] != ':')
        return refuse_date_time(text, err);
    if (hour > 23 || minute > 59 || second > 60)
        return refuse(text, "a time of day", err);
    *out_seconds = (hour * 60 + minute) * 60 + second;
    return 0;
}

/* Milliseconds of an optional ".digits" at *at, which is moved past it. */
static int
fraction_read(struct slice text, size_t *at, int64_t *out_ms, struct err *err)
{
    int64_t ms = 0;
    if (*at < text.n && text.p[*at] == '.') {
        size_t end = *at + 1;
        for (int64_t weight = 100; digits_read(text, end, 1) >= 0; weight /= 10)
            ms += weight * digits_read(text, end++, 1);
        if (end == *at + 1)
            return refuse_date_time(text, err);
        *at = end;
    }
    *out_ms = ms;
    return 0;
}

/* Minutes east of UTC of the zone that is the rest of `text`. */
static int
zone_read(struct slice text, size_t at, int64_t *out_minutes, struct err *err)
{
    const struct slice zone = slice_sub(text, at, text.n);
    if (zone.n == 1 && (zone.p[0] | 0x20) == 'z') {
        *out_minutes = 0;
        return 0;
    }
    const int64_t hours = digits_read(zone, 1, 2);
    const int64_t minutes = digits_read(zone, 4, 2);
    if (zone.n != OFFSET_LEN || (zone.p[0] != '+' && zone.p[0] != '-') || zone.p[3] != ':' || hours < 0 || minutes < 0)
        return refuse_date_time(text, err);
    if (hours > 23 || minutes > 59)
        return refuse(text, "in a zone between -23:59 and +23:59", err);
    *out_minutes = (zone.p[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return 0;
}

int
instant_read(struct slice text, int64_t *out_ms, struct err *err)
{
    int64_t days = 0;
    int64_t seconds = 0;
    int64_t ms = 0;
    int64_t zone_minutes = 0;
    size_t at = DATE_LEN + TIME_LEN;
    TRY(date_read(text, &days, err));
    TRY(time_read(text, DATE_LEN, &seconds, err));
    TRY(fraction_read(text, &at, &ms, err));
    TRY(zone_read(text, at, &zone_minutes, err));
    int64_t instant = days * DAY_MS + seconds * 1000 - zone_minutes * MINUTE_MS;
    if (digits_read(text, SECOND_AT, 2) == 60) {
        /* The leap second counts as second 0 of the next UTC day here; there alone it exists. */
        if (instant % DAY_MS != 0)
            return refuse(text, "a time of day", err);
        instant -= 1;
        ms = 0;
    }
    instant += ms;
    if (instant < INSTANT_FIRST || instant > INSTANT_LAST)
        return refuse(text, "in the years 0000 to 9999 of UTC", err);
    *out_ms = instant;
    return 0;
}

int
instant_read_date(struct slice text, int64_t *out_ms, struct err *err)
{
    if (text.n != DATE_LEN)
        return instant_read(text, out_ms, err);
    int64_t days;
    TRY(date_read(text, &days, err));
    *out_ms = days * DAY_MS;
    return 0;
}

/* By hand and not by printf: two instants stand in every record, and printing them took half the time of
 * writing it. */
static void
digits_write(char *out_digits, size_t count, int64_t value)
{
    for (size_t i = count; i > 0; i--) {
        out_digits[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* The date `days` after 0000-01-01, into "YYYY-MM-DD" where only the dashes stand. */
static void
date_write(char *out_date, int64_t days)
{
    int64_t year = days * 400 / days_before_year(400);
    while (days_before_year(year + 1) <= days)
        year++;
    while (days_before_year(year) > days)
        year--;
    const int64_t in_year = days - days_before_year(year);
    int64_t month = 1;
    while (days_before_month(year, month + 1) <= in_year)
        month++;
    digits_write(out_date, 4, year);
    digits_write(out_date + 5, 2, month);
    digits_write(out_date + 8, 2, in_year - days_before_month(year, month) + 1);
}

void
instant_write(char out_text[static INSTANT_TEXT_MAX], int64_t ms)
{
    static const char pattern[INSTANT_TEXT_MAX] = "YYYY-MM-DDTHH:MM:SS.mmmZ";
    const int64_t clamped = ms < INSTANT_FIRST ? INSTANT_FIRST : ms > INSTANT_LAST ? INSTANT_LAST : ms;
    /* Counted from year 0 nothing is negative, so division and remainder are those of the calendar. */
    const int64_t since_year_0 = clamped - INSTANT_FIRST;
    const int64_t in_day = since_year_0 % DAY_MS;
    memcpy(out_text, pattern, sizeof(pattern));
    date_write(out_text, since_year_0 / DAY_MS);
    digits_write(out_text + 11, 2, in_day / 3600000);
    digits_write(out_text + 14, 2, in_day / MINUTE_MS % 60);
    digits_write(out_text + SECOND_AT, 2, in_day / 1000 % 60);
    digits_write(out_text + 20, 3, in_day % 1000);
}

int
instant_read_canonical(struct slice text, int64_t *out_ms, struct err *err)
{
    int64_t ms;
    TRY(instant_read(text, &ms, err));
    char canonical[INSTANT_TEXT_MAX];
    instant_write(canonical, ms);
    if (!slice_equal(text, slice_of(canonical)))
        return refuse(text, "written as YYYY-MM-DDTHH:MM:SS.mmmZ", err);
    *out_ms = ms;
    return 0;
}
