/* commands.h - every command, one file each; the table of them is in commands.c. */
#ifndef DAYBOOK_CMD_COMMANDS_H
#define DAYBOOK_CMD_COMMANDS_H

#include "cmd/command.h"

extern const struct command command_init;
extern const struct command command_source_add;
extern const struct command command_source_list;
extern const struct command command_source_adapters;
extern const struct command command_source_test;
extern const struct command command_source_retire;
extern const struct command command_adapters_lint;
extern const struct command command_adapters_explain;
extern const struct command command_ingest;
extern const struct command command_log;
extern const struct command command_checkpoint;
extern const struct command command_check;
extern const struct command command_controls_list;
extern const struct command command_controls_show;
extern const struct command command_controls_lint;
extern const struct command command_controls_explain;
extern const struct command command_controls_diff;
extern const struct command command_controls_apply;
extern const struct command command_status;
extern const struct command command_report;
extern const struct command command_verify;
extern const struct command command_key_show;
extern const struct command command_help;
extern const struct command command_version;

#endif
