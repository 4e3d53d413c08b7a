/* unit.h - one `main` for every unit test program, over libcheck.
 *   START_TEST(adds) { ck_assert_int_eq(1 + 1, 2); } END_TEST
 *   int main(void) { return UNIT_MAIN("sum", adds); } */
#ifndef DAYBOOK_TESTS_UNIT_H
#define DAYBOOK_TESTS_UNIT_H

#include "base/slice.h"

#include <check.h>

int unit_main(const char *name, const TTest *const *tests, size_t count);
#define UNIT_MAIN(name, ...)                                                                                           \
    unit_main(name, (const TTest *const[]){__VA_ARGS__}, sizeof((const TTest *const[]){__VA_ARGS__}) / sizeof(void *))

/* The folder of shared test data that lives outside the project, or NULL: then the test should return (skip).
 * DAYBOOK_SHARED, else ../shared beside the source tree. */
const char *unit_shared(void);
/* An absolute path inside the source tree; static buffer, valid until the next call. */
const char *unit_source_path(const char *relative);

/* A new empty folder for one test, removed with all that is in it when the program ends; valid until then. */
const char *unit_new_folder(void);

/* A seeded generator for property tests (xorshift64*): the seed is DAYBOOK_SEED or fixed, and printed by unit_main. */
uint64_t unit_random(void);
uint64_t unit_random_below(uint64_t bound);

#define ck_assert_slice_eq(got, want)                                                                                  \
    do {                                                                                                               \
        const struct slice got_ = (got);                                                                               \
        const struct slice want_ = (want);                                                                             \
        ck_assert_msg(slice_equal(got_, want_), "got '%.*s', want '%.*s'", SLICE_ARG(got_), SLICE_ARG(want_));         \
    } while (0)

#endif
