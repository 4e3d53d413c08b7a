/* status.h - the two faces of `status`: what needs a person, for people and for programs. */
#ifndef DAYBOOK_CMD_STATUS_H
#define DAYBOOK_CMD_STATUS_H

#include "analytics/attention.h"
#include "analytics/liveness.h"
#include "bundle/model.h"

/* Where the clock that silence and time left are measured by comes from. */
enum status_clock { STATUS_CLOCK_SYSTEM, STATUS_CLOCK_LAST_ENTRY, STATUS_CLOCK_PERIOD_END };

struct status_facts {
    const struct bundle_model *model;
    struct attention attention;
    struct liveness_list sources;
    const struct coverage_source *const *coverage; /* by number of source: how it was covered in the period */
    enum status_clock clock;
    int64_t within_ms; /* how soon the expiry of a waiver is listed */
    struct arena *arena;
};

/* At most 20 rows of each section. */
void status_print(const struct status_facts *facts);
/* Everything. */
MUST_CHECK int status_print_json(const struct status_facts *facts, struct err *err);

/* What both say of a window: the owner of its rule, absent when no rule names the check. */
struct slice status_owner(const struct status_facts *facts, const struct window *window);

#endif
