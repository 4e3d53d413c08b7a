/* report_html.h - report.html: the bundle for people, one file that works offline and without scripts. */
#ifndef DAYBOOK_BUNDLE_REPORT_HTML_H
#define DAYBOOK_BUNDLE_REPORT_HTML_H

#include "base/buf.h"
#include "bundle/model.h"

/* Append the whole page. Fails only when it does not fit into `out`, or a writer fails. */
MUST_CHECK int bundle_render_report_html(const struct bundle_model *model, struct buf *out, struct err *err);

#endif
