#include "base/arena.h"

#include <stdarg.h>

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum {
    ALIGNMENT = 16,
    BLOCK_FIRST = 4096,
    BLOCK_MAX = 256 * 1024,
    /* Bytes that stay poisoned behind an allocation: they cost nothing that matters, and an overrun of an element
     * shows under ASan as it would with malloc. */
    GAP = 16
};

struct block {
    struct block *previous;
    size_t capacity;
    size_t used;
    size_t unused; /* keeps `bytes` aligned */
    uint8_t bytes[];
};
_Static_assert(offsetof(struct block, bytes) % ALIGNMENT == 0, "blocks start aligned");

struct arena {
    struct block *block; /* the newest */
    size_t block_size;   /* of the next block */
};

struct arena *
arena_new(void)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    if (arena == NULL)
        abort();
    arena->block_size = BLOCK_FIRST;
    return arena;
}

static void
arena_pop_block(struct arena *arena)
{
    struct block *block = arena->block;
    arena->block = block->previous;
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->capacity);
    free(block);
}

static void
arena_push_block(struct arena *arena, size_t need)
{
    const size_t capacity = need > arena->block_size ? need : arena->block_size;
    struct block *block = malloc(sizeof(*block) + capacity);
    if (block == NULL)
        abort();
    block->previous = arena->block;
    block->capacity = capacity;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
    arena->block = block;
    if (arena->block_size < BLOCK_MAX)
        arena->block_size *= 2;
}

void
arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->block != NULL)
        arena_pop_block(arena);
    free(arena);
}

void
arena_drop(struct arena **arena)
{
    arena_free(*arena);
    *arena = NULL;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        abort();
    const size_t need = (size + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena->block == NULL || arena->block->capacity - arena->block->used < need)
        arena_push_block(arena, need);
    struct block *block = arena->block;
    uint8_t *memory = block->bytes + block->used;
    block->used += need;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    return memset(memory, 0, size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        abort();
    return arena_alloc(arena, total);
}

char *
arena_text(struct arena *arena, struct slice bytes)
{
    if (bytes.p == NULL)
        return NULL;
    char *text = arena_alloc(arena, bytes.n + 1);
    memcpy(text, bytes.p, bytes.n);
    return text;
}

struct slice
arena_copy(struct arena *arena, struct slice bytes)
{
    return (struct slice){(const uint8_t *)arena_text(arena, bytes), bytes.n};
}

struct slice
arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    const int printed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (printed < 0)
        abort();
    const size_t size = (size_t)printed + 1;
    char *text = arena_alloc(arena, size);
    vsnprintf(text, size, format, again);
    va_end(again);
    return (struct slice){(const uint8_t *)text, size - 1};
}

struct arena_mark
arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->block, arena->block == NULL ? 0 : arena->block->used};
}

void
arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->block != mark.block)
        arena_pop_block(arena);
    struct block *block = arena->block;
    if (block == NULL)
        return;
    ASAN_POISON_MEMORY_REGION(block->bytes + mark.used, block->capacity - mark.used);
    block->used = mark.used;
}
