#include "cmd/duration.h"

#include <inttypes.h>

int
duration_read(const char *name, const char *text, uint64_t *out_s, struct err *err)
{
    static const struct {
        char unit;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char *end = NULL;
    const uint64_t number = text[0] >= '0' && text[0] <= '9' ? strtoull(text, &end, 10) : 0;
    uint64_t scale = end != NULL && *end == '\0' ? 1 : 0;
    for (size_t i = 0; end != NULL && i < COUNT_OF(units); i++)
        if (end[0] == units[i].unit && end[1] == '\0')
            scale = units[i].seconds;
    if (scale == 0 || number == 0 || number > (UINT64_C(10) * 366 * 86400) / scale)
        return err_set(err, ERR_USAGE, "%s '%s' is not a duration such as 90s, 15m, 1h or 7d", name, text);
    *out_s = number * scale;
    return 0;
}

struct slice
duration_text(int64_t ms, struct arena *arena)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}};
    const int64_t length_ms = ms < 0 ? -ms : ms;
    for (size_t i = 0; i + 1 < COUNT_OF(units); i++) {
        const int64_t rest = length_ms % units[i].ms / units[i + 1].ms;
        if (length_ms < units[i].ms)
            continue;
        if (rest == 0)
            return arena_format(arena, "%" PRId64 " %s", length_ms / units[i].ms, units[i].unit);
        return arena_format(arena, "%" PRId64 " %s %" PRId64 " %s", length_ms / units[i].ms, units[i].unit, rest,
                            units[i + 1].unit);
    }
    return arena_format(arena, "%" PRId64 " s", length_ms / 1000);
}
