/* class_rule.h - class rules made in a test. */
#ifndef DAYBOOK_TESTS_CONTROL_CLASS_RULE_H
#define DAYBOOK_TESTS_CONTROL_CLASS_RULE_H

#include "control/rules.h"

#include "shipped.h"

/* "match:" is line 5, "condition:" the last line before "criteria:". */
#define CLASS_HEAD(id) "id: " id "\ntitle: t\nowner: o\nrationale: r\n"
#define CLASS_CRITERIA "criteria: {soc2: [{id: CC6.1, basis: judgement, strength: direct, rationale: r}]}\n"
#define CLASS_TESTS                                                                                                    \
    "tests:\n"                                                                                                         \
    "  - {event: {stage: deployed}, matches: true}\n"                                                                  \
    "  - {event: {stage: triaged}, matches: false}\n"
/* A rule whose `match` and `condition` are the lines of `body`. */
#define CLASS_RULE(id, body) CLASS_HEAD(id) body CLASS_CRITERIA CLASS_TESTS

static inline int
class_rule_read(const char *text, struct arena *arena, struct rule *out_rule, struct err *err)
{
    struct catalog catalog;
    ck_assert_int_eq(catalog_read("c.yaml", SLICE(SMALL_CATALOG), arena, &catalog, NULL), 0);
    return rule_read("r.yaml", slice_of(text), &catalog, arena, out_rule, err);
}

/* The rule; the test ends when it cannot be read. */
static inline struct rule
class_rule_of(const char *text, struct arena *arena)
{
    struct rule rule = {0};
    struct err err = {""};
    ck_assert_msg(class_rule_read(text, arena, &rule, &err) == 0, "%s", err.text);
    return rule;
}

/* "PATH: VALUE" in an event, several with ", " between them. */
static inline struct record
class_rule_event(const char *event, struct arena *arena)
{
    char text[2048];
    snprintf(text, sizeof(text),
             CLASS_HEAD("e") "match: {a: {stage: deployed}}\ncondition: a\n" CLASS_CRITERIA
                             "tests: [{event: {%s}, matches: true}]\n",
             event);
    return *class_rule_of(text, arena).tests[0].event;
}

#endif
