#include "control/rule_condition.h"

#include <stdio.h>

#include "unit.h"

/* Selections a, b, sel_1, sel_2, _hidden: numbers 0 to 4. */
static const struct match_selection selections[] = {{.name = SLICE_INIT("a")},
                                                    {.name = SLICE_INIT("b")},
                                                    {.name = SLICE_INIT("sel_1")},
                                                    {.name = SLICE_INIT("sel_2")},
                                                    {.name = SLICE_INIT("_hidden")}};
static const struct match match = {.selections = selections, .count = COUNT_OF(selections)};

static enum truth
ask(void *context, size_t selection)
{
    return ((const enum truth *)context)[selection];
}

static const struct rule_condition *
read(const char *text, struct arena *arena)
{
    const struct rule_condition *condition = NULL;
    size_t at;
    struct err err = {""};
    ck_assert_msg(rule_condition_read(slice_of(text), &match, arena, &condition, &at, &err) == 0, "%s: %s", text,
                  err.text);
    return condition;
}

/* `held` has a "y", "n" or "?" for each selection. */
static enum truth
holds(const char *text, const char *held)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    enum truth answers[COUNT_OF(selections)];
    for (size_t i = 0; i < COUNT_OF(selections); i++)
        answers[i] = held[i] == 'y' ? TRUTH_YES : held[i] == '?' ? TRUTH_MAYBE : TRUTH_NO;
    return rule_condition_holds(read(text, arena), ask, answers);
}

START_TEST(conditions_hold)
{
    static const struct {
        const char *text;
        const char *held;
        enum truth holds;
    } cases[] = {
        {"a", "ynnnn", TRUTH_YES},
        {"a", "nyyyy", TRUTH_NO},
        {"not a", "nnnnn", TRUTH_YES},
        {"not not a", "ynnnn", TRUTH_YES},
        {"a and b", "ynnnn", TRUTH_NO},
        {"a and b", "yynnn", TRUTH_YES},
        {"a or b", "nynnn", TRUTH_YES},
        {"a or b and sel_1", "ynnnn", TRUTH_YES},
        {"(a or b) and sel_1", "ynnnn", TRUTH_NO},
        {"not a and b", "nynnn", TRUTH_YES},
        {"not (a and b)", "nynnn", TRUTH_YES},
        {"a\n  and\tb", "yynnn", TRUTH_YES},
        {"1 of them", "nnnnn", TRUTH_NO},
        {"1 of them", "nnnyn", TRUTH_YES},
        {"1 of them", "nnnny", TRUTH_NO},
        {"all of them", "yyyyn", TRUTH_YES},
        {"all of them", "yyyny", TRUTH_NO},
        {"1 of sel_*", "nnynn", TRUTH_YES},
        {"all of sel_*", "nnynn", TRUTH_NO},
        {"all of sel_*", "nnyyn", TRUTH_YES},
        {"1 of _hid*", "nnnny", TRUTH_YES},
        {"_hidden", "nnnny", TRUTH_YES},
        {"a and not 1 of sel_*", "ynnnn", TRUTH_YES},
        {"a and not 1 of sel_*", "ynnyn", TRUTH_NO},
        {"a and b", "y?nnn", TRUTH_MAYBE},
        {"a and b", "n?nnn", TRUTH_NO},
        {"b and a", "n?nnn", TRUTH_NO},
        {"a or b", "y?nnn", TRUTH_YES},
        {"b or a", "y?nnn", TRUTH_YES},
        {"not a", "?nnnn", TRUTH_MAYBE},
        {"1 of sel_*", "nn?yn", TRUTH_YES},
        {"1 of sel_*", "nn?nn", TRUTH_MAYBE},
        {"all of sel_*", "nn?nn", TRUTH_NO},
        {"all of sel_*", "nn?yn", TRUTH_MAYBE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_msg(holds(cases[i].text, cases[i].held) == cases[i].holds, "'%s' with %s", cases[i].text,
                      cases[i].held);
}
END_TEST

START_TEST(uses_are_listed)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_uint_eq(rule_condition_uses(read("a and not (sel_1 or a)", arena)), 0x5);
    ck_assert_uint_eq(rule_condition_uses(read("1 of them", arena)), 0xf);
    ck_assert_uint_eq(rule_condition_uses(read("all of sel*", arena)), 0xc);
}
END_TEST

START_TEST(equal_conditions_are_equal)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert(rule_condition_equal(read("a and (b)", arena), read("(a) and b", arena)));
    ck_assert(!rule_condition_equal(read("a and b", arena), read("b and a", arena)));
    ck_assert(!rule_condition_equal(read("a or b", arena), read("a and b", arena)));
    ck_assert(!rule_condition_equal(read("not a", arena), read("a", arena)));
}
END_TEST

START_TEST(faults_have_their_place)
{
    static const struct {
        const char *text;
        size_t at;
        const char *error;
    } cases[] = {
        {" ", 1, "condition ends where a selection, 'not', '(', '1 of' or 'all of' was expected"},
        {"a and", 5, "condition ends where a selection, 'not', '(', '1 of' or 'all of' was expected"},
        {"a b", 2, "condition has 'b' where 'and', 'or' or the end was expected"},
        {"(a", 2, "condition ends where ')' was expected"},
        {"(a b)", 3, "condition has 'b' where ')' was expected"},
        {"a)", 1, "condition has ')' where 'and', 'or' or the end was expected"},
        {"a and c", 6, "selection 'c' is not in 'match'"},
        {"A", 0, "selection 'A' is not in 'match'"},
        {"a AND b", 2, "condition has 'AND' where 'and', 'or' or the end was expected"},
        {"a | b", 2, "condition has '|' where 'and', 'or' or the end was expected"},
        {"and a", 0, "condition has 'and' where a selection, 'not', '(', '1 of' or 'all of' was expected"},
        {"sel_*", 0, "condition has 'sel_*' where a selection, 'not', '(', '1 of' or 'all of' was expected"},
        {"1 a", 2, "condition has 'a' where 'of' was expected"},
        {"1 of", 4, "condition ends where 'them' or a prefix with '*' was expected"},
        {"1 of a", 5, "condition has 'a' where 'them' or a prefix with '*' was expected"},
        {"1 of *", 5, "condition has '*' where 'them' or a prefix with '*' was expected"},
        {"all of x*", 7, "no selection of 'match' begins with 'x'"},
        {"2 of them", 0, "condition has '2' where a selection, 'not', '(', '1 of' or 'all of' was expected"},
        {"a and \xc3\xa4", 6, "condition has '?' where a selection, 'not', '(', '1 of' or 'all of' was expected"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct rule_condition *condition = NULL;
        size_t at = SIZE_MAX;
        struct err err = {""};
        ck_assert_int_eq(rule_condition_read(slice_of(cases[i].text), &match, arena, &condition, &at, &err),
                         ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
        ck_assert_msg(at == cases[i].at, "'%s': %zu", cases[i].text, at);
        ck_assert_ptr_null(condition);
    }
}
END_TEST

START_TEST(them_without_a_name_is_refused)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct match hidden = {.selections = &selections[4], .count = 1};
    const struct rule_condition *condition;
    size_t at;
    struct err err = {""};
    ck_assert_int_eq(rule_condition_read(SLICE("1 of them"), &hidden, arena, &condition, &at, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'them' is no selection: those whose names begin with '_' are left out");
}
END_TEST

/* `count` times `word` before an "a". */
static void
check_limit(const char *word, size_t count, const char *error)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf text;
    const struct rule_condition *condition;
    size_t at;
    struct err err = {""};
    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < count; i++)
        buf_text(&text, word);
    buf_text(&text, "a");
    ck_assert_int_eq(rule_condition_read(buf_slice(&text), &match, arena, &condition, &at, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, error);
}

START_TEST(sizes_are_bounded)
{
    check_limit("(", 16, "condition is more than 16 levels deep");
    check_limit("not ", 16, "condition is more than 16 levels deep");
    check_limit("a or ", 64, "condition has more than 128 parts");
    check_limit(" ", 2048, "condition has 2049 bytes, at most 2048 are allowed");
}
END_TEST

/* A random condition in text, and beside it what it gives, worked out while it is written. */
static bool
write_random(struct buf *out, unsigned depth, const enum truth *answers)
{
    const uint64_t kind = depth == 0 ? 0 : unit_random_below(4);
    if (kind == 0) {
        const size_t selection = unit_random_below(COUNT_OF(selections));
        buf_add(out, selections[selection].name);
        return answers[selection] == TRUTH_YES;
    }
    buf_text(out, kind == 1 ? "not (" : "(");
    const bool left = write_random(out, depth - 1, answers);
    buf_text(out, kind == 1 ? "" : kind == 2 ? ") and (" : ") or (");
    const bool right = kind == 1 ? false : write_random(out, depth - 1, answers);
    buf_text(out, ")");
    return kind == 1 ? !left : kind == 2 ? left && right : left || right;
}

START_TEST(random_conditions_hold_as_they_were_written)
{
    for (int round = 0; round < 3000; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        AUTO(buf_release) struct buf text;
        enum truth answers[COUNT_OF(selections)];
        for (size_t i = 0; i < COUNT_OF(answers); i++)
            answers[i] = unit_random_below(2) == 0 ? TRUTH_NO : TRUTH_YES;
        buf_init(&text, 1 << 16);
        const bool expected = write_random(&text, 4, answers);
        const char *words = arena_text(arena, buf_slice(&text));
        ck_assert_msg(rule_condition_holds(read(words, arena), ask, answers) == (expected ? TRUTH_YES : TRUTH_NO), "%s",
                      words);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("rule_condition", conditions_hold, uses_are_listed, equal_conditions_are_equal,
                     faults_have_their_place, them_without_a_name_is_refused, sizes_are_bounded,
                     random_conditions_hold_as_they_were_written);
}
