/* sla.h - how long a finding may stay open, by severity: controls/sla.yaml (docs/controls.md).
 * Used as docs/statistics.md §4 (flap) and §6 (due) say. */
#ifndef DAYBOOK_CONTROL_SLA_H
#define DAYBOOK_CONTROL_SLA_H

#include "base/arena.h"
#include "base/err.h"
#include "record/vocabulary.h"

/* Where the table stands in a file set. */
#define SLA_PATH "controls/sla.yaml"

struct sla_table {
    struct slice version;     /* the people's name of this state of the table: "2026-01" */
    uint64_t flap_s;          /* reopened sooner than this counts as the same violation coming back */
    bool has[severity_count]; /* whether a severity has an SLA; never SEVERITY_NONE */
    uint64_t sla_s[severity_count];
};

/* Read the file. ERR_FORMAT or ERR_LIMIT, "PATH:LINE:COLUMN: …", when it is not YAML, has an unknown or missing key, an
 * unknown severity, or a number of seconds that is not in 1..LIMIT_DURATION_S. */
MUST_CHECK int
sla_read(const char *path, struct slice bytes, struct arena *arena, struct sla_table *out_table, struct err *err);

#endif
