#include "ledger/ledger.h"

#include "ledger/attach.h"
#include "ledger/entry_record.h"
#include "ledger/state.h"
#include "tlog/key_file.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

enum { ACT_PAGE = 256 };

int64_t
ledger_clock_now(struct ledger_clock clock)
{
    if (clock.now_ms != NULL)
        return clock.now_ms(clock.context);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
ledger_set_clock(struct ledger *ledger, struct ledger_clock clock)
{
    ledger->clock = clock;
}

void
ledger_close(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    store_free(ledger->store);
    registry_free(ledger->registry);
    persons_free(ledger->persons);
    dedupe_free(ledger->dedupe);
    versions_free(ledger->versions);
    version_list_release(&ledger->untold);
    batch_release(&ledger->batch);
    buf_release(&ledger->record_buf);
    signing_key_free(ledger->key);
    arena_free(ledger->arena);
    if (ledger->lock_fd >= 0)
        close(ledger->lock_fd);
    free(ledger);
}

void
ledger_drop(struct ledger **ledger)
{
    ledger_close(*ledger);
}

struct ledger_info
ledger_info(const struct ledger *ledger)
{
    return (struct ledger_info){
        .origin = ledger->origin,
        .vkey = ledger->vkey_text,
        .simulated = ledger->simulated,
        .size = ledger->range.size,
        .root = compact_range_root(&ledger->range),
        .received_ms = ledger->received_ms,
        .ruleset = registry_ruleset(ledger->registry),
    };
}

size_t
ledger_source_count(const struct ledger *ledger)
{
    return registry_count(ledger->registry);
}

const struct ledger_source *
ledger_source_at(const struct ledger *ledger, size_t at)
{
    return registry_at(ledger->registry, at);
}

const struct ledger_source *
ledger_source_find(const struct ledger *ledger, struct slice name)
{
    return registry_find(ledger->registry, name);
}

/* The key signs in the name of the origin that the first record binds, or not at all. */
static int
check_key(const struct ledger *ledger, const struct signing_key *key, struct err *err)
{
    const struct ed25519_public given = signing_key_public(key);
    if (!ed25519_public_equal(&given, &ledger->vkey.key))
        return err_set(err, ERR_SIGNATURE, "the signing key is not this ledger's, whose verifier key is %.*s",
                       SLICE_ARG(ledger->vkey_text));
    return 0;
}

int
ledger_signing_key(struct ledger *ledger, const struct signing_key **out_key, struct err *err)
{
    if (ledger->key == NULL) {
        AUTO(signing_key_drop) struct signing_key *key = NULL;
        struct slice name;
        TRY(key_file_read(ledger->key_path, ledger->arena, &name, &key, err));
        const int code = check_key(ledger, key, err);
        if (code < 0)
            return err_wrap(err, code, "'%s'", ledger->key_path);
        ledger->key = key;
        key = NULL;
    }
    *out_key = ledger->key;
    return 0;
}

static int
read_record(struct ledger *ledger, uint64_t index, struct arena *arena, struct record *out_record, struct err *err)
{
    struct store_entry_page page;
    TRY(store_entries(ledger->store, (struct store_window){index, 1}, arena, &page, err));
    if (page.count == 0 || page.entries[0].index != index)
        return err_set(err, ERR_FORMAT, "damaged: entry %" PRIu64 " is missing", index);
    return entry_record(&page.entries[0], arena, out_record, err);
}

static int
load_genesis(struct ledger *ledger, struct err *err)
{
    struct record record;
    struct slice origin;
    TRY(read_record(ledger, 0, ledger->arena, &record, err));
    TRY(store_meta(ledger->store, SLICE(LEDGER_META_ORIGIN), ledger->arena, &origin, err));
    if (record.kind != RECORD_LEDGER)
        return err_set(err, ERR_FORMAT, "damaged: entry 0 is not of kind 'ledger'");
    if (record.body.ledger.format != RECORD_FORMAT_VERSION)
        return err_set(err, ERR_VERSION,
                       "the ledger has format %" PRIu64 ", this program knows %d: use another version",
                       record.body.ledger.format, RECORD_FORMAT_VERSION);
    if (!slice_equal(origin, record.body.ledger.origin))
        return err_set(err, ERR_FORMAT, "damaged: the origin is '%.*s' in meta, '%.*s' in entry 0", SLICE_ARG(origin),
                       SLICE_ARG(record.body.ledger.origin));
    ledger->origin = origin;
    ledger->simulated = record.body.ledger.simulated;
    ledger->vkey_text = record.body.ledger.vkey;
    const int code = vkey_read(ledger->vkey_text, &ledger->vkey, err);
    return code < 0 ? err_wrap(err, code, "entry 0") : 0;
}

static int
load_act_page(struct ledger *ledger, uint64_t *from, bool *out_more, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_entry_page page;
    TRY(store_acts(ledger->store, (struct store_window){*from, ACT_PAGE}, arena, &page, err));
    for (size_t i = 0; i < page.count; i++) {
        const struct store_entry *entry = &page.entries[i];
        struct record record;
        if (entry->index >= ledger->range.size) /* committed since we looked */
            break;
        TRY(entry_record(entry, arena, &record, err));
        registry_apply(ledger->registry, &record, entry->index);
        *from = entry->index + 1;
    }
    *out_more = page.count == ACT_PAGE && page.entries[ACT_PAGE - 1].index < ledger->range.size;
    return 0;
}

static int
load_state(struct ledger *ledger, struct err *err)
{
    struct store_checkpoint checkpoint;
    struct record last;
    TRY(store_checkpoint(ledger->store, UINT64_MAX, ledger->arena, &checkpoint, err));
    ledger->range = checkpoint.range;
    TRY(load_genesis(ledger, err));
    TRY(read_record(ledger, ledger->range.size - 1, ledger->arena, &last, err));
    ledger->received_ms = last.received_ms;
    uint64_t from = 0;
    bool more = true;
    while (more)
        TRY(load_act_page(ledger, &from, &more, err));
    return 0;
}

int
ledger_attach(struct ledger_parts *parts, struct ledger **out_ledger, struct err *err)
{
    AUTO(ledger_drop) struct ledger *ledger = calloc(1, sizeof(*ledger));
    if (ledger == NULL)
        abort();
    *ledger = (struct ledger){
        .arena = arena_new(),
        .store = parts->store,
        .mode = parts->mode,
        .lock_fd = parts->lock_fd,
        .key = parts->key,
        .registry = registry_new(),
    };
    if (parts->key_path != NULL)
        ledger->key_path = arena_text(ledger->arena, slice_of(parts->key_path));
    TRY(load_state(ledger, err));
    const struct signing_key *key = NULL;
    if (ledger->key != NULL)
        TRY(check_key(ledger, ledger->key, err));
    if (ledger->mode == LEDGER_WRITE)
        TRY(ledger_signing_key(ledger, &key, err));
    *out_ledger = ledger;
    ledger = NULL;
    return 0;
}
