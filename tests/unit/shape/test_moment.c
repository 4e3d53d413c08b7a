#include "shape/moment.h"

#include "base/instant.h"
#include "unit.h"

static void
check(const char *form_text, const char *text, const char *want)
{
    struct err err;
    struct moment_form form;
    int64_t ms = 0;
    char got[INSTANT_TEXT_MAX] = "none";
    ck_assert_msg(moment_form_read(slice_of(form_text), &form, &err) == 0, "%s", err.text);
    if (moment_read(&form, slice_of(text), &ms))
        instant_write(got, ms);
    ck_assert_msg(strcmp(got, want) == 0, "'%s' as %s: got %s, want %s", text, form_text, got, want);
}

/* date -u -d @1716591204 */
START_TEST(numbers)
{
    check("s", "1716591204", "2024-05-24T22:53:24.000Z");
    check("s", "1716591204.0019999", "2024-05-24T22:53:24.001Z");
    check("s", "1.716591204001E9", "2024-05-24T22:53:24.001Z");
    check("ms", "1716591204001", "2024-05-24T22:53:24.001Z");
    check("ms", "1716591204001.9", "2024-05-24T22:53:24.001Z");
    check("us", "1716591204001999", "2024-05-24T22:53:24.001Z");
    /* Above 2^53: exact, since no double is used. */
    check("ns", "1716591204001999999", "2024-05-24T22:53:24.001Z");
    check("ns", "1716591204002000000", "2024-05-24T22:53:24.002Z");
    check("epoch", "1716591204", "2024-05-24T22:53:24.000Z");
    check("epoch", "1716591204001", "2024-05-24T22:53:24.001Z");
    check("epoch", "1716591204001999", "2024-05-24T22:53:24.001Z");
    check("epoch", "1716591204001999999", "2024-05-24T22:53:24.001Z");
    check("epoch", "0", "1970-01-01T00:00:00.000Z");
    check("s", "253402300799.999", "9999-12-31T23:59:59.999Z");
    check("s", "253402300800", "none");
    static const char *const none[] = {"",      "x",     "-1",  "1e", "1e+",
                                       "1e999", "1.2.3", "1 2", "+1", "99999999999999999999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        check("s", none[i], "none");
    check("s", "1e99", "none");
    check("s", "17165912040e-1", "2024-05-24T22:53:24.000Z");
}
END_TEST

START_TEST(zoneless)
{
    static const char *const cases[][2] = {
        {"2024-05-24 22:53:24", "2024-05-24T22:53:24.000Z"},
        {"2024-05-24T22:53:24.123456", "2024-05-24T22:53:24.123Z"},
        {"2024-05-24T22:53:24,123", "2024-05-24T22:53:24.123Z"},
        {"2024-05-24 22:53", "2024-05-24T22:53:00.000Z"},
        {"2024-05-24T22:53:24Z", "2024-05-24T22:53:24.000Z"},
        {"2024-05-24T22:53:24+0200", "2024-05-24T20:53:24.000Z"},
        {"2024-05-24T22:53:24.1+02", "2024-05-24T20:53:24.100Z"},
        {"2024-05-24T22:53:24-02:30", "2024-05-25T01:23:24.000Z"},
        {"2024-05-24 22:53:24 UTC", "2024-05-24T22:53:24.000Z"},
        {"2024-05-24 22:53:24 +0000", "2024-05-24T22:53:24.000Z"},
        {"2024-05-24 22:53:24 GMT-0500", "2024-05-25T03:53:24.000Z"},
        {"2024-05-24", "none"},
        {"2024-5-24 22:53:24", "none"},
        {"2024-02-30 22:53:24", "none"},
        {"2024-05-24 25:53:24", "none"},
        {"2024-05-24 22:53:24 CEST", "none"},
        {"2024-05-24 22:53:24 +1", "none"},
        {"2024-05-24 22:53:24 +2400", "none"},
        {"2024-05-24 22:53:24x", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check("zoneless", cases[i][0], cases[i][1]);
}
END_TEST

START_TEST(patterns)
{
    static const char *const cases[][3] = {
        {"%d %b %Y %H:%M:%S %z", "24 May 2024 22:53:24 +0200", "2024-05-24T20:53:24.000Z"},
        {"%a, %d %b %Y %H:%M:%S %Z", "Fri, 24 May 2024 22:53:24 EST", "2024-05-25T03:53:24.000Z"},
        {"%d %b %Y %I:%M%p %Z", "04 Feb 2026 10:00AM GMT-0500", "2026-02-04T15:00:00.000Z"},
        {"%m/%d/%Y %I:%M:%S %p", "5/4/2024 12:00:01 AM", "2024-05-04T00:00:01.000Z"},
        {"%m/%d/%Y %I:%M:%S %p", "5/4/2024 12:00:01 PM", "2024-05-04T12:00:01.000Z"},
        {"%m/%d/%Y %I:%M:%S %p", "5/4/2024 13:00:01 PM", "none"},
        {"%B %d, %Y", "September 3, 2024", "2024-09-03T00:00:00.000Z"},
        {"%d/%m/%y", "03/09/24", "2024-09-03T00:00:00.000Z"},
        {"%d/%m/%y", "03/09/70", "1970-09-03T00:00:00.000Z"},
        {"%Y%m%dT%H%M%S%z", "20240903T101112Z", "2024-09-03T10:11:12.000Z"},
        {"%Y-%m-%d %H:%M:%S.%f", "2024-09-03 10:11:12.5", "2024-09-03T10:11:12.500Z"},
        {"%b %e %Y %H:%M:%S", "Sep  3 2024 10:11:12", "2024-09-03T10:11:12.000Z"},
        {"%Y%%", "2024%", "2024-01-01T00:00:00.000Z"},
        {"%Y-%m-%d", "2024-09-03x", "none"},
        {"%Y-%m-%d", "2024-09", "none"},
        {"%d %b", "24 Mayor", "none"},
        {"%H:%M %p", "10:11 xm", "none"},
        {"%S.%f", "1.", "none"},
        {"%A %d", " 3", "none"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i][0], cases[i][1], cases[i][2]);
}
END_TEST

/* Whatever the text, an answer; and what is read lies in the calendar. */
START_TEST(any_text_is_answered)
{
    static const char *const forms[] = {"zoneless", "epoch", "ns", "%a %d %b %Y %I:%M:%S.%f %p %z"};
    static const char letters[] = "0123456789-+:. TZeEapmGMTFriJan";
    for (int round = 0; round < 20000; round++) {
        char text[24];
        const size_t n = unit_random() % sizeof(text);
        for (size_t i = 0; i < n; i++)
            text[i] = letters[unit_random() % (sizeof(letters) - 1)];
        struct moment_form form;
        int64_t ms = 0;
        ck_assert_int_eq(moment_form_read(slice_of(forms[round % 4]), &form, NULL), 0);
        if (moment_read(&form, (struct slice){(const uint8_t *)text, n}, &ms))
            ck_assert(ms >= INSTANT_FIRST && ms <= INSTANT_LAST);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/moment", numbers, zoneless, patterns, any_text_is_answered);
}
