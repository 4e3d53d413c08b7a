/* change_tables.h - controls/changes.csv and controls/altered_windows.csv: the rule changes that bear on the report
 * (docs/bundle.md). Each function appends a whole file. */
#ifndef DAYBOOK_BUNDLE_CHANGE_TABLES_H
#define DAYBOOK_BUNDLE_CHANGE_TABLES_H

#include "bundle/model.h"

/* One row for everything that a change says otherwise, then how many windows it alters. */
MUST_CHECK int bundle_render_changes(const struct bundle_model *model, struct buf *out, struct err *err);
/* One row for every window that a change alters. */
MUST_CHECK int bundle_render_altered_windows(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
