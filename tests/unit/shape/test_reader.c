#include "shape/reader.h"

#include "unit.h"

START_TEST(spends_to_the_end_and_no_further)
{
    struct err err;
    struct reader reader = {.steps_left = 10};
    ck_assert_int_eq(reader_spend(&reader, 7, &err), 0);
    ck_assert_int_eq(reader_spend(&reader, 3, &err), 0);
    ck_assert_int_eq(reader_spend(&reader, 0, &err), 0);
    ck_assert_int_eq(reader_spend(&reader, 1, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "the payload takes more than 134217728 steps to read");
    reader.steps_left = 5;
    ck_assert_int_eq(reader_spend(&reader, SIZE_MAX, &err), ERR_LIMIT);
    /* What was refused leaves nothing for smaller ones. */
    ck_assert_int_eq(reader_spend(&reader, 1, &err), ERR_LIMIT);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/reader", spends_to_the_end_and_no_further);
}
