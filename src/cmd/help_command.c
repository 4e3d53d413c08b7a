#include "cmd/commands.h"

static int
run_help(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 2, err));
    if (call_flag(call, "--man")) {
        help_manual(stdout);
    } else if (call_flag(call, "--completion")) {
        help_completion(stdout);
    } else if (call->positional_count == 0) {
        help_all(stdout);
    } else {
        const struct slice name = call->positional_count == 2
                                      ? arena_format(call->arena, "%s %s", call->positional[0], call->positional[1])
                                      : slice_of(call->positional[0]);
        const struct command *command = command_find((const char *)name.p);
        if (command == NULL)
            return err_set(err, ERR_USAGE, "there is no command '%s': see 'daybook --help'", (const char *)name.p);
        help_command(stdout, command);
    }
    return EXIT_FINE;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "show the commands, or one of them",
    .options = (const struct command_option[]){{"--man", NULL, "write the manual page (roff)"},
                                               {"--completion", NULL, "write the completion for bash"},
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_help,
};

static int
run_version(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    printf(call->json ? "{\"daybook\":\"%s\"}\n" : "daybook %s\n", DAYBOOK_VERSION);
    return EXIT_FINE;
}

const struct command command_version = {
    .name = "version",
    .arguments = "",
    .summary = "show the version of this program",
    .needs = NEEDS_NOTHING,
    .run = run_version,
};
