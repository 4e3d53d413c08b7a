/* intern.h - a table of distinct texts, numbered 0, 1, … in order of first sight.
 * Open addressing over SipHash-2-4 with a random seed per table, so that input cannot choose collisions; nothing that
 * the table returns depends on the seed. The absent slice is no text: its number is INTERN_NONE. */
#ifndef DAYBOOK_BASE_INTERN_H
#define DAYBOOK_BASE_INTERN_H

#include "base/arena.h"

struct intern;

enum { INTERN_NONE = UINT32_MAX };

/* Texts are copied into `arena`, which must outlive the table. */
struct intern *intern_new(struct arena *arena);
void intern_free(struct intern *table);
void intern_drop(struct intern **table);
/* The number of `text`, added when it is new. */
uint32_t intern_add(struct intern *table, struct slice text);
/* The number of `text`, or INTERN_NONE. */
uint32_t intern_find(const struct intern *table, struct slice text);
/* The text of a number; INTERN_NONE gives the absent slice. */
struct slice intern_text(const struct intern *table, uint32_t id);
uint32_t intern_count(const struct intern *table);

#endif
