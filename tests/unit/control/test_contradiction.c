#include "control/contradiction.h"

#include "class_rule.h"

#define NEVER "r.yaml:6:1: condition never holds: no event can match"
#define ALWAYS "r.yaml:6:1: condition always holds: every event would match"

START_TEST(conditions_without_a_choice_are_told)
{
    static const struct {
        const char *body;
        const char *error; /* NULL: fine */
    } cases[] = {
        {"match: {a: {stage: deployed}}\ncondition: a\n", NULL},
        {"match: {a: {outcome: pass}}\ncondition: a and not a\n", NEVER},
        {"match: {a: {outcome: pass}}\ncondition: a or not a\n", ALWAYS},
        {"match: {a: {outcome: pass}, b: {approver: x}}\ncondition: (a or b) and not a and not b\n", NEVER},
        {"match: {a: {outcome: pass}, b: {outcome: fail}}\ncondition: a and b\n", NEVER},
        {"match: {a: {outcome: pass}, b: {outcome: fail}}\ncondition: not (a and b)\n", ALWAYS},
        {"match: {a: {outcome: pass}, b: {outcome: fail}}\ncondition: all of them\n", NEVER},
        {"match: {a: {outcome: pass}, b: {outcome: fail}}\ncondition: 1 of them\n", NULL},
        {"match: {a: {resource.uid: x}, b: {resource.uid: X}}\ncondition: a and b\n", NULL},
        {"match: {a: {resource.uid: x}, b: {resource.uid: 'x*'}}\ncondition: a and b\n", NULL},
        {"match: {a: {resource.uid: [x, y]}, b: {resource.uid: [y, z]}}\ncondition: a and b\n", NULL},
        {"match: {a: {resource.uid: [x, y]}, b: {resource.uid: [u, v]}}\ncondition: a and b\n", NEVER},
        {"match: {a: {refs: x}, b: {refs: y}}\ncondition: a and b\n", NULL},
        {"match: {a: {prior: 1}, b: {prior: 2}}\ncondition: a and b\n", NULL}, /* so, but not looked at */
        {"match: {a: [{outcome: pass}, {approver: x}], b: {outcome: fail}}\ncondition: a and b\n", NULL},
        {"match: {a: {resource.uid|all: [x, y]}}\ncondition: a\n", NEVER},
        {"match: {a: {resource.uid|all: [x, X]}}\ncondition: a\n", NULL},
        {"match: {a: {refs|all: [x, y]}}\ncondition: a\n", NULL},
        {"match: {a: {resource.uid|all: [x, y], outcome: pass}, b: {stage: deployed}}\ncondition: a or b\n", NULL},
        {"match: {a: {stage: d*}, b: {stage|contains: x}}\ncondition: a and b\n", NEVER},
        {"match: {a: {stage|exists: true}, b: {stage|exists: false}}\ncondition: a or b\n", ALWAYS},
        {"match: {a: {stage: '*'}}\ncondition: a\n", NULL}, /* an event may have no stage */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        char text[1024];
        struct err err = {""};
        snprintf(text, sizeof(text), "%s%s%s%s", CLASS_HEAD("a"), cases[i].body, CLASS_CRITERIA, CLASS_TESTS);
        const struct rule rule = class_rule_of(text, arena);
        ck_assert_msg(contradiction_check(&rule, &err) == (cases[i].error == NULL ? 0 : ERR_FORMAT), "%s%s",
                      cases[i].body, err.text);
        ck_assert_str_eq(err.text, cases[i].error == NULL ? "" : cases[i].error);
    }
}
END_TEST

START_TEST(rules_that_say_the_same_are_told)
{
    static const struct {
        const char *a;
        const char *b;
        bool same;
    } cases[] = {
        {"match: {a: {stage: deployed}}\ncondition: a\n", "match: {b: {stage: deployed}}\ncondition: (b)\n", true},
        {"match: {a: {stage: deployed}}\ncondition: a\n", "match: {a: {stage: triaged}}\ncondition: a\n", false},
        {"match: {a: {stage: deployed}}\ncondition: a\n", "match: {a: {stage|contains: deployed}}\ncondition: a\n",
         false},
        {"match: {a: {stage: deployed}}\ncondition: a\n", "match: {a: {stage: deployed}}\ncondition: not a\n", false},
        {"match: {a: {stage|exists: true}}\ncondition: a\n", "match: {a: {stage|exists: false}}\ncondition: a\n",
         false},
        {"match: {a: {stage: deployed}}\ncondition: a\n",
         "match: {a: {stage: deployed, outcome: pass}}\ncondition: a\n", false},
        {"match: {a: {stage: deployed}}\ncondition: a\n",
         "match: {a: [{stage: deployed}, {outcome: pass}]}\ncondition: a\n", false},
        {"match: {a: {stage: deployed}, b: {outcome: pass}}\ncondition: a and b\n",
         "match: {c: {stage: deployed}, d: {outcome: pass}}\ncondition: c and d\n", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        char text[2][1024];
        struct err err = {""};
        snprintf(text[0], sizeof(text[0]), "%s%s%s%s", CLASS_HEAD("a"), cases[i].a, CLASS_CRITERIA, CLASS_TESTS);
        snprintf(text[1], sizeof(text[1]), "%s%s%s%s", CLASS_HEAD("b"), cases[i].b, CLASS_CRITERIA, CLASS_TESTS);
        const struct rule a = class_rule_of(text[0], arena);
        const struct rule b = class_rule_of(text[1], arena);
        ck_assert_msg(contradiction_compare(&b, &a, &err) == (cases[i].same ? ERR_FORMAT : 0), "case %zu", i);
        ck_assert_str_eq(err.text,
                         cases[i].same
                             ? "r.yaml:5:1: rule matches the same as 'a' at r.yaml:5:1, and maps to 'CC6.1' as it does"
                             : "");
    }
}
END_TEST

START_TEST(the_same_for_other_criteria_is_fine)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {""};
    const struct rule a = class_rule_of(CLASS_RULE("a", "match: {a: {stage: deployed}}\ncondition: a\n"), arena);
    const struct rule b = class_rule_of(
        CLASS_HEAD(
            "b") "match: {a: {stage: deployed}}\ncondition: a\n"
                 "criteria: {soc2: [{id: P1.1, basis: judgement, strength: direct, rationale: r}]}\n" CLASS_TESTS,
        arena);
    ck_assert_int_eq(contradiction_compare(&b, &a, &err), 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("contradiction", conditions_without_a_choice_are_told, rules_that_say_the_same_are_told,
                     the_same_for_other_criteria_is_fine);
}
