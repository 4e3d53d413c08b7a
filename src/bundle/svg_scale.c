#include "bundle/svg_scale.h"

#include "base/instant.h"

#include <inttypes.h>

#define DAY_MS INT64_C(86400000)
/* 1970-01-05, a Monday: weeks begin there. */
#define MONDAY_MS (4 * DAY_MS)

/* How far apart lines stand: months, or milliseconds from a Monday. */
struct step {
    int months;
    int64_t ms;
};

/* A month is named with its year where there is room ("Jan 2026"), else a January by its year alone ("2026"). */
enum label_form { LABEL_DAY, LABEL_MONTH, LABEL_MONTH_SHORT, LABEL_YEAR };

/* For scales of up to so many days: their lines. No row gives more than SVG_TICKS_MAX. */
static const struct calendar {
    int64_t days_max;
    struct step major;
    struct step minor;
    enum label_form form;
} calendars[] = {
    {4, {0, DAY_MS}, {0, DAY_MS / 4}, LABEL_DAY},   {45, {0, 7 * DAY_MS}, {0, DAY_MS}, LABEL_DAY},
    {200, {1, 0}, {0, 7 * DAY_MS}, LABEL_MONTH},    {400, {1, 0}, {0, 7 * DAY_MS}, LABEL_MONTH_SHORT},
    {12 * 366, {12, 0}, {3, 0}, LABEL_YEAR},        {150 * 366, {120, 0}, {12, 0}, LABEL_YEAR},
    {INT64_MAX, {12000, 0}, {1200, 0}, LABEL_YEAR},
};

uint32_t
svg_scale_at(const struct svg_scale *scale, int64_t ms)
{
    if (ms <= scale->from_ms)
        return 0;
    if (ms >= scale->to_ms)
        return SVG_WIDTH;
    int64_t part = ms - scale->from_ms;
    int64_t whole = scale->to_ms - scale->from_ms;
    if (whole > INT64_MAX / SVG_WIDTH) {
        part /= 1000;
        whole /= 1000;
    }
    return (uint32_t)(part * SVG_WIDTH / whole);
}

void
svg_percent(struct buf *out, uint32_t place)
{
    buf_format(out, "%" PRIu32 ".%03" PRIu32 "%%", place / 1000, place % 1000);
}

struct date {
    int year;
    int month;
    int day;
};

static struct date
date_of(int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    instant_write(text, ms);
    return (struct date){(text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0',
                         (text[5] - '0') * 10 + text[6] - '0', (text[8] - '0') * 10 + text[9] - '0'};
}

/* The first instant of the month `months` after January of the year 0; past the year 9999, after every instant. */
static int64_t
month_begin(int months)
{
    char text[sizeof("2026-01-01")];
    int64_t ms = INSTANT_LAST + 1;
    if (months / 12 <= 9999) {
        snprintf(text, sizeof(text), "%04u-%02u-01", (unsigned)months / 12 % 10000, (unsigned)months % 12 + 1);
        if (instant_read_date(slice_of(text), &ms, NULL) < 0)
            return INSTANT_LAST + 1;
    }
    return ms;
}

/* The first line of the step at or after an instant. */
static int64_t
step_first(struct step step, int64_t ms)
{
    if (step.months == 0) {
        const int64_t past = ((ms - MONDAY_MS) % step.ms + step.ms) % step.ms;
        return past == 0 ? ms : ms + step.ms - past;
    }
    const struct date date = date_of(ms);
    int months = date.year * 12 + date.month - 1;
    months -= months % step.months;
    while (month_begin(months) < ms)
        months += step.months;
    return month_begin(months);
}

static void
write_label(struct svg_tick *tick, enum label_form form, bool first)
{
    static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const struct date date = date_of(tick->ms);
    switch (form) {
    case LABEL_DAY:
        snprintf(tick->label, sizeof(tick->label), "%d %s", date.day, names[date.month - 1]);
        break;
    case LABEL_MONTH:
        if (first || date.month == 1)
            snprintf(tick->label, sizeof(tick->label), "%s %d", names[date.month - 1], date.year);
        else
            snprintf(tick->label, sizeof(tick->label), "%s", names[date.month - 1]);
        break;
    case LABEL_MONTH_SHORT:
        if (date.month == 1)
            snprintf(tick->label, sizeof(tick->label), "%d", date.year);
        else
            snprintf(tick->label, sizeof(tick->label), "%s", names[date.month - 1]);
        break;
    case LABEL_YEAR:
        snprintf(tick->label, sizeof(tick->label), "%d", date.year);
        break;
    }
}

size_t
svg_scale_ticks(const struct svg_scale *scale, struct svg_tick out_ticks[static SVG_TICKS_MAX])
{
    const struct calendar *calendar = calendars;
    while ((scale->to_ms - scale->from_ms) / DAY_MS > calendar->days_max)
        calendar++;
    int64_t major = step_first(calendar->major, scale->from_ms);
    int64_t minor = step_first(calendar->minor, scale->from_ms);
    size_t count = 0;
    bool labelled = false;
    while (count < SVG_TICKS_MAX && (major < scale->to_ms || minor < scale->to_ms)) {
        struct svg_tick *tick = &out_ticks[count++];
        *tick = (struct svg_tick){.ms = major <= minor ? major : minor, .major = major <= minor};
        if (tick->major) {
            write_label(tick, calendar->form, !labelled);
            labelled = true;
        }
        if (minor == tick->ms)
            minor = step_first(calendar->minor, tick->ms + 1);
        if (major == tick->ms)
            major = step_first(calendar->major, tick->ms + 1);
    }
    return count;
}
