#include "cmd/commands.h"
#include "cmd/intake_file.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "collect/intake.h"
#include "format/json_build.h"
#include "ledger/append.h"
#include "shape/shape.h"

#include <inttypes.h>

enum { INGEST_REJECTS_SHOWN = 20 };

/* What the callbacks of one run share. */
struct ingest {
    const char *path;
    uint64_t rejects_shown;
};

static void
show_progress(void *context, const struct intake_counts *counts)
{
    const struct ingest *ingest = context;
    progress_show("%s: read %" PRIu64 " (accepted %" PRIu64 ", duplicate %" PRIu64 ", rejected %" PRIu64 ")",
                  ingest->path, counts->read, counts->accepted, counts->duplicate, counts->rejected);
}

static void
show_reject(void *context, uint64_t line, struct slice reason)
{
    struct ingest *ingest = context;
    if (ingest->rejects_shown++ >= INGEST_REJECTS_SHOWN)
        return;
    progress_end();
    fprintf(stderr, "%s:%" PRIu64 ": rejected: %.*s\n", ingest->path, line, SLICE_ARG(reason));
}

static int
print_counts(const struct command_call *call, const struct intake_counts *counts, struct err *err)
{
    const struct ledger_info info = ledger_info(call->ledger);
    if (!call->json) {
        printf("read %" PRIu64 ": accepted %" PRIu64 ", duplicate %" PRIu64 ", rejected %" PRIu64
               "; checkpoint of %" PRIu64 " entries\n",
               counts->read, counts->accepted, counts->duplicate, counts->rejected, info.size);
        return EXIT_FINE;
    }
    struct json *facts = json_new_object(call->arena);
    json_set(facts, "read", json_new_int(call->arena, (int64_t)counts->read));
    json_set(facts, "accepted", json_new_int(call->arena, (int64_t)counts->accepted));
    json_set(facts, "duplicate", json_new_int(call->arena, (int64_t)counts->duplicate));
    json_set(facts, "rejected", json_new_int(call->arena, (int64_t)counts->rejected));
    json_set(facts, "size", json_new_int(call->arena, (int64_t)info.size));
    return print_json(facts, err);
}

static int
ingest_file(struct command_call *call, const struct adapter_set *adapters, struct intake_options *options,
            struct intake_counts *counts, struct err *err)
{
    struct intake_file file;
    const struct ingest *ingest = options->context;
    TRY(intake_file_open(&file, ingest->path, err));
    options->read = intake_file_read;
    options->read_context = &file;
    const int code = intake_stream(call->ledger, adapters, options, counts, err);
    intake_file_close(&file);
    progress_end();
    return code;
}

static int
ingest_files(struct command_call *call, const struct adapter_set *adapters, struct intake_counts *counts,
             struct err *err)
{
    for (size_t i = 0; i < call->positional_count; i++) {
        struct ingest ingest = {.path = call->positional[i]};
        struct intake_options options = {
            .source = slice_of(call_option(call, "--source")),
            .adapter = slice_of(call_option(call, "--adapter")),
            .enroll = call_flag(call, "--enroll"),
            .by = person_of_call(call),
            .progress = show_progress,
            .reject = show_reject,
            .context = &ingest,
        };
        TRY(ingest_file(call, adapters, &options, counts, err));
        if (ingest.rejects_shown > INGEST_REJECTS_SHOWN)
            fprintf(stderr, "%s: %" PRIu64 " more rejected: 'daybook log --kind reject' shows them\n", ingest.path,
                    ingest.rejects_shown - INGEST_REJECTS_SHOWN);
    }
    return 0;
}

static int
run_ingest(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, SIZE_MAX, err));
    struct file_set files;
    struct adapter_set *adapters;
    TRY(rules_apply(call, &files, err));
    TRY(adapter_set_load(&files, call->arena, &adapters, err));
    struct intake_counts counts = {0};
    TRY(ingest_files(call, adapters, &counts, err));
    return print_counts(call, &counts, err);
}

const struct command command_ingest = {
    .name = "ingest",
    .arguments = "FILE...",
    .summary = "append events: JSON of any length, or what the source's adapter takes; - is standard input",
    .detail =
        "Accepted, duplicate and rejected add up to what was read. What cannot be read is kept as a 'reject' entry\n"
        "with its bytes and the reason. Rules and adapters that differ from those in force are put in force first,\n"
        "as an entry of their own.",
    .options = (const struct command_option[]){{"--source", "NAME",
                                                "every payload is this source's; else CloudEvents name theirs"},
                                               {"--enroll", NULL, "enrol unknown sources on first sight (interval 1h)"},
                                               {"--adapter", "A", "read by this adapter, and enrol with it"},
                                               RULE_OPTIONS,
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_WRITE,
    .run = run_ingest,
};
