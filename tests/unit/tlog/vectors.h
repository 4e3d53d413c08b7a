/* vectors.h - test vectors as JSON: the small set of tests/golden/tlog and the large ones that lie outside. */
#ifndef DAYBOOK_TESTS_TLOG_VECTORS_H
#define DAYBOOK_TESTS_TLOG_VECTORS_H

#include "base/arena.h"
#include "crypto/sha256.h"

#include <jansson.h>

/* The JSON of tests/golden/tlog/NAME; the test fails when it cannot be read. The caller decrefs. */
json_t *vectors_golden(const char *name);
/* The same of the shared vectors, or NULL when there are none on this machine. */
json_t *vectors_shared(const char *relative);
json_t *vectors_load(const char *path);
/* The path of a shared vector in the arena, or NULL. */
const char *vectors_path(struct arena *arena, const char *relative);

struct slice vectors_text(const json_t *object, const char *name);
uint64_t vectors_number(const json_t *object, const char *name);
/* Bytes of a base64 string; the test fails when it is none. */
struct slice vectors_base64(const json_t *string, struct arena *arena);
struct slice vectors_hex(const json_t *string, struct arena *arena);
/* False when the bytes are not a SHA-256 hash: what a strict reader refuses. */
bool vectors_digest(struct slice bytes, struct sha256_digest *out_digest);

#endif
