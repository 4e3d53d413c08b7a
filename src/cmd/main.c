/* main.c - parse, open what the command needs, run it, say what went wrong. */
#include "cmd/command.h"
#include "crypto/ed25519.h"
#include "ledger/ledger.h"

static int
open_ledger(struct command_call *call, struct err *err)
{
    if (call->command->needs == NEEDS_NOTHING)
        return 0;
    const enum ledger_mode mode = call->command->needs == NEEDS_LEDGER_WRITE ? LEDGER_WRITE : LEDGER_READ;
    return ledger_open(call->folder, mode, &call->ledger, err);
}

static int
parse_and_run(int argc, char **argv, struct arena *arena, struct err *err)
{
    struct command_call call;
    TRY(command_parse(argc, argv, arena, &call, err));
    TRY(crypto_init(err));
    int code = open_ledger(&call, err);
    if (code >= 0)
        code = call.command->run(&call, err);
    ledger_close(call.ledger);
    return code;
}

int
main(int argc, char **argv)
{
    struct err err = {{0}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    int code = parse_and_run(argc, argv, arena, &err);
    if (code < 0) {
        fprintf(stderr, "daybook: %s\n", err.text);
        code = (int)exit_code_of(code);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "daybook: write to standard output: it was not taken\n");
        return EXIT_COULD_NOT;
    }
    return code;
}
