/* readme.h - README.txt: what the bundle is of, how to check it with and without this program, what it leaves out. */
#ifndef DAYBOOK_BUNDLE_README_H
#define DAYBOOK_BUNDLE_README_H

#include "bundle/model.h"

/* Append the file. It draws no conclusion: it says what was recorded and how that can be checked. */
MUST_CHECK int bundle_render_readme(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
