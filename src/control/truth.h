/* truth.h - yes, no, or not known: what a rule says of an event of which not everything is known.
 * Kleene's three values: "and" is the least, "or" the greatest, "not" turns the order round. Not known is what a test
 * gives for a field that is not looked at yet, or when a regular expression took too long. */
#ifndef DAYBOOK_CONTROL_TRUTH_H
#define DAYBOOK_CONTROL_TRUTH_H

#include <stdbool.h>

enum truth { TRUTH_NO, TRUTH_MAYBE, TRUTH_YES };

static inline enum truth
truth_of(bool holds)
{
    return holds ? TRUTH_YES : TRUTH_NO;
}

static inline enum truth
truth_and(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static inline enum truth
truth_or(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

static inline enum truth
truth_not(enum truth a)
{
    return (enum truth)(TRUTH_YES - a);
}

#endif
