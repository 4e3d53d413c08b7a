/* population.h - population/: every window of the period, nothing filtered, and how they roll forward
 * (docs/bundle.md). Each function appends a whole file. */
#ifndef DAYBOOK_BUNDLE_POPULATION_H
#define DAYBOOK_BUNDLE_POPULATION_H

#include "bundle/model.h"

MUST_CHECK int bundle_render_windows(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_rollforward(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
