/* completeness.h - completeness/: what the sources promised, where they were silent, and what came when
 * (docs/bundle.md). Each function appends a whole file. */
#ifndef DAYBOOK_BUNDLE_COMPLETENESS_H
#define DAYBOOK_BUNDLE_COMPLETENESS_H

#include "bundle/model.h"

MUST_CHECK int bundle_render_sources(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_gaps(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_reconciliation(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_late(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_backdated(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_future(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_rejects(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
