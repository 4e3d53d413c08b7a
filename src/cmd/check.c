#include "ledger/check.h"

#include "cmd/commands.h"
#include "cmd/print.h"
#include "format/json_build.h"
#include "store/store.h"

#include <inttypes.h>

struct check_run {
    const struct command_call *call;
    struct json *findings;
};

static void
show_finding(void *context, const struct ledger_finding *finding)
{
    struct check_run *run = context;
    struct arena *arena = run->call->arena;
    if (run->call->json) {
        struct json *item = json_push(run->findings, json_new_object(arena));
        if (finding->index != STORE_INDEX_NONE)
            json_set(item, "index", json_new_int(arena, (int64_t)finding->index));
        json_set(item, "where", json_new_string(arena, finding->where));
        json_set(item, "text", json_new_slice(arena, arena_copy(arena, finding->text)));
        json_set(item, "remedy", json_new_string(arena, finding->remedy));
        return;
    }
    progress_end();
    if (finding->index != STORE_INDEX_NONE)
        printf("entry %" PRIu64 ", ", finding->index);
    printf("%s: ", finding->where);
    print_text(finding->text);
    printf("\n    %s\n", finding->remedy);
}

static void
show_progress(void *context, uint64_t done, uint64_t size)
{
    (void)context;
    progress_show("checked %" PRIu64 " of %" PRIu64 " entries", done, size);
}

static int
print_result(struct check_run *run, const struct ledger_check_result *result, struct err *err)
{
    if (!run->call->json) {
        printf("%s: %" PRIu64 " entries, %" PRIu64 " payloads, %" PRIu64 " checkpoints; %" PRIu64 " findings\n",
               result->findings == 0 ? "sound" : "NOT SOUND", result->entries, result->payloads, result->checkpoints,
               result->findings);
        return 0;
    }
    struct arena *arena = run->call->arena;
    struct json *facts = json_new_object(arena);
    json_set(facts, "entries", json_new_int(arena, (int64_t)result->entries));
    json_set(facts, "payloads", json_new_int(arena, (int64_t)result->payloads));
    json_set(facts, "checkpoints", json_new_int(arena, (int64_t)result->checkpoints));
    json_set(facts, "findings", run->findings);
    return print_json(facts, err);
}

static int
run_check(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct check_run run = {.call = call, .findings = json_new_array(call->arena)};
    const struct ledger_check_options options = {.finding = show_finding, .progress = show_progress, .context = &run};
    struct ledger_check_result result;
    TRY(ledger_check(call->folder, &options, &result, err));
    progress_end();
    TRY(print_result(&run, &result, err));
    return result.findings == 0 ? EXIT_FINE : EXIT_ANSWER_NO;
}

const struct command command_check = {
    .name = "check",
    .arguments = "",
    .summary = "read everything again: records, hashes, checkpoints, payloads, indexes; say where and what to do",
    .detail = "Exit 0 when the ledger is sound, 1 when something was found, 3 when it could not be looked at.",
    .needs = NEEDS_NOTHING,
    .run = run_check,
};
