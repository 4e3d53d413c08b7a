/* duration.h - lengths of time as people write and read them. */
#ifndef DAYBOOK_CMD_DURATION_H
#define DAYBOOK_CMD_DURATION_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/* Read "90", "90s", "15m", "1h" or "7d" as seconds, more than 0 and at most ten years: else ERR_USAGE, which begins
 * with `name`. */
MUST_CHECK int duration_read(const char *name, const char *text, uint64_t *out_s, struct err *err);

/* Its two largest units, "3 d 4 h", "2 h", "19 s"; of a negative one, how long it is. In the arena. */
struct slice duration_text(int64_t ms, struct arena *arena);

#endif
