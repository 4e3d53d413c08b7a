/* cells.h - cells that several tables of the bundle share. */
#ifndef DAYBOOK_BUNDLE_CELLS_H
#define DAYBOOK_BUNDLE_CELLS_H

#include "bundle/model.h"
#include "format/csv.h"

/* Start a table: its header line. */
void cells_table(struct csv *csv, struct buf *out, const char *const *columns, size_t count);
/* An index or a count. */
void cells_number(struct csv *csv, uint64_t number);
/* Milliseconds as seconds, empty for DURATION_NONE (which INSTANT_NONE equals). */
void cells_seconds(struct csv *csv, int64_t ms);
/* Millionths as a number, empty for RATE_NONE. */
void cells_rate(struct csv *csv, int64_t millionths);
/* A word of our vocabularies, empty for NULL. */
void cells_word(struct csv *csv, const char *word);
/* The text of a number of an intern table, empty for INTERN_NONE. */
void cells_interned(struct csv *csv, const struct intern *table, uint32_t id);
/* A rule's id. */
void cells_rule(struct csv *csv, const struct bundle_model *model, uint32_t rule);
/* The criteria of a rule, in the order of the catalog, separated by spaces. */
void cells_criteria(struct csv *csv, const struct bundle_model *model, uint32_t rule);

/* The cells of an event by its number, under the columns CELLS_EVENT_COLUMNS. */
#define CELLS_EVENT_COLUMNS "index", "received", "occurred", "source", "check", "resource", "stage", "outcome"
void cells_event(struct csv *csv, const struct bundle_model *model, uint32_t event);
/* The rule of an event's check; empty when it has no check. */
void cells_event_rule(struct csv *csv, const struct bundle_model *model, uint32_t event);

#endif
