/* svg_strip.h - a source on the period's time axis: when it was in scope and known to be alive, and its gaps. */
#ifndef DAYBOOK_BUNDLE_SVG_STRIP_H
#define DAYBOOK_BUNDLE_SVG_STRIP_H

#include "bundle/model.h"
#include "bundle/svg_scale.h"

/* Of its spells in scope, and of its gaps, so many are drawn. */
enum { SVG_STRIP_PIECES_MAX = 200 };

/* Append the drawing, with its title and description, which says how many gaps there are. `line` is one of the model's
 * coverage. */
void svg_strip(struct buf *out, const struct bundle_model *model, const struct svg_scale *scale,
               const struct coverage_source *line);

#endif
