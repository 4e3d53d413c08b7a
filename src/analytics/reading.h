/* reading.h - what every figure is computed from: the entries, the rules, when each event counts, and the period. */
#ifndef DAYBOOK_ANALYTICS_READING_H
#define DAYBOOK_ANALYTICS_READING_H

#include "analytics/effective.h"
#include "analytics/policy.h"

struct reading {
    const struct facts *facts;
    const struct policy *policy;
    const struct effective *effective; /* computed for `period` */
    struct period period;
};

#endif
