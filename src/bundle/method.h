/* method.h - stats/method.md: how every figure of this bundle is defined, with the values that it was made with.
 * It says in short what docs/statistics.md defines exactly. */
#ifndef DAYBOOK_BUNDLE_METHOD_H
#define DAYBOOK_BUNDLE_METHOD_H

#include "bundle/model.h"

/* Append the file. */
MUST_CHECK int bundle_render_method(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
