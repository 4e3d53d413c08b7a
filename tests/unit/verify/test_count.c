/* test_count.c - counts as people read them. */
#include "verify/count.h"

#include "unit.h"

START_TEST(groups_of_three)
{
    static const struct {
        uint64_t count;
        const char *text;
    } cases[] = {{0, "0"},
                 {7, "7"},
                 {999, "999"},
                 {1000, "1,000"},
                 {48128, "48,128"},
                 {1284310, "1,284,310"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_str_eq(count_text(cases[i].count).text, cases[i].text);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("count", groups_of_three);
}
