/* sla.h - when a window's repair was due, and whether it came in time.
 * Source: docs/statistics.md, "SLA". */
#ifndef DAYBOOK_ANALYTICS_SLA_H
#define DAYBOOK_ANALYTICS_SLA_H

#include "analytics/windows.h"

/* The due of the window after an event at `t_ms` on it states `severity` (never NONE), before that is recorded in
 * window->severity. `sla` is the table in force at the opening event, NULL when there was none. */
int64_t sla_due_after(const struct window *window, const struct policy_sla *sla, enum severity severity, int64_t t_ms);
/* Set sla, net_due_ms and net_sla from the due, the end and the waived time. */
void sla_decide(struct window *window, struct period period, int64_t end_ms);

#endif
