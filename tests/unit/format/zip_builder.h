/* zip_builder.h - zips in memory files for tests: good ones, and ones put together byte by byte to be wrong. */
#ifndef DAYBOOK_TESTS_ZIP_BUILDER_H
#define DAYBOOK_TESTS_ZIP_BUILDER_H

#include "base/buf.h"
#include "format/unzip.h"

/* An empty file without a name; the test closes it. */
int zip_file_new(void);
/* The same, holding `bytes`. */
int zip_file_of(struct slice bytes);
/* All of the file, appended to `out`. */
void zip_file_append(struct buf *out, int fd);

/* Append to a zip that is being put together: a local header and its packed bytes. Sets member->offset. */
void zip_put_local(struct buf *out, struct zip_member *member, struct slice packed);
/* The directory of `members` and the end record, at the end of `out`. */
void zip_put_directory(struct buf *out, const struct zip_member *members, size_t count);
/* A stored member of these bytes. */
struct zip_member zip_stored(struct slice name, struct slice bytes);

/* Limits that no test reaches by accident. */
extern const struct unzip_limits zip_wide_limits;
/* What opening these bytes and reading every member gives: 0, or the error. */
int zip_try(struct slice bytes, struct err *err);

#endif
