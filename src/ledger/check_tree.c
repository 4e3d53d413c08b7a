#include "ledger/checker.h"

#include "tlog/checkpoint.h"

#include <inttypes.h>

enum { STRAY_PAGE = 256 };

/* The batch that should hold entry `index`: the first that ends after it. */
static int
load_batch(struct checker *checker, uint64_t index, struct err *err)
{
    struct checker_batch *batch = &checker->batch;
    arena_free(batch->arena);
    *batch = (struct checker_batch){.arena = arena_new()};
    struct err cause;
    struct store_checkpoint_page page = {0};
    int code = store_checkpoints(checker->store, (struct store_window){index + 1, 1}, batch->arena, &page, &cause);
    if (code < 0 || page.count == 0)
        return code < 0 ? checker_excuse(checker, index, "batches", code, &cause, err) : 0;
    batch->present = true;
    batch->end = page.checkpoints[0];
    if (batch->end.first != index)
        checker_report(checker, index, "batches", checker_tree,
                       "the batch that ends at %" PRIu64 " begins at %" PRIu64 ", not after the one before it",
                       batch->end.size, batch->end.first);
    code = store_leaves(checker->store, index, batch->arena, &batch->leaves, &cause);
    if (code == 0)
        code = store_keys(checker->store, index, batch->arena, &batch->keys, &cause);
    return code < 0 ? checker_excuse(checker, index, "batches", code, &cause, err) : 0;
}

/* When a record alone was changed its stored leaf hash still leads to the signed roots: going on with that one keeps
 * the finding at the entry where it belongs. */
static void
check_leaf(struct checker *checker, const struct store_entry *entry)
{
    const struct store_leaves *leaves = &checker->batch.leaves;
    const struct sha256_digest computed = merkle_leaf(entry->record);
    const struct sha256_digest *leaf = &computed;
    if (entry->index >= leaves->first && entry->index - leaves->first < leaves->count) {
        leaf = &leaves->leaves[entry->index - leaves->first];
        if (!sha256_equal(leaf, &computed))
            checker_report(checker, entry->index, "entries", checker_restore,
                           "leaf hash differs from its record: one of them was changed after it was sealed");
    } else {
        checker_report(checker, entry->index, "batches", checker_tree, "leaf hash is not stored");
    }
    if (checker->range_is_known)
        compact_range_append(&checker->range, leaf);
}

static void
check_key(struct checker *checker, const struct store_entry *entry)
{
    const struct store_keys *keys = &checker->batch.keys;
    if (entry->index < keys->first || entry->index - keys->first >= keys->count)
        checker_report(checker, entry->index, "batches", checker_restore, "key is not stored");
    else if (checker->key_is_known &&
             memcmp(keys->keys[entry->index - keys->first].b, checker->key.b, STORE_KEY_BYTES) != 0)
        checker_report(checker, entry->index, "batches", checker_restore, "key is not that of its source and id");
}

/* The checkpoint that the batch ends in, verified. */
static int
open_note(struct checker *checker, struct sha256_digest *out_root, struct err *err)
{
    const struct store_checkpoint *end = &checker->batch.end;
    const struct vkey_list known = {&checker->vkey, checker->has_vkey ? 1 : 0};
    struct checkpoint checkpoint;
    TRY(checkpoint_open(end->note, known, checker->batch.arena, &checkpoint, err));
    if (checkpoint.size != end->size || !slice_equal(checkpoint.origin, checker->origin))
        return err_set(err, ERR_FORMAT, "it is of size %" PRIu64 " and origin '%.*s'", checkpoint.size,
                       SLICE_ARG(checkpoint.origin));
    *out_root = checkpoint.root;
    return 0;
}

static void
check_end_of_batch(struct checker *checker)
{
    const struct store_checkpoint *end = &checker->batch.end;
    struct err cause;
    struct sha256_digest root;
    checker->result->checkpoints++;
    if (open_note(checker, &root, &cause) < 0) {
        checker_report(checker, end->size - 1, "batches", checker_tree, "checkpoint of size %" PRIu64 ": %s", end->size,
                       cause.text);
        checker->range_is_known = false;
        return;
    }
    const struct sha256_digest stored = compact_range_root(&end->range);
    const struct sha256_digest computed = compact_range_root(&checker->range);
    if (!sha256_equal(&stored, &root))
        checker_report(checker, end->size - 1, "batches", checker_tree,
                       "the stored roots of size %" PRIu64 " do not lead to the signed root", end->size);
    if (checker->range_is_known && !sha256_equal(&computed, &root))
        checker_report(checker, end->size - 1, "batches", checker_tree,
                       "entries %" PRIu64 " to %" PRIu64 " do not lead to the root that was signed for size %" PRIu64,
                       end->first, end->size - 1, end->size);
    /* From a tree that was signed the next batch can be judged for itself. */
    checker->range = end->range;
    checker->range_is_known = sha256_equal(&stored, &root);
}

int
checker_tree_entry(struct checker *checker, const struct store_entry *entry, struct err *err)
{
    struct checker_batch *batch = &checker->batch;
    if (!batch->present || entry->index >= batch->end.size)
        TRY(load_batch(checker, entry->index, err));
    if (!batch->present) {
        checker_report(checker, entry->index, "entries", checker_restore, "it stands in no batch, so nothing signs it");
        return 0;
    }
    check_leaf(checker, entry);
    check_key(checker, entry);
    if (entry->index + 1 == batch->end.size)
        check_end_of_batch(checker);
    return 0;
}

int
checker_is_stray(struct checker *checker, uint64_t index, bool *out_stray, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_checkpoint newest = {.size = 0};
    struct err cause;
    const int code = store_checkpoint(checker->store, UINT64_MAX, arena, &newest, &cause);
    if (code < 0 && code != ERR_NOT_FOUND)
        return checker_excuse(checker, index, "batches", code, &cause, err);
    *out_stray = index >= newest.size;
    return 0;
}

/* Entries are looked for before the checkpoint that should cover them: those of a writer at work are not strays. */
static int
check_strays(struct checker *checker, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_entry_page page;
    struct err cause;
    const int code =
        store_entries(checker->store, (struct store_window){checker->end, STRAY_PAGE}, arena, &page, &cause);
    if (code < 0)
        return checker_excuse(checker, checker->end, "entries", code, &cause, err);
    for (size_t i = 0; i < page.count; i++) {
        bool stray = false;
        TRY(checker_is_stray(checker, page.entries[i].index, &stray, err));
        if (stray)
            checker_report(checker, page.entries[i].index, "entries", checker_restore,
                           "it stands in no batch, so nothing signs it");
    }
    return 0;
}

int
checker_tree_end(struct checker *checker, struct err *err)
{
    if (checker->end == UINT64_MAX)
        return 0;
    if (checker->next < checker->end)
        checker_report(checker, checker->next, "entries", checker_restore,
                       "entries %" PRIu64 " to %" PRIu64 " are missing, though a checkpoint was signed for them",
                       checker->next, checker->end - 1);
    return check_strays(checker, err);
}
