#include "report/report.h"

#include "cmd/commands.h"
#include "cmd/print.h"
#include "format/json_build.h"

#include <inttypes.h>
#include <unistd.h>

/* "acme-prod-2026-01-01-2026-04-01.zip" out of the origin's letters and the days of the period. */
static const char *
default_path(const struct command_call *call, const struct report_options *options)
{
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(from, options->from_ms);
    instant_write(to, options->to_ms);
    char *origin = arena_text(call->arena, ledger_info(call->ledger).origin);
    for (char *p = origin; *p != '\0'; p++)
        *p = *p == '/' || *p == '.' ? '-' : *p;
    return (const char *)arena_format(call->arena, "%s-%.10s-%.10s.zip", origin, from, to).p;
}

static int
print_summary_json(const struct command_call *call, const struct report_options *options,
                   const struct report_summary *summary, struct err *err)
{
    struct json *facts = json_new_object(call->arena);
    json_set(facts, "bundle", json_new_string(call->arena, options->path));
    json_set(facts, "status", json_new_string(call->arena, bundle_status_name(summary->status)));
    struct json *reasons = json_set(facts, "reasons", json_new_array(call->arena));
    for (size_t i = 0; i < summary->reason_count; i++)
        json_push(reasons, json_new_slice(call->arena, summary->reasons[i]));
    json_set(facts, "entries", json_new_int(call->arena, (int64_t)summary->entries));
    json_set(facts, "payloads", json_new_int(call->arena, (int64_t)summary->payloads));
    json_set(facts, "bytes", json_new_int(call->arena, (int64_t)summary->bytes));
    return print_json(facts, err);
}

/* On standard output, or beside the bundle when that is there. */
static void
print_summary(const struct report_options *options, const struct report_summary *summary, FILE *out)
{
    fprintf(out, "%s  %" PRIu64 " bytes: %" PRIu64 " entries, %" PRIu64 " payloads disclosed\n", options->path,
            summary->bytes, summary->entries, summary->payloads);
    fprintf(out, "status %s (method of statistics §9; not an opinion)%s\n", bundle_status_name(summary->status),
            summary->reason_count == 0 ? "" : ", because:");
    for (size_t i = 0; i < summary->reason_count; i++) {
        fprintf(out, "  - ");
        print_text_to(out, summary->reasons[i]);
        fprintf(out, "\n");
    }
}

static int
run_report(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct report_options options = {0};
    TRY(call_instant(call, "--from", &options.from_ms, err));
    TRY(call_instant(call, "--to", &options.to_ms, err));
    TRY(call_number(call, "--size", REPORT_SIZE_ALL, &options.size, err));
    options.path = call_option(call, "-o");
    if (options.path == NULL)
        options.path = default_path(call, &options);
    const bool stream = strcmp(options.path, REPORT_STDOUT) == 0;
    if (stream && (call->json || isatty(STDOUT_FILENO) == 1))
        return err_set(err, ERR_USAGE,
                       "'-o -' writes the bundle to standard output: it takes no --json there, and no terminal");
    struct report_summary summary;
    TRY(report_write(call->ledger, &options, call->arena, &summary, err));
    if (call->json)
        return print_summary_json(call, &options, &summary, err);
    print_summary(&options, &summary, stream ? stderr : stdout);
    return EXIT_FINE;
}

const struct command command_report = {
    .name = "report",
    .arguments = "",
    .summary = "write the signed bundle of a period",
    .detail =
        "Dates are midnights UTC; the period is half-open, [from, to). The same ledger, size and period give the same\n"
        "bytes. Exit 0 says that the bundle was written, whatever its status.",
    .options =
        (const struct command_option[]){
            {"--from", "T", "start of the period"},
            {"--to", "T", "end of the period"},
            {"--size", "N", "report on the first N entries, not on all"},
            {"-o", "FILE", "the bundle (default: named by origin and period); - is standard output"},
            {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_report,
};
