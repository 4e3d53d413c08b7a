/* verdict.h - what one event says by itself: a fail, a pass, or neither, and the permission that it needs.
 * Source: docs/statistics.md, "Stages". */
#ifndef DAYBOOK_ANALYTICS_VERDICT_H
#define DAYBOOK_ANALYTICS_VERDICT_H

#include "analytics/facts.h"

enum verdict { VERDICT_NONE, VERDICT_FAIL, VERDICT_PASS };

/* Of detected, reopened, evaluated and verified the outcome decides; without one detected and reopened are fails,
 * verified is a pass and evaluated is neither. Every other stage is neither. */
enum verdict verdict_of(enum stage stage, enum outcome outcome);
/* The permission that the event needs, MAY_NONE when it needs none. */
enum permission verdict_permission(enum stage stage, enum outcome outcome);
/* Whether the source of the event was permitted to send it. */
bool verdict_permitted(const struct facts *facts, const struct fact_event *event);

#endif
