/* html_finding.h - an exposure window in a table: what was found on what, and how it ended. */
#ifndef DAYBOOK_BUNDLE_HTML_FINDING_H
#define DAYBOOK_BUNDLE_HTML_FINDING_H

#include "bundle/model.h"

/* The resource, and below it the rule and how the window was handled. */
void html_finding(struct buf *out, const struct bundle_model *model, const struct window *window);
/* When and how it ended, or "open". */
void html_end(struct buf *out, const struct window *window);

#endif
