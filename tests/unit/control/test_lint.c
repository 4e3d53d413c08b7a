#include "control/lint.h"

#include "base/buf.h"

#include <stdio.h>

#include "shipped.h"

/* Findings, a line each. */
static void
collect(void *context, const char *text)
{
    buf_text(context, text);
    buf_byte(context, '\n');
}

static void
check_findings(struct file_set_entry *entries, size_t count, size_t expected_count, const char *expected)
{
    AUTO(buf_release) struct buf findings;
    buf_init(&findings, 1 << 16);
    struct file_set set = {entries, count};
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    ck_assert_uint_eq(controls_lint(&set, collect, &findings), expected_count);
    ck_assert_slice_eq(buf_slice(&findings), slice_of(expected));
}

#define FILE_OF(path, text)                                                                                            \
    {                                                                                                                  \
        SLICE_INIT(path), SLICE_INIT(text)                                                                             \
    }

START_TEST(the_shipped_controls_are_clean)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf findings;
    buf_init(&findings, 1 << 16);
    const struct file_set files = shipped_controls(arena);
    ck_assert_uint_ge(files.count, 9);
    ck_assert_uint_eq(controls_lint(&files, collect, &findings), 0);
    ck_assert_slice_eq(buf_slice(&findings), SLICE(""));
}
END_TEST

START_TEST(a_declaration_is_looked_at_too)
{
    struct file_set_entry entries[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
        FILE_OF("daybook.yaml", "categories: [Privacy]\nscope: {systems: []}\n"),
    };
    check_findings(entries, COUNT_OF(entries), 1, "daybook.yaml:2:9: there is no system\n");
    entries[3].bytes = SLICE("categories: [Privacy]\n");
    check_findings(entries, COUNT_OF(entries), 0, "");
    /* Without a catalog nothing can be looked up in it. */
    entries[0].bytes = SLICE("id: c\n");
    entries[3].bytes = SLICE("scope: {systems: []}\n");
    struct file_set_entry without[] = {entries[1], entries[3]};
    check_findings(without, COUNT_OF(without), 1,
                   "controls/soc2.yaml: file is missing: every set of rules has one, take that of daybook's own rules "
                   "to begin with\n");
}
END_TEST

START_TEST(every_unknown_id_of_a_framework_is_found)
{
    struct file_set_entry entries[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/iso27001.yaml", "id: iso\ncriteria: [{id: A.1, title: t}]\n"),
        FILE_OF("controls/rules/1.yaml", MAPPED_RULE("a", "t/a", "A.1")),
        FILE_OF("controls/rules/2.yaml", MAPPED_RULE("b", "t/b", "A.2")),
        FILE_OF("controls/rules/3.yaml", MAPPED_RULE("c", "t/c", "A.3")),
    };
    check_findings(entries, COUNT_OF(entries), 2,
                   "controls/rules/2.yaml:10:7: criterion 'A.2' is not in the catalog 'iso'\n"
                   "controls/rules/3.yaml:10:7: criterion 'A.3' is not in the catalog 'iso'\n");
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        if (slice_equal(entries[i].path, SLICE("controls/iso27001.yaml")))
            entries[i].bytes = SLICE("id: iso\n");
    check_findings(entries, COUNT_OF(entries), 1, "controls/iso27001.yaml:1:1: 'criteria' is missing\n");
}
END_TEST

START_TEST(every_fault_is_found)
{
    struct file_set_entry entries[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", "version: '1'\n"),
        FILE_OF("controls/readme.txt", ""),
        FILE_OF("controls/rules/1.yaml", SMALL_RULE("a", "t/a")),
        FILE_OF("controls/rules/2.yaml", SMALL_RULE("a", "t/b")),
        FILE_OF("controls/rules/3.yaml", SMALL_RULE("c", "t/a")),
        FILE_OF("controls/rules/4.yaml", "id: d\n"),
    };
    check_findings(entries, COUNT_OF(entries), 6,
                   "controls/sla.yaml:1:1: 'flap_s' is missing\n"
                   "controls/readme.txt: file is neither a catalog (controls/soc2.yaml or another framework's) nor "
                   "controls/sla.yaml nor controls/rules/NAME.yaml: move it out of controls/\n"
                   "controls/rules/4.yaml:1:1: 'title' is missing\n"
                   "controls/rules/2.yaml:1:1: rule id 'a' is that of controls/rules/1.yaml:1:1 too\n"
                   "controls/rules/3.yaml:6:10: check 't/a' is claimed at controls/rules/1.yaml:6:10 already\n"
                   "controls/rules/3.yaml:11:5: test: 't/a' is of a, expected c\n");
}
END_TEST

START_TEST(without_a_catalog_rules_are_not_judged)
{
    struct file_set_entry entries[] = {
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", "id: d\n"),
    };
    check_findings(entries, COUNT_OF(entries), 1,
                   "controls/soc2.yaml: file is missing: every set of rules has one, take that of daybook's own rules "
                   "to begin with\n");
}
END_TEST

#define RULE_WITH_TESTS(tests)                                                                                         \
    "id: a\ntitle: t\nowner: o\nseverity: low\nrationale: r\nchecks: [t/a]\n"                                          \
    "criteria: {soc2: [{id: P1.1, basis: published, strength: direct, rationale: r},\n"                                \
    "                  {id: CC6.1, basis: published, strength: direct, rationale: r}]}\n"                              \
    "tests:\n" tests

START_TEST(tests_of_rules_run)
{
    struct file_set_entry entries[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", RULE_WITH_TESTS("  - {check: t/a, rule: a, soc2: [P1.1, CC6.1]}\n"
                                                         "  - {check: t/a, rule: a, soc2: [CC6.1]}\n"
                                                         "  - {check: t/a, rule: b, soc2: []}\n"
                                                         "  - {check: t/a, rule: null}\n"
                                                         "  - {check: t/b, rule: a, soc2: []}\n"
                                                         "  - {check: t/b, rule: null}\n")),
    };
    check_findings(entries, COUNT_OF(entries), 4,
                   "controls/rules/1.yaml:11:5: test: 't/a' maps to 'P1.1 CC6.1', expected 'CC6.1'\n"
                   "controls/rules/1.yaml:12:5: test: 't/a' is of a, expected b\n"
                   "controls/rules/1.yaml:13:5: test: 't/a' is of a, expected no rule\n"
                   "controls/rules/1.yaml:14:5: test: 't/b' is of no rule, expected a\n");
}
END_TEST

#define RULE_BEGIN "id: a\ntitle: t\nowner: o\nrationale: r\n"
#define RULE_CRITERIA "criteria: {soc2: [{id: CC6.1, basis: judgement, strength: direct, rationale: r}]}\n"
#define CLASS_EVENTS                                                                                                   \
    "tests:\n"                                                                                                         \
    "  - {event: {stage: deployed}, matches: true}\n"                                                                  \
    "  - {event: {stage: triaged}, matches: false}\n"
#define CLASS(body) RULE_BEGIN body RULE_CRITERIA CLASS_EVENTS
#define CLASS_WITH_TESTS(tests)                                                                                        \
    RULE_BEGIN "match: {s: {stage: deployed}}\ncondition: s\n" RULE_CRITERIA "tests:\n" tests
#define FINDING_WITH_TESTS(tests) RULE_BEGIN "severity: low\nchecks: [t/a]\n" RULE_CRITERIA "tests:\n" tests
#define R "controls/rules/r.yaml"

/* One broken rule a line, and exactly what is said of it. */
START_TEST(a_broken_rule_is_told_where_it_is_broken)
{
    static const struct {
        const char *rule;
        const char *finding;
    } cases[] = {
        {CLASS("match: {s: {stage: deployed}}\ncondition: s\n"), NULL},
        {CLASS("match: {s: {phase: deployed}}\ncondition: s\n"),
         R ":5:13: field 'phase' is not known, expected one of an event's record, such as stage or resource.uid"},
        {CLASS("match:\n  s:\n    stage: deployed\n    resource.uid|begins: x\ncondition: s\n"),
         R ":8:5: modifier 'begins' is not known"},
        {CLASS("match:\n  s:\n    stage:\n      - deployed\n      - fixed\ncondition: s\n"),
         R ":9:9: stage 'fixed' is not known"},
        {CLASS("match: {s: {'resource.uid|re': '(a'}}\ncondition: s\n"),
         R ":5:13: regular expression '(a': missing closing parenthesis at offset 2"},
        {CLASS("match: {s: {'actor.name|cidr': 10.0.0.0/33}}\ncondition: s\n"),
         R ":5:13: '10.0.0.0/33' is no block of addresses, expected one like 10.0.0.0/8 or 2001:db8::/32"},
        {CLASS("match: {s: {stage: deployed}}\ncondition: s and t\n"), R ":6:18: selection 't' is not in 'match'"},
        {CLASS("match: {s: {stage: deployed}}\ncondition: s and (not s\n"),
         R ":6:24: condition ends where ')' was expected"},
        {CLASS("match:\n  s: {stage: deployed}\n  t: {outcome: pass}\ncondition: s\n"),
         R ":7:3: selection 't' is not in the condition"},
        {CLASS_WITH_TESTS("  - {event: {stage: deployed}, matches: true}\n"),
         R ":8:1: rule has no test of an event with 'matches: false'"},
        {CLASS_WITH_TESTS("  - {event: {stage: triaged}, matches: false}\n"),
         R ":8:1: rule has no test of an event with 'matches: true'"},
        {CLASS_WITH_TESTS("  - {event: {stage: deployed}, matches: true}\n"
                          "  - {event: {stage: triaged}, matches: false}\n"
                          "  - {event: {stage: assigned}, matches: true}\n"),
         R ":11:5: test: the rule does not match this event, expected that it does"},
        {CLASS_WITH_TESTS("  - {event: {stage: deployed}, matches: true}\n"
                          "  - {event: {stage: deployed, outcome: pass}, matches: false}\n"),
         R ":10:5: test: the rule matches this event, expected that it does not"},
        {RULE_BEGIN
         "match: {s: {stage: deployed}, t: {'resource.uid|re': '^(a+)+$'}}\ncondition: s and not t\n" RULE_CRITERIA
         "tests:\n"
         "  - {event: {stage: deployed}, matches: true}\n"
         "  - {event: {stage: deployed, resource.uid: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX}, matches: false}\n",
         R ":10:5: test: regular expression '^(a+)+$' takes too long on 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX'"},
        {FINDING_WITH_TESTS("  - {check: t/a, rule: a, soc2: [CC6.1]}\n"),
         R ":8:1: rule has no test of a check that it must not claim, with another rule or 'rule: null'"},
        {FINDING_WITH_TESTS("  - {check: t/b, rule: null}\n"), R ":8:1: rule has no test of a check that it claims"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct file_set_entry entries[] = {
            FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
            FILE_OF("controls/sla.yaml", SMALL_SLA),
            {SLICE(R), slice_of(cases[i].rule)},
        };
        char expected[512] = "";
        if (cases[i].finding != NULL)
            snprintf(expected, sizeof(expected), "%s\n", cases[i].finding);
        check_findings(entries, COUNT_OF(entries), cases[i].finding == NULL ? 0 : 1, expected);
    }
}
END_TEST

START_TEST(class_rules_are_compared)
{
    struct file_set_entry entries[] = {
        FILE_OF("controls/soc2.yaml", SMALL_CATALOG),
        FILE_OF("controls/sla.yaml", SMALL_SLA),
        FILE_OF("controls/rules/1.yaml", CLASS("match: {s: {stage: deployed}}\ncondition: s\n")),
        FILE_OF("controls/rules/2.yaml", "id: b\ntitle: t\nowner: o\nrationale: r\nmatch:\n  t: {stage: deployed}\n"
                                         "condition: t\n" RULE_CRITERIA CLASS_EVENTS),
        FILE_OF("controls/rules/3.yaml", "id: c\ntitle: t\nowner: o\nrationale: r\nmatch: {s: {stage: deployed}}\n"
                                         "condition: s and not s\n" RULE_CRITERIA CLASS_EVENTS),
        FILE_OF("controls/rules/4.yaml", SMALL_RULE("a", "t/a")),
    };
    check_findings(entries, COUNT_OF(entries), 4,
                   "controls/rules/4.yaml:1:1: rule id 'a' is that of controls/rules/1.yaml:1:1 too\n"
                   "controls/rules/3.yaml:6:1: condition never holds: no event can match\n"
                   "controls/rules/2.yaml:5:1: rule matches the same as 'a' at controls/rules/1.yaml:5:1, and maps to "
                   "'CC6.1' as it does\n"
                   "controls/rules/3.yaml:9:5: test: the rule does not match this event, expected that it does\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("lint", the_shipped_controls_are_clean, a_declaration_is_looked_at_too,
                     every_unknown_id_of_a_framework_is_found, every_fault_is_found,
                     without_a_catalog_rules_are_not_judged, tests_of_rules_run,
                     a_broken_rule_is_told_where_it_is_broken, class_rules_are_compared);
}
