/* controls_apply.c - put changed rules in force, with who approved them and why. */
#include "cmd/commands.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "format/json_build.h"
#include "ledger/ledger.h"

#include <inttypes.h>

static int
run_apply(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    const uint64_t before = ledger_info(call->ledger).size;
    struct record_act act = {.by = person_of_call(call),
                             .approver = slice_of(call_option(call, "--approver")),
                             .reason = slice_of(call_option(call, "--reason"))};
    if (act.approver.n > 0)
        act.approval = SLICE("claimed");
    struct file_set files;
    TRY(rules_apply_as(call, &act, &files, err));
    const uint64_t after = ledger_info(call->ledger).size;
    if (call->json) {
        struct json *facts = json_new_object(call->arena);
        json_set(facts, "changed", json_new_bool(call->arena, after > before));
        json_set(facts, "files", json_new_int(call->arena, (int64_t)files.count));
        json_set(facts, "size", json_new_int(call->arena, (int64_t)after));
        return print_json(facts, err);
    }
    if (after == before)
        printf("these %zu files are in force already\n", files.count);
    else
        printf("%zu files in force from entry %" PRIu64 "\n", files.count, before);
    return EXIT_FINE;
}

const struct command command_controls_apply = {
    .name = "controls apply",
    .arguments = "",
    .summary = "put the rules in force, with who approved them and why",
    .detail = "Whatever adds entries does this too when the files have changed, but names no approver.",
    .options = (const struct command_option[]){{"--approver", "NAME", "who approved the change"},
                                               {"--reason", "TEXT", "why"},
                                               RULE_OPTIONS,
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_WRITE,
    .run = run_apply,
};
