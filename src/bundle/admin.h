/* admin.h - completeness/admin.csv: every act of people on the ledger (docs/bundle.md). */
#ifndef DAYBOOK_BUNDLE_ADMIN_H
#define DAYBOOK_BUNDLE_ADMIN_H

#include "bundle/model.h"

/* Append the file: source, ruleset and close records of all entries, in their order. */
MUST_CHECK int bundle_render_admin(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
