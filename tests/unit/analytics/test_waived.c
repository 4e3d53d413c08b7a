#include "analytics/waived.h"

#include "unit.h"

START_TEST(cuts_and_joins)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct window window = {0};
    struct windows_waiver waivers[] = {
        {.covers = {40, 900}}, {.covers = {10, 20}}, {.covers = {15, 30}}, {.covers = {50, 50}}, {.covers = {70, 80}},
    };
    waived_settle(&window, 60, waivers, 5, arena);
    ck_assert_uint_eq(window.waived_count, 2);
    ck_assert_int_eq(window.waived[0].from_ms, 10);
    ck_assert_int_eq(window.waived[0].to_ms, 30);
    ck_assert_int_eq(window.waived[1].from_ms, 40);
    ck_assert_int_eq(window.waived[1].to_ms, 60);
    /* Each waiver keeps what it covers by itself. */
    ck_assert_int_eq(waivers[0].covers.to_ms, 60);
    ck_assert_int_eq(waivers[2].covers.to_ms, 30);
    ck_assert_int_eq(waivers[4].covers.from_ms, 70);
    ck_assert_int_eq(waivers[4].covers.to_ms, 70);
}
END_TEST

START_TEST(covers_nothing_by_nothing)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct window window = {0};
    struct windows_waiver invalid = {.state = WAIVER_NO_EXPIRY, .covers = {20, 20}};
    waived_settle(&window, 60, &invalid, 1, arena);
    ck_assert_uint_eq(window.waived_count, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("waived", cuts_and_joins, covers_nothing_by_nothing);
}
