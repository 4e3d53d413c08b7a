/* svg_definitions.h - what the drawings of the page share, once: the pattern of each severity, the marks, the lines of
 * the calendar. Drawings refer to them by "#id"; their colours are in reports/report.css.
 * A severity has its pattern beside its colour, so that print without colour and people who do not see it still tell
 * them apart. */
#ifndef DAYBOOK_BUNDLE_SVG_DEFINITIONS_H
#define DAYBOOK_BUNDLE_SVG_DEFINITIONS_H

#include "bundle/svg_scale.h"

/* Height of a row of a drawing, and where its bar lies in it; pixels. */
enum { SVG_ROW = 28, SVG_BAR_TOP = 10, SVG_BAR = 11 };

#define SVG_MARKS(X)                                                                                                   \
    X(SVG_INTRODUCED, "introduced", "the change that made it was recorded")                                            \
    X(SVG_DETECTED, "detected", "the first failing check")                                                             \
    X(SVG_FIXED, "fixed", "the last repair or deployment recorded")                                                    \
    X(SVG_VERIFIED, "verified", "every failing check passed again: closed")                                            \
    X(SVG_DELETED, "deleted", "the resource is gone: closed")                                                          \
    X(SVG_CARRY_IN, "carry-in", "began before the period")                                                             \
    X(SVG_CARRY_OUT, "carry-out", "open at its end")                                                                   \
    X(SVG_SHORT, "short", "too short for a bar of its true width")

enum svg_mark {
#define X(mark, name, meaning) mark,
    SVG_MARKS(X)
#undef X
        SVG_MARK_COUNT
};
const char *svg_mark_name(enum svg_mark mark);
/* What it stands for, for the legend. */
const char *svg_mark_meaning(enum svg_mark mark);

/* An SVG element without size that holds them; from `end_ms` on nothing is known yet. */
void svg_definitions(struct buf *out, const struct svg_scale *scale, int64_t end_ms);
/* Put a mark at a place of the width. */
void svg_mark(struct buf *out, enum svg_mark mark, uint32_t place);
/* For a legend: the mark alone, or a piece of a bar of this class. */
void svg_mark_sample(struct buf *out, enum svg_mark mark);
void svg_sample(struct buf *out, const char *class);
/* For a legend: its last line, when from `end_ms` on nothing is known yet; else nothing. */
void svg_later_sample(struct buf *out, const struct svg_scale *scale, int64_t end_ms);
/* Put the lines of the calendar. */
void svg_grid(struct buf *out);
/* The calendar's names over its lines, a drawing of its own; `scale` is a struct svg_scale: for the head of a column.
 */
void svg_axis(struct buf *out, const void *scale);

#endif
