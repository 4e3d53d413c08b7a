/* csv.h - writing CSV that spreadsheets cannot be tricked by.
 * Source: RFC 4180: lines end with CR LF, cells are quoted only when they hold a comma or a quote. On top of it, a text
 * that begins with = + - @, tab or CR gets a leading ' (else a spreadsheet may run it), and control and bidirectional
 * characters are shown as \u{…} (visible.h), so a cell never holds a line break. */
#ifndef DAYBOOK_FORMAT_CSV_H
#define DAYBOOK_FORMAT_CSV_H

#include "base/buf.h"
#include "base/slice.h"

struct csv {
    struct buf *out;
    bool in_row;
};

/* Write rows to the end of `out`, which the caller owns. */
void csv_init(struct csv *csv, struct buf *out);
/* A cell of foreign text. Absent is an empty cell. */
void csv_text(struct csv *csv, struct slice text);
/* A cell that this program made (a number, an instant, a fixed word), written as it is: "-1" stays a number. */
void csv_raw(struct csv *csv, struct slice text);
void csv_int(struct csv *csv, int64_t number);
/* Milliseconds as seconds, in the form of json_seconds_write(). */
void csv_seconds(struct csv *csv, int64_t ms);
/* `instant_ms` in the form of instant_write(), or an empty cell for INSTANT_NONE. */
void csv_instant(struct csv *csv, int64_t instant_ms);
/* "true" or "false". */
void csv_bool(struct csv *csv, bool boolean);
void csv_end_row(struct csv *csv);
/* A whole row of our own words: the header line. */
void csv_header(struct csv *csv, const char *const *names, size_t count);

#endif
