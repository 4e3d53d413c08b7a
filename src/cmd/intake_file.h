/* intake_file.h - a named file, or standard input for "-", as the stream that intake reads. */
#ifndef DAYBOOK_CMD_INTAKE_FILE_H
#define DAYBOOK_CMD_INTAKE_FILE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct intake_file {
    const char *path;
    int fd;
};

MUST_CHECK int intake_file_open(struct intake_file *file, const char *path, struct err *err);
void intake_file_close(struct intake_file *file);
/* Of type intake_read; the context is the struct intake_file. */
MUST_CHECK int intake_file_read(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err);

#endif
