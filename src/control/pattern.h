/* pattern.h - checks by pattern: a "*" stands for any bytes, none included, everything else for itself.
 * Pure; patterns come from rule files, so their length and number are bounded: two patterns are compared in at most the
 * product of their lengths. */
#ifndef DAYBOOK_CONTROL_PATTERN_H
#define DAYBOOK_CONTROL_PATTERN_H

#include "base/slice.h"

enum {
    PATTERN_BYTES_MAX = 128, /* in one pattern */
    PATTERN_COUNT_MAX = 512, /* in one set of rules */
};

/* Does the text hold a "*"? */
bool pattern_is_meant(struct slice text);
/* Whether the whole of `text` is what the pattern says. */
bool pattern_matches(struct slice pattern, struct slice text);
/* Whether there is a text that both patterns match; each at most PATTERN_BYTES_MAX long. */
bool pattern_overlaps(struct slice a, struct slice b);

#endif
