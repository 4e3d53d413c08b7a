/* waived.h - what of a window its waivers cover. Source: docs/statistics.md, "Exposure windows", net. */
#ifndef DAYBOOK_ANALYTICS_WAIVED_H
#define DAYBOOK_ANALYTICS_WAIVED_H

#include "analytics/windows.h"

/* Cut what the window's waivers, at least one, cover off at its end (or E), and set window->waived to their union, in
 * the arena. A valid waiver comes with `covers` up to its expiry, another one with nothing. */
void waived_settle(struct window *window, int64_t until_ms, struct windows_waiver *waivers, size_t count,
                   struct arena *arena);

#endif
