/* lines.h - the lines of ledger/entries/ or of payloads/, one after another over all their files, in constant memory.
 * Files are FOLDER0000.ndjson, FOLDER0001.ndjson and so on, as many as there are; each holds BUNDLE_LINES_PER_FILE
 * lines, the last one 1 to that many, and each line ends with a newline. */
#ifndef DAYBOOK_VERIFY_LINES_H
#define DAYBOOK_VERIFY_LINES_H

#include "format/unzip.h"
#include "verify/finding.h"

struct lines;

struct line {
    struct slice bytes; /* without its newline, valid until the next call; absent at the end */
    uint64_t number;    /* from 0, over all files */
};

/* The zip must outlive it. `line_bytes_max`: without the newline. */
struct lines *lines_new(const struct unzip *zip, const char *folder, size_t line_bytes_max);
void lines_free(struct lines *lines);
/* For AUTO(lines_drop). */
void lines_drop(struct lines **lines);
/* ERR_FORMAT when the files are not as above, and the errors of unzip_stream_next(). */
MUST_CHECK int lines_next(struct lines *lines, struct line *out_line, struct err *err);
/* The file and line that the last call looked at, also when it failed. */
struct verify_place lines_place(const struct lines *lines);

#endif
