/* declaration.h - what the people of a ledger declare in daybook.yaml, in its folder (docs/controls.md): the categories
 * that the examination is about, the criteria that evidence outside of the ledger answers, their own controls, and the
 * scope. The file is one of the rule set: a `ruleset` record binds it and a bundle carries it. */
#ifndef DAYBOOK_CONTROL_DECLARATION_H
#define DAYBOOK_CONTROL_DECLARATION_H

#include "control/own_control.h"

/* Where it stands in a file set; sets without it declare nothing. */
#define DECLARATION_PATH "daybook.yaml"

/* The category that is always in scope. */
#define CATEGORY_ALWAYS "Security"
/* Those that a declaration may name. */
#define DECLARED_CATEGORIES(X)                                                                                         \
    X(CATEGORY_SECURITY, CATEGORY_ALWAYS)                                                                              \
    X(CATEGORY_AVAILABILITY, "Availability")                                                                           \
    X(CATEGORY_PROCESSING_INTEGRITY, "Processing integrity")                                                           \
    X(CATEGORY_CONFIDENTIALITY, "Confidentiality")                                                                     \
    X(CATEGORY_PRIVACY, "Privacy")
VOCABULARY(declared_category, CATEGORY_NONE, DECLARED_CATEGORIES)

/* Evidence of a criterion that lies outside of the ledger. */
struct manual_answer {
    struct slice criterion; /* id of the catalog */
    struct slice by;        /* "board minutes" */
    struct slice owner;
};

struct declaration {
    bool has_categories; /* else the catalog's own in_scope holds */
    bool in_scope[declared_category_count];
    const struct manual_answer *manual; /* in the order of the file */
    size_t manual_count;
    struct own_control_list own;
    bool has_scope;
    struct record_scope scope; /* fits a record, with an act of such an approver and reason */
    struct slice approver;     /* a name, absent when nobody approved it */
    struct slice reason;
};

/* Read the file; texts live in the arena. ERR_FORMAT or ERR_LIMIT, "daybook.yaml:LINE:COLUMN: …", when it is not YAML,
 * has an unknown or missing key, a category, criterion or rule that is not known, an id or name twice, or a scope that
 * no record can hold. */
MUST_CHECK int declaration_read(struct slice bytes, const struct declaration_terms *terms, struct arena *arena,
                                struct declaration *out_declaration, struct err *err);

#endif
