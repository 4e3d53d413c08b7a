#include "shape/condition.h"

#include "fixture.h"

#define WHEN(condition) "read:\n- when: " condition "\n  event: {finding.title: yes}\n- event: {finding.title: no}\n"
#define YES "event\n  title     yes\n"
#define NO "event\n  title     no\n"

static void
check(const char *define, const char *condition, const char *payload, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    fixture_expect(define, (const char *)arena_format(arena, WHEN("%s"), condition).p, payload, want);
}

START_TEST(conditions_combine)
{
    static const char *const cases[][3] = {
        {"{$.a: 1, $.b: 2}", "{\"a\":1,\"b\":2}", YES},
        {"{$.a: 1, $.b: 2}", "{\"a\":1,\"b\":3}", NO},
        {"{all: [{$.a: 1}, {$.b: 2}]}", "{\"a\":1,\"b\":2}", YES},
        {"{any: [{$.a: 1}, {$.b: 2}]}", "{\"b\":2}", YES},
        {"{any: [{$.a: 1}, {$.b: 2}]}", "{}", NO},
        {"{not: {$.a: 1}}", "{}", YES},
        {"{not: {$.a: 1}}", "{\"a\":1}", NO},
        {"{$.a: 1, not: {$.b: 2}}", "{\"a\":1}", YES},
        {"{not: {any: [{$.a: 1}, {$.b: 1}]}}", "{\"b\":1}", NO},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(NULL, cases[i][0], cases[i][1], cases[i][2]);
}
END_TEST

START_TEST(one_of_many_values_is_enough)
{
    check(NULL, "{'$.l[*]': 2}", "{\"l\":[1,2]}", YES);
    check(NULL, "{'$.l[*]': 3}", "{\"l\":[1,2]}", NO);
    check(NULL, "{'$.l[*].k': {prefix: x}}", "{\"l\":[{\"k\":\"y\"},{\"k\":\"xy\"}]}", YES);
    check(NULL, "{'$.l[*]': {exists: false}}", "{\"l\":[]}", YES);
    check(NULL, "{'$.l[*]': {exists: false}}", "{\"l\":[0]}", NO);
    check(NULL, "{not: {'$.l[*]': 2}}", "{\"l\":[1]}", YES);
}
END_TEST

START_TEST(some_asks_one_item_for_everything)
{
    const char *const condition = "{some: {in: '$.l[*]', where: {.a: 1, .b: 2, $.top: t}}}";
    check(NULL, condition, "{\"top\":\"t\",\"l\":[{\"a\":1},{\"a\":1,\"b\":2}]}", YES);
    check(NULL, condition, "{\"top\":\"t\",\"l\":[{\"a\":1},{\"b\":2}]}", NO);
    check(NULL, condition, "{\"l\":[{\"a\":1,\"b\":2}]}", NO);
    check(NULL, condition, "{\"l\":5}", NO);
    check(NULL, "{some: {in: '$.l[*]', where: {some: {in: '.m[*]', where: {.: 3}}}}}", "{\"l\":[{\"m\":[1,3]}]}", YES);
}
END_TEST

START_TEST(definitions_may_be_asked)
{
    const char *const define = "define:\n"
                               "  kind: {value: [$.kind, unknown]}\n"
                               "  good: {condition: {'{kind}': [a, b]}}\n"
                               "  none: {value: $.missing}\n";
    check(define, "{is: good}", "{\"kind\":\"b\"}", YES);
    check(define, "{is: good}", "{}", NO);
    check(define, "{'{kind}': unknown}", "{}", YES);
    check(define, "{'{none}': {exists: false}}", "{}", YES);
    check(define, "{'{none}': {exists: true}}", "{}", NO);
    check(define, "{'{kind}/{$.n}': a/1}", "{\"kind\":\"a\",\"n\":1}", YES);
}
END_TEST

START_TEST(faults)
{
    fixture_expect_fault(NULL, WHEN("{}"), "sources/test.yaml:4:3: the condition is empty");
    fixture_expect_fault(NULL, WHEN("x"), "sources/test.yaml:4:3: 'when' is a string, expected an object");
    fixture_expect_fault(NULL, WHEN("{all: []}"), "sources/test.yaml:4:10: the condition is empty");
    fixture_expect_fault(NULL, WHEN("{any: x}"), "sources/test.yaml:4:10: 'any' is a string, expected an array");
    fixture_expect_fault(
        NULL, WHEN("{field: x}"),
        "sources/test.yaml:4:10: unknown condition 'field': expected a path, '{name}', all, any, not, some or is");
    fixture_expect_fault(NULL, WHEN("{$.a b: x}"),
                         "sources/test.yaml:4:10: path '$.a b': expected '.' or '[' at character 4");
    fixture_expect_fault(NULL, WHEN("{is: good}"), "sources/test.yaml:4:10: no condition 'good' is defined above");
    fixture_expect_fault("define:\n  good: {value: x}\n", WHEN("{is: good}"),
                         "sources/test.yaml:6:10: no condition 'good' is defined above");
    fixture_expect_fault(NULL, WHEN("{'{kind}': x}"), "sources/test.yaml:4:10: no value 'kind' is defined above");
    fixture_expect_fault(NULL, WHEN("{some: {in: '$.l[*]'}}"), "sources/test.yaml:4:10: 'some' needs 'in' and 'where'");
    fixture_expect_fault(NULL, WHEN("{some: {in: $.l, where: {.a: 1}}}"),
                         "sources/test.yaml:4:17: 'in' must select many, with [*]");
    fixture_expect_fault(NULL, WHEN("{some: {at: x}}"), "sources/test.yaml:4:17: unknown key 'at'");
    fixture_expect_fault(NULL, WHEN("{not: [x]}"), "sources/test.yaml:4:10: 'not' is an array, expected an object");
}
END_TEST

START_TEST(conditions_cost_steps)
{
    struct err err;
    bool holds = false;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *node = NULL;
    const struct condition *condition = NULL;
    const struct loader loader = {.file = SLICE_INIT("f"), .arena = arena};
    ck_assert_int_eq(json_read(SLICE("{\"$.a\":1}"), arena, &node, &err), 0);
    ck_assert_int_eq(condition_load(&loader, node, &condition, &err), 0);
    struct reader reader = {.arena = arena, .steps_left = 0};
    const struct scope scope = {.document = node};
    ck_assert_int_eq(condition_holds(&reader, &scope, condition, &holds, &err), ERR_LIMIT);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/condition", conditions_combine, one_of_many_values_is_enough,
                     some_asks_one_item_for_everything, definitions_may_be_asked, faults, conditions_cost_steps);
}
