#include "cmd/commands.h"

const struct command *const command_table[] = {
    &command_init,          &command_source_add,
    &command_source_list,   &command_source_adapters,
    &command_source_test,   &command_source_retire,
    &command_adapters_lint, &command_adapters_explain,
    &command_ingest,        &command_log,
    &command_checkpoint,    &command_check,
    &command_controls_list, &command_controls_show,
    &command_controls_lint, &command_controls_explain,
    &command_controls_diff, &command_controls_apply,
    &command_status,        &command_report,
    &command_verify,        &command_key_show,
    &command_help,          &command_version,
};

const size_t command_count = COUNT_OF(command_table);
