/* file.h - whole files: read with a cap, replace atomically, lock. */
#ifndef DAYBOOK_BASE_FILE_H
#define DAYBOOK_BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* Read all of `path`, which may be a pipe, into the arena, with a NUL after it (not counted). ERR_LIMIT when it holds
 * more than `max` bytes, ERR_NOT_FOUND when it does not exist, ERR_IO for a folder and for whatever the system says. */
MUST_CHECK int file_read(const char *path, size_t max, struct arena *arena, struct slice *out_bytes, struct err *err);
/* Write a temporary file beside `path`, fsync it, rename it over `path`, fsync the folder. `mode` is the file's,
 * whatever the umask. On failure the temporary file is gone and `path` is either as it was or, when only the last fsync
 * failed, new. A symbolic link at `path` is replaced, not followed. ERR_NOT_FOUND without the folder, else ERR_IO. */
MUST_CHECK int file_replace(const char *path, struct slice bytes, unsigned mode, struct err *err);
/* The same, but ERR_CONFLICT when `path` exists already, also when it appears at the last moment. */
MUST_CHECK int file_create(const char *path, struct slice bytes, unsigned mode, struct err *err);
/* fsync a folder, so that the names in it are on disk. */
MUST_CHECK int file_sync_folder(const char *path, struct err *err);
/* Take an exclusive lock on `path` (created when missing, mode 0600) without waiting: ERR_CONFLICT when another
 * process, or another descriptor of this one, has it. The lock lasts until the caller closes the descriptor or the
 * process ends. */
MUST_CHECK int file_lock(const char *path, int *out_fd, struct err *err);
/* "DIR/NAME" in the arena, with one slash between them; an empty folder is the current one and gives "NAME". */
char *file_join(struct arena *arena, const char *folder, const char *name);

#endif
