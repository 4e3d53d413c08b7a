#include "analytics/grow.h"

enum { CAPACITY_FIRST = 16 };

void *
grow_one(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    const size_t larger = *capacity == 0 ? CAPACITY_FIRST : *capacity * 2;
    void *moved = reallocarray(items, larger, size);
    if (moved == NULL)
        abort();
    *capacity = larger;
    return moved;
}

void *
grow_zeroed(size_t count, size_t size)
{
    void *items = calloc(count + 1, size);
    if (items == NULL)
        abort();
    return items;
}

void *
grow_copy(struct arena *arena, const void *items, size_t count, size_t size)
{
    void *copy = arena_array(arena, count, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}
