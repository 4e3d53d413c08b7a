/* html_figure.h - figures as people read them on the page: counts, durations, instants, shares.
 * Each appends inline markup. Digits are grouped by commas, whatever the locale; a figure that does not exist is "–".
 * Durations are cut to two units, so whoever prints one prints the exact seconds too. */
#ifndef DAYBOOK_BUNDLE_HTML_FIGURE_H
#define DAYBOOK_BUNDLE_HTML_FIGURE_H

#include "base/buf.h"
#include "base/slice.h"

/* "2,198". */
void html_count(struct buf *out, uint64_t count);
/* "1 window", "2 windows": the noun takes an s unless the count is 1. */
void html_counted(struct buf *out, uint64_t count, const char *noun);
/* The two largest units, cut: "20 d 3 h", "6 min 47 s", "19.4 s". */
void html_duration(struct buf *out, int64_t ms);
/* "1,814,400 s", exact. */
void html_seconds(struct buf *out, int64_t ms);
/* The duration for people and, where that may not be exact, the seconds. */
void html_length(struct buf *out, int64_t ms);
/* "99.4 %" of the whole, cut to one place, so that only all of it is "100 %"; "–" when the whole is 0. */
void html_share(struct buf *out, uint64_t part, uint64_t whole);
/* Millionths as a percentage with one place, cut. */
void html_rate(struct buf *out, int64_t millionths);
/* UTC, to the second, with milliseconds where there are some: "2026-02-03 12:00:19". */
void html_instant(struct buf *out, int64_t ms);
/* The date alone where the instant is a midnight, else as html_instant(). */
void html_date(struct buf *out, int64_t ms);

#endif
