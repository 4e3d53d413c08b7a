#include "base/buf.h"
#include "cmd/commands.h"
#include "cmd/demo.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "crypto/ssh_key.h"
#include "format/json_build.h"
#include "ledger/ledger.h"
#include "tlog/vkey.h"

static int
print_made(const struct command_call *call, const char *folder, struct err *err)
{
    const struct ledger_info info = ledger_info(call->ledger);
    struct vkey vkey;
    TRY(vkey_read(info.vkey, &vkey, err));
    char fingerprint[SSH_FINGERPRINT_MAX];
    ssh_key_fingerprint(&vkey.key, fingerprint);
    if (call->json) {
        struct json *facts = json_new_object(call->arena);
        json_set(facts, "folder", json_new_string(call->arena, folder));
        json_set(facts, "origin", json_new_slice(call->arena, info.origin));
        json_set(facts, "simulated", json_new_bool(call->arena, info.simulated));
        json_set(facts, "vkey", json_new_slice(call->arena, info.vkey));
        json_set(facts, "fingerprint", json_new_string(call->arena, fingerprint));
        return print_json(facts, err);
    }
    print_line("ledger", slice_of(folder));
    print_line("origin", info.origin);
    print_line("verifier key", info.vkey);
    print_line("fingerprint", slice_of(fingerprint));
    fprintf(stderr, "Hand the verifier key to the auditor now: a key received with a bundle proves nothing.\n");
    return EXIT_FINE;
}

static int
run_init(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1, err));
    const char *origin = call_option(call, "--origin");
    if (origin == NULL)
        return err_set(err, ERR_USAGE, "'init' needs --origin: the ledger's name, such as ledger.acme.example/prod");
    const char *folder = call->positional[0];
    const bool demo = call_flag(call, "--demo");
    const struct ledger_options options = {.origin = slice_of(origin),
                                           .simulated = demo || call_flag(call, "--simulated")};
    TRY(ledger_create(folder, &options, err));
    TRY(ledger_open(folder, LEDGER_WRITE, &call->ledger, err));
    call->folder = folder;
    struct file_set files;
    TRY(rules_apply(call, &files, err));
    if (demo)
        TRY(demo_replay(call, &files, err));
    return print_made(call, folder, err);
}

const struct command command_init = {
    .name = "init",
    .arguments = "DIR",
    .summary = "make a ledger and its signing key",
    .detail =
        "Prints the verifier key and its fingerprint: hand them to the auditor outside of any bundle. A simulated\n"
        "ledger is for demonstrations, training and tests: its origin ends in /SIMULATED, every report of it is\n"
        "stamped so, and each event brings the time of its receipt in the attribute 'receivedtime'.",
    .options = (const struct command_option[]){{"--origin", "NAME", "the ledger's name: [a-z0-9./-]"},
                                               {"--simulated", NULL, "make a simulated ledger"},
                                               {"--demo", NULL,
                                                "a simulated one, and replay the first quarter of 2026 into it"},
                                               RULE_OPTIONS,
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_init,
};
