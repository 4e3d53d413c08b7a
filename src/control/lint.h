/* lint.h - every fault of a set of controls, not only the first: what `daybook controls lint` prints.
 * A finding is a verdict, not an error: it goes to the callback. */
#ifndef DAYBOOK_CONTROL_LINT_H
#define DAYBOOK_CONTROL_LINT_H

#include "record/file_set.h"

/* One finding: "PATH:LINE:COLUMN: …", or "PATH: …" for a file as a whole; valid during the call. */
typedef void (*lint_report)(void *context, const char *text);

/* Look at each file of the set by itself, then at what must hold between them, then run the rules' own tests. Returns
 * the number of findings. */
size_t controls_lint(const struct file_set *files, lint_report report, void *context);

#endif
