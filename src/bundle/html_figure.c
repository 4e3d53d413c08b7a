#include "bundle/html_figure.h"

#include "analytics/survival.h"
#include "base/instant.h"
#include "format/json_number.h"

#include <inttypes.h>

#define NBSP "\u00a0"
#define NOTHING "–"

enum { DAY_MS = 86400000, HOUR_MS = 3600000, MINUTE_MS = 60000 };

/* Commas between the digits before the point, if any. */
static void
append_grouped(struct buf *out, const char *digits)
{
    const size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            buf_byte(out, ',');
        buf_byte(out, (uint8_t)digits[i]);
    }
    buf_text(out, digits + whole);
}

void
html_count(struct buf *out, uint64_t count)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%" PRIu64, count);
    append_grouped(out, digits);
}

void
html_counted(struct buf *out, uint64_t count, const char *noun)
{
    html_count(out, count);
    buf_format(out, NBSP "%s%s", noun, count == 1 ? "" : "s");
}

static void
append_seconds(struct buf *out, int64_t ms)
{
    char digits[JSON_NUMBER_TEXT_MAX];
    json_seconds_write(digits, ms);
    append_grouped(out, digits);
    buf_text(out, NBSP "s");
}

/* `count` of the larger unit, and the rest in the smaller one unless that is none. */
static void
append_units(struct buf *out, int64_t ms, int64_t unit_ms, const char *const names[static 2], int64_t smaller_ms)
{
    html_count(out, (uint64_t)(ms / unit_ms));
    buf_format(out, NBSP "%s", names[0]);
    const int64_t rest = ms % unit_ms / smaller_ms;
    if (rest > 0)
        buf_format(out, NBSP "%" PRId64 NBSP "%s", rest, names[1]);
}

void
html_duration(struct buf *out, int64_t ms)
{
    static const char *const units[] = {"d", "h", "min", "s"};
    if (ms == DURATION_NONE)
        buf_text(out, NOTHING);
    else if (ms >= DAY_MS)
        append_units(out, ms, DAY_MS, &units[0], HOUR_MS);
    else if (ms >= HOUR_MS)
        append_units(out, ms, HOUR_MS, &units[1], MINUTE_MS);
    else if (ms >= MINUTE_MS)
        append_units(out, ms, MINUTE_MS, &units[2], 1000);
    else
        append_seconds(out, ms);
}

void
html_seconds(struct buf *out, int64_t ms)
{
    if (ms == DURATION_NONE)
        buf_text(out, NOTHING);
    else
        append_seconds(out, ms);
}

void
html_length(struct buf *out, int64_t ms)
{
    html_duration(out, ms);
    if (ms < MINUTE_MS)
        return; /* exact already, or nothing */
    buf_text(out, " <span class=\"exact\">");
    append_seconds(out, ms);
    buf_text(out, "</span>");
}

static void
append_tenths(struct buf *out, uint64_t tenths)
{
    if (tenths == 1000)
        buf_text(out, "100" NBSP "%");
    else
        buf_format(out, "%" PRIu64 ".%" PRIu64 NBSP "%%", tenths / 10, tenths % 10);
}

void
html_share(struct buf *out, uint64_t part, uint64_t whole)
{
    if (whole == 0) {
        buf_text(out, NOTHING);
        return;
    }
    /* Halved until the product fits; what that loses is far below a tenth of a percent. */
    while (part > UINT64_MAX / 1000) {
        part /= 2;
        whole /= 2;
    }
    append_tenths(out, part * 1000 / whole);
}

void
html_rate(struct buf *out, int64_t millionths)
{
    if (millionths == RATE_NONE)
        buf_text(out, NOTHING);
    else
        append_tenths(out, (uint64_t)millionths / (RATE_ONE / 1000));
}

static void
append_time(struct buf *out, const char *text, size_t length)
{
    buf_format(out, "<time datetime=\"%s\">%.10s", text, text);
    if (length > 10)
        buf_format(out, " %.*s", (int)length - 11, text + 11);
    buf_text(out, "</time>");
}

void
html_instant(struct buf *out, int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    if (ms == INSTANT_NONE) {
        buf_text(out, NOTHING);
        return;
    }
    instant_write(text, ms);
    append_time(out, text, ms % 1000 == 0 ? sizeof("2026-02-03T12:00:19") - 1 : sizeof("2026-02-03T12:00:19.400") - 1);
}

void
html_date(struct buf *out, int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    if (ms == INSTANT_NONE || ms % DAY_MS != 0) {
        html_instant(out, ms);
        return;
    }
    instant_write(text, ms);
    append_time(out, text, sizeof("2026-02-03") - 1);
}
