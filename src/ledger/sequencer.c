#include "ledger/sequencer.h"

#include "shape/transition.h"
#include "tlog/checkpoint.h"

#include <inttypes.h>

int
sequencer_prepare(struct ledger *ledger, struct err *err)
{
    if (ledger->mode != LEDGER_WRITE)
        return err_set(err, ERR_USAGE, "the ledger is open for reading only");
    if (ledger->failed)
        return err_set(err, ERR_IO, "an earlier write failed: open the ledger again");
    if (ledger->persons != NULL)
        return 0;
    TRY(store_meta(ledger->store, SLICE(LEDGER_META_ID_KEY), ledger->arena, &ledger->id_key, err));
    ledger->untold.count = 0;
    TRY(versions_known(ledger->store, ledger->range.size, &ledger->versions_told, err));
    TRY(versions_scan(ledger->store, ledger->versions_told, ledger->range.size, &ledger->untold, err));
    TRY(persons_load(ledger->store, &ledger->persons, err));
    batch_init(&ledger->batch, &ledger->range);
    buf_init(&ledger->record_buf, LIMIT_RECORD_BYTES + 1);
    ledger->batch_received_ms = ledger->received_ms;
    return 0;
}

/* The keys of all entries, in order, the waiting ones last. */
static int
fill_dedupe(const struct ledger *ledger, struct dedupe *dedupe, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct arena_mark empty = arena_mark(arena);
    for (uint64_t index = 0; index < ledger->range.size;) {
        struct store_keys keys;
        TRY(store_keys(ledger->store, index, arena, &keys, err));
        for (size_t i = (size_t)(index - keys.first); i < keys.count; i++)
            dedupe_add(dedupe, &keys.keys[i], index++);
        arena_rewind(arena, empty);
    }
    for (size_t i = 0; i < ledger->batch.count; i++)
        dedupe_add(dedupe, &ledger->batch.keys[i], ledger->range.size + i);
    return 0;
}

static int
load_dedupe(struct ledger *ledger, struct err *err)
{
    if (ledger->dedupe != NULL)
        return 0;
    AUTO(dedupe_drop) struct dedupe *dedupe = dedupe_new();
    TRY(fill_dedupe(ledger, dedupe, err));
    ledger->dedupe = dedupe;
    dedupe = NULL;
    return 0;
}

int64_t
sequencer_received(const struct ledger *ledger)
{
    const int64_t previous = ledger->batch_received_ms;
    if (ledger->simulated)
        return previous;
    const int64_t now = ledger_clock_now(ledger->clock);
    return now > previous ? now : previous;
}

uint64_t
sequencer_next(const struct ledger *ledger)
{
    return ledger->batch.range.size;
}

static void
add_version(struct ledger *ledger, const struct store_version *version)
{
    version_list_add(&ledger->untold, version);
    if (ledger->versions != NULL)
        versions_put(ledger->versions, version);
}

int
sequencer_add(struct ledger *ledger, const struct record *record, uint64_t payload, uint64_t *out_index,
              struct err *err)
{
    buf_clear(&ledger->record_buf);
    TRY(record_write(record, &ledger->record_buf, err));
    const uint64_t index = sequencer_next(ledger);
    const struct store_entry entry = {
        .record = buf_slice(&ledger->record_buf),
        .payload = payload == SEQUENCER_OWN_INDEX ? index : payload,
        .act = registry_is_act(record->kind),
    };
    const bool has_id = record->origin.id.n > 0;
    const struct store_key key = has_id ? dedupe_key(record->source, record->origin.id) : (struct store_key){{0}};
    batch_add(&ledger->batch, &entry, &key);
    if (ledger->dedupe != NULL)
        dedupe_add(ledger->dedupe, &key, index);
    if (transition_is_version(record))
        add_version(ledger, &(struct store_version){index, versions_key(record)});
    registry_apply(ledger->registry, record, index);
    ledger->batch_received_ms = record->received_ms;
    *out_index = index;
    return 0;
}

int
sequencer_entry(struct ledger *ledger, uint64_t index, struct arena *arena, struct store_entry *out_entry,
                struct err *err)
{
    const struct store_entry *waiting = batch_entry(&ledger->batch, index);
    if (waiting != NULL) {
        *out_entry = *waiting;
        return 0;
    }
    struct store_entry_page page;
    TRY(store_entries(ledger->store, (struct store_window){index, 1}, arena, &page, err));
    if (page.count == 0 || page.entries[0].index != index)
        return err_set(err, ERR_FORMAT, "damaged: entry %" PRIu64 " is missing: run `daybook check`", index);
    *out_entry = page.entries[0];
    return 0;
}

int
sequencer_payload(struct ledger *ledger, uint64_t index, struct arena *arena, struct store_payload *out_payload,
                  struct err *err)
{
    const struct store_payload *waiting = batch_payload(&ledger->batch, index);
    if (waiting != NULL) {
        *out_payload = *waiting;
        return 0;
    }
    struct store_payload_page page;
    TRY(store_payloads(ledger->store, (struct store_window){index, 1}, arena, &page, err));
    if (page.count == 0 || page.payloads[0].index != index)
        return err_set(err, ERR_FORMAT, "damaged: payload %" PRIu64 " is missing: run `daybook check`", index);
    *out_payload = page.payloads[0];
    return 0;
}

struct source_id {
    struct slice source;
    struct slice id;
};

/* Whether entry `index` really has the pair: keys are shorter than what they stand for. */
static int
entry_has(struct ledger *ledger, uint64_t index, const struct source_id *pair, bool *out_has, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_entry entry;
    struct record record;
    TRY(sequencer_entry(ledger, index, arena, &entry, err));
    TRY(entry_record(&entry, arena, &record, err));
    *out_has = slice_equal(record.source, pair->source) && slice_equal(record.origin.id, pair->id);
    return 0;
}

int
sequencer_find(struct ledger *ledger, struct slice source, struct slice id, uint64_t *out_index, struct err *err)
{
    TRY(load_dedupe(ledger, err));
    const struct store_key key = dedupe_key(source, id);
    struct dedupe_walk walk = dedupe_find(ledger->dedupe, &key);
    uint64_t index = dedupe_next(&walk);
    bool has = false;
    for (; index != STORE_INDEX_NONE; index = dedupe_next(&walk)) {
        TRY(entry_has(ledger, index, &(struct source_id){source, id}, &has, err));
        if (has)
            break;
    }
    *out_index = index;
    return 0;
}

static int
load_versions(struct ledger *ledger, struct err *err)
{
    if (ledger->versions != NULL)
        return 0;
    AUTO(versions_drop) struct versions *versions = versions_new();
    TRY(versions_fill(versions, ledger->store, ledger->versions_told, err));
    for (size_t i = 0; i < ledger->untold.count; i++)
        versions_put(versions, &ledger->untold.items[i]);
    ledger->versions = versions;
    versions = NULL;
    return 0;
}

int
sequencer_last_version(struct ledger *ledger, const struct record *record, struct arena *arena,
                       struct entry_read *out_version, struct err *err)
{
    TRY(load_versions(ledger, err));
    const struct store_key finding = versions_key(record);
    const uint64_t index = versions_last(ledger->versions, &finding);
    struct entry_read version = {.entry.index = index};
    if (index != STORE_INDEX_NONE) {
        TRY(sequencer_entry(ledger, index, arena, &version.entry, err));
        TRY(entry_record(&version.entry, arena, &version.record, err));
        if (!transition_is_version(&version.record) || !transition_is_same_finding(&version.record, record))
            return err_set(err, ERR_FORMAT,
                           "damaged: entry %" PRIu64 " is no version of the finding that it is kept for: run `daybook "
                           "check`",
                           index);
    }
    *out_version = version;
    return 0;
}

static int
write_batch(struct ledger *ledger, const struct file_set *sets, size_t set_count, struct err *err)
{
    const struct batch *batch = &ledger->batch;
    const struct store_person_page people = persons_added(ledger->persons);
    const struct checkpoint checkpoint = {
        .origin = ledger->origin, .size = batch->range.size, .root = compact_range_root(&batch->range)};
    AUTO(buf_release) struct buf note;
    buf_init(&note, LIMIT_NOTE_BYTES);
    TRY(checkpoint_sign(&note, &checkpoint, ledger->key, err));
    return store_append(ledger->store,
                        &(struct store_batch){
                            .first = ledger->range.size,
                            .entries = batch->entries,
                            .leaves = batch->leaves,
                            .keys = batch->keys,
                            .count = batch->count,
                            .payloads = batch->payloads,
                            .payload_count = batch->payload_count,
                            .persons = people.persons,
                            .person_count = people.count,
                            .file_sets = sets,
                            .file_set_count = set_count,
                            .versions_first = ledger->versions_told,
                            .versions = ledger->untold.items,
                            .version_count = ledger->untold.count,
                            .range = &batch->range,
                            .note = buf_slice(&note),
                        },
                        err);
}

int
sequencer_commit(struct ledger *ledger, const struct file_set *sets, size_t set_count, struct err *err)
{
    if (ledger->batch.count == 0)
        return 0;
    const int code = write_batch(ledger, sets, set_count, err);
    if (code < 0) {
        ledger->failed = true;
        return code;
    }
    ledger->range = ledger->batch.range;
    ledger->received_ms = ledger->batch_received_ms;
    persons_stored(ledger->persons);
    batch_clear(&ledger->batch);
    ledger->versions_told = ledger->range.size;
    ledger->untold.count = 0;
    return 0;
}
