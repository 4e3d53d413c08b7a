/* control_files.h - controls/: the catalog and the rules as they were read, and which rule bears on which criterion
 * (docs/bundle.md). Each function appends a whole file. */
#ifndef DAYBOOK_BUNDLE_CONTROL_FILES_H
#define DAYBOOK_BUNDLE_CONTROL_FILES_H

#include "bundle/model.h"

MUST_CHECK int bundle_render_catalog(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_rules(const struct bundle_model *model, struct buf *out, struct err *err);
MUST_CHECK int bundle_render_criteria(const struct bundle_model *model, struct buf *out, struct err *err);
/* What each class rule evidences, and how many events it matched. */
MUST_CHECK int bundle_render_classes(const struct bundle_model *model, struct buf *out, struct err *err);
/* The frameworks other than SOC 2. */
MUST_CHECK int bundle_render_crosswalk(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
