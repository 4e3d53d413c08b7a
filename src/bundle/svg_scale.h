/* svg_scale.h - from instants to places across a drawing, and where a calendar puts its lines.
 * Places are thousandths of a percent of the width, so that drawings stretch with the page while their text does not,
 * and whole numbers, so that they are the same on every machine. */
#ifndef DAYBOOK_BUNDLE_SVG_SCALE_H
#define DAYBOOK_BUNDLE_SVG_SCALE_H

#include "base/buf.h"

enum { SVG_WIDTH = 100000, SVG_TICKS_MAX = 192, SVG_LABEL_MAX = 16 };

/* Half-open, from < to. */
struct svg_scale {
    int64_t from_ms;
    int64_t to_ms;
};

/* A line of the calendar inside the scale. */
struct svg_tick {
    int64_t ms;
    bool major;                /* a month among weeks, a week among days, … by the length of the scale */
    char label[SVG_LABEL_MAX]; /* of major ones: "Feb", "2 Mar", "2027"; else empty */
};

/* 0 … SVG_WIDTH; instants outside are clamped. */
uint32_t svg_scale_at(const struct svg_scale *scale, int64_t ms);
/* "12.345%". */
void svg_percent(struct buf *out, uint32_t place);
/* The ticks in their order; returns how many. */
size_t svg_scale_ticks(const struct svg_scale *scale, struct svg_tick out_ticks[static SVG_TICKS_MAX]);

#endif
