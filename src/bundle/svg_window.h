/* svg_window.h - an exposure window on the period's time axis: a bar in the pattern of its severity, clipped to the
 * period, with marks for what happened to it. However short it was, it is seen: below SVG_BAR_MIN of the width a needle
 * stands for the bar, with its length beside it. */
#ifndef DAYBOOK_BUNDLE_SVG_WINDOW_H
#define DAYBOOK_BUNDLE_SVG_WINDOW_H

#include "bundle/model.h"
#include "bundle/svg_scale.h"

enum { SVG_BAR_MIN = 700 };

/* Append the drawing, with its title and description. */
void svg_window(struct buf *out, const struct bundle_model *model, const struct svg_scale *scale,
                const struct window *window);

#endif
