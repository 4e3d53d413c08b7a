/* file_set.h - the exact files that say how events are read and mapped: catalog, rules, adapters.
 * Paths are relative, of [A-Za-z0-9._/-], sorted by bytes and unique: "controls/soc2.yaml", "controls/rules/s3.yaml",
 * "sources/aws-eventbridge.yaml". A `ruleset` record binds them by file_set_digest(). */
#ifndef DAYBOOK_RECORD_FILE_SET_H
#define DAYBOOK_RECORD_FILE_SET_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/sha256.h"

struct file_set_entry {
    struct slice path;
    struct slice bytes;
};

struct file_set {
    struct file_set_entry *files;
    size_t count;
};

/* Sort by path and check: ERR_FORMAT for a path of other characters, with an empty, "." or ".." segment, or doubled;
 * ERR_LIMIT above LIMIT_RULE_FILES files. */
MUST_CHECK int file_set_sort(struct file_set *set, struct err *err);
/* SHA-256 of the lines "<hex sha256>  <path>\n" in the set's order (what `sha256sum` prints). */
struct sha256_digest file_set_digest(const struct file_set *set);
/* The file at `path`, or NULL. */
const struct file_set_entry *file_set_find(const struct file_set *set, struct slice path);

#endif
