/* rule_files.h - the rule set that this program would put in force: the files that are compiled in, each replaced or
 * joined by one of the same name in a folder of the operator's.
 * A controls folder overlays "controls/…" (soc2.yaml, sla.yaml, rules/NAME.yaml), an adapter folder "sources/…". The
 * ledger's own daybook.yaml joins them under that name. */
#ifndef DAYBOOK_COLLECT_RULE_FILES_H
#define DAYBOOK_COLLECT_RULE_FILES_H

#include "record/file_set.h"

struct rule_folders {
    const char *controls; /* NULL: none */
    const char *adapters; /* NULL: none */
    const char *ledger;   /* its daybook.yaml is taken too where it exists; NULL: none */
};

/* What a command uses: the given folder; else $DAYBOOK_CONTROLS_DIR and $DAYBOOK_ADAPTER_DIR; else `controls` and
 * `adapters` inside the ledger's folder where they exist. `ledger` may be NULL. */
struct rule_folders
rule_folders_resolve(const char *ledger, const char *controls, const char *adapters, struct arena *arena);

/* Read them into the arena, sorted. Only names that end in ".yaml" are read; ".yml" is ERR_FORMAT. ERR_NOT_FOUND when a
 * folder does not exist; ERR_LIMIT above LIMIT_RULE_FILES files or for one above LIMIT_YAML_BYTES. */
MUST_CHECK int
rule_files_load(const struct rule_folders *folders, struct arena *arena, struct file_set *out_files, struct err *err);

#endif
