/* controls.h - everything that turns checks into criteria, read from one file set: the catalog, the rules, the SLAs.
 * Pure: live commands read it from the files in force, verify from those in a bundle, and both see the same. */
#ifndef DAYBOOK_CONTROL_CONTROLS_H
#define DAYBOOK_CONTROL_CONTROLS_H

#include "control/catalog.h"
#include "control/mapper.h"
#include "control/rules.h"
#include "control/sla.h"
#include "record/file_set.h"

struct controls {
    struct catalog catalog;
    struct sla_table sla;
    struct rule_list rules;
    const struct mapper *mapper;
};

/* Load CATALOG_PATH, SLA_PATH and every "….yaml" under RULES_FOLDER of a sorted set; other files are not looked at, but
 * one under "controls/" that is none of these is ERR_FORMAT. All of it lives in the arena; the set's bytes may go.
 * ERR_NOT_FOUND when catalog or SLA table is missing; else the first fault, as "PATH:LINE:COLUMN: …". */
MUST_CHECK int
controls_load(const struct file_set *files, struct arena *arena, struct controls *out_controls, struct err *err);

#endif
