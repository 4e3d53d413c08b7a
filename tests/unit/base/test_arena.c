#include "unit.h"

#include "base/arena.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* One assertion a byte would take minutes. */
static bool
is_filled(const uint8_t *memory, size_t n, uint8_t byte)
{
    for (size_t i = 0; i < n; i++) {
        if (memory[i] != byte)
            return false;
    }
    return true;
}

START_TEST(allocations_are_zeroed_aligned_and_apart)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    enum { COUNT = 3000 };
    static uint8_t *memory[COUNT];
    static size_t sizes[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = unit_random_below(i % 100 == 0 ? 300000 : 200);
        memory[i] = arena_alloc(arena, sizes[i]);
        ck_assert_ptr_nonnull(memory[i]);
        ck_assert_uint_eq((uintptr_t)memory[i] % 16, 0);
        ck_assert(is_filled(memory[i], sizes[i], 0));
        memset(memory[i], (int)(i % 251 + 1), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        ck_assert(is_filled(memory[i], sizes[i], (uint8_t)(i % 251 + 1)));
}
END_TEST

START_TEST(drop_takes_null)
{
    struct arena *arena = NULL;
    arena_drop(&arena);
    arena_free(NULL);
    arena = arena_new();
    arena_drop(&arena);
    ck_assert_ptr_null(arena);
}
END_TEST

START_TEST(array_counts_elements)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    uint64_t *numbers = arena_array(arena, 1000, sizeof(*numbers));
    for (size_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(numbers[i], 0);
    numbers[999] = 1;
    ck_assert_ptr_nonnull(arena_array(arena, 0, 8));
}
END_TEST

/* Whether the attempt ends the process with abort(). */
static bool
aborts(size_t count, size_t size)
{
    const pid_t child = fork();
    if (child == 0) {
        struct arena *arena = arena_new();
        _exit(arena_array(arena, count, size) == NULL);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

START_TEST(impossible_sizes_abort)
{
    ck_assert(!aborts(16, 16));
    ck_assert(aborts(SIZE_MAX / 2, 3));
    ck_assert(aborts(SIZE_MAX, 1));
    ck_assert(aborts(SIZE_MAX - 8, 1));
}
END_TEST

START_TEST(copies_end_with_nul)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    char source[] = "a\0b";
    const struct slice copy = arena_copy(arena, (struct slice){(uint8_t *)source, 3});
    source[0] = 'z';
    ck_assert_slice_eq(copy, SLICE("a\0b"));
    ck_assert_uint_eq(copy.p[3], 0);
    ck_assert(slice_is_absent(arena_copy(arena, (struct slice){NULL, 0})));
    const struct slice empty = arena_copy(arena, SLICE(""));
    ck_assert(!slice_is_absent(empty));
    ck_assert_uint_eq(empty.n, 0);
    ck_assert_uint_eq(empty.p[0], 0);
    ck_assert_str_eq(arena_text(arena, slice_sub(SLICE("tile/0"), 0, 4)), "tile");
    ck_assert_ptr_null(arena_text(arena, (struct slice){NULL, 0}));
}
END_TEST

START_TEST(format_has_any_length)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice text = arena_format(arena, "%s-%03d", "x", 7);
    ck_assert_slice_eq(text, SLICE("x-007"));
    ck_assert_uint_eq(text.p[5], 0);
    const struct slice wide = arena_format(arena, "%100000d|", 1);
    ck_assert_uint_eq(wide.n, 100001);
    ck_assert_slice_eq(slice_sub(wide, 99998, wide.n), SLICE(" 1|"));
    const struct slice empty = arena_format(arena, "%s", "");
    ck_assert(!slice_is_absent(empty) && empty.n == 0);
}
END_TEST

START_TEST(rewind_keeps_what_was_there_and_zeroes_what_comes)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct arena_mark start = arena_mark(arena);
    const struct slice kept = arena_copy(arena, SLICE("kept"));
    for (int round = 0; round < 200; round++) {
        const struct arena_mark mark = arena_mark(arena);
        const size_t size = unit_random_below(round % 10 == 0 ? 1000000 : 5000);
        for (int i = 0; i < 5; i++) {
            uint8_t *memory = arena_alloc(arena, size);
            ck_assert(is_filled(memory, size, 0));
            memset(memory, 0xee, size);
        }
        arena_rewind(arena, mark);
        ck_assert_slice_eq(kept, SLICE("kept"));
    }
    arena_rewind(arena, start);
    arena_rewind(arena, start);
    ck_assert_slice_eq(arena_copy(arena, SLICE("again")), SLICE("again"));
}
END_TEST

START_TEST(rewind_reuses_memory)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    arena_alloc(arena, 100);
    const struct arena_mark mark = arena_mark(arena);
    void *first = arena_alloc(arena, 100);
    arena_rewind(arena, mark);
    ck_assert_ptr_eq(arena_alloc(arena, 100), first);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("arena", allocations_are_zeroed_aligned_and_apart, drop_takes_null, array_counts_elements,
                     impossible_sizes_abort, copies_end_with_nul, format_has_any_length,
                     rewind_keeps_what_was_there_and_zeroes_what_comes, rewind_reuses_memory);
}
