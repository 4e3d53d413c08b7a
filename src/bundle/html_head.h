/* html_head.h - the top of report.html: of which ledger and period it is, its status, and how to check it. */
#ifndef DAYBOOK_BUNDLE_HTML_HEAD_H
#define DAYBOOK_BUNDLE_HTML_HEAD_H

#include "bundle/model.h"

/* The stamp of a simulated ledger belongs on every printed page. */
#define HTML_SIMULATED "SIMULATED"

/* Append the <header> of the page. */
void html_head(struct buf *out, const struct bundle_model *model);
/* Append rules of CSS for print that repeat origin, period and status at the foot of each page. */
void html_head_running(struct buf *out, const struct bundle_model *model);

#endif
