#include "control/difference.h"

#include "base/buf.h"

#include "shipped.h"

#define FILE_OF(path, text)                                                                                            \
    {                                                                                                                  \
        SLICE_INIT(path), SLICE_INIT(text)                                                                             \
    }

static struct controls
load(struct file_set_entry *entries, size_t count, struct arena *arena)
{
    struct file_set set = {entries, count};
    struct controls controls;
    struct err err;
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    ck_assert_msg(controls_load(&set, arena, &controls, &err) == 0, "%s", err.text);
    return controls;
}

static void
add_side(struct buf *out, struct slice text)
{
    buf_text(out, slice_is_absent(text) ? "-" : "");
    buf_add(out, text);
}

/* "subject | field | before | after", a line each. */
static void
check_lines(struct control_differences found, const char *expected)
{
    AUTO(buf_release) struct buf lines;
    buf_init(&lines, 1 << 16);
    for (size_t i = 0; i < found.count; i++) {
        const struct control_difference *difference = &found.differences[i];
        buf_format(&lines, "%.*s | %.*s | ", SLICE_ARG(difference->subject), SLICE_ARG(difference->field));
        add_side(&lines, difference->before);
        buf_text(&lines, " | ");
        add_side(&lines, difference->after);
        buf_byte(&lines, '\n');
    }
    ck_assert_slice_eq(buf_slice(&lines), slice_of(expected));
}

START_TEST(a_set_is_the_same_as_itself_however_it_is_written)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry old[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
    };
    struct file_set_entry new[] = {
        FILE_OF("controls/soc2.yaml", "# a comment\n" SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", "sla_s: {low: 40, critical: 10}\nflap_s: 60\nversion: '1'\n"),
        FILE_OF("controls/rules/other.yaml", SMALL_RULE("a", "t/a") "  - {check: t/b, rule: null}\n"),
    };
    const struct controls before = load(old, COUNT_OF(old), arena);
    const struct controls after = load(new, COUNT_OF(new), arena);
    check_lines(controls_diff(&before, &before, arena), "");
    check_lines(controls_diff(&before, &after, arena), "");
}
END_TEST

START_TEST(says_what_differs_one_thing_at_a_time)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry old[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
        FILE_OF("controls/rules/2.yaml", SMALL_RULE("b", "t/b")),
    };
    struct file_set_entry new[] = {
        FILE_OF("controls/soc2.yaml",
                "id: c\n"
                "categories: [{name: Security, in_scope: true}, {name: Privacy, in_scope: true}]\n"
                "criteria:\n"
                "  - {id: CC6.1, category: Security, series: s, title: u}\n"
                "  - {id: P1.1, category: Privacy, series: s, title: t}\n"),
        FILE_OF("controls/sla.yaml", "version: '2'\nflap_s: 60\nsla_s: {critical: 5, high: 20}\n"),
        FILE_OF("controls/rules/1.yaml", "id: a\ntitle: t\nowner: p\nseverity: high\nrationale: r\nttl_s: 9\n"
                                         "checks: [t/a, t/b]\n"
                                         "criteria:\n"
                                         "  soc2:\n"
                                         "    - {id: P1.1, basis: judgement, strength: supporting, rationale: s}\n"
                                         "tests:\n"
                                         "  - {check: t/b, rule: a, soc2: [P1.1]}\n"),
    };
    const struct controls before = load(old, COUNT_OF(old), arena);
    const struct controls after = load(new, COUNT_OF(new), arena);
    check_lines(controls_diff(&before, &after, arena), "criterion CC6.1 | title | t | u\n"
                                                       "criterion P1.1 | in_scope | false | true\n"
                                                       "rule a | check t/b | - | claimed\n"
                                                       "rule a | owner | o | p\n"
                                                       "rule a | severity | low | high\n"
                                                       "rule a | soc2 CC6.1 | published, direct: r | -\n"
                                                       "rule a | soc2 P1.1 | - | judgement, supporting: s\n"
                                                       "rule a | ttl_s | - | 9 s\n"
                                                       "rule b | check t/b | claimed | -\n"
                                                       "rule b | owner | o | -\n"
                                                       "rule b | rationale | r | -\n"
                                                       "rule b | severity | low | -\n"
                                                       "rule b | soc2 CC6.1 | published, direct: r | -\n"
                                                       "rule b | title | t | -\n"
                                                       "sla | critical | 10 s | 5 s\n"
                                                       "sla | high | - | 20 s\n"
                                                       "sla | low | 40 s | -\n"
                                                       "sla | version | 1 | 2\n");
}
END_TEST

#define CLASS(rest)                                                                                                    \
    "id: k\ntitle: t\nowner: o\nrationale: r\n" rest                                                                   \
    "criteria: {soc2: [{id: CC6.1, basis: judgement, strength: direct, rationale: r}]}\n"                              \
    "tests: [{event: {stage: deployed}, matches: true}]\n"

START_TEST(says_what_a_class_rule_matches_otherwise)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry old[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/k.yaml", CLASS("match: {s: {stage: deployed, refs|exists: true}}\ncondition: s\n")),
    };
    struct file_set_entry new[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/k.yaml",
                CLASS("match:\n  s: [{stage: [deployed, remediated]}, {resource.uid|contains|all: [a, b]}]\n"
                      "condition: not s\n")),
    };
    const struct controls before = load(old, COUNT_OF(old), arena);
    const struct controls after = load(new, COUNT_OF(new), arena);
    check_lines(controls_diff(&before, &after, arena),
                "rule k | condition | s | not s\n"
                "rule k | match s 1 refs|exists | true | -\n"
                "rule k | match s 1 stage | deployed | 'deployed', 'remediated'\n"
                "rule k | match s 2 resource.uid|contains|all | - | 'a', 'b'\n");
}
END_TEST

START_TEST(says_which_severity_is_set)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry old[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
    };
    struct file_set_entry new[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", "severity_override: high\n" SMALL_RULE("a", "t/a")),
    };
    const struct controls before = load(old, COUNT_OF(old), arena);
    const struct controls after = load(new, COUNT_OF(new), arena);
    check_lines(controls_diff(&before, &after, arena), "rule a | severity_override | - | high\n");
}
END_TEST

START_TEST(says_what_of_a_declaration_differs)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry old[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
        FILE_OF("daybook.yaml",
                "manual: [{criterion: P1.1, by: minutes, owner: legal}]\n"
                "controls:\n"
                "  - {id: C-1, statement: s, owner: o, frequency: daily, criteria: [CC6.1], rules: [a]}\n"),
    };
    struct file_set_entry new[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
        FILE_OF("daybook.yaml",
                "manual: [{criterion: P1.1, by: minutes, owner: board}]\n"
                "controls:\n"
                "  - {id: C-1, statement: s, owner: p, frequency: daily, criteria: [CC6.1], rules: [],\n"
                "     complementary: [{kind: subservice, organisation: X, statement: y, criteria: [P1.1]}]}\n"),
    };
    const struct controls before = load(old, COUNT_OF(old), arena);
    const struct controls after = load(new, COUNT_OF(new), arena);
    check_lines(controls_diff(&before, &after, arena), "control C-1 | owner | o | p\n"
                                                       "control C-1 | rule a | named | -\n"
                                                       "control C-1 | subservice X: y, P1.1 | - | named\n"
                                                       "criterion P1.1 | manual minutes | legal | board\n");
}
END_TEST

START_TEST(compares_files_by_their_bytes)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry old[] = {FILE_OF("controls/a", "1"), FILE_OF("sources/b", ""), FILE_OF("sources/c", "3")};
    struct file_set_entry new[] = {FILE_OF("controls/a", "1"), FILE_OF("sources/b", "abc"), FILE_OF("sources/d", "")};
    const struct file_set before = {old, COUNT_OF(old)};
    const struct file_set after = {new, COUNT_OF(new)};
    check_lines(controls_diff_files(&before, &before, arena), "");
    check_lines(controls_diff_files(&before, &after, arena),
                "file sources/b | sha256 | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 | "
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
                "file sources/c | sha256 | 4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce | -\n"
                "file sources/d | sha256 | - | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
}
END_TEST

/* Of every pair of the shipped rules with one left out, the difference is that rule. */
START_TEST(finds_each_shipped_rule_that_is_left_out)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct controls whole;
    ck_assert_int_eq(controls_load(&files, arena, &whole, NULL), 0);
    for (size_t i = 0; i < whole.rules.count; i += 7) {
        AUTO(arena_drop) struct arena *scratch = arena_new();
        struct rule *rest = arena_array(scratch, whole.rules.count, sizeof(*rest));
        memcpy(rest, whole.rules.rules, whole.rules.count * sizeof(*rest));
        memmove(rest + i, rest + i + 1, (whole.rules.count - i - 1) * sizeof(*rest));
        struct controls without = whole;
        without.rules = (struct rule_list){rest, whole.rules.count - 1};
        const struct control_differences found = controls_diff(&whole, &without, scratch);
        const struct slice subject = arena_format(scratch, "rule %.*s", SLICE_ARG(whole.rules.rules[i].id));
        ck_assert_uint_ge(found.count, 6);
        for (size_t at = 0; at < found.count; at++) {
            ck_assert_slice_eq(found.differences[at].subject, subject);
            ck_assert(slice_is_absent(found.differences[at].after));
        }
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("control/difference", a_set_is_the_same_as_itself_however_it_is_written,
                     says_what_differs_one_thing_at_a_time, says_what_of_a_declaration_differs,
                     says_what_a_class_rule_matches_otherwise, says_which_severity_is_set,
                     compares_files_by_their_bytes, finds_each_shipped_rule_that_is_left_out);
}
