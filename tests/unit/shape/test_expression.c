#include "shape/expression.h"

#include "fixture.h"

#define STRICT "strict: true\n"
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
    fixture_expect(STRICT, TITLE("$.a"), "{\"a\":[1]}", "reject: a is an array, expected a text\n");
    fixture_expect(STRICT, TITLE("[$.a, x]"), "{\"a\":{}}", "reject: a is an object, expected a text\n");
    /* Otherwise they are none, so that an alternative can follow. */
    fixture_expect(NULL, TITLE("$.a"), "{\"a\":[1]}", "event\n");
    fixture_expect(NULL, TITLE("[$.a, x]"), "{\"a\":{}}", "event\n  title     x\n");
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
    fixture_expect(STRICT, REFS("$.r[*]"), "{\"r\":5}", "reject: r is a number, expected an array\n");
    fixture_expect(STRICT, REFS("$.r[*]"), "{\"r\":[[]]}", "reject: r[*] holds an array, expected texts\n");
    fixture_expect(NULL, REFS("$.r[*]"), "{\"r\":5}", "event\n");
    fixture_expect(NULL, REFS("$.r[*]"), "{\"r\":[[],\"a\"]}", "event\n  ref       a\n");
    fixture_expect_fault(NULL, REFS("word"), "sources/test.yaml:5:5: expected a path or a list");
    fixture_expect_fault(NULL, REFS("[]"), "sources/test.yaml:5:5: the list is empty");
    fixture_expect_fault(NULL, REFS("['$.r[*]']"), "sources/test.yaml:5:12: path '$.r[*]' selects many, expected one");
}
END_TEST

#define PICK "{in: '$.l[*]', where: {.f: s}, value: .v}"

START_TEST(items_are_picked)
{
    const char *const payload =
        "{\"l\":[{\"f\":\"x\",\"v\":1},{\"f\":\"s\"},{\"f\":\"s\",\"v\":2},{\"f\":\"s\",\"v\":3}]}";
    fixture_expect(NULL, TITLE(PICK), payload, "event\n  title     2\n");
    fixture_expect(NULL, TITLE(PICK), "{\"l\":[]}", "event\n");
    fixture_expect(NULL, TITLE("{in: '$.l[*]', value: 'n{#}:{.v}', then: [upper]}"), payload,
                   "event\n  title     N1:1\n");
    fixture_expect(NULL, REFS("[" PICK ", x]"), payload, "event\n  ref       2\n  ref       3\n  ref       x\n");
    fixture_expect(NULL, REFS("[{from: " PICK ", then: [upper]}]"), payload, "event\n  ref       2\n");
    /* Members of an object, with their names. */
    fixture_expect(NULL, REFS("[{in: '$.o[*]', value: '{@}={.}'}]"), "{\"o\":{\"a\":1,\"b\":2}}",
                   "event\n  ref       a=1\n  ref       b=2\n");
    fixture_expect_fault(NULL, TITLE("{in: '$.l[*]'}"), "sources/test.yaml:5:5: 'in' needs 'value'");
    fixture_expect_fault(NULL, TITLE("{in: $.l, value: .v}"),
                         "sources/test.yaml:5:21: 'in' must select many, with [*]");
    fixture_expect_fault(NULL, TITLE("{from: $.l, value: .v}"), "sources/test.yaml:5:5: 'where' and 'value' need 'in'");
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
    fixture_expect_fault(NULL, TITLE("{}"), "sources/test.yaml:5:5: expected one of 'from', 'cases', 'const' and 'in'");
    fixture_expect_fault(NULL, TITLE("{from: a, const: b}"),
                         "sources/test.yaml:5:5: expected one of 'from', 'cases', 'const' and 'in'");
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
    return UNIT_MAIN("shape/expression", forms, values_must_be_texts, required_values, lists, items_are_picked,
                     bytes_of_a_value, faults);
}
