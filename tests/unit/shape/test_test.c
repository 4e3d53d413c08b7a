#include "shape/test.h"

#include "fixture.h"

/* One test of $.v: the reading is "yes" or "no". */
#define WHEN(test) "read:\n- when:\n    $.v: " test "\n  event: {finding.title: yes}\n- event: {finding.title: no}\n"
#define YES "event\n  title     yes\n"
#define NO "event\n  title     no\n"

START_TEST(tests_hold_or_not)
{
    static const char *const cases[][3] = {
        {"x", "{\"v\":\"x\"}", YES},
        {"x", "{\"v\":\"X\"}", NO},
        {"x", "{}", NO},
        {"x", "{\"v\":{}}", NO},
        {"[x, y]", "{\"v\":\"y\"}", YES},
        {"[x, y]", "{\"v\":\"z\"}", NO},
        /* Values are compared as texts. */
        {"true", "{\"v\":true}", YES},
        {"true", "{\"v\":\"true\"}", YES},
        {"22", "{\"v\":22}", YES},
        {"'22'", "{\"v\":22}", YES},
        {"22", "{\"v\":22.0}", NO},
        {"{equals: x}", "{\"v\":\"x\"}", YES},
        {"{exists: true}", "{\"v\":0}", YES},
        {"{exists: true}", "{\"v\":[]}", YES},
        {"{exists: true}", "{\"v\":null}", NO},
        {"{exists: true}", "{\"v\":\"\"}", NO},
        {"{exists: false}", "{\"v\":null}", YES},
        {"{exists: false}", "{}", YES},
        {"{exists: false}", "{\"v\":false}", NO},
        {"{prefix: ab}", "{\"v\":\"abc\"}", YES},
        {"{prefix: [zz, ab]}", "{\"v\":\"abc\"}", YES},
        {"{prefix: ab}", "{\"v\":\"xabc\"}", NO},
        {"{suffix: bc}", "{\"v\":\"abc\"}", YES},
        {"{suffix: bc}", "{\"v\":\"c\"}", NO},
        {"{contains: b}", "{\"v\":\"abc\"}", YES},
        {"{contains: ''}", "{\"v\":\"abc\"}", YES},
        {"{contains: d}", "{\"v\":\"abc\"}", NO},
        {"{contains: a}", "{\"v\":[\"a\"]}", NO},
        {"{regex: '^a.c$'}", "{\"v\":\"abc\"}", YES},
        {"{regex: '^a.c$'}", "{\"v\":\"ac\"}", NO},
        {"{regex: a}", "{\"v\":{\"a\":1}}", NO},
        {"{type: string}", "{\"v\":\"x\"}", YES},
        {"{type: [array, object]}", "{\"v\":[]}", YES},
        {"{type: number}", "{\"v\":\"1\"}", NO},
        {"{type: boolean}", "{\"v\":false}", YES},
        {"{at-least: 22}", "{\"v\":22}", YES},
        {"{at-least: 22}", "{\"v\":21.9}", NO},
        {"{at-most: 22}", "{\"v\":\"22\"}", YES},
        {"{at-most: 22}", "{\"v\":\"x\"}", NO},
        {"{at-most: 22}", "{\"v\":[1]}", NO},
        /* All tests of one value must hold. */
        {"{prefix: a, suffix: c}", "{\"v\":\"abc\"}", YES},
        {"{prefix: a, suffix: c}", "{\"v\":\"abd\"}", NO},
        {"{at-least: 1, at-most: 3}", "{\"v\":2}", YES},
        {"{at-least: 1, at-most: 3}", "{\"v\":4}", NO},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        fixture_expect(NULL, (const char *)arena_format(arena, WHEN("%s"), cases[i][0]).p, cases[i][1], cases[i][2]);
    }
}
END_TEST

START_TEST(faults)
{
    fixture_expect_fault(NULL, WHEN("{equal: x}"), "sources/test.yaml:5:11: unknown test 'equal'");
    fixture_expect_fault(NULL, WHEN("{}"), "sources/test.yaml:5:5: the tests are empty");
    fixture_expect_fault(NULL, WHEN("[]"), "sources/test.yaml:5:5: the list is empty");
    fixture_expect_fault(NULL, WHEN("[[x]]"), "sources/test.yaml:5:11: found an array, expected a string");
    fixture_expect_fault(NULL, WHEN("{exists: maybe}"),
                         "sources/test.yaml:5:11: 'exists' is a string, expected a boolean");
    fixture_expect_fault(NULL, WHEN("{exists: false, prefix: x}"),
                         "sources/test.yaml:5:11: 'exists: false' stands alone");
    fixture_expect_fault(NULL, WHEN("{regex: '('}"),
                         "sources/test.yaml:5:11: regular expression '(': missing closing parenthesis at offset 1");
    fixture_expect_fault(NULL, WHEN("{regex: [a]}"), "sources/test.yaml:5:11: 'regex' is an array, expected a string");
    fixture_expect_fault(NULL, WHEN("{type: text}"), "sources/test.yaml:5:11: 'text' is no type of JSON");
    fixture_expect_fault(NULL, WHEN("{at-least: '22'}"),
                         "sources/test.yaml:5:11: 'at-least' is a string, expected a number");
    fixture_expect_fault(NULL, WHEN("{at-most: 1e999}"),
                         "sources/test.yaml:5:11: number '1e999' is too large for a double");
    fixture_expect_fault(NULL, WHEN("null"), "sources/test.yaml:5:5: '$.v' is null, expected a string");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/test", tests_hold_or_not, faults);
}
