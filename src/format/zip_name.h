/* zip_name.h - names of zip members that mean the same on every system: relative paths of [A-Za-z0-9._/-] with no
 * empty,
 * "." or ".." part, at most LIMIT_ZIP_NAME_BYTES, unique ignoring case. */
#ifndef DAYBOOK_FORMAT_ZIP_NAME_H
#define DAYBOOK_FORMAT_ZIP_NAME_H

#include "base/err.h"
#include "base/intern.h"
#include "base/slice.h"

/* ERR_FORMAT "name '../x' is not a relative path of A-Z a-z 0-9 . _ -" unless `name` has this form. */
MUST_CHECK int zip_name_check(struct slice name, struct err *err);
/* Check it and add it to the names seen so far: ERR_FORMAT "name 'A' is taken, ignoring case". */
MUST_CHECK int zip_name_add(struct intern *seen, struct slice name, struct err *err);

#endif
