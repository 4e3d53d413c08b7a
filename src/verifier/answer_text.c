#include "verifier/answer.h"

#include "format/visible.h"
#include "verify/count.h"

#include <inttypes.h>

enum { FINDINGS_SHOWN = 10, DATE_TEXT = 10, ROOT_DIGITS = 6, DAY_MS = 86400000 };

enum verify_verdict
answer_verdict(const struct answer *answer)
{
    return answer->has_result ? answer->result.verdict : VERIFY_COULD_NOT;
}

/* A text of the bundle, or of the caller's, so that it cannot play with the terminal. */
static void
put(struct buf *out, struct slice text)
{
    visible_append(out, text);
}

static void
put_count(struct buf *out, uint64_t count, const char *one, const char *many)
{
    buf_format(out, "%s %s", count_text(count).text, count == 1 ? one : many);
}

/* A midnight as its date. */
static void
put_instant(struct buf *out, int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    instant_write(text, ms);
    buf_add(out, slice_sub(slice_of(text), 0, ms % DAY_MS == 0 ? DATE_TEXT : sizeof(text)));
}

static void
put_status(struct buf *out, const struct manifest *manifest)
{
    buf_format(out, "   %s", bundle_status_name(manifest->status));
    if (manifest->reason_count > 0) {
        buf_text(out, ", ");
        put_count(out, manifest->reason_count, "reason", "reasons");
    }
    buf_text(out, " (method of statistics §9; not an opinion)");
}

static void
put_headline(struct buf *out, const struct answer *answer)
{
    const struct verify_result *result = &answer->result;
    buf_format(out, "%s  ", verify_verdict_name(answer_verdict(answer)));
    put(out, slice_of(answer->file));
    if (!answer->has_result) {
        buf_text(out, ": ");
        put(out, slice_of(answer->error.text));
    } else if (result->has_manifest) {
        buf_text(out, "   ");
        put_instant(out, result->manifest.from_ms);
        buf_text(out, " .. ");
        put_instant(out, result->manifest.to_ms);
        if (result->verdict != VERIFY_FAILED)
            put_status(out, &result->manifest);
        if (result->manifest.simulated)
            buf_text(out, "   SIMULATED: no evidence of anything real");
    }
    buf_byte(out, '\n');
}

static const char *
mark_of(enum verify_step_state state)
{
    switch (state) {
    case VERIFY_PASSED:
        return "✓";
    case VERIFY_NOT_PASSED:
        return "✗";
    case VERIFY_UNKNOWN:
        return "?";
    case VERIFY_NOT_REACHED:
        return "-";
    }
    abort();
}

static void
put_label(struct buf *out, const char *mark, const char *name)
{
    buf_format(out, "  %s %-10s ", mark, name);
}

static void
put_signature(struct buf *out, const struct verify_result *result)
{
    put(out, result->manifest.origin);
    buf_format(out, "  %s  ", result->fingerprint);
    switch (result->basis) {
    case VERIFY_BASIS_KEY:
        buf_text(out, "(given with --key)");
        break;
    case VERIFY_BASIS_ALLOWED_SIGNERS:
        buf_text(out, "(given with --allowed-signers)");
        break;
    case VERIFY_BASIS_NONE:
        buf_text(out, "(NOT TRUSTED: no key was given, and whoever made the bundle chose this one)");
        break;
    }
}

static void
put_entries(struct buf *out, const struct verify_result *result)
{
    char hex[2 * SHA256_BYTES + 1];
    for (size_t i = 0; i < SHA256_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", result->root.b[i]);
    buf_format(out, "%s rehashed, no gap; root %.*s…%s is the signed one", count_text(result->entries).text,
               ROOT_DIGITS, hex, hex + sizeof(hex) - 1 - 4);
}

static void
put_payloads(struct buf *out, const struct verify_result *result)
{
    buf_format(out, "%s disclosed, equal and read again to the same events; %s withheld",
               count_text(result->payloads).text, count_text(result->withheld).text);
    if (result->names_withheld > 0) {
        buf_text(out, "; ");
        put_count(out, result->names_withheld, "name", "names");
        buf_text(out, " withheld");
    }
}

static void
put_passed(struct buf *out, const struct verify_result *result, enum verify_step step)
{
    switch (step) {
    case VERIFY_SIGNATURE:
        put_signature(out, result);
        break;
    case VERIFY_ENTRIES:
        put_entries(out, result);
        break;
    case VERIFY_PAYLOADS:
        put_payloads(out, result);
        break;
    case VERIFY_FIGURES:
        buf_format(out, "%s files recomputed, %s rendered again, all equal", count_text(result->recomputed).text,
                   count_text(result->rendered).text);
        break;
    case verify_step_count:
        break;
    }
    buf_byte(out, '\n');
}

/* "2026-02-20T11:58:01Z .. 12:40:13Z", the second date only when it is another. */
static void
put_span(struct buf *out, int64_t from_ms, int64_t to_ms)
{
    enum { SECOND_TEXT = 19 };
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(from, from_ms);
    instant_write(to, to_ms);
    const bool same_day = memcmp(from, to, DATE_TEXT) == 0;
    buf_format(out, "%.*sZ .. %.*sZ", SECOND_TEXT, from, same_day ? SECOND_TEXT - DATE_TEXT - 1 : SECOND_TEXT,
               same_day ? to + DATE_TEXT + 1 : to);
}

static void
put_block(struct buf *out, const struct verify_block *block)
{
    for (size_t i = 0; i < block->source_count; i++) {
        const struct verify_block_source *source = &block->sources[i];
        buf_text(out, "      ");
        put(out, source->source);
        buf_text(out, "  ");
        put_span(out, source->from_ms, source->to_ms);
        if (source->criteria.n > 0) {
            buf_text(out, "  ");
            put(out, source->criteria);
        }
        buf_byte(out, '\n');
    }
}

/* The findings of one step: those that name a changed block first, with what the block touches. */
struct listing {
    struct buf *out;
    const struct answer *answer;
    enum verify_step step;
    const char *mark;
    uint64_t shown;
    uint64_t blocks;
};

static void
list_findings(struct listing *listing, bool blocks)
{
    const struct verify_block_list *list = &listing->answer->result.blocks;
    for (size_t i = 0; i < listing->answer->finding_count; i++) {
        const struct answer_finding *item = &listing->answer->findings[i];
        if (item->finding.step != listing->step || (item->finding.code == VERIFY_CODE_BLOCK) != blocks)
            continue;
        if (listing->shown++ >= FINDINGS_SHOWN)
            continue;
        put_label(listing->out, listing->shown == 1 ? listing->mark : " ",
                  listing->shown == 1 ? verify_step_name(listing->step) : "");
        put(listing->out, item->text);
        buf_byte(listing->out, '\n');
        if (blocks && listing->blocks < list->count)
            put_block(listing->out, &list->blocks[listing->blocks++]);
    }
}

static void
put_step(struct buf *out, const struct answer *answer, enum verify_step step)
{
    const struct verify_result *result = &answer->result;
    const enum verify_step_state state = result->steps[step];
    if (state == VERIFY_PASSED) {
        const bool trusted = step != VERIFY_SIGNATURE || result->basis != VERIFY_BASIS_NONE;
        put_label(out, trusted ? mark_of(state) : "?", verify_step_name(step));
        put_passed(out, result, step);
        return;
    }
    if (state == VERIFY_NOT_REACHED) {
        put_label(out, mark_of(state), verify_step_name(step));
        buf_text(out, "not reached\n");
        return;
    }
    struct listing listing = {.out = out, .answer = answer, .step = step, .mark = mark_of(state)};
    list_findings(&listing, true);
    list_findings(&listing, false);
    if (listing.shown > FINDINGS_SHOWN)
        buf_format(out, "               … and %s more\n", count_text(listing.shown - FINDINGS_SHOWN).text);
    if (step == VERIFY_ENTRIES && result->blocks.count > 0 && result->intact_blocks > 0)
        buf_text(out, "  ✓ every other block of 256 is intact\n");
}

static void
put_anchors(struct buf *out, const struct answer *answer)
{
    const struct verify_result *result = &answer->result;
    if (result->kept == 0) {
        put_label(out, "!", "anchored");
        buf_text(out,
                 "NOT ANCHORED: the holder of host and key could have rewritten all of it, or kept a second ledger\n");
        return;
    }
    put_label(out, "✓", "anchored");
    buf_text(out, "extends ");
    put_count(out, result->kept, "checkpoint", "checkpoints");
    buf_text(out, " kept earlier; nothing else anchors it\n");
}

static void
put_limits(struct buf *out, const struct verify_result *result)
{
    buf_text(out, "Not checked: ");
    for (size_t i = 0; i < result->hash_only_count; i++) {
        buf_text(out, i > 0 ? ", " : "");
        put(out, result->hash_only[i]);
    }
    buf_text(out, result->hash_only_count > 0 ? " (hashes only)\n" : "nothing, every file was made again\n");
    buf_text(out, "Not proved: that a source sent every event (");
    put_count(out, result->gaps, "gap", "gaps");
    buf_text(out, ", completeness/gaps.csv); hmac, token and local events could be forged on the ledger's host");
    if (result->withheld > 0) {
        buf_text(out, "; that ");
        put_count(out, result->withheld, "withheld payload says", "withheld payloads say");
        buf_text(out, " what the entries say");
    }
    if (result->chosen_by_hand > 0) {
        buf_text(out, "; for ");
        put_count(out, result->chosen_by_hand, "payload", "payloads");
        buf_text(out, " somebody chose the source or the adapter when it was taken in");
    }
    if (result->unprovable_rejects > 0) {
        buf_text(out, "; ");
        put_count(out, result->unprovable_rejects, "reject is", "rejects are");
        buf_text(out, " for a place in a delivery, not for what was delivered (completeness/rejects.csv)");
    }
    buf_byte(out, '\n');
}

/* The criteria of all blocks, each once. */
static void
put_criteria(struct buf *out, const struct verify_block_list *blocks, struct arena *arena)
{
    struct intern *seen AUTO(intern_drop) = intern_new(arena);
    for (size_t i = 0; i < blocks->count; i++) {
        for (size_t j = 0; j < blocks->blocks[i].source_count; j++) {
            struct slice rest = blocks->blocks[i].sources[j].criteria;
            while (rest.n > 0) {
                const size_t end = slice_find(rest, ' ');
                (void)intern_add(seen, slice_sub(rest, 0, end));
                rest = slice_sub(rest, end + 1, rest.n);
            }
        }
    }
    for (uint32_t i = 0; i < intern_count(seen); i++) {
        buf_text(out, i > 0 ? " " : "");
        put(out, intern_text(seen, i));
    }
    if (intern_count(seen) == 0)
        buf_text(out, "no criterion that could be told");
}

/* The months from the first to the last event of the blocks. */
static void
put_months(struct buf *out, const struct verify_block_list *blocks)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    int64_t ends[2] = {INSTANT_LAST, INSTANT_FIRST};
    for (size_t i = 0; i < blocks->count; i++) {
        for (size_t j = 0; j < blocks->blocks[i].source_count; j++) {
            const struct verify_block_source *source = &blocks->blocks[i].sources[j];
            ends[0] = source->from_ms < ends[0] ? source->from_ms : ends[0];
            ends[1] = source->to_ms > ends[1] ? source->to_ms : ends[1];
        }
    }
    char first[INSTANT_TEXT_MAX] = "";
    for (size_t i = 0; i < 2 && ends[0] <= ends[1]; i++) {
        char text[INSTANT_TEXT_MAX];
        instant_write(text, ends[i]);
        if (i == 1 && memcmp(text, first, 7) == 0)
            break;
        memcpy(first, text, sizeof(first));
        const size_t month = (size_t)((text[5] - '0') * 10 + (text[6] - '0'));
        buf_format(out, "%s %s %.4s", i == 0 ? "," : " to", names[month - 1], text);
    }
}

static void
put_advice(struct buf *out, const struct answer *answer, struct arena *arena)
{
    const struct verify_result *result = &answer->result;
    if (result->verdict == VERIFY_FAILED && result->blocks.count > 0) {
        buf_text(out, "Affects: ");
        put_criteria(out, &result->blocks, arena);
        put_months(out, &result->blocks);
        buf_text(out, ". ");
    }
    if (result->verdict == VERIFY_FAILED)
        buf_text(out,
                 "Do not rely on these figures. Ask for the bundle again over another way, with its SHA-256, and keep "
                 "this file.\n");
    if (result->verdict == VERIFY_COULD_NOT)
        buf_text(out, "Nothing was found wrong, but this program cannot say that it is right: use a newer daybook.\n");
    if (result->verdict == VERIFY_SELF_CONSISTENT)
        buf_text(out,
                 "To know whose it is, take the key from its holder, not from the bundle, and give it with --key.\n");
}

void
answer_text(const struct answer *answer, struct arena *arena, struct buf *out)
{
    put_headline(out, answer);
    if (!answer->has_result)
        return;
    const struct verify_result *result = &answer->result;
    const bool is_good = result->verdict == VERIFY_VERIFIED || result->verdict == VERIFY_SELF_CONSISTENT;
    for (enum verify_step step = VERIFY_SIGNATURE; step < verify_step_count; step++) {
        put_step(out, answer, step);
        if (step == VERIFY_ENTRIES && is_good)
            put_anchors(out, answer);
    }
    if (is_good)
        put_limits(out, result);
    put_advice(out, answer, arena);
}
