/* ledger_files.h - the files beside the entries that let others rebuild the tree, and the list of what the entries
 * commit to and the bundle does not hold (docs/bundle.md). Each function appends a whole file. */
#ifndef DAYBOOK_BUNDLE_LEDGER_FILES_H
#define DAYBOOK_BUNDLE_LEDGER_FILES_H

#include "bundle/model.h"

/* ledger/start.json: a, and the roots of the first a leaves. */
MUST_CHECK int bundle_render_start(const struct bundle_model *model, struct buf *out, struct err *err);
/* ledger/subtrees.bin. */
MUST_CHECK int bundle_render_subtrees(const struct bundle_model *model, struct buf *out, struct err *err);
/* redactions.csv. */
MUST_CHECK int bundle_render_redactions(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
