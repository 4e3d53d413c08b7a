/* adapters.c - the commands for those who write adapters: what is wrong with a file, and what the files say. */
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "format/json_build.h"
#include "format/yaml.h"
#include "shape/describe.h"
#include "shape/lint.h"
#include "shape/shape.h"

#define FOLDER "sources/"

/* One file being looked at. */
struct linted {
    const struct command_call *call;
    const char *file;
    size_t findings;
    struct json *list; /* with --json */
};

static int
add_finding(struct linted *linted, struct slice text, struct err *err)
{
    (void)err;
    linted->findings++;
    if (linted->list != NULL)
        json_push(linted->list, json_new_slice(linted->call->arena, text));
    else
        printf("%.*s\n", SLICE_ARG(text));
    return 0;
}

static void
take_finding(void *context, const struct json *node, const char *text)
{
    struct linted *linted = context;
    struct arena *arena = linted->call->arena;
    (void)add_finding(linted, arena_format(arena, "%s:%u:%u: %s", linted->file, node->line, node->column, text), NULL);
}

/* The name that a file would have among the adapters: its own, without folders. */
static struct slice
entry_path(const char *file, struct arena *arena)
{
    const char *slash = strrchr(file, '/');
    return arena_format(arena, FOLDER "%s", slash == NULL ? file : slash + 1);
}

/* The built-in adapters with this file among them. */
static void
overlay(const struct file_set *files, struct slice path, struct slice bytes, struct arena *arena,
        struct file_set *out_files)
{
    struct file_set_entry *entries = arena_array(arena, files->count + 1, sizeof(*entries));
    size_t count = 0;
    for (size_t i = 0; i < files->count; i++)
        if (!slice_equal(files->files[i].path, path))
            entries[count++] = files->files[i];
    entries[count++] = (struct file_set_entry){path, bytes};
    *out_files = (struct file_set){entries, count};
}

/* A fault names the file as the set does: name it as the caller did. */
static struct slice
named_as_given(const struct linted *linted, struct slice path, const char *text)
{
    const struct slice fault = slice_of(text);
    if (!slice_starts(fault, path))
        return arena_format(linted->call->arena, "%s: %s", linted->file, text);
    return arena_format(linted->call->arena, "%s%.*s", linted->file, SLICE_ARG(slice_sub(fault, path.n, fault.n)));
}

static int
lint_file(struct linted *linted, const struct file_set *files, struct err *err)
{
    struct arena *arena = linted->call->arena;
    const struct slice path = entry_path(linted->file, arena);
    struct slice bytes;
    struct file_set with;
    struct adapter_set *set;
    struct json *document = NULL;
    struct err fault = {{0}};
    TRY(file_read(linted->file, LIMIT_YAML_BYTES, arena, &bytes, err));
    overlay(files, path, bytes, arena, &with);
    if (!slice_ends(path, SLICE(".yaml")))
        return add_finding(linted, arena_format(arena, "%s: an adapter's file is called NAME.yaml", linted->file), err);
    if (file_set_sort(&with, &fault) < 0 || adapter_set_load(&with, arena, &set, &fault) < 0)
        return add_finding(linted, named_as_given(linted, path, fault.text), err);
    TRY(yaml_read(linted->file, bytes, arena, &document, err));
    adapter_lint(document, take_finding, linted);
    return 0;
}

static int
run_lint(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1000, err));
    struct file_set files;
    struct linted linted = {.call = call};
    struct json *facts = json_new_object(call->arena);
    TRY(rules_of_call(call, &files, err));
    if (call->json)
        linted.list = json_set(facts, "findings", json_new_array(call->arena));
    for (size_t i = 0; i < call->positional_count; i++) {
        linted.file = call->positional[i];
        TRY(lint_file(&linted, &files, err));
    }
    if (call->json)
        TRY(print_json(facts, err));
    else
        fprintf(stderr, "%zu files, %zu findings\n", call->positional_count, linted.findings);
    return linted.findings == 0 ? EXIT_FINE : EXIT_ANSWER_NO;
}

const struct command command_adapters_lint = {
    .name = "adapters lint",
    .arguments = "FILE...",
    .summary = "check adapter files, each beside the adapters in force",
    .detail =
        "Each finding is one line FILE:LINE:COLUMN: WHAT: first what keeps the file from loading, else what makes it\n"
        "read less than it could: an unused definition, a reading that never applies, a payload of another shape\n"
        "that would be a reject. Exit 0 when there is none, 1 when there are some.",
    .options = (const struct command_option[]){RULE_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_lint,
};

/* What stands before the sections of all adapters. */
static const char introduction[] =
    "# Sources: what evidences which stage, and why\n"
    "\n"
    "Written by `daybook adapters explain` from the adapters' files (schema/sources); do not edit. Each table says "
    "which\n"
    "stage of the remediation (docs/records.md, \"Form\") a payload evidences, under which conditions (all in one row "
    "must\n"
    "hold, and those of rows above it in the same list must not), and why, where a person would argue. What is in no "
    "row is\n"
    "an event without stage: it was readable, it is kept with its payload, and it evidences nothing.\n"
    "\n"
    "Some things hold for all:\n"
    "\n"
    "- A ticket that is done says what somebody did in a tracker. It is `closed` and proves nothing; `verified` is for "
    "what\n"
    "  looks at the resource itself: the scanner that found it, or another.\n"
    "- What is suppressed, muted, dismissed, accepted or false is `suppressed`: never a pass, and no fix.\n"
    "- What is gone is `deleted`; an empty or failed evaluation is no pass.\n"
    "- Sources that tell the current state only give a transition (`after`) from the last version of the same finding "
    "that\n"
    "  the ledger has (docs/adapters.md, \"Transitions\"); a pass that comes first is `evaluated`.\n"
    "- Service roles, bots and apps are automation; whoever is not known to be one is a person, and named by a "
    "reference.\n"
    "\n";

static int
explain_all(struct command_call *call, const struct file_set *files, struct err *err)
{
    AUTO(buf_release) struct buf out;
    const struct slice wanted = call->positional_count == 0
                                    ? (struct slice){NULL, 0}
                                    : arena_format(call->arena, FOLDER "%s.yaml", call->positional[0]);
    size_t count = 0;
    buf_init(&out, LIMIT_BUNDLE_FILE_BYTES);
    if (slice_is_absent(wanted))
        buf_text(&out, introduction);
    for (size_t i = 0; i < files->count; i++) {
        const struct file_set_entry *file = &files->files[i];
        struct json *document = NULL;
        if (!slice_starts(file->path, SLICE(FOLDER)) || (!slice_is_absent(wanted) && !slice_equal(file->path, wanted)))
            continue;
        TRY(yaml_read(arena_text(call->arena, file->path), file->bytes, call->arena, &document, err));
        if (count++ > 0)
            buf_byte(&out, '\n');
        adapter_describe(document, &out);
    }
    if (count == 0)
        return err_set(err, ERR_USAGE, "there is no adapter '%s': 'daybook source adapters' lists them",
                       call->positional_count == 0 ? "" : call->positional[0]);
    TRY(buf_finish(&out, "the description", err));
    fwrite(out.p, 1, out.n, stdout);
    return EXIT_FINE;
}

static int
run_explain(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 1, err));
    struct file_set files;
    struct adapter_set *set;
    TRY(rules_of_call(call, &files, err));
    TRY(adapter_set_load(&files, call->arena, &set, err));
    return explain_all(call, &files, err);
}

const struct command command_adapters_explain = {
    .name = "adapters explain",
    .arguments = "[NAME]",
    .summary = "say, in Markdown, which payloads evidence which stage, and why",
    .detail = "Of one adapter, or of all. docs/sources.md is what this prints.",
    .options = (const struct command_option[]){RULE_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_explain,
};
