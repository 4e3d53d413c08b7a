/* classes.h - the class rules of a set, compiled: which of them match the record of an event.
 * What can be said of a rule when only the stage of an event is known is worked out once, for every stage; so an event
 * is held against those rules alone that its stage leaves open, and a thousand rules cost microseconds. */
#ifndef DAYBOOK_CONTROL_CLASSES_H
#define DAYBOOK_CONTROL_CLASSES_H

#include "control/rules.h"

enum {
    CLASSES_REGEXES_MAX = 256,  /* regular expressions in one set of rules */
    CLASSES_REGEX_STEPS = 5000, /* from each place where a match may start */
    CLASSES_REGEX_BYTES = 16384 /* of texts that all of them together look at in one event */
};

/* What the class rule makes of an event: TRUTH_YES is a match. TRUTH_MAYBE only when a regular expression took too long
 * and nothing else decides, or when only the stage is known. */
enum truth class_holds(const struct rule *rule, const struct match_subject *subject);

struct classes;

/* Over class rules, whose array must outlive it; lives in the arena. */
const struct classes *classes_new(const struct rule_list *rules, struct arena *arena);
/* ERR_LIMIT when the rules hold more than CLASSES_REGEXES_MAX regular expressions. */
MUST_CHECK int classes_check_regexes(const struct rule_list *rules, struct err *err);

/* A rule that matches, or that its regular expressions could not decide. */
struct class_finding {
    uint32_t rule; /* number in the list */
    bool is_undecided;
};
/* Those of an event, in the order of the rules; `out_findings` has room for every rule. Returns their number: 0 for a
 * record of another kind. */
size_t classes_find(const struct classes *classes, struct regex_matcher *matcher, const struct record *record,
                    struct class_finding *out_findings);

#endif
