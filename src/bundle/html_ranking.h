/* html_ranking.h - which windows a page shows when it cannot show all: the most severe, of those the longest in the
 * period, of those the earliest. */
#ifndef DAYBOOK_BUNDLE_HTML_RANKING_H
#define DAYBOOK_BUNDLE_HTML_RANKING_H

#include "bundle/model.h"

/* Numbers in the model's windows. */
struct html_ranking {
    const uint32_t *windows;
    size_t count;
};

/* The first `max` by severity, then length, then the order of the windows. In the arena. */
struct html_ranking html_ranking_by_severity(const struct bundle_model *model, size_t max, struct arena *arena);
/* The first `max` by length, then the order of the windows. In the arena. */
struct html_ranking html_ranking_by_length(const struct bundle_model *model, size_t max, struct arena *arena);
/* The same windows by severity, and within one in the order of the windows, by start: as a timeline shows them. */
void html_ranking_in_time(const struct bundle_model *model, struct html_ranking *ranking, struct arena *arena);

#endif
