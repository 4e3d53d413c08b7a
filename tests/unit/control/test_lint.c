#include "control/lint.h"

#include "base/buf.h"

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
    check_findings(without, COUNT_OF(without), 1, "controls/soc2.yaml: file is missing\n");
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
                   "controls/sla.yaml nor controls/rules/NAME.yaml\n"
                   "controls/rules/4.yaml:1:1: 'title' is missing\n"
                   "controls/rules/2.yaml: rule id 'a' is that of controls/rules/1.yaml too\n"
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
    check_findings(entries, COUNT_OF(entries), 1, "controls/soc2.yaml: file is missing\n");
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

int
main(void)
{
    return UNIT_MAIN("lint", the_shipped_controls_are_clean, a_declaration_is_looked_at_too,
                     every_unknown_id_of_a_framework_is_found, every_fault_is_found,
                     without_a_catalog_rules_are_not_judged, tests_of_rules_run);
}
