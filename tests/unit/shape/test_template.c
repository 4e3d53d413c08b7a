#include "shape/template.h"

#include "fixture.h"

#define TITLE(expression) "read:\n- event:\n    finding.title: " expression "\n"

static void
check(const char *define, const char *template, const char *payload, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *reading =
        want == NULL ? "event\n" : (const char *)arena_format(arena, "event\n  title     %s\n", want).p;
    fixture_expect(define, (const char *)arena_format(arena, TITLE("\"%s\""), template).p, payload, reading);
}

START_TEST(parts_are_put_together)
{
    check(NULL, "arn:aws:s3:::{$.b}", "{\"b\":\"x\"}", "arn:aws:s3:::x");
    check(NULL, "{$.a}/{$.b[0]}", "{\"a\":\"x\",\"b\":[7]}", "x/7");
    check(NULL, "{$['k}ey']}!", "{\"k}ey\":\"x\"}", "x!");
    check(NULL, "{{{$.a}}}", "{\"a\":\"x\"}", "{x}");
    check(NULL, "{$.a}{$.b}", "{\"a\":true,\"b\":1.50}", "true1.50");
}
END_TEST

START_TEST(an_absent_part_makes_the_whole_absent)
{
    check(NULL, "a{$.b}", "{}", NULL);
    check(NULL, "a{$.b}", "{\"b\":\"\"}", NULL);
    check(NULL, "a{$.b?}c", "{}", "ac");
    check(NULL, "a{$.b?}c", "{\"b\":\"x\"}", "axc");
    check(NULL, "{$.a?}{$.b?}", "{}", NULL);
}
END_TEST

START_TEST(defined_values_are_parts)
{
    const char *const define = "define:\n  a: {value: [$.a, none]}\n  ab: {value: '{a}+{$.b}'}\n";
    check(define, "<{a}>", "{\"a\":1}", "<1>");
    check(define, "<{ab}>", "{\"b\":2}", "<none+2>");
    check(define, "<{ab}>", "{}", NULL);
    check(define, "<{ab?}>", "{}", "<>");
}
END_TEST

START_TEST(the_number_of_the_item)
{
    fixture_expect(NULL, "read:\n- each: $.l[*]\n  event: {finding.title: '{.}-{#}'}\n", "{\"l\":[\"a\",\"b\"]}",
                   "event\n  title     a-1\nevent\n  title     b-2\n");
}
END_TEST

START_TEST(parts_must_be_texts)
{
    fixture_expect(NULL, TITLE("'a{$.b}'"), "{\"b\":[]}", "event\n");
    fixture_expect("strict: true\n", TITLE("'a{$.b}'"), "{\"b\":[]}", "reject: b is an array, expected a text\n");
    fixture_expect("strict: true\n", TITLE("'a{$.b}'"), "{\"b\":{}}", "reject: b is an object, expected a text\n");
}
END_TEST

START_TEST(what_is_composed_is_bounded)
{
    /* Sixteen doublings of one byte are as much as is allowed. */
    AUTO(buf_release) struct buf define;
    buf_init(&define, 1 << 16);
    buf_text(&define, "define:\n  v0: {value: $.a}\n");
    for (int i = 1; i <= 17; i++)
        buf_format(&define, "  v%d: {value: '{v%d}{v%d}'}\n", i, i - 1, i - 1);
    buf_byte(&define, 0);
    const char *text = (const char *)buf_slice(&define).p;
    fixture_expect(text, TITLE("'{v3}'"), "{\"a\":\"x\"}", "event\n  title     xxxxxxxx\n");
    fixture_expect(text, TITLE("'{v17}'"), "{\"a\":\"x\"}", "reject: a composed text is longer than 65536 bytes\n");
}
END_TEST

START_TEST(faults)
{
    fixture_expect_fault(NULL, TITLE("'a{$.b'"), "sources/test.yaml:5:5: a '{' without its '}' in 'a{$.b'");
    fixture_expect_fault(NULL, TITLE("'a}b'"), "sources/test.yaml:5:5: a single '}' in 'a}b': write }}");
    fixture_expect_fault(NULL, TITLE("'{b}'"), "sources/test.yaml:5:5: no value 'b' is defined above");
    fixture_expect_fault(NULL, TITLE("'{}'"), "sources/test.yaml:5:5: no value '' is defined above");
    fixture_expect_fault(NULL, TITLE("'{$.l[*]}'"), "sources/test.yaml:5:5: path '$.l[*]' selects many, expected one");
    fixture_expect_fault(NULL, TITLE("'{$.}'"),
                         "sources/test.yaml:5:5: path '$.': expected a name of letters, "
                         "digits, '_', '-', '@', '#' and ':' at character 3");
    /* A value cannot use itself, nor one that comes later. */
    fixture_expect_fault("define:\n  a: {value: '{a}x'}\n", TITLE("x"),
                         "sources/test.yaml:4:7: no value 'a' is defined above");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/template", parts_are_put_together, an_absent_part_makes_the_whole_absent,
                     defined_values_are_parts, the_number_of_the_item, parts_must_be_texts, what_is_composed_is_bounded,
                     faults);
}
