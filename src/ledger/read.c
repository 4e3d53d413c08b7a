#include "ledger/read.h"

#include "ledger/entry_record.h"
#include "ledger/state.h"
#include "tlog/checkpoint.h"

#include <inttypes.h>

enum { CURSOR_PAGE = 256, PERSON_PAGE = 1024 };

int
ledger_entry(struct ledger *ledger, uint64_t index, struct arena *arena, struct store_entry *out_entry, struct err *err)
{
    if (index >= ledger->range.size)
        return err_set(err, ERR_NOT_FOUND, "there is no entry %" PRIu64 ": the ledger has %" PRIu64, index,
                       ledger->range.size);
    struct store_entry_page page;
    TRY(store_entries(ledger->store, (struct store_window){index, 1}, arena, &page, err));
    if (page.count == 0 || page.entries[0].index != index)
        return err_set(err, ERR_FORMAT, "damaged: entry %" PRIu64 " is missing: run `daybook check`", index);
    *out_entry = page.entries[0];
    return 0;
}

int
ledger_payload(struct ledger *ledger, uint64_t index, struct arena *arena, struct store_payload *out_payload,
               struct err *err)
{
    struct store_payload_page page = {0};
    if (index < ledger->range.size)
        TRY(store_payloads(ledger->store, (struct store_window){index, 1}, arena, &page, err));
    if (page.count == 0 || page.payloads[0].index != index)
        return err_set(err, ERR_NOT_FOUND, "no payload is stored under entry %" PRIu64, index);
    *out_payload = page.payloads[0];
    return 0;
}

/* Pages put together into one array. */
int
ledger_persons(struct ledger *ledger, struct arena *arena, struct store_person_page *out_persons, struct err *err)
{
    struct store_person *all = NULL;
    size_t count = 0;
    struct store_person_page page = {.count = PERSON_PAGE};
    while (page.count == PERSON_PAGE) {
        TRY(store_persons(ledger->store, (struct store_window){count, PERSON_PAGE}, arena, &page, err));
        struct store_person *more = arena_array(arena, count + page.count, sizeof(*more));
        if (count > 0)
            memcpy(more, all, count * sizeof(*more));
        if (page.count > 0)
            memcpy(more + count, page.persons, page.count * sizeof(*more));
        all = more;
        count += page.count;
    }
    *out_persons = (struct store_person_page){all, count};
    return 0;
}

int
ledger_file_set(struct ledger *ledger, const struct sha256_digest *digest, struct arena *arena,
                struct file_set *out_set, struct err *err)
{
    struct file_set set;
    TRY(store_file_set(ledger->store, digest, arena, &set, err));
    const struct sha256_digest got = file_set_digest(&set);
    if (!sha256_equal(&got, digest))
        return err_set(err, ERR_FORMAT, "damaged: the files of a ruleset are not those it names: run `daybook check`");
    *out_set = set;
    return 0;
}

/* Look at the acts from *from on, at most a page of them. */
static int
ruleset_page(struct ledger *ledger, uint64_t size, uint64_t *from, struct record_digest *digest, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_entry_page page;
    TRY(store_acts(ledger->store, (struct store_window){*from, CURSOR_PAGE}, arena, &page, err));
    *from = size;
    for (size_t i = 0; i < page.count && page.entries[i].index < size; i++) {
        struct record record;
        TRY(entry_record(&page.entries[i], arena, &record, err));
        if (record.kind == RECORD_RULESET)
            *digest = record.body.ruleset.digest;
        if (i + 1 == CURSOR_PAGE)
            *from = page.entries[i].index + 1;
    }
    return 0;
}

int
ledger_ruleset_at(struct ledger *ledger, uint64_t size, struct record_digest *out_digest, struct err *err)
{
    struct record_digest digest = {0};
    for (uint64_t from = 0; from < size;)
        TRY(ruleset_page(ledger, size, &from, &digest, err));
    *out_digest = digest;
    return 0;
}

struct ledger_cursor {
    struct ledger *ledger;
    struct arena *arena; /* of the current page */
    struct arena_mark empty;
    struct store_entry_page page;
    size_t at;
    uint64_t next;
    uint64_t to;
};

struct ledger_cursor *
ledger_cursor_new(struct ledger *ledger, uint64_t from, uint64_t to)
{
    struct ledger_cursor *cursor = calloc(1, sizeof(*cursor));
    if (cursor == NULL)
        abort();
    cursor->ledger = ledger;
    cursor->arena = arena_new();
    cursor->empty = arena_mark(cursor->arena);
    cursor->next = from;
    cursor->to = to < ledger->range.size ? to : ledger->range.size;
    return cursor;
}

void
ledger_cursor_free(struct ledger_cursor *cursor)
{
    if (cursor == NULL)
        return;
    arena_free(cursor->arena);
    free(cursor);
}

void
ledger_cursor_drop(struct ledger_cursor **cursor)
{
    ledger_cursor_free(*cursor);
}

static int
cursor_turn_page(struct ledger_cursor *cursor, struct err *err)
{
    arena_rewind(cursor->arena, cursor->empty);
    cursor->page.count = 0;
    cursor->at = 0;
    return store_entries(cursor->ledger->store, (struct store_window){cursor->next, CURSOR_PAGE}, cursor->arena,
                         &cursor->page, err);
}

int
ledger_cursor_next(struct ledger_cursor *cursor, bool *out_found, struct store_entry *out_entry, struct err *err)
{
    if (cursor->next >= cursor->to) {
        *out_found = false;
        return 0;
    }
    if (cursor->at == cursor->page.count)
        TRY(cursor_turn_page(cursor, err));
    if (cursor->page.count == 0 || cursor->page.entries[cursor->at].index != cursor->next)
        return err_set(err, ERR_FORMAT, "damaged: entry %" PRIu64 " is missing: run `daybook check`", cursor->next);
    *out_entry = cursor->page.entries[cursor->at++];
    *out_found = true;
    cursor->next++;
    return 0;
}

static int
received_of(struct ledger *ledger, uint64_t index, int64_t *out_ms, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_entry entry;
    struct record record;
    TRY(ledger_entry(ledger, index, arena, &entry, err));
    TRY(entry_record(&entry, arena, &record, err));
    *out_ms = record.received_ms;
    return 0;
}

/* `received` never decreases with the index, so halving finds the place. */
int
ledger_cut(struct ledger *ledger, int64_t received_ms, uint64_t *out_index, struct err *err)
{
    uint64_t low = 0;
    uint64_t high = ledger->range.size;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        int64_t ms;
        TRY(received_of(ledger, middle, &ms, err));
        if (ms < received_ms)
            low = middle + 1;
        else
            high = middle;
    }
    *out_index = low;
    return 0;
}

/* The last stored tree that is not larger, or the empty one. */
static int
range_before(struct ledger *ledger, uint64_t size, struct arena *arena, struct compact_range *out_range,
             struct err *err)
{
    struct store_checkpoint checkpoint;
    const int code = store_checkpoint(ledger->store, size, arena, &checkpoint, err);
    if (code < 0 && code != ERR_NOT_FOUND)
        return code;
    *out_range = code == 0 ? checkpoint.range : (struct compact_range){0};
    return 0;
}

int
ledger_range(struct ledger *ledger, uint64_t size, struct compact_range *out_range, struct err *err)
{
    if (size > ledger->range.size)
        return err_set(err, ERR_USAGE, "size %" PRIu64 " is above the ledger's, %" PRIu64, size, ledger->range.size);
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct compact_range range;
    TRY(range_before(ledger, size, arena, &range, err));
    if (range.size < size) { /* inside one batch: its leaves lead there */
        struct store_leaves leaves;
        TRY(store_leaves(ledger->store, range.size, arena, &leaves, err));
        if (leaves.first != range.size || leaves.count < size - range.size)
            return err_set(err, ERR_FORMAT, "damaged: the leaves of entries %" PRIu64 " to %" PRIu64 " are not stored",
                           range.size, size - 1);
        for (size_t i = 0; range.size < size; i++)
            compact_range_append(&range, &leaves.leaves[i]);
    }
    *out_range = range;
    return 0;
}

static int
stored_note(struct ledger *ledger, uint64_t size, struct arena *arena, struct slice *out_note, struct err *err)
{
    struct store_checkpoint checkpoint;
    TRY(store_checkpoint(ledger->store, size, arena, &checkpoint, err));
    if (checkpoint.size != size)
        return err_set(err, ERR_NOT_FOUND, "no checkpoint of size %" PRIu64 " is stored", size);
    *out_note = checkpoint.note;
    return 0;
}

int
ledger_checkpoint(struct ledger *ledger, uint64_t size, struct arena *arena, struct slice *out_note, struct err *err)
{
    struct compact_range range;
    TRY(ledger_range(ledger, size, &range, err));
    const int code = stored_note(ledger, size, arena, out_note, err);
    if (code != ERR_NOT_FOUND)
        return code;
    const struct signing_key *key;
    TRY(ledger_signing_key(ledger, &key, err));
    AUTO(buf_release) struct buf note;
    buf_init(&note, LIMIT_NOTE_BYTES);
    const struct checkpoint checkpoint = {.origin = ledger->origin, .size = size, .root = compact_range_root(&range)};
    TRY(checkpoint_sign(&note, &checkpoint, key, err));
    *out_note = arena_copy(arena, buf_slice(&note));
    return 0;
}
