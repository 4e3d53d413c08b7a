#include "bundle/svg_definitions.h"

enum { GRID_MARGIN = 14, SAMPLE = 18 };

static const struct {
    const char *name;
    const char *meaning;
} marks[] = {
#define X(mark, name, meaning) [mark] = {name, meaning},
    SVG_MARKS(X)
#undef X
};

/* Around x = 0. Above the bar, but for those of its ends, which stand beside it. */
static const struct {
    const char *markup;
    int x; /* its middle */
    int y;
} shapes[] = {
    [SVG_INTRODUCED] = {"<circle class=\"mark open\" cy=\"5\" r=\"3\"/>", 0, 5},
    [SVG_DETECTED] = {"<path class=\"mark\" d=\"M-4 1.5h8L0 8.5z\"/>", 0, 5},
    [SVG_FIXED] = {"<path class=\"mark\" d=\"M0 1l3.8 3.8L0 8.6l-3.8-3.8z\"/>", 0, 5},
    [SVG_VERIFIED] = {"<path class=\"mark line\" d=\"M3 15.5l3 3 5.5-7\"/>", 7, 15},
    [SVG_DELETED] = {"<path class=\"mark line\" d=\"M4 12l7 7m0-7l-7 7\"/>", 7, 15},
    [SVG_CARRY_IN] = {"<path class=\"mark line\" d=\"M-4 10.5l-5 5 5 5\"/>", -7, 15},
    [SVG_CARRY_OUT] = {"<path class=\"mark line\" d=\"M4 10.5l5 5-5 5\"/>", 7, 15},
    [SVG_SHORT] = {"<path class=\"needle\" d=\"M0 4v23\"/><circle class=\"needle\" cy=\"15.5\" r=\"4\"/>", 0, 15},
};
_Static_assert(COUNT_OF(shapes) == SVG_MARK_COUNT, "one shape for each mark");

const char *
svg_mark_name(enum svg_mark mark)
{
    return marks[mark].name;
}

const char *
svg_mark_meaning(enum svg_mark mark)
{
    return marks[mark].meaning;
}

/* Tiles of six pixels: what is drawn over the colour of the severity. Critical is plain. */
static const char patterns[] =
    "<pattern id=\"fill-critical\" class=\"tile critical\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"6\" height=\"6\"/></pattern>\n"
    "<pattern id=\"fill-high\" class=\"tile high\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\"/><path d=\"M0 1h6\"/></pattern>\n"
    "<pattern id=\"fill-medium\" class=\"tile medium\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"5\" height=\"5\"/><path d=\"M1.5 2.5h2\"/></pattern>\n"
    "<pattern id=\"fill-low\" class=\"tile low\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"5\" height=\"5\"/><path d=\"M2 0v5\"/></pattern>\n"
    "<pattern id=\"fill-informational\" class=\"tile informational\" width=\"6\" height=\"6\" "
    "patternUnits=\"userSpaceOnUse\"><path d=\"M0 3h6\"/></pattern>\n"
    "<pattern id=\"fill-none\" class=\"tile none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><path d=\"M0 3h6\"/></pattern>\n";

static void
define_grid(struct buf *out, const struct svg_scale *scale, int64_t end_ms)
{
    struct svg_tick ticks[SVG_TICKS_MAX];
    const size_t count = svg_scale_ticks(scale, ticks);
    /* Beyond the row on both sides, so that the lines of neighbours meet however high text makes a row. */
    buf_text(out, "<g id=\"grid\">");
    for (size_t i = 0; i < count; i++) {
        buf_format(out, "<line class=\"%s\" y1=\"%d\" y2=\"%d\" x1=\"", ticks[i].major ? "major" : "minor",
                   -GRID_MARGIN, SVG_ROW + GRID_MARGIN);
        svg_percent(out, svg_scale_at(scale, ticks[i].ms));
        buf_text(out, "\" x2=\"");
        svg_percent(out, svg_scale_at(scale, ticks[i].ms));
        buf_text(out, "\"/>");
    }
    if (end_ms < scale->to_ms) {
        const uint32_t from = svg_scale_at(scale, end_ms);
        buf_text(out, "<rect class=\"later\" x=\"");
        svg_percent(out, from);
        buf_text(out, "\" width=\"");
        svg_percent(out, SVG_WIDTH - from);
        buf_format(out, "\" y=\"%d\" height=\"%d\"/>", -GRID_MARGIN, SVG_ROW + 2 * GRID_MARGIN);
    }
    buf_text(out, "</g>\n");
}

void
svg_definitions(struct buf *out, const struct svg_scale *scale, int64_t end_ms)
{
    buf_text(out, "<svg class=\"definitions\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n");
    buf_text(out, patterns);
    for (enum svg_mark mark = 0; mark < SVG_MARK_COUNT; mark++)
        buf_format(out, "<g id=\"mark-%s\">%s</g>\n", svg_mark_name(mark), shapes[mark].markup);
    define_grid(out, scale, end_ms);
    buf_text(out, "</defs></svg>\n");
}

void
svg_mark(struct buf *out, enum svg_mark mark, uint32_t place)
{
    buf_format(out, "<use href=\"#mark-%s\" x=\"", svg_mark_name(mark));
    svg_percent(out, place);
    buf_text(out, "\"/>");
}

void
svg_mark_sample(struct buf *out, enum svg_mark mark)
{
    buf_format(out, "<svg class=\"sample\" viewBox=\"%d %d %d %d\" aria-hidden=\"true\"><use href=\"#mark-%s\"/></svg>",
               shapes[mark].x - SAMPLE / 2, shapes[mark].y - SAMPLE / 2, SAMPLE, SAMPLE, svg_mark_name(mark));
}

void
svg_sample(struct buf *out, const char *class)
{
    buf_format(out,
               "<svg class=\"sample\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" y=\"4\" "
               "width=\"%d\" height=\"%d\"/></svg>",
               SAMPLE, SAMPLE, class, SAMPLE - 2, SVG_BAR);
}

void
svg_later_sample(struct buf *out, const struct svg_scale *scale, int64_t end_ms)
{
    if (end_ms >= scale->to_ms)
        return;
    buf_text(out, "<li>");
    svg_sample(out, "later");
    buf_text(out, " not known yet: the period is not over</li>\n");
}

void
svg_grid(struct buf *out)
{
    buf_text(out, "<use href=\"#grid\"/>");
}

void
svg_axis(struct buf *out, const void *scale)
{
    struct svg_tick ticks[SVG_TICKS_MAX];
    const size_t count = svg_scale_ticks(scale, ticks);
    buf_text(out, "<svg class=\"axis\" aria-hidden=\"true\">");
    for (size_t i = 0; i < count; i++) {
        if (!ticks[i].major)
            continue;
        buf_text(out, "<text y=\"9\" x=\"");
        svg_percent(out, svg_scale_at(scale, ticks[i].ms));
        buf_format(out, "\">%s</text>", ticks[i].label);
    }
    buf_text(out, "</svg>");
}
