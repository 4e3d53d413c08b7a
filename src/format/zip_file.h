/* zip_file.h - all the bytes at an offset of a file, or an error: what zip.h and unzip.h do to files. */
#ifndef DAYBOOK_FORMAT_ZIP_FILE_H
#define DAYBOOK_FORMAT_ZIP_FILE_H

#include "base/err.h"
#include "base/slice.h"

/* Read exactly `n` bytes at `offset`; ERR_IO also when the file ends before. */
MUST_CHECK int zip_file_read(int fd, uint64_t offset, uint8_t *out_bytes, size_t n, struct err *err);
MUST_CHECK int zip_file_write(int fd, uint64_t offset, struct slice bytes, struct err *err);

#endif
