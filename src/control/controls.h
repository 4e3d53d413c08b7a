/* controls.h - everything that turns checks and events into criteria, read from one file set: the catalog, the rules,
 * the SLAs, and what the people of the ledger declare. Pure: live commands read it from the files in force, verify from
 * those in a bundle, and both see the same. */
#ifndef DAYBOOK_CONTROL_CONTROLS_H
#define DAYBOOK_CONTROL_CONTROLS_H

#include "control/catalog.h"
#include "control/classes.h"
#include "control/declaration.h"
#include "control/mapper.h"
#include "control/rules.h"
#include "control/sla.h"
#include "record/file_set.h"

/* The folder whose files are read here, and nothing else may stand in it. */
#define CONTROLS_FOLDER "controls/"

struct controls {
    struct catalog catalog;
    struct catalog frameworks[framework_count]; /* the others; without criteria where the set has no file of it */
    struct sla_table sla;
    struct rule_list rules; /* the finding rules */
    const struct mapper *mapper;
    struct declaration declaration; /* empty without a DECLARATION_PATH */
    struct rule_list class_rules;
    const struct classes *classes;
};

/* Load CATALOG_PATH, SLA_PATH, the other frameworks' catalogs (CONTROLS_FOLDER "iso27001.yaml" and so on, where they
 * are; sets of earlier versions have none, and then any id may be mapped to), every rule file and DECLARATION_PATH of a
 * sorted set; other files outside CONTROLS_FOLDER are not looked at. The categories that are declared decide what of
 * the catalog is in scope. All of it lives in the arena; the set's bytes may go. ERR_NOT_FOUND when catalog or SLA
 * table is missing; else the first fault, as "PATH:LINE:COLUMN: …", or "PATH: …" for a file as a whole: one id in two
 * rules, or a file under CONTROLS_FOLDER that is none of these. */
MUST_CHECK int
controls_load(const struct file_set *files, struct arena *arena, struct controls *out_controls, struct err *err);

/* The parts of it that controls_lint() shares. */

/* Whether it is a rule file: "….yaml" directly under RULES_FOLDER. */
bool controls_is_rule_path(struct slice path);
/* ERR_FORMAT when a file under CONTROLS_FOLDER is none that controls_load() would read. */
MUST_CHECK int controls_check_path(struct slice path, struct err *err);
/* Read the catalog and the SLA table. */
MUST_CHECK int
controls_read_catalog(const struct file_set *files, struct arena *arena, struct catalog *out_catalog, struct err *err);
MUST_CHECK int
controls_read_sla(const struct file_set *files, struct arena *arena, struct sla_table *out_table, struct err *err);
/* Read the catalogs of the other frameworks that are there. */
MUST_CHECK int controls_read_frameworks(const struct file_set *files, struct arena *arena,
                                        struct catalog out_frameworks[static framework_count], struct err *err);
/* ERR_FORMAT when the rule maps to an id that the catalog of its framework has not, if there is one. */
MUST_CHECK int controls_check_mappings(const struct rule *rule, const struct catalog frameworks[static framework_count],
                                       struct err *err);
/* Read what is declared in the set, and put the catalog in that scope. Nothing is declared where there is no such file.
 */
MUST_CHECK int controls_read_declaration(const struct file_set *files, struct controls *controls, struct arena *arena,
                                         struct err *err);
/* Rules of both kinds. */
struct controls_rules {
    struct rule_list findings;
    struct rule_list classes;
};
/* Put the rules in order, by id and then path. */
void controls_sort_rules(struct rule *rules, size_t count);
/* Sorted rules by their kind, in the arena. */
struct controls_rules controls_split_rules(const struct rule *rules, size_t count, struct arena *arena);
/* ERR_FORMAT when a rule has the id of the one before it in that order. */
MUST_CHECK int controls_check_id(const struct rule *rule, const struct rule *before, struct err *err);

#endif
