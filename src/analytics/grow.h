/* grow.h - arrays outside of any arena, most of them growing one element at a time. */
#ifndef DAYBOOK_ANALYTICS_GROW_H
#define DAYBOOK_ANALYTICS_GROW_H

#include "base/arena.h"

/* `items`, moved when it was full, with room for one more than `count`; aborts when memory runs out. Free it with
 * free(). */
void *grow_one(void *items, size_t count, size_t *capacity, size_t size);
/* `count` zeroed elements, free() them; never NULL, aborts when memory runs out. */
void *grow_zeroed(size_t count, size_t size);
/* A copy of `count` elements in the arena; never NULL. */
void *grow_copy(struct arena *arena, const void *items, size_t count, size_t size);

/* Append `...` to the array `owner->name` with its `_count` and `_capacity`. */
#define GROW_ADD(owner, name, ...)                                                                                     \
    ((owner)->name =                                                                                                   \
         grow_one((owner)->name, (owner)->name##_count, &(owner)->name##_capacity, sizeof(*(owner)->name)),            \
     (owner)->name[(owner)->name##_count++] = (__VA_ARGS__))
/* The members that GROW_ADD works on. */
#define GROW_ARRAY(type, name)                                                                                         \
    type *name;                                                                                                        \
    size_t name##_count;                                                                                               \
    size_t name##_capacity

#endif
