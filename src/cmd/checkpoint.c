#include "cmd/commands.h"
#include "cmd/print.h"
#include "format/json_build.h"
#include "ledger/ledger.h"
#include "ledger/read.h"

#include <inttypes.h>

static int
run_checkpoint(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    const struct ledger_info info = ledger_info(call->ledger);
    uint64_t size;
    TRY(call_number(call, "--size", info.size, &size, err));
    if (size > info.size)
        return err_set(err, ERR_USAGE, "--size %" PRIu64 " is past the ledger's %" PRIu64 " entries", size, info.size);
    struct slice note;
    TRY(ledger_checkpoint(call->ledger, size, call->arena, &note, err));
    if (!call->json) {
        fwrite(note.p, 1, note.n, stdout);
        return EXIT_FINE;
    }
    struct json *facts = json_new_object(call->arena);
    json_set(facts, "origin", json_new_slice(call->arena, info.origin));
    json_set(facts, "size", json_new_int(call->arena, (int64_t)size));
    json_set(facts, "note", json_new_slice(call->arena, note));
    return print_json(facts, err);
}

const struct command command_checkpoint = {
    .name = "checkpoint",
    .arguments = "",
    .summary = "show the signed checkpoint: origin, size and root as a signed note",
    .options =
        (const struct command_option[]){{"--size", "N", "of the first N entries, not of all"}, {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_checkpoint,
};
