/* own_control.h - the controls that the organisation itself runs and answers for: `controls` of daybook.yaml
 * (docs/controls.md). Each says which criteria it is for and which rules bear on it; that it works nobody says here. */
#ifndef DAYBOOK_CONTROL_OWN_CONTROL_H
#define DAYBOOK_CONTROL_OWN_CONTROL_H

#include "control/document.h"
#include "control/rules.h"
#include "record/record.h"

/* Whose control it is that ours leans on. */
#define COMPLEMENTARY_KINDS(X)                                                                                         \
    X(COMPLEMENTARY_SUBSERVICE, "subservice")                                                                          \
    X(COMPLEMENTARY_USER_ENTITY, "user-entity")
VOCABULARY(complementary_kind, COMPLEMENTARY_NONE, COMPLEMENTARY_KINDS)

struct complementary_control {
    enum complementary_kind kind;
    struct slice organisation;
    struct slice statement;
    struct record_texts criteria; /* ids of the catalog, at least one */
};

struct own_control {
    struct slice id; /* of A-Z a-z 0-9 . _ - */
    struct slice statement;
    struct slice owner;
    struct slice frequency;
    struct record_texts criteria; /* ids of the catalog, at least one */
    struct record_texts rules;    /* ids of rules; none for a control that no rule bears on */
    const struct complementary_control *complementary;
    size_t complementary_count;
};

struct own_control_list {
    const struct own_control *controls; /* in the order of the file */
    size_t count;
};

/* What the ids in daybook.yaml are looked up in. */
struct declaration_terms {
    const struct catalog *catalog;
    const struct rule_list *rules;
};

/* Read a list of them; texts are those of the document. ERR_FORMAT or ERR_LIMIT with the place, for what document.h
 * refuses, an id that stands twice or is none, a criterion or rule that is unknown or stands twice in its list, and
 * more than LIMIT_DECLARED controls. */
MUST_CHECK int own_controls_read(const struct document *document, const struct json *array,
                                 const struct declaration_terms *terms, struct own_control_list *out_list);
/* The required list `key` of criteria of the catalog. */
MUST_CHECK int declared_criteria_read(const struct document *document, const struct json *object,
                                      const struct declaration_terms *terms, struct record_texts *out_criteria);
/* Whether one of the first `count` texts is this one. */
bool declared_already(const struct slice *texts, size_t count, struct slice text);
/* ERR_FORMAT at `at` unless the catalog has the criterion. */
MUST_CHECK int declared_criterion_check(const struct document *document, const struct json *at, struct slice id,
                                        const struct declaration_terms *terms);

#endif
