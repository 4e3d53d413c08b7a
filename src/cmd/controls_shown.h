/* controls_shown.h - what the commands about criteria and rules share. */
#ifndef DAYBOOK_CMD_CONTROLS_SHOWN_H
#define DAYBOOK_CMD_CONTROLS_SHOWN_H

#include "cmd/command.h"
#include "control/controls.h"

/* The controls of rules_of_call(), in the call's arena. */
MUST_CHECK int controls_of_call(const struct command_call *call, struct controls *out_controls, struct err *err);
/* The catalog of a framework; without criteria when the set has none. */
const struct catalog *controls_catalog(const struct controls *controls, enum framework framework);
/* The ids of those of the rules that map to the criterion of the framework, with spaces between, in the arena. */
struct slice controls_rules_for(const struct rule_list *rules, enum framework framework, struct slice criterion,
                                struct arena *arena);

#endif
