#include "analytics/waived.h"

void
waived_settle(struct window *window, int64_t until_ms, struct windows_waiver *waivers, size_t count,
              struct arena *arena)
{
    struct stretch *waived = arena_array(arena, count, sizeof(*waived));
    for (size_t i = 0; i < count; i++) {
        struct stretch *covers = &waivers[i].covers;
        *covers = stretch_common(*covers, (struct stretch){covers->from_ms, until_ms});
        waived[i] = *covers;
    }
    window->waived = waived;
    window->waived_count = stretch_merge(waived, count);
}
