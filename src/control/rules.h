/* rules.h - rules: which checks of which tools say the same thing, and which criteria that evidences.
 * One rule a file, controls/rules/NAME.yaml (docs/controls.md). A finding rule has `checks`: it makes findings. A class
 * rule has `match` and `condition`: it makes none, it says what an event of a kind evidences by itself. */
#ifndef DAYBOOK_CONTROL_RULES_H
#define DAYBOOK_CONTROL_RULES_H

#include "base/arena.h"
#include "base/err.h"
#include "control/catalog.h"
#include "control/match.h"
#include "control/rule_condition.h"
#include "record/vocabulary.h"

/* Rule files are the files of a set under this folder. */
#define RULES_FOLDER "controls/rules/"

#define FRAMEWORKS(X)                                                                                                  \
    X(FRAMEWORK_SOC2, "soc2")                                                                                          \
    X(FRAMEWORK_ISO27001, "iso27001")                                                                                  \
    X(FRAMEWORK_NIST80053, "nist80053")                                                                                \
    X(FRAMEWORK_NIST_CSF2, "nist_csf2")
/* Who says that the rule bears on the criterion: a published mapping of the check, or us. */
#define MAPPING_BASES(X)                                                                                               \
    X(BASIS_PUBLISHED, "published")                                                                                    \
    X(BASIS_JUDGEMENT, "judgement")
/* Whether the rule tests the criterion itself, or something that it leans on. */
#define MAPPING_STRENGTHS(X)                                                                                           \
    X(STRENGTH_DIRECT, "direct")                                                                                       \
    X(STRENGTH_SUPPORTING, "supporting")

VOCABULARY(framework, FRAMEWORK_NONE, FRAMEWORKS)
VOCABULARY(mapping_basis, BASIS_NONE, MAPPING_BASES)
VOCABULARY(mapping_strength, STRENGTH_NONE, MAPPING_STRENGTHS)

struct mapping {
    struct slice id; /* of the criterion: "CC6.1", "A.8.24" */
    enum mapping_basis basis;
    enum mapping_strength strength;
    struct slice rationale;
    uint32_t line; /* where it stands in its file, from 1 */
    uint32_t column;
};

struct mapping_list {
    const struct mapping *mappings; /* in the order of the file */
    size_t count;
};

struct rule_check {
    struct slice id; /* "tool/id": "securityhub/S3.4"; or a pattern of it: "prowler/s3_bucket_*" */
    uint32_t line;   /* where it stands in its file, from 1 */
    uint32_t column;
    bool is_pattern;
};

/* Where something stands in the file of a rule, from 1. */
struct rule_place {
    uint32_t line;
    uint32_t column;
};

/* What a rule file says of one check, or of one event: what `controls lint` runs. */
struct rule_test {
    const struct record *event;   /* of a class rule; else NULL */
    bool matches;                 /* whether the rule must match it */
    struct slice check;           /* of a finding rule, as all that follows */
    bool expects_rule;            /* false: no rule must claim the check */
    struct slice rule;            /* expected rule id */
    const struct slice *criteria; /* expected SOC 2 criteria, in order */
    size_t criterion_count;
    uint32_t line;
    uint32_t column;
};

enum rule_kind { RULE_FINDING, RULE_CLASS };

struct rule {
    enum rule_kind kind;
    struct slice path; /* of its file */
    struct slice id;   /* "aws.s3.unencrypted" */
    struct slice title;
    struct slice owner;     /* the team that answers for it */
    struct slice rationale; /* why the finding matters to the criteria */
    struct rule_place id_place;
    struct rule_place tests_place;

    /* Of a finding rule. */
    enum severity severity;          /* of the finding by default, for people; statistics take the events' own */
    enum severity severity_override; /* what statistics take instead of the events' own; SEVERITY_NONE: nothing */
    bool has_ttl;
    uint64_t ttl_s;                  /* for how long one evaluation of an asset counts as fresh */
    const struct rule_check *checks; /* in the order of the file */
    size_t check_count;

    /* Of a class rule. */
    struct match match;
    const struct rule_condition *condition;
    struct slice condition_text;
    struct rule_place condition_place;

    struct mapping_list mappings[framework_count]; /* by enum framework; those of FRAMEWORK_SOC2 are in the catalog */
    const struct rule_test *tests;
    size_t test_count;
};

struct rule_list {
    const struct rule *rules; /* by id, in the order of bytes */
    size_t count;
};

/* Read one file; texts live in the arena. ERR_FORMAT or ERR_LIMIT, "PATH:LINE:COLUMN: …", when it is not YAML, has an
 * unknown or missing key, an unknown word, a check without "tool/", a pattern of more than
 * PATTERN_BYTES_MAX bytes, a SOC 2 criterion that `catalog` has not, or what match_read() and rule_condition_read()
 * refuse. */
MUST_CHECK int rule_read(const char *path, struct slice bytes, const struct catalog *catalog, struct arena *arena,
                         struct rule *out_rule, struct err *err);
/* The rule, or NULL. */
const struct rule *rule_find(const struct rule_list *list, struct slice id);
/* Whether SOC 2 criterion `id` is among those of the rule. */
bool rule_maps_to(const struct rule *rule, struct slice criterion_id);

#endif
