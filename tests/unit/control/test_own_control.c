#include "control/own_control.h"

#include "shipped.h"

/* Controls of a document `controls: …`, over SMALL_CATALOG and the rules "a" and "b". */
static int
read_controls(const char *text, struct arena *arena, struct own_control_list *out_list, struct err *err)
{
    static const struct rule rules[] = {{.id = SLICE_INIT("a")}, {.id = SLICE_INIT("b")}};
    static const struct rule_list list = {rules, COUNT_OF(rules)};
    const struct document document = {"d.yaml", arena, err};
    struct catalog catalog;
    const struct json *root;
    const struct json *array;
    TRY(catalog_read("c.yaml", SLICE(SMALL_CATALOG), arena, &catalog, err));
    TRY(document_read(&document, slice_of(text), &root));
    TRY(document_require(&document, root, "controls", JSON_ARRAY, &array));
    const struct declaration_terms terms = {&catalog, &list};
    return own_controls_read(&document, array, &terms, out_list);
}

START_TEST(a_control_keeps_what_it_says)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct own_control_list list;
    struct err err = {""};
    const char *text =
        "controls:\n"
        "  - {id: AC-01, statement: Buckets are encrypted, owner: data, frequency: daily,\n"
        "     criteria: [P1.1, CC6.1], rules: [b, a],\n"
        "     complementary: [{kind: subservice, organisation: AWS, statement: disks, criteria: [CC6.1]},\n"
        "                     {kind: user-entity, organisation: customers, statement: keys,\n"
        "                      criteria: [P1.1]}]}\n"
        "  - {id: x_2., statement: s, owner: o, frequency: f, criteria: [CC6.1], rules: []}\n";
    ck_assert_msg(read_controls(text, arena, &list, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(list.count, 2);
    const struct own_control *control = &list.controls[0];
    ck_assert_slice_eq(control->id, SLICE("AC-01"));
    ck_assert_slice_eq(control->statement, SLICE("Buckets are encrypted"));
    ck_assert_slice_eq(control->owner, SLICE("data"));
    ck_assert_slice_eq(control->frequency, SLICE("daily"));
    ck_assert_uint_eq(control->criteria.count, 2);
    ck_assert_slice_eq(control->criteria.items[0], SLICE("P1.1"));
    ck_assert_slice_eq(control->rules.items[1], SLICE("a"));
    ck_assert_uint_eq(control->complementary_count, 2);
    ck_assert_int_eq(control->complementary[1].kind, COMPLEMENTARY_USER_ENTITY);
    ck_assert_slice_eq(control->complementary[0].organisation, SLICE("AWS"));
    ck_assert_slice_eq(control->complementary[1].statement, SLICE("keys"));
    ck_assert_slice_eq(control->complementary[1].criteria.items[0], SLICE("P1.1"));
    ck_assert_uint_eq(list.controls[1].rules.count, 0);
    ck_assert_uint_eq(list.controls[1].complementary_count, 0);
}
END_TEST

#define CONTROL(id, criteria, rest)                                                                                    \
    "  - {id: " id ", statement: s, owner: o, frequency: f, criteria: [" criteria "], " rest "}\n"

START_TEST(faults_are_located)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        {CONTROL("A", "CC6.1", "rules: [a]") CONTROL("A", "CC6.1", "rules: [a]"),
         "d.yaml:3:6: control 'A' stands twice"},
        {CONTROL("a b", "CC6.1", "rules: [a]"),
         "d.yaml:2:6: control id 'a b' is not of A-Z, a-z, 0-9, '.', '_' and '-'"},
        {CONTROL("A", "CC6.9", "rules: [a]"), "d.yaml:2:62: criterion 'CC6.9' is not in the catalog 'c'"},
        {CONTROL("A", "CC6.1, CC6.1", "rules: [a]"), "d.yaml:2:69: criterion 'CC6.1' stands twice"},
        {CONTROL("A", "", "rules: [a]"), "d.yaml:2:51: there is no criterion"},
        {CONTROL("A", "CC6.1", "rules: [a, c]"), "d.yaml:2:81: there is no rule 'c' that has checks"},
        {CONTROL("A", "CC6.1", "rules: [a, b, a]"), "d.yaml:2:84: rule 'a' stands twice"},
        {CONTROL("A", "CC6.1", "rule: [a]"), "d.yaml:2:70: unknown member 'rule'"},
        {"  - {id: A}\n", "d.yaml:2:5: 'statement' is missing"},
        {"  - {id: 7}\n", "d.yaml:2:6: 'id' is a number, expected a string"},
        {"  - A\n", "d.yaml:2:5: expected a mapping"},
        {CONTROL("A", "CC6.1", "rules: [], complementary: [{kind: vendor}]"),
         "d.yaml:2:98: kind 'vendor' is not known"},
        {CONTROL("A", "CC6.1", "rules: [], complementary: [{kind: subservice, organisation: x, statement: y}]"),
         "d.yaml:2:97: 'criteria' is missing"},
        {CONTROL("A", "CC6.1",
                 "rules: [], complementary: [{kind: subservice, organisation: x, statement: y, criteria: [Z]}]"),
         "d.yaml:2:158: criterion 'Z' is not in the catalog 'c'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct own_control_list list;
        struct err err = {""};
        const struct slice text = arena_format(arena, "controls:\n%s", cases[i].text);
        ck_assert_int_eq(read_controls((const char *)text.p, arena, &list, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

START_TEST(their_number_is_limited)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf text;
    buf_init(&text, LIMIT_YAML_BYTES);
    buf_text(&text, "controls:\n");
    for (size_t i = 0; i < LIMIT_DECLARED + 1; i++)
        buf_format(&text, "  - {id: A%zu, statement: s, owner: o, frequency: f, criteria: [CC6.1], rules: [a]}\n", i);
    buf_byte(&text, '\0');
    struct own_control_list list;
    struct err err = {""};
    ck_assert_int_eq(read_controls((const char *)text.p, arena, &list, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "d.yaml:1:1: there are 1001 controls, at most 1000 are allowed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("own_control", a_control_keeps_what_it_says, faults_are_located, their_number_is_limited);
}
