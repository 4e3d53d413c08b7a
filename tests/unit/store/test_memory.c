#include "store/memory.h"

#include "conformance.h"
#include "faulty.h"
#include "unit.h"

static void
keep(struct conformance *conformance)
{
    (void)conformance;
}

START_TEST(keeps_to_the_interface)
{
    AUTO(store_drop) struct store *store = store_memory_new();
    conformance_run(&(struct conformance){.store = store, .open_again = keep});
}
END_TEST

START_TEST(keeps_to_the_interface_through_the_faulty_one)
{
    AUTO(store_drop) struct store *inner = store_memory_new();
    struct faulty faulty = {0};
    AUTO(store_drop) struct store *store = store_faulty_new(inner, &faulty);
    conformance_run(&(struct conformance){.store = store, .open_again = keep});
    ck_assert_uint_gt(faulty.call_count, 50);
}
END_TEST

START_TEST(the_faulty_one_fails_the_call_it_was_told_to)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(store_drop) struct store *inner = store_memory_new();
    struct faulty faulty = {.fail_at = 2};
    AUTO(store_drop) struct store *store = store_faulty_new(inner, &faulty);
    struct compact_range range = {0};
    const struct store_batch batch = conformance_batch(arena, 0, 3, &range);
    struct store_checkpoint checkpoint;
    struct err err;
    ck_assert_int_eq(store_checkpoint(store, 9, arena, &checkpoint, &err), ERR_NOT_FOUND);
    ck_assert_int_eq(store_append(store, &batch, &err), ERR_IO);
    ck_assert_str_eq(err.text, "injected failure of call 2");
    ck_assert_int_eq(store_checkpoint(store, 9, arena, &checkpoint, &err), ERR_NOT_FOUND);
    faulty = (struct faulty){.fail_at = 1, .after = true};
    ck_assert_int_eq(store_append(store, &batch, &err), ERR_IO);
    ck_assert_int_eq(store_checkpoint(store, 9, arena, &checkpoint, &err), 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("memory", keeps_to_the_interface, keeps_to_the_interface_through_the_faulty_one,
                     the_faulty_one_fails_the_call_it_was_told_to);
}
