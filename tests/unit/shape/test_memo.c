#include "shape/memo.h"

#include "fixture.h"

START_TEST(a_value_is_known_for_its_scope_only)
{
    const struct json a = {.type = JSON_OBJECT};
    const struct json b = {.type = JSON_OBJECT};
    struct memo memo = {.document = NULL};
    struct value value = value_of_text(SLICE("x"));
    const struct scope scope = {.document = &a, .item = &b, .number = 2};
    ck_assert(!memo_find(&memo, &scope, &value));
    memo_keep(&memo, &scope, &value);
    value = value_of(NULL);
    ck_assert(memo_find(&memo, &scope, &value));
    ck_assert_slice_eq(value.text, SLICE("x"));
    ck_assert(!memo_find(&memo, &(struct scope){.document = &b, .item = &b, .number = 2}, &value));
    ck_assert(!memo_find(&memo, &(struct scope){.document = &a, .item = NULL, .number = 2}, &value));
    ck_assert(!memo_find(&memo, &(struct scope){.document = &a, .item = &b, .number = 3}, &value));
}
END_TEST

/* The same definition of the document, of each item, of parts that the adapter hands to itself. */
START_TEST(definitions_are_found_anew_in_every_scope)
{
    fixture_expect(
        "define:\n  n: {value: [.n, $.n]}\n",
        "read:\n- when: {$.p: {exists: true}}\n  event: {id: '{n}'}\n  every:\n  - event: {finding.title: '{n}'}\n"
        "  - each: $.l[*]\n    event: {finding.title: 'i{n}', resource.uid: '{n}{#}'}\n"
        "  - use: test\n    of: $.p\n  - event: {finding.title: 'again {n}'}\n- event: {finding.title: 'p{n}'}\n",
        "{\"n\":1,\"l\":[{\"n\":2},{\"n\":3},{}],\"p\":{\"n\":4}}",
        "event\n  id        1\n  title     1\n"
        "event\n  id        2\n  title     i2\n  resource  21\n"
        "event\n  id        3\n  title     i3\n  resource  32\n"
        "event\n  id        1\n  title     i1\n  resource  13\n"
        "event\n  title     p4\n"
        "event\n  id        1\n  title     again 1\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/memo", a_value_is_known_for_its_scope_only, definitions_are_found_anew_in_every_scope);
}
