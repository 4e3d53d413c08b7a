#include "verifier/answer.h"

#include "base/encoding.h"
#include "format/json_build.h"
#include "format/json_canonical.h"
#include "format/visible.h"

static struct json *
count_value(struct arena *arena, uint64_t count)
{
    return json_new_int(arena, (int64_t)count);
}

/* Well-formed whatever it is: names of files and texts of a bundle need not be UTF-8. */
static struct json *
text_value(struct arena *arena, struct slice text)
{
    struct buf out AUTO(buf_release);
    buf_init(&out, SIZE_MAX);
    visible_append(&out, text);
    return json_new_slice(arena, arena_copy(arena, buf_slice(&out)));
}

static struct json *
finding_value(struct arena *arena, const struct answer_finding *item)
{
    const struct verify_place *place = &item->finding.place;
    struct json *value = json_new_object(arena);
    json_set(value, "code", json_new_string(arena, verify_code_name(item->finding.code)));
    json_set(value, "could_not_check", json_new_bool(arena, item->finding.could_not));
    json_set(value, "text", text_value(arena, item->text));
    if (!slice_is_absent(place->member))
        json_set(value, "file", text_value(arena, place->member));
    if (place->line > 0)
        json_set(value, "line", count_value(arena, place->line));
    if (place->column > 0)
        json_set(value, "column", count_value(arena, place->column));
    if (place->index != VERIFY_NO_INDEX)
        json_set(value, "entry", count_value(arena, place->index));
    return value;
}

static struct json *
steps_value(struct arena *arena, const struct answer *answer)
{
    struct json *steps = json_new_array(arena);
    for (enum verify_step step = VERIFY_SIGNATURE; step < verify_step_count; step++) {
        struct json *value = json_push(steps, json_new_object(arena));
        json_set(value, "step", json_new_string(arena, verify_step_name(step)));
        json_set(value, "state", json_new_string(arena, verify_step_state_name(answer->result.steps[step])));
        struct json *findings = json_set(value, "findings", json_new_array(arena));
        for (size_t i = 0; i < answer->finding_count; i++) {
            if (answer->findings[i].finding.step == step)
                json_push(findings, finding_value(arena, &answer->findings[i]));
        }
    }
    return steps;
}

static struct json *
blocks_value(struct arena *arena, const struct verify_block_list *list)
{
    struct json *blocks = json_new_array(arena);
    for (size_t i = 0; i < list->count; i++) {
        const struct verify_block *block = &list->blocks[i];
        struct json *value = json_push(blocks, json_new_object(arena));
        json_set(value, "first", count_value(arena, block->first));
        json_set(value, "count", count_value(arena, block->count));
        struct json *sources = json_set(value, "sources", json_new_array(arena));
        for (size_t j = 0; j < block->source_count; j++) {
            struct json *source = json_push(sources, json_new_object(arena));
            json_set(source, "source", text_value(arena, block->sources[j].source));
            json_set(source, "from", json_new_instant(arena, block->sources[j].from_ms));
            json_set(source, "to", json_new_instant(arena, block->sources[j].to_ms));
            json_set(source, "criteria", text_value(arena, block->sources[j].criteria));
        }
    }
    return blocks;
}

/* What the manifest claims. */
static void
set_claims(struct json *value, struct arena *arena, const struct manifest *manifest)
{
    json_set(value, "origin", text_value(arena, manifest->origin));
    json_set(value, "simulated", json_new_bool(arena, manifest->simulated));
    json_set(value, "program", text_value(arena, manifest->program));
    json_set(value, "status", json_new_string(arena, bundle_status_name(manifest->status)));
    struct json *period = json_set(value, "period", json_new_object(arena));
    json_set(period, "from", json_new_instant(arena, manifest->from_ms));
    json_set(period, "to", json_new_instant(arena, manifest->to_ms));
    struct json *reasons = json_set(value, "reasons", json_new_array(arena));
    for (size_t i = 0; i < manifest->reason_count; i++)
        json_push(reasons, text_value(arena, manifest->reasons[i]));
}

static const char *
basis_word(enum verify_basis basis)
{
    switch (basis) {
    case VERIFY_BASIS_KEY:
        return "key";
    case VERIFY_BASIS_ALLOWED_SIGNERS:
        return "allowed-signers";
    case VERIFY_BASIS_NONE:
        return "none";
    }
    abort();
}

static void
set_counts(struct json *value, struct arena *arena, const struct verify_result *result)
{
    char *root = arena_alloc(arena, 2 * SHA256_BYTES + 1);
    hex_write(root, result->root.b, SHA256_BYTES);
    json_set(value, "entries", count_value(arena, result->entries));
    json_set(value, "root", json_new_string(arena, root));
    json_set(value, "kept", count_value(arena, result->kept));
    json_set(value, "anchored", json_new_bool(arena, result->kept > 0));
    json_set(value, "payloads", count_value(arena, result->payloads));
    json_set(value, "withheld", count_value(arena, result->withheld));
    json_set(value, "names_withheld", count_value(arena, result->names_withheld));
    json_set(value, "chosen_by_hand", count_value(arena, result->chosen_by_hand));
    json_set(value, "unprovable_rejects", count_value(arena, result->unprovable_rejects));
    json_set(value, "recomputed", count_value(arena, result->recomputed));
    json_set(value, "rendered", count_value(arena, result->rendered));
    json_set(value, "gaps", count_value(arena, result->gaps));
    json_set(value, "findings", count_value(arena, result->findings));
    struct json *hash_only = json_set(value, "hash_only", json_new_array(arena));
    for (size_t i = 0; i < result->hash_only_count; i++)
        json_push(hash_only, text_value(arena, result->hash_only[i]));
}

static void
set_result(struct json *value, struct arena *arena, const struct answer *answer)
{
    const struct verify_result *result = &answer->result;
    if (result->has_manifest)
        set_claims(value, arena, &result->manifest);
    if (result->has_signature)
        json_set(value, "fingerprint", json_new_string(arena, result->fingerprint));
    json_set(value, "trusted_by", json_new_string(arena, basis_word(result->basis)));
    json_set(value, "steps", steps_value(arena, answer));
    json_set(value, "blocks", blocks_value(arena, &result->blocks));
    set_counts(value, arena, result);
}

int
answer_json(const struct answer *answer, struct arena *arena, struct buf *out, struct err *err)
{
    struct json *value = json_new_object(arena);
    json_set(value, "file", text_value(arena, slice_of(answer->file)));
    json_set(value, "verdict", json_new_string(arena, verify_verdict_name(answer_verdict(answer))));
    if (answer->has_result)
        set_result(value, arena, answer);
    else
        json_set(value, "error", text_value(arena, slice_of(answer->error.text)));
    TRY(json_write_canonical(out, value, err));
    buf_byte(out, '\n');
    return buf_finish(out, "the answer", err);
}
