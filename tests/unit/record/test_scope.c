#include "record/scope.h"

#include "unit.h"

#define TEXTS(...)                                                                                                     \
    {                                                                                                                  \
        (const struct slice[]){__VA_ARGS__}, COUNT_OF(((const struct slice[]){__VA_ARGS__}))                           \
    }

START_TEST(equal_means_the_same_names_in_the_same_order)
{
    const struct record_system web = {SLICE("web"), TEXTS(SLICE_INIT("a"), SLICE_INIT("b"))};
    const struct record_system turned = {SLICE("web"), TEXTS(SLICE_INIT("b"), SLICE_INIT("a"))};
    const struct record_system fewer = {SLICE("web"), TEXTS(SLICE_INIT("a"))};
    const struct record_system renamed = {SLICE("wed"), TEXTS(SLICE_INIT("a"), SLICE_INIT("b"))};
    const struct record_scope scopes[] = {
        {.systems = &web, .system_count = 1},
        {.systems = &turned, .system_count = 1},
        {.systems = &fewer, .system_count = 1},
        {.systems = &renamed, .system_count = 1},
        {.systems = (const struct record_system[]){web, web}, .system_count = 2},
        {.systems = &web, .system_count = 1, .accounts = TEXTS(SLICE_INIT("1"))},
        {.systems = &web, .system_count = 1, .accounts = TEXTS(SLICE_INIT("2"))},
        {.systems = &web, .system_count = 1, .repositories = TEXTS(SLICE_INIT("1"))},
    };
    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        for (size_t j = 0; j < COUNT_OF(scopes); j++)
            ck_assert_msg(record_scope_equal(&scopes[i], &scopes[j]) == (i == j), "%zu %zu", i, j);
    }
}
END_TEST

START_TEST(a_copy_outlives_what_it_was_made_from)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    char name[] = "web";
    char source[] = "a";
    const struct slice sources[] = {slice_of(source)};
    const struct record_system system = {slice_of(name), {sources, 1}};
    const struct record_scope scope = {
        .systems = &system, .system_count = 1, .accounts = {sources, 1}, .repositories = {sources, 1}};
    const struct record_scope copy = record_scope_copy(&scope, arena);
    ck_assert(record_scope_equal(&copy, &scope));
    name[0] = 'd';
    source[0] = 'z';
    ck_assert_slice_eq(copy.systems[0].name, SLICE("web"));
    ck_assert_slice_eq(copy.systems[0].sources.items[0], SLICE("a"));
    ck_assert_slice_eq(copy.accounts.items[0], SLICE("a"));
    ck_assert_slice_eq(copy.repositories.items[0], SLICE("a"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("scope", equal_means_the_same_names_in_the_same_order, a_copy_outlives_what_it_was_made_from);
}
