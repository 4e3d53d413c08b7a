/* scope.h - the scope of an examination as a value: which systems, told by which sources, which accounts and
 * repositories. What a `scope` record holds (docs/records.md). */
#ifndef DAYBOOK_RECORD_SCOPE_H
#define DAYBOOK_RECORD_SCOPE_H

#include "record/record.h"

/* The same names in the same order. */
bool record_scope_equal(const struct record_scope *a, const struct record_scope *b);
/* A copy that lives wholly in the arena. */
struct record_scope record_scope_copy(const struct record_scope *scope, struct arena *arena);

#endif
