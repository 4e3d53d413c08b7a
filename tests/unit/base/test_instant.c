#include "unit.h"

#include "base/attr.h"
#include "base/instant.h"

#include <inttypes.h>
#include <time.h>

enum { DAY_MS = 86400000 };

static int64_t
must_read(const char *text)
{
    int64_t ms = INSTANT_NONE;
    struct err err = {""};
    const int code = instant_read(slice_of(text), &ms, &err);
    ck_assert_msg(code == 0, "%s", err.text);
    return ms;
}

/* RFC 3339 section 5.8, with the equivalents that its text names. */
START_TEST(examples_of_the_rfc)
{
    ck_assert_int_eq(must_read("1985-04-12T23:20:50.52Z"), INT64_C(482196050520));
    ck_assert_int_eq(must_read("1996-12-19T16:39:57-08:00"), must_read("1996-12-20T00:39:57Z"));
    ck_assert_int_eq(must_read("1990-12-31T23:59:60Z"), must_read("1990-12-31T23:59:59.999Z"));
    ck_assert_int_eq(must_read("1990-12-31T15:59:60-08:00"), must_read("1990-12-31T23:59:60Z"));
    ck_assert_int_eq(must_read("1937-01-01T12:00:27.87+00:20"), must_read("1937-01-01T11:40:27.87Z"));
}
END_TEST

START_TEST(known_instants)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00.000Z", 0},
        {"1969-12-31T23:59:59.999Z", -1},
        {"1970-01-01T00:00:00.001Z", 1},
        {"2000-02-29T12:34:56.789Z", INT64_C(951827696789)},
        {"2038-01-19T03:14:08.000Z", INT64_C(2147483648000)},
        {"1901-12-13T20:45:52.000Z", INT64_C(-2147483648000)},
        {"0000-01-01T00:00:00.000Z", INSTANT_FIRST},
        {"0000-02-29T00:00:00.000Z", INSTANT_FIRST + INT64_C(59) * DAY_MS},
        {"9999-12-31T23:59:59.999Z", INSTANT_LAST},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(must_read(cases[i].text), cases[i].ms);
        char text[INSTANT_TEXT_MAX];
        instant_write(text, cases[i].ms);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(other_spellings_of_one_instant)
{
    static const char *const same[] = {"2026-03-01T00:30:15.120Z",     "2026-03-01t00:30:15.120z",
                                       "2026-03-01T00:30:15.12Z",      "2026-03-01T00:30:15.1209999999Z",
                                       "2026-03-01T02:30:15.12+02:00", "2026-02-28T23:30:15.12-01:00",
                                       "2026-03-01T00:30:15.12-00:00", "2026-03-02T00:29:15.12+23:59",
                                       "2026-02-28T00:31:15.12-23:59", "2026-03-01T06:00:15.12000000+05:30"};
    for (size_t i = 0; i < COUNT_OF(same); i++)
        ck_assert_int_eq(must_read(same[i]), INT64_C(1772325015120));
}
END_TEST

START_TEST(fractions_are_cut_not_rounded)
{
    const int64_t second = must_read("1960-06-15T10:20:30Z");
    ck_assert_int_eq(must_read("1960-06-15T10:20:30.9999Z"), second + 999);
    ck_assert_int_eq(must_read("1960-06-15T10:20:30.0009Z"), second);
    ck_assert_int_eq(must_read("1960-06-15T10:20:30.5Z"), second + 500);
    ck_assert_int_eq(must_read("1960-06-15T10:20:30.05Z"), second + 50);
    ck_assert_int_eq(must_read("1960-06-15T10:20:30.005Z"), second + 5);
}
END_TEST

START_TEST(leap_seconds_keep_order)
{
    const int64_t leap = must_read("2016-12-31T23:59:60Z");
    ck_assert_int_eq(must_read("2016-12-31T23:59:60.000Z"), leap);
    ck_assert_int_eq(must_read("2016-12-31T23:59:60.999Z"), leap);
    ck_assert_int_eq(must_read("2017-01-01T05:29:60.5+05:30"), leap);
    ck_assert_int_ge(leap, must_read("2016-12-31T23:59:59.999Z"));
    ck_assert_int_lt(leap, must_read("2017-01-01T00:00:00Z"));
    ck_assert_int_eq(must_read("9999-12-31T23:59:60Z"), INSTANT_LAST);
}
END_TEST

#define NO_DATE_TIME " is not an RFC 3339 date-time such as 2026-01-31T09:30:00Z"
#define NO_DAY " is not a day of the calendar"
#define NO_TIME " is not a time of day"
#define NO_ZONE " is not in a zone between -23:59 and +23:59"
#define NO_YEAR " is not in the years 0000 to 9999 of UTC"

START_TEST(refusals)
{
    static const struct {
        const char *text;
        const char *why;
    } cases[] = {
        {"", NO_DATE_TIME},
        {"x", NO_DATE_TIME},
        {"2026-01-31", NO_DATE_TIME},
        {"2026-01-31T09:30:00", NO_DATE_TIME},
        {"2026-01-31T09:30Z", NO_DATE_TIME},
        {"2026-01-31 09:30:00Z", NO_DATE_TIME},
        {"2026-01-31T09:30:00 Z", NO_DATE_TIME},
        {" 2026-01-31T09:30:00Z", NO_DATE_TIME},
        {"2026-01-31T09:30:00Z ", NO_DATE_TIME},
        {"2026-01-31T09:30:00ZZ", NO_DATE_TIME},
        {"2026-01-31T09:30:00.Z", NO_DATE_TIME},
        {"2026-01-31T09:30:00,5Z", NO_DATE_TIME},
        {"2026-01-31T09:30:00.5", NO_DATE_TIME},
        {"2026-01-31T09:30:00+02", NO_DATE_TIME},
        {"2026-01-31T09:30:00+0200", NO_DATE_TIME},
        {"2026-01-31T09:30:00+2:00", NO_DATE_TIME},
        {"2026-01-31T09:30:00+02:0", NO_DATE_TIME},
        {"2026-01-31T09:30:00+02:00Z", NO_DATE_TIME},
        {"2026-01-31T09:30:00=02:00", NO_DATE_TIME},
        {"2026-1-31T09:30:00Z", NO_DATE_TIME},
        {"26-01-31T09:30:00Z", NO_DATE_TIME},
        {"+2026-01-31T09:30:00Z", NO_DATE_TIME},
        {"-001-01-31T09:30:00Z", NO_DATE_TIME},
        {"10000-01-01T00:00:00Z", NO_DATE_TIME},
        {"2026/01/31T09:30:00Z", NO_DATE_TIME},
        {"2026-01-31T09-30-00Z", NO_DATE_TIME},
        {"2026-W05-6T09:30:00Z", NO_DATE_TIME},
        {"20260131T093000Z", NO_DATE_TIME},
        {"2026-01-31T9:030:00Z", NO_DATE_TIME},
        {"2026-01-31T-9:30:00Z", NO_DATE_TIME},
        {"1769851800", NO_DATE_TIME},
        {"2026-00-10T09:30:00Z", NO_DAY},
        {"2026-13-10T09:30:00Z", NO_DAY},
        {"2026-01-00T09:30:00Z", NO_DAY},
        {"2026-01-32T09:30:00Z", NO_DAY},
        {"2026-02-29T09:30:00Z", NO_DAY},
        {"2100-02-29T09:30:00Z", NO_DAY},
        {"2024-02-30T09:30:00Z", NO_DAY},
        {"2026-04-31T09:30:00Z", NO_DAY},
        {"2026-01-31T24:00:00Z", NO_TIME},
        {"2026-01-31T09:60:00Z", NO_TIME},
        {"2026-01-31T09:30:61Z", NO_TIME},
        {"2026-01-31T09:30:60Z", NO_TIME},
        {"2026-01-31T23:58:60Z", NO_TIME},
        {"2026-01-31T23:59:60+01:00", NO_TIME},
        {"2026-01-31T09:30:00+24:00", NO_ZONE},
        {"2026-01-31T09:30:00-02:60", NO_ZONE},
        {"0000-01-01T00:00:00+00:01", NO_YEAR},
        {"0000-01-01T00:59:60+01:00", NO_YEAR},
        {"9999-12-31T23:59:59-00:01", NO_YEAR},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char want[ERR_TEXT_MAX];
        snprintf(want, sizeof(want), "'%s'%s", cases[i].text, cases[i].why);
        int64_t ms = 42;
        struct err err = {""};
        ck_assert_msg(instant_read(slice_of(cases[i].text), &ms, &err) == ERR_FORMAT, "read '%s'", cases[i].text);
        ck_assert_str_eq(err.text, want);
        ck_assert_int_eq(ms, 42);
    }
}
END_TEST

START_TEST(long_texts_are_quoted_in_part)
{
    const char *ten = "0123456789";
    char text[101] = "";
    for (size_t i = 0; i < 10; i++)
        memcpy(text + 10 * i, ten, 11);
    struct err err;
    int64_t ms;
    ck_assert_int_eq(instant_read(slice_of(text), &ms, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'0123456789012345678901234567890123456789012345678901234567890123…'" NO_DATE_TIME);
    ck_assert_int_eq(instant_read((struct slice){NULL, 0}, &ms, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "''" NO_DATE_TIME);
}
END_TEST

START_TEST(no_prefix_and_no_changed_byte_is_misread)
{
    const char *whole = "2026-03-01T00:30:15.120+02:00";
    const size_t n = strlen(whole);
    for (size_t i = 0; i < n; i++) {
        int64_t ms;
        ck_assert_int_eq(instant_read(slice_sub(slice_of(whole), 0, i), &ms, NULL), ERR_FORMAT);
        for (int c = 0; c < 256; c++) {
            char text[64];
            memcpy(text, whole, n);
            text[i] = (char)c;
            const bool is_digit = c >= '0' && c <= '9';
            const bool was_digit = whole[i] >= '0' && whole[i] <= '9';
            const int code = instant_read((struct slice){(uint8_t *)text, n}, &ms, NULL);
            if (code == 0 && is_digit != was_digit)
                ck_abort_msg("read '%.*s'", (int)n, text);
            if (code == 0 && !is_digit && c != whole[i])
                ck_assert(strchr("t+-", c) != NULL);
        }
    }
}
END_TEST

/* The calendar, kept by counting. */
struct naive_day {
    int year;
    int month;
    int day;
};

static void
naive_next(struct naive_day *date)
{
    const bool leap = date->year % 400 == 0 || (date->year % 4 == 0 && date->year % 100 != 0);
    const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (++date->day <= lengths[date->month - 1])
        return;
    date->day = 1;
    if (++date->month <= 12)
        return;
    date->month = 1;
    date->year++;
}

START_TEST(every_day_of_ten_thousand_years)
{
    struct naive_day date = {0, 1, 1};
    int64_t day = INSTANT_FIRST;
    for (; date.year < 10000; day += DAY_MS) {
        char want[64];
        snprintf(want, sizeof(want), "%04d-%02d-%02dT00:00:00.000Z", date.year, date.month, date.day);
        char got[INSTANT_TEXT_MAX];
        instant_write(got, day);
        int64_t back = INSTANT_NONE;
        if (memcmp(got, want, INSTANT_TEXT_MAX) != 0)
            ck_abort_msg("wrote '%s', want '%s'", got, want);
        if (instant_read_date((struct slice){(uint8_t *)got, 10}, &back, NULL) < 0 || back != day)
            ck_abort_msg("read '%.10s' as %" PRId64 ", want %" PRId64, got, back, day);
        naive_next(&date);
    }
    ck_assert_int_eq(day, INSTANT_LAST + 1);
}
END_TEST

START_TEST(agrees_with_the_system)
{
    for (int round = 0; round < 20000; round++) {
        const int64_t ms = INSTANT_FIRST + (int64_t)unit_random_below(INSTANT_LAST - INSTANT_FIRST + 1);
        char got[INSTANT_TEXT_MAX];
        instant_write(got, ms);
        const time_t seconds = (ms - ((ms % 1000) + 1000) % 1000) / 1000;
        struct tm parts;
        gmtime_r(&seconds, &parts);
        char want[64];
        snprintf(want, sizeof(want), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                 parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, (int)(ms - (int64_t)seconds * 1000));
        if (strcmp(got, want) != 0)
            ck_abort_msg("%" PRId64 " wrote '%s', want '%s'", ms, got, want);
        int64_t back = INSTANT_NONE;
        if (instant_read_canonical(slice_of(got), &back, NULL) < 0 || back != ms || (int64_t)timegm(&parts) != seconds)
            ck_abort_msg("'%s' read as %" PRId64 ", want %" PRId64, got, back, ms);
    }
}
END_TEST

START_TEST(a_zone_shifts_the_instant)
{
    for (int round = 0; round < 2000; round++) {
        const int64_t local = (int64_t)unit_random_below(INT64_C(4000000000000));
        const int minutes = (int)unit_random_below(1440);
        const bool west = unit_random_below(2) == 1;
        char text[64];
        instant_write(text, local);
        snprintf(text + 23, sizeof(text) - 23, "%c%02d:%02d", west ? '-' : '+', minutes / 60, minutes % 60);
        const int64_t want = local + (west ? 1 : -1) * minutes * INT64_C(60000);
        int64_t got = INSTANT_NONE;
        if (instant_read(slice_of(text), &got, NULL) < 0 || got != want)
            ck_abort_msg("'%s' read as %" PRId64 ", want %" PRId64, text, got, want);
    }
}
END_TEST

START_TEST(dates_alone_are_midnight)
{
    int64_t ms = 0;
    ck_assert_int_eq(instant_read_date(SLICE("2026-01-01"), &ms, NULL), 0);
    ck_assert_int_eq(ms, must_read("2026-01-01T00:00:00Z"));
    ck_assert_int_eq(instant_read_date(SLICE("2026-01-01T08:00:00+08:00"), &ms, NULL), 0);
    ck_assert_int_eq(ms, must_read("2026-01-01T00:00:00Z"));
    static const char *const bad[] = {"2026-02-29", "2026-1-1", "2026-01-1 ", "2026.01.01",
                                      "2026-01",    "",         "2026-01-01Z"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ms = 42;
        ck_assert_int_eq(instant_read_date(slice_of(bad[i]), &ms, NULL), ERR_FORMAT);
        ck_assert_int_eq(ms, 42);
    }
    struct err err;
    ck_assert_int_eq(instant_read_date(SLICE("2026-02-29"), &ms, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'2026-02-29'" NO_DAY);
}
END_TEST

START_TEST(only_one_form_is_canonical)
{
    int64_t ms = 42;
    ck_assert_int_eq(instant_read_canonical(SLICE("2026-03-01T00:30:15.120Z"), &ms, NULL), 0);
    ck_assert_int_eq(ms, INT64_C(1772325015120));
    static const char *const bad[] = {
        "2026-03-01t00:30:15.120Z",  "2026-03-01T00:30:15.120z",      "2026-03-01T00:30:15.12Z",
        "2026-03-01T00:30:15Z",      "2026-03-01T00:30:15.120+00:00", "2026-03-01T00:30:15.1200Z",
        "2026-03-01T01:30:15+01:00", "2016-12-31T23:59:60.000Z",      "2016-12-31T23:59:60.999Z"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ms = 42;
        char want[ERR_TEXT_MAX];
        snprintf(want, sizeof(want), "'%s' is not written as YYYY-MM-DDTHH:MM:SS.mmmZ", bad[i]);
        struct err err;
        ck_assert_int_eq(instant_read_canonical(slice_of(bad[i]), &ms, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, want);
        ck_assert_int_eq(ms, 42);
    }
    ck_assert_int_eq(instant_read_canonical(SLICE("2026-03-01"), &ms, NULL), ERR_FORMAT);
}
END_TEST

START_TEST(write_clamps)
{
    char text[INSTANT_TEXT_MAX];
    instant_write(text, INSTANT_FIRST - 1);
    ck_assert_str_eq(text, "0000-01-01T00:00:00.000Z");
    instant_write(text, INSTANT_NONE);
    ck_assert_str_eq(text, "0000-01-01T00:00:00.000Z");
    instant_write(text, INSTANT_LAST + 1);
    ck_assert_str_eq(text, "9999-12-31T23:59:59.999Z");
    instant_write(text, INT64_MAX);
    ck_assert_str_eq(text, "9999-12-31T23:59:59.999Z");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("instant", examples_of_the_rfc, known_instants, other_spellings_of_one_instant,
                     fractions_are_cut_not_rounded, leap_seconds_keep_order, refusals, long_texts_are_quoted_in_part,
                     no_prefix_and_no_changed_byte_is_misread, every_day_of_ten_thousand_years, agrees_with_the_system,
                     a_zone_shifts_the_instant, dates_alone_are_midnight, only_one_form_is_canonical, write_clamps);
}
