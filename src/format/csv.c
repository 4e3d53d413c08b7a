#include "format/csv.h"

#include "base/instant.h"
#include "format/json_number.h"
#include "format/visible.h"

#include <inttypes.h>

void
csv_init(struct csv *csv, struct buf *out)
{
    *csv = (struct csv){.out = out};
}

static void
begin_cell(struct csv *csv)
{
    if (csv->in_row)
        buf_byte(csv->out, ',');
    csv->in_row = true;
}

static bool
runs_in_spreadsheet(struct slice text)
{
    return text.n > 0 && strchr("=+-@\t\r", text.p[0]) != NULL && text.p[0] != '\0';
}

static bool
needs_quotes(struct slice text)
{
    return slice_find(text, ',') < text.n || slice_find(text, '"') < text.n;
}

/* The text as people may see it, its quotes doubled: a quote is ASCII, so bytes will do. */
static void
add_doubling(struct buf *out, struct slice text)
{
    while (text.n > 0) {
        const size_t quote = slice_find(text, '"');
        visible_append(out, slice_sub(text, 0, quote));
        if (quote < text.n)
            buf_text(out, "\"\"");
        text = slice_sub(text, quote + 1, text.n);
    }
}

void
csv_text(struct csv *csv, struct slice text)
{
    begin_cell(csv);
    const char *quote = needs_quotes(text) ? "\"" : "";
    buf_text(csv->out, quote);
    if (runs_in_spreadsheet(text))
        buf_byte(csv->out, '\'');
    add_doubling(csv->out, text);
    buf_text(csv->out, quote);
}

void
csv_raw(struct csv *csv, struct slice text)
{
    begin_cell(csv);
    buf_add(csv->out, text);
}

void
csv_int(struct csv *csv, int64_t number)
{
    begin_cell(csv);
    buf_format(csv->out, "%" PRId64, number);
}

void
csv_seconds(struct csv *csv, int64_t ms)
{
    char text[JSON_NUMBER_TEXT_MAX];
    json_seconds_write(text, ms);
    csv_raw(csv, slice_of(text));
}

void
csv_instant(struct csv *csv, int64_t instant_ms)
{
    char text[INSTANT_TEXT_MAX] = "";
    if (instant_ms != INSTANT_NONE)
        instant_write(text, instant_ms);
    csv_raw(csv, slice_of(text));
}

void
csv_bool(struct csv *csv, bool boolean)
{
    csv_raw(csv, slice_of(boolean ? "true" : "false"));
}

void
csv_end_row(struct csv *csv)
{
    buf_text(csv->out, "\r\n");
    csv->in_row = false;
}

void
csv_header(struct csv *csv, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_raw(csv, slice_of(names[i]));
    csv_end_row(csv);
}
