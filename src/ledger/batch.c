#include "ledger/batch.h"

void
batch_init(struct batch *batch, const struct compact_range *range)
{
    *batch = (struct batch){.arena = arena_new(), .range = *range};
    batch->entries = arena_array(batch->arena, LIMIT_BATCH_ENTRIES, sizeof(*batch->entries));
    batch->leaves = arena_array(batch->arena, LIMIT_BATCH_ENTRIES, sizeof(*batch->leaves));
    batch->keys = arena_array(batch->arena, LIMIT_BATCH_ENTRIES, sizeof(*batch->keys));
    batch->payloads = arena_array(batch->arena, LIMIT_BATCH_ENTRIES, sizeof(*batch->payloads));
    batch->empty = arena_mark(batch->arena);
}

void
batch_release(struct batch *batch)
{
    arena_free(batch->arena);
    *batch = (struct batch){0};
}

void
batch_clear(struct batch *batch)
{
    arena_rewind(batch->arena, batch->empty);
    batch->count = 0;
    batch->payload_count = 0;
    batch->bytes = 0;
}

bool
batch_has_room(const struct batch *batch, size_t more)
{
    return batch->count + more <= LIMIT_BATCH_ENTRIES && batch->bytes < LIMIT_BATCH_BYTES;
}

uint64_t
batch_add(struct batch *batch, const struct store_entry *entry, const struct store_key *key)
{
    const size_t at = batch->count++;
    batch->entries[at] = *entry;
    batch->entries[at].index = batch->range.size;
    batch->entries[at].record = arena_copy(batch->arena, entry->record);
    batch->keys[at] = *key;
    batch->leaves[at] = merkle_leaf(entry->record);
    batch->bytes += entry->record.n;
    compact_range_append(&batch->range, &batch->leaves[at]);
    return batch->entries[at].index;
}

void
batch_add_payload(struct batch *batch, const struct store_payload *payload)
{
    batch->payloads[batch->payload_count++] = (struct store_payload){
        .index = payload->index,
        .salt = payload->salt,
        .type = arena_copy(batch->arena, payload->type),
        .bytes = arena_copy(batch->arena, payload->bytes),
    };
    batch->bytes += payload->bytes.n;
}

static int
compare_payload(const void *index, const void *payload)
{
    const uint64_t want = *(const uint64_t *)index;
    const uint64_t got = ((const struct store_payload *)payload)->index;
    return (want > got) - (want < got);
}

const struct store_payload *
batch_payload(const struct batch *batch, uint64_t index)
{
    return bsearch(&index, batch->payloads, batch->payload_count, sizeof(batch->payloads[0]), compare_payload);
}

const struct store_entry *
batch_entry(const struct batch *batch, uint64_t index)
{
    const uint64_t first = batch->range.size - batch->count;
    return index < first || index >= batch->range.size ? NULL : &batch->entries[index - first];
}
