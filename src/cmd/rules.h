/* rules.h - the rule files that a command works with: options, loading, putting them in force. */
#ifndef DAYBOOK_CMD_RULES_H
#define DAYBOOK_CMD_RULES_H

#include "cmd/command.h"
#include "record/file_set.h"
#include "record/record.h"

#define RULE_OPTIONS                                                                                                   \
    {"--controls-dir", "DIR", "catalog and rules that replace or join the built-in ones (else DIR/controls)"},         \
    {                                                                                                                  \
        "--adapter-dir", "DIR", "adapters that replace or join the built-in ones (else DIR/adapters)"                  \
    }

/* The files that the call's options, the environment and the ledger's folder ask for, over the built-in ones. */
MUST_CHECK int rules_of_call(const struct command_call *call, struct file_set *out_files, struct err *err);
/* Those in force in the call's ledger; those of rules_of_call() when there is no ledger open or none are in force. */
MUST_CHECK int rules_in_force(const struct command_call *call, struct file_set *out_files, struct err *err);
/* Load the call's files, check that they compile, and put them in force when they are not; then record the scope that
 * they declare when it is not the last one's. */
MUST_CHECK int rules_apply(const struct command_call *call, struct file_set *out_files, struct err *err);
/* The same, and the act says who and why. */
MUST_CHECK int rules_apply_as(const struct command_call *call, const struct record_act *act, struct file_set *out_files,
                              struct err *err);
/* The name of the person who runs this, for the `by` of acts; in the arena, absent when the system knows none. */
struct slice person_of_call(const struct command_call *call);

#endif
