#include "verify/run.h"

#include "bundle/ledger_files.h"
#include "tlog/checkpoint.h"
#include "verify/blocks.h"
#include "verify/comparison.h"
#include "verify/inputs.h"
#include "verify/kept.h"
#include "verify/lines.h"

#include <inttypes.h>

/* The entries on their way into the builder, and beside them the indexes of the payloads. */
struct feed {
    struct verify_run *run;
    struct lines *entries;
    struct lines *payloads;
    uint64_t disclosed; /* index of the next payload; VERIFY_NO_INDEX when there is none */
    struct kept_list kept;
};

static void
feed_drop(struct feed *feed)
{
    lines_free(feed->entries);
    lines_free(feed->payloads);
}

/* The number after "index": of a line of payloads, which begins with it or has only base64 before it. That the line is
 * what it must be, the third step sees. */
static bool
read_index(struct slice line, uint64_t *out_index)
{
    static const struct slice base64 = SLICE_INIT("{\"base64\":\""), before = SLICE_INIT("\"index\":");
    size_t at = 1;
    if (slice_starts(line, base64))
        at = base64.n + slice_find(slice_sub(line, base64.n, line.n), '"') + 2;
    struct slice rest = slice_sub(line, at, line.n);
    if (!slice_starts(rest, before))
        return false;
    rest = slice_sub(rest, before.n, rest.n);
    uint64_t index = 0;
    size_t digits = 0;
    for (; digits < rest.n && digits < 18 && rest.p[digits] >= '0' && rest.p[digits] <= '9'; digits++)
        index = index * 10 + (uint64_t)(rest.p[digits] - '0');
    *out_index = index;
    return digits > 0;
}

/* Turn to the next payload. What is wrong with its line is for the third step to report. */
static int
next_disclosed(struct feed *feed, struct err *err)
{
    struct line line = {0};
    struct err cause;
    feed->disclosed = VERIFY_NO_INDEX;
    const int r = lines_next(feed->payloads, &line, &cause);
    if (r == ERR_IO)
        return err_set(err, ERR_IO, "%s", cause.text);
    if (r == 0 && !slice_is_absent(line.bytes) && !read_index(line.bytes, &feed->disclosed))
        feed->disclosed = VERIFY_NO_INDEX;
    return 0;
}

/* What the manifest and the signature say of the ledger against its first record. */
static void
check_first(struct verify_run *run, struct slice bytes)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct record record;
    struct vkey key;
    if (record_read(bytes, scratch, &record, NULL) < 0 || record.kind != RECORD_LEDGER)
        return; /* the builder says why */
    const struct record_ledger *ledger = &record.body.ledger;
    if (!slice_equal(ledger->origin, run->manifest.origin))
        run_report(run, VERIFY_CODE_ORIGIN, &VERIFY_AT(0), "the ledger is '%.*s', the manifest says '%.*s'",
                   SLICE_ARG(ledger->origin), SLICE_ARG(run->manifest.origin));
    if (ledger->simulated != run->manifest.simulated)
        run_report(run, VERIFY_CODE_ORIGIN, &VERIFY_AT(0), "the ledger is %s, the manifest says it is %s",
                   ledger->simulated ? "simulated" : "real", run->manifest.simulated ? "simulated" : "real");
    if (vkey_read(ledger->vkey, &key, NULL) == 0 && run->result.has_signature &&
        !ed25519_public_equal(&key.key, &run->signer))
        run_report(run, VERIFY_CODE_KEY, &VERIFY_AT(0),
                   "the ledger began with another key than the one that signed the bundle");
}

static int
feed_line(struct feed *feed, const struct line *line, bool *out_taken, struct err *err)
{
    struct verify_run *run = feed->run;
    struct err cause;
    if (line->number == 0)
        check_first(run, line->bytes);
    const struct bundle_entry entry = {
        .index = line->number, .bytes = line->bytes, .disclosed = feed->disclosed == line->number};
    const int r = bundle_builder_add(run->builder, &entry, &cause);
    *out_taken = r == 0;
    if (r < 0) {
        const struct verify_place place = lines_place(feed->entries);
        return run_take(run, VERIFY_CODE_RECORD, &place, r == ERR_LIMIT ? ERR_FORMAT : r, &cause, err);
    }
    kept_compare(run, &feed->kept, bundle_builder_tree(run->builder));
    return entry.disclosed ? next_disclosed(feed, err) : 0;
}

/* Give every entry to the builder. *out_whole: all of them could be read. */
static int
feed_all(struct feed *feed, bool *out_whole, struct err *err)
{
    struct err cause;
    TRY(next_disclosed(feed, err));
    for (bool taken = true; taken;) {
        struct line line;
        const int r = lines_next(feed->entries, &line, &cause);
        *out_whole = r == 0 && slice_is_absent(line.bytes);
        if (r < 0) {
            const struct verify_place place = lines_place(feed->entries);
            return run_take(feed->run, VERIFY_CODE_LINES, &place, r, &cause, err);
        }
        if (*out_whole)
            return 0;
        TRY(feed_line(feed, &line, &taken, err));
    }
    return 0;
}

static int
feed_builder(struct verify_run *run, bool *out_whole, struct err *err)
{
    struct feed feed AUTO(feed_drop) = {.run = run};
    const struct compact_range empty = {0};
    TRY(kept_open(run, &feed.kept, err));
    feed.entries = lines_new(&run->zip, BUNDLE_ENTRIES_FOLDER, LIMIT_RECORD_BYTES);
    feed.payloads = lines_new(&run->zip, BUNDLE_PAYLOADS_FOLDER, LIMIT_PAYLOAD_LINE_BYTES);
    kept_compare(run, &feed.kept, &empty);
    TRY(feed_all(&feed, out_whole, err));
    run->result.entries = bundle_builder_tree(run->builder)->size;
    run->result.root = compact_range_root(bundle_builder_tree(run->builder));
    if (*out_whole)
        kept_end(run, &feed.kept);
    return 0;
}

/* *out_good: they are the entries of the manifest. */
static void
check_root(struct verify_run *run, bool *out_good)
{
    const struct verify_result *result = &run->result;
    *out_good = false;
    if (result->entries != run->manifest.b)
        run_report(run, VERIFY_CODE_ROOT, &VERIFY_NOWHERE, "there are %" PRIu64 " entries, the manifest says %" PRIu64,
                   result->entries, run->manifest.b);
    else if (!sha256_equal(&result->root, &run->manifest.root))
        run_report(run, VERIFY_CODE_ROOT, &VERIFY_NOWHERE, "the entries do not have the root that the manifest gives");
    else
        *out_good = true;
}

static int
check_checkpoint(struct verify_run *run, struct slice bytes, struct err *err)
{
    const struct verify_place place = VERIFY_IN(SLICE(BUNDLE_CHECKPOINT_PATH));
    const struct vkey key = vkey_make(run->manifest.origin, &run->signer);
    struct checkpoint checkpoint;
    struct err cause;
    if (!run->result.has_signature)
        return 0;
    const int r = checkpoint_open(bytes, (struct vkey_list){&key, 1}, run->arena, &checkpoint, &cause);
    if (r < 0)
        return run_take(run, VERIFY_CODE_CHECKPOINT, &place, r == ERR_LIMIT ? ERR_FORMAT : r, &cause, err);
    if (!slice_equal(checkpoint.origin, run->manifest.origin))
        run_report(run, VERIFY_CODE_CHECKPOINT, &place, "it is of '%.*s', the manifest says '%.*s'",
                   SLICE_ARG(checkpoint.origin), SLICE_ARG(run->manifest.origin));
    if (checkpoint.size != run->manifest.b)
        run_report(run, VERIFY_CODE_CHECKPOINT, &place, "it is of %" PRIu64 " entries, the manifest says %" PRIu64,
                   checkpoint.size, run->manifest.b);
    else if (!sha256_equal(&checkpoint.root, &run->manifest.root))
        run_report(run, VERIFY_CODE_CHECKPOINT, &place, "its root is not that of the manifest");
    if (!slice_is_absent(checkpoint.extension))
        run_report(run, VERIFY_CODE_CHECKPOINT, &place, "it has lines after the root, which no daybook writes");
    return 0;
}

/* The two files beside the entries that let others rebuild the tree. */
static int
check_tree_files(struct verify_run *run, struct err *err)
{
    static const struct {
        const char *path;
        bundle_render render;
    } files[] = {{"ledger/start.json", bundle_render_start}, {"ledger/subtrees.bin", bundle_render_subtrees}};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buf content AUTO(buf_release);
        bool equal;
        buf_init(&content, VERIFY_FILE_BYTES_MAX);
        TRY(files[i].render(&run->model, &content, err));
        TRY(comparison_check(run, slice_of(files[i].path), buf_slice(&content), &equal, err));
    }
    return 0;
}

/* From the entries and the rules to the model. */
static int
finish(struct verify_run *run, struct inputs *inputs, struct err *err)
{
    const struct bundle_inputs given = inputs_of_builder(inputs);
    struct err cause;
    const int r = bundle_builder_finish(run->builder, &given, &run->model, &cause);
    if (r < 0)
        return run_take(run, VERIFY_CODE_RULES, &VERIFY_NOWHERE, r, &cause, err);
    run->has_model = true;
    return check_tree_files(run, err);
}

int
entries_check(struct verify_run *run, struct err *err)
{
    struct inputs inputs;
    bool has_inputs;
    bool whole = false;
    bool good = false;
    if (!run_can_read(run, BUNDLE_ENTRIES_FOLDER))
        return 0;
    run_begin(run, VERIFY_ENTRIES);
    if (run->manifest.a > 0) {
        run_doubt(run, VERIFY_CODE_VERSION, &VERIFY_IN(SLICE(BUNDLE_MANIFEST_PATH)),
                  "'a' is %" PRIu64 ": this program reads bundles that begin with the first entry", run->manifest.a);
        return 0;
    }
    TRY(inputs_read(run, &inputs, &has_inputs, err));
    if (has_inputs)
        bundle_builder_foresee(run->builder, run->rules);
    TRY(feed_builder(run, &whole, err));
    if (whole)
        check_root(run, &good);
    if (!slice_is_absent(inputs.checkpoint))
        TRY(check_checkpoint(run, inputs.checkpoint, err));
    if (!good)
        TRY(blocks_find(run, err));
    return whole && has_inputs ? finish(run, &inputs, err) : 0;
}
