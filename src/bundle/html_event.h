/* html_event.h - an event of the ledger in a table: its entry, when it came, from whom, about what. */
#ifndef DAYBOOK_BUNDLE_HTML_EVENT_H
#define DAYBOOK_BUNDLE_HTML_EVENT_H

#include "bundle/html_table.h"
#include "bundle/model.h"

/* The columns that html_event_cells() fills. */
#define HTML_EVENT_COLUMNS                                                                                             \
    {.title = "Check and resource", .kind = HTML_COLUMN_NAME}, {.title = "Entry", .kind = HTML_COLUMN_FIGURE},         \
        {.title = "Source", .kind = HTML_COLUMN_TEXT}, {.title = "Stage", .kind = HTML_COLUMN_TEXT},                   \
        {.title = "Occurred", .kind = HTML_COLUMN_INSTANT},                                                            \
    {                                                                                                                  \
        .title = "Received", .kind = HTML_COLUMN_INSTANT                                                               \
    }

/* Begin a row with the event of this number. */
void html_event_row(struct html_table *table, const struct bundle_model *model, uint32_t event);

#endif
