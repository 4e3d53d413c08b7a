/* match.h - selections: what a rule looks for in the record of one event, in the words of Sigma (docs/controls.md).
 * A selection is one mapping, all of whose tests must hold, or several of which one must. A test compares one field:
 * any of its values will do, or all of them with the modifier `all`. A field that is absent passes no test but
 * `exists: false`. Compiled once, pure and bounded afterwards: what a regular expression cannot decide within its
 * limits is TRUTH_MAYBE, never a wait. Source: Sigma specification 2, "Detection". */
#ifndef DAYBOOK_CONTROL_MATCH_H
#define DAYBOOK_CONTROL_MATCH_H

#include "control/document.h"
#include "control/event_field.h"
#include "control/network.h"
#include "control/truth.h"
#include "control/wildcard.h"
#include "format/regex.h"

enum {
    MATCH_SELECTIONS_MAX = 32, /* in one rule */
    MATCH_GROUPS_MAX = 64,     /* mappings in one selection */
    MATCH_TESTS_MAX = 64,      /* in one mapping */
    MATCH_VALUES_MAX = 256,    /* of one test */
    MATCH_VALUE_BYTES_MAX = 512,
    MATCH_REGEXES_MAX = 16 /* in one rule */
};

/* MATCH_EQUALS has no word: it is meant when no other is given. */
#define MATCH_OPERATORS(X)                                                                                             \
    X(MATCH_CONTAINS, "contains")                                                                                      \
    X(MATCH_STARTSWITH, "startswith")                                                                                  \
    X(MATCH_ENDSWITH, "endswith")                                                                                      \
    X(MATCH_RE, "re")                                                                                                  \
    X(MATCH_CIDR, "cidr")                                                                                              \
    X(MATCH_EXISTS, "exists")                                                                                          \
    X(MATCH_GT, "gt")                                                                                                  \
    X(MATCH_GTE, "gte")                                                                                                \
    X(MATCH_LT, "lt")                                                                                                  \
    X(MATCH_LTE, "lte")
VOCABULARY(match_operator, MATCH_EQUALS, MATCH_OPERATORS)

struct match_value {
    struct slice text;         /* as the file has it; absent for exists */
    struct wildcard pattern;   /* equals, contains, startswith, endswith, of fields whose values are texts */
    const struct regex *regex; /* re */
    struct network network;    /* cidr */
    int64_t number;            /* gt and the like; equals of an instant or number */
    bool exists;               /* exists */
};

struct match_test {
    const struct field *field;
    enum match_operator how;
    bool needs_all;
    const struct match_value *values;
    size_t value_count;
};

struct match_group {
    const struct match_test *tests;
    size_t count;
};

struct match_selection {
    struct slice name;
    const struct match_group *groups;
    size_t count;
    uint32_t line; /* where it stands in its file, from 1 */
    uint32_t column;
};

struct match {
    const struct match_selection *selections; /* in the order of the file */
    size_t count;
    size_t regex_count;
    uint32_t line; /* where it stands in its file, from 1 */
    uint32_t column;
};

/* Read the member `match` of a rule. ERR_FORMAT or ERR_LIMIT, "PATH:LINE:COLUMN: …" of the selection, test or value
 * that is at fault: an unknown field or modifier, a value that the field or the modifier cannot have, a regular
 * expression that does not compile, a block of addresses that is none, or more than the limits above. */
MUST_CHECK int match_read(const struct document *document, const struct json *object, struct match *out_match);

/* What a selection looks at. */
struct match_subject {
    const struct record *record; /* of an event */
    bool only_stage;             /* nothing but its stage is known yet */
    struct regex_matcher *matcher;
    struct err *undecided; /* NULL, or gets which expression took too long; its text is left alone otherwise */
};
enum truth match_test_holds(const struct match_test *test, const struct match_subject *subject);
enum truth match_group_holds(const struct match_group *group, const struct match_subject *subject);
enum truth match_selection_holds(const struct match_selection *selection, const struct match_subject *subject);

#endif
