/* class_read.h - the members that only class rules have: `match`, `condition`, and tests of events.
 * Inside of this folder only; rule_read() (control/rules.h) is the whole. */
#ifndef DAYBOOK_CONTROL_CLASS_READ_H
#define DAYBOOK_CONTROL_CLASS_READ_H

#include "control/document.h"
#include "control/rules.h"

/* Read them into `rule`. `bytes` are the file's: in them is looked up where in the text of the condition a fault
 * stands, which is said when the condition stands in one line. */
MUST_CHECK int
class_read(const struct document *document, const struct json *root, struct slice bytes, struct rule *rule);
/* One item of `tests`: {event: {FIELD: VALUE, …}, matches: true}. */
MUST_CHECK int class_test_read(const struct document *document, const struct json *item, struct rule_test *out_test);

#endif
