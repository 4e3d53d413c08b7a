/* html_survival.h - figures of time to remediate as a cell or a line shows them (docs/statistics.md, "Time to
 * remediate"), with the warning that the definition asks for beside every one of them. */
#ifndef DAYBOOK_BUNDLE_HTML_SURVIVAL_H
#define DAYBOOK_BUNDLE_HTML_SURVIVAL_H

#include "analytics/survival.h"
#include "base/buf.h"

/* Below so many windows at risk a figure rests on very little, and says so. */
enum { HTML_AT_RISK_MIN = 5 };

/* A quantile, or "not reached", or "–" when nothing was observed. */
void html_quantile(struct buf *out, const struct survival *survival, int64_t quantile_ms);
/* The 95 % band of the median, "6 min 47 s to 12 d 20 h"; an end that does not exist is "not reached". */
void html_band(struct buf *out, const struct survival *survival);
/* The smallest number at risk at an event, marked when it is small; "–" without an event. */
void html_at_risk(struct buf *out, const struct survival *survival);
/* "55 verified of 72 observed", and the warning where it applies. */
void html_observed(struct buf *out, const struct survival *survival);

#endif
