/* body.h - from the expressions of a reading to the record of one event: the values found, checked and put in place.
 * A payload that says something else than it may (a stage that is none, a time that is none) is refused with a reason
 * that names the path. */
#ifndef DAYBOOK_SHAPE_BODY_H
#define DAYBOOK_SHAPE_BODY_H

#include "shape/reading.h"
#include "shape/shape.h"

/* `strict` as the adapter says (load.h). */
MUST_CHECK int body_read(struct reader *reader, const struct scope *scope, const struct reading *reading, bool strict,
                         struct shaped *out_shaped, struct err *err);
/* An event that says nothing yet. */
void body_clear(struct shaped *shaped, enum record_kind kind);

#endif
