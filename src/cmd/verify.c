#include "cmd/commands.h"
#include "verifier/verifier.h"

/* Every value that an option was given, in order. */
static const char **
values_of(const struct command_call *call, const char *name, size_t *out_count)
{
    const char **values = arena_array(call->arena, call->option_count + 1, sizeof(*values));
    size_t count = 0;
    for (size_t i = 0; i < call->option_count; i++)
        if (strcmp(call->options[i].name, name) == 0)
            values[count++] = call->options[i].value;
    *out_count = count;
    return values;
}

static int
run_verify(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, SIZE_MAX, err));
    struct verifier_options options = {
        .bundles = call->positional,
        .bundle_count = call->positional_count,
        .allowed_signers = call_option(call, "--allowed-signers"),
        .json = call->json,
    };
    options.keys = values_of(call, "--key", &options.key_count);
    options.kept = values_of(call, "--kept", &options.kept_count);
    return verifier_run(&options, stdout, err);
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "FILE...",
    .summary = "check bundles offline: signature, ledger, payloads, every figure",
    .detail =
        "Needs no ledger, network or configuration. Keys are trusted only when given, and should have been received\n"
        "outside of the bundle. Exit 0 VERIFIED, 1 FAILED, 3 could not check, or self-consistent only since no\n"
        "trusted key was given.",
    .options =
        (const struct command_option[]){
            {"--key", "F", "a trusted public key: vkey, OpenSSH or PEM; may be given several times"},
            {"--allowed-signers", "F", "OpenSSH's file; the principal must be the origin to the letter"},
            {"--kept", "NOTE", "a checkpoint taken earlier, which the bundle must extend; may be given several times"},
            {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_verify,
};
