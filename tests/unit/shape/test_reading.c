#include "shape/reading.h"

#include "fixture.h"

START_TEST(fields_are_inherited_and_overridden)
{
    const char *const read = "read:\n"
                             "- event: {id: $.id, finding.title: outer, stage: detected}\n"
                             "  cases:\n"
                             "  - when: {$.a: 1}\n"
                             "    event: {finding.title: inner}\n"
                             "  - when: {$.a: 2}\n"
                             "    event: {finding.title: null, stage: null}\n"
                             "  - when: {$.a: 3}\n";
    fixture_expect(NULL, read, "{\"id\":\"i\",\"a\":1}",
                   "event\n  id        i\n  stage     detected\n  title     inner\n");
    fixture_expect(NULL, read, "{\"id\":\"i\",\"a\":2}", "event\n  id        i\n");
    fixture_expect(NULL, read, "{\"id\":\"i\",\"a\":3}",
                   "event\n  id        i\n  stage     detected\n  title     outer\n");
    /* None applies: it is the outer reading. */
    fixture_expect(NULL, read, "{\"id\":\"i\"}", "event\n  id        i\n  stage     detected\n  title     outer\n");
}
END_TEST

START_TEST(a_reading_of_another_kind_keeps_only_what_all_kinds_have)
{
    fixture_expect(NULL,
                   "read:\n"
                   "- event: {id: $.id, finding.title: t}\n"
                   "  cases:\n"
                   "  - heartbeat: {basis: polled}\n",
                   "{\"id\":\"i\"}", "heartbeat\n  id        i\n  basis     polled\n");
}
END_TEST

START_TEST(personal_marks)
{
    const char *const read = "read:\n"
                             "- event: {resource.uid: $.u, resource.owner: $.o, finding.title: $.t}\n"
                             "  personal:\n"
                             "    resource.uid: {contains: '@'}\n"
                             "    resource.owner: true\n"
                             "    finding.title: [{prefix: Mr}, {when: {$.secret: true}}]\n"
                             "  cases:\n"
                             "  - when: {$.open: true}\n"
                             "    personal: {resource.owner: []}\n";
    fixture_expect(NULL, read, "{\"u\":\"a@b\",\"o\":\"x\",\"t\":\"Mr X\"}",
                   "event\n  title     Mr X  (personal)\n  resource  a@b  (personal)\n  owner     x  (personal)\n");
    fixture_expect(NULL, read, "{\"u\":\"a\",\"t\":\"t\",\"secret\":true}",
                   "event\n  title     t  (personal)\n  resource  a\n");
    fixture_expect(NULL, read, "{\"u\":\"a\",\"o\":\"x\",\"t\":\"t\",\"open\":true}",
                   "event\n  title     t\n  resource  a\n  owner     x\n");
}
END_TEST

START_TEST(words_of_the_file_are_checked_when_it_is_loaded)
{
    fixture_expect_fault(NULL, "read:\n- event: {stage: detcted}\n",
                         "sources/test.yaml:4:11: 'stage' is 'detcted': expected one of detected, notified, triaged, "
                         "ticketed, contextualized, assigned, reproduced, developed, reviewed, deployed, verified, "
                         "introduced, evaluated, remediated, failed, closed, reopened, suppressed, unsuppressed, "
                         "waived, deleted");
    fixture_expect_fault(NULL, "read:\n- event: {outcome: {from: $.a, map: {x: pass, y: bad}}}\n",
                         "sources/test.yaml:4:11: 'outcome' is 'bad': expected one of pass, fail");
    fixture_expect_fault(NULL, "read:\n- event: {outcome: [$.a, bad]}\n",
                         "sources/test.yaml:4:11: 'outcome' is 'bad': expected one of pass, fail");
    fixture_expect_fault(NULL, "read:\n- event: {outcome: {cases: [{value: bad}]}}\n",
                         "sources/test.yaml:4:11: 'outcome' is 'bad': expected one of pass, fail");
    fixture_expect_fault(NULL, "read:\n- event: {outcome: {from: $.a, then: [{scale: [[1, bad]]}]}}\n",
                         "sources/test.yaml:4:11: 'outcome' is 'bad': expected one of pass, fail");
    /* What a payload says is not known before it comes. */
    fixture_expect(NULL, "read:\n- event: {outcome: {from: $.a, then: [lower]}}\n", "{\"a\":\"PASS\"}",
                   "event\n  outcome   pass\n");
}
END_TEST

START_TEST(faults)
{
    static const char *const cases[][2] = {
        {"read: x\n", "3:1: 'read' is a string, expected an array"},
        {"read: []\n", "3:1: the list is empty"},
        {"read: [x]\n", "3:8: found a string, expected an object"},
        {"read:\n- whn: x\n", "4:3: unknown key 'whn'"},
        {"read:\n- event: x\n", "4:3: 'event' is a string, expected an object"},
        {"read:\n- event: {titel: x}\n", "4:11: unknown field 'titel' of kind event"},
        {"read:\n- heartbeat: {stage: x}\n", "4:15: unknown field 'stage' of kind heartbeat"},
        {"read:\n- event: {id: x}\n  source: {id: x}\n", "5:3: 'event' and 'source' exclude each other"},
        {"read:\n- each: $.a\n", "4:3: 'each' must select many, with [*]"},
        {"read:\n- each: 5\n", "4:3: 'each' is a number, expected a string"},
        {"read:\n- each: $[\n", "4:3: path '$[': expected a number, '*' or a quoted key at character 3"},
        {"read:\n- where: {$.a: 1}\n", "4:3: 'where' needs 'each'"},
        {"read:\n- of: $.a\n", "4:3: 'of' needs 'use'"},
        {"read:\n- use: test\n  of: $.a[*]\n", "5:3: path '$.a[*]' selects many, expected one"},
        {"read:\n- use: other\n", "4:3: there is no adapter 'other'"},
        {"read:\n- use: test\n  reject: x\n", "4:3: 'cases', 'every', 'use' and 'reject' exclude each other"},
        {"read:\n- cases: []\n", "4:3: the list is empty"},
        {"read:\n- every: [{x: 1}]\n", "4:12: unknown key 'x'"},
        {"read:\n- personal: {resource.type: true}\n", "4:14: field 'resource.type' cannot be personal"},
        {"read:\n- personal: {resource.uid: false}\n", "4:14: expected true, tests or 'when'"},
        {"read:\n- personal: {resource.uid: {when: {$.a: 1}, prefix: x}}\n", "4:14: 'when' stands alone"},
        {"read:\n- personal: {resource.uid: x}\n", "4:14: 'resource.uid' is a string, expected an object"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        fixture_expect_fault(NULL, cases[i][0],
                             (const char *)arena_format(arena, "sources/test.yaml:%s", cases[i][1]).p);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/reading", fields_are_inherited_and_overridden,
                     a_reading_of_another_kind_keeps_only_what_all_kinds_have, personal_marks,
                     words_of_the_file_are_checked_when_it_is_loaded, faults);
}
