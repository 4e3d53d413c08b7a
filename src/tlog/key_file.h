/* key_file.h - the log's signing key on disk: one line `PRIVATE+KEY+name+8hex+base64(0x01 ‖ seed)`, mode 0600.
 * The form is golang.org/x/mod/sumdb/note's, so that stock Go tools can sign with it too; C2SP defines none. A key that
 * others may read is refused rather than warned about: whatever it signs would prove nothing. */
#ifndef DAYBOOK_TLOG_KEY_FILE_H
#define DAYBOOK_TLOG_KEY_FILE_H

#include "base/arena.h"
#include "crypto/ed25519.h"

/* Write a new key file, mode 0600. ERR_CONFLICT when `path` exists, ERR_USAGE when `name` is not a valid key name. */
MUST_CHECK int key_file_create(const char *path, struct slice name, const struct signing_key *key, struct err *err);

/* Read a key file: its name into the arena, and the key, which the caller frees (AUTO(signing_key_drop)).
 * ERR_NOT_FOUND when there is none; ERR_USAGE, with the command that mends it, when group or others may read or write
 * it, or it belongs to somebody other than the current user or root; ERR_FORMAT when it is not a key. Symbolic links
 * are followed: what counts is the file they lead to. */
MUST_CHECK int key_file_read(const char *path, struct arena *arena, struct slice *out_name,
                             struct signing_key **out_key, struct err *err);

#endif
