#include "shape/expression.h"

#include "fixture.h"

#define TITLE(expression) "read:\n- event:\n    finding.title: " expression "\n"

static void
check(const char *expression, const char *payload, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *reading =
        want == NULL ? "event\n" : (const char *)arena_format(arena, "event\n  title     %s\n", want).p;
    fixture_expect(NULL, (const char *)arena_format(arena, TITLE("%s"), expression).p, payload, reading);
}

START_TEST(forms)
{
    check("$.a", "{\"a\":\"x\"}", "x");
    check("$.a", "{\"a\":5}", "5");
    check("$.a", "{}", NULL);
    check("word", "{}", "word");
    check("12", "{}", "12");
    check("true", "{}", "true");
    check("null", "{}", NULL);
    check("{const: $.a}", "{\"a\":\"x\"}", "$.a");
    check("[$.a, $.b, last]", "{\"b\":\"x\"}", "x");
    check("[$.a, $.b, last]", "{\"a\":\"\"}", "last");
    check("[$.a, [$.b, $.c]]", "{\"c\":\"x\"}", "x");
    check("{from: $.a}", "{\"a\":\"x\"}", "x");
    check("{from: $.a, map: {x: y}}", "{\"a\":\"x\"}", "y");
    check("{from: $.a, map: {x: y}}", "{\"a\":\"z\"}", NULL);
    check("[{from: $.a, map: {x: y}}, $.a]", "{\"a\":\"z\"}", "z");
    check("{from: [$.a, $.b], then: [upper]}", "{\"b\":\"x\"}", "X");
    check("{cases: [{when: {$.a: 1}, value: one}, {when: {$.a: 2}, value: $.b}]}", "{\"a\":2,\"b\":\"x\"}", "x");
    check("{cases: [{when: {$.a: 1}, value: one}, {when: {$.a: 2}, value: $.b}]}", "{\"a\":3}", NULL);
    check("{cases: [{when: {$.a: 1}, value: one}, {value: other}]}", "{}", "other");
    /* The first case that holds decides, even when it has no value. */
    check("{cases: [{when: {$.a: 1}, value: $.none}, {value: other}]}", "{\"a\":1}", NULL);
    check("{cases: [{value: ab}], then: [upper]}", "{}", "AB");
}
END_TEST

START_TEST(values_must_be_texts)
{
    fixture_expect(NULL, TITLE("$.a"), "{\"a\":[1]}", "reject: a is an array, expected a text\n");
    fixture_expect(NULL, TITLE("[$.a, x]"), "{\"a\":{}}", "reject: a is an object, expected a text\n");
}
END_TEST

START_TEST(required_values)
{
    fixture_expect(NULL, TITLE("{from: $.a.b, required: true}"), "{}", "reject: a.b is missing\n");
    fixture_expect(NULL, TITLE("{from: [$.a, $.b], required: true}"), "{}", "reject: a is missing\n");
    fixture_expect(NULL, TITLE("{from: 'x{^.b}', required: true}"), "{}", "reject: finding.title is missing\n");
    fixture_expect(NULL, TITLE("{from: '{$.b}x', required: true}"), "{}", "reject: b is missing\n");
    fixture_expect(NULL, TITLE("{from: $.a, required: false}"), "{}", "event\n");
    fixture_expect(NULL, TITLE("{from: $.a, required: true}"), "{\"a\":1}", "event\n  title     1\n");
}
END_TEST

#define REFS(expression) "read:\n- event:\n    refs: " expression "\n"

START_TEST(lists)
{
    fixture_expect(NULL, REFS("$.r[*]"), "{\"r\":[\"a\",\"\",null,\"b\"]}", "event\n  ref       a\n  ref       b\n");
    fixture_expect(NULL, REFS("$.r"), "{\"r\":\"a\"}", "event\n  ref       a\n");
    fixture_expect(NULL, REFS("['jira:{$.k}', $.n, x]"), "{\"k\":\"S-1\"}",
                   "event\n  ref       jira:S-1\n  ref       x\n");
    fixture_expect(NULL, REFS("null"), "{}", "event\n");
    fixture_expect(NULL, REFS("$.r[*]"), "{\"r\":5}", "reject: r is a number, expected an array\n");
    fixture_expect_fault(NULL, REFS("word"), "sources/test.yaml:5:5: expected a path or a list");
    fixture_expect_fault(NULL, REFS("[]"), "sources/test.yaml:5:5: the list is empty");
    fixture_expect_fault(NULL, REFS("['$.r[*]']"), "sources/test.yaml:5:12: path '$.r[*]' selects many, expected one");
}
END_TEST

START_TEST(bytes_of_a_value)
{
    const char *const read = "read:\n- event: {change.before: $.b, change.after: $.a}\n";
    fixture_expect(NULL, read, "{\"b\":{ \"x\" : [1.0] },\"a\":\"t\"}",
                   "event\n  before    { \"x\" : [1.0] }\n  after     \"t\"\n");
    fixture_expect(NULL, read, "{\"b\":null}", "event\n");
    fixture_expect(NULL, "read:\n- event: {change.before: null}\n", "{}", "event\n");
    fixture_expect_fault(NULL, "read:\n- event: {change.before: word}\n",
                         "sources/test.yaml:4:11: 'change.before' must be a path");
}
END_TEST

START_TEST(faults)
{
    fixture_expect_fault(NULL, TITLE("[]"), "sources/test.yaml:5:5: the list is empty");
    fixture_expect_fault(NULL, TITLE("$.l[*]"), "sources/test.yaml:5:5: path '$.l[*]' selects many, expected one");
    fixture_expect_fault(NULL, TITLE("{}"), "sources/test.yaml:5:5: expected one of 'from', 'cases' and 'const'");
    fixture_expect_fault(NULL, TITLE("{from: a, const: b}"),
                         "sources/test.yaml:5:5: expected one of 'from', 'cases' and 'const'");
    fixture_expect_fault(NULL, TITLE("{from: a, than: b}"), "sources/test.yaml:5:30: unknown key 'than'");
    fixture_expect_fault(NULL, TITLE("{from: a, map: {}, then: []}"),
                         "sources/test.yaml:5:39: 'map' and 'then' exclude each other: write the map into 'then'");
    fixture_expect_fault(NULL, TITLE("{from: a, required: 1}"),
                         "sources/test.yaml:5:30: 'required' is a number, expected a boolean");
    fixture_expect_fault(NULL, TITLE("{cases: x}"), "sources/test.yaml:5:21: 'cases' is a string, expected an array");
    fixture_expect_fault(NULL, TITLE("{cases: [{when: {$.a: 1}}]}"), "sources/test.yaml:5:29: the case has no 'value'");
    fixture_expect_fault(NULL, TITLE("{cases: [{value: a}, {value: b}]}"),
                         "sources/test.yaml:5:29: only the last case may lack 'when'");
    fixture_expect_fault(NULL, TITLE("{cases: [{if: a}]}"), "sources/test.yaml:5:30: unknown key 'if'");
    fixture_expect_fault(NULL, TITLE("$.a b"),
                         "sources/test.yaml:5:5: path '$.a b': expected '.' or '[' at "
                         "character 4");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/expression", forms, values_must_be_texts, required_values, lists, bytes_of_a_value, faults);
}
