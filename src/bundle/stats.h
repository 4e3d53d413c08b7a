/* stats.h - stats/: coverage.json, exposure.json, survival.csv and steps.csv (members and columns as in
 * docs/bundle.md). Each function appends a whole file. */
#ifndef DAYBOOK_BUNDLE_STATS_H
#define DAYBOOK_BUNDLE_STATS_H

#include "bundle/model.h"

MUST_CHECK int bundle_render_coverage(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_exposure(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_survival(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_steps(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
