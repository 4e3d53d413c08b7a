#include "analytics/grow.h"

#include "unit.h"

struct shelf {
    GROW_ARRAY(int, books);
};

START_TEST(keeps_what_was_added)
{
    struct shelf shelf = {0};
    for (int i = 0; i < 1000; i++)
        GROW_ADD(&shelf, books, i);
    ck_assert_uint_eq(shelf.books_count, 1000);
    ck_assert_uint_ge(shelf.books_capacity, 1000);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(shelf.books[i], i);
    AUTO(arena_drop) struct arena *arena = arena_new();
    const int *copy = grow_copy(arena, shelf.books, 1000, sizeof(*copy));
    free(shelf.books);
    ck_assert_int_eq(copy[999], 999);
}
END_TEST

START_TEST(copies_nothing_to_something)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_ptr_nonnull(grow_copy(arena, NULL, 0, 8));
}
END_TEST

START_TEST(gives_zeroes)
{
    uint64_t *items = grow_zeroed(1000, sizeof(*items));
    for (int i = 0; i < 1000; i++)
        ck_assert_uint_eq(items[i], 0);
    free(items);
    void *none = grow_zeroed(0, 8);
    ck_assert_ptr_nonnull(none);
    free(none);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("grow", keeps_what_was_added, copies_nothing_to_something, gives_zeroes);
}
