/* exceptions.h - exceptions/: items for the auditor to evaluate (docs/bundle.md). Each function appends a whole
 * file. */
#ifndef DAYBOOK_BUNDLE_EXCEPTIONS_H
#define DAYBOOK_BUNDLE_EXCEPTIONS_H

#include "bundle/model.h"

/* Whether a window of the model is in sla_breaches.csv: decided late in the period, or open at its end past its due. */
bool bundle_is_breach(const struct bundle_model *model, const struct window *window);
MUST_CHECK int bundle_render_sla_breaches(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_waivers(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_unverified(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_unmapped(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_not_permitted(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_undecided(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_unattached(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
