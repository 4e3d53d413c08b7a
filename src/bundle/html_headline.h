/* html_headline.h - the handful of figures that a reader sees first: how windows rolled forward, exposure, remediation,
 * coverage. Each has its numerator and denominator, or its exact seconds, beside it. */
#ifndef DAYBOOK_BUNDLE_HTML_HEADLINE_H
#define DAYBOOK_BUNDLE_HTML_HEADLINE_H

#include "bundle/model.h"

/* Append them, with headings of the third level. */
void html_headline(struct buf *out, const struct bundle_model *model);

#endif
