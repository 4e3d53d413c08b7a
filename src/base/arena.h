/* arena.h - memory that is given back all at once: one arena per command, batch or payload.
 * Whatever a function returns of variable size goes into the arena that its caller hands in. When memory itself runs
 * out the process aborts: a crash is a power cut, and the ledger must survive that anyway. Sizes that come from input
 * are checked against base/limits.h before they get here. */
#ifndef DAYBOOK_BASE_ARENA_H
#define DAYBOOK_BASE_ARENA_H

#include "base/attr.h"
#include "base/slice.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);
/* For AUTO(arena_drop): frees what the variable points to. */
void arena_drop(struct arena **arena);

/* Zeroed, aligned to 16 bytes, never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count` zeroed elements; aborts when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy with a NUL after it (not counted); the absent slice stays absent. */
struct slice arena_copy(struct arena *arena, struct slice bytes);
/* The same as a C string; the absent slice gives NULL. Bytes after an inner NUL are not seen by C functions: check
 * first where that matters. */
char *arena_text(struct arena *arena, struct slice bytes);
/* As printf would write it, with a NUL after it (not counted). */
struct slice arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Everything allocated after the mark is given back by the rewind. */
struct arena_mark {
    void *block;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

#endif
