#include "ledger/attach.h"

#include "base/random.h"
#include "ledger/state.h"
#include "tlog/checkpoint.h"

static bool
is_origin_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '/' || byte == '-';
}

int
ledger_origin(const struct ledger_options *options, struct arena *arena, struct slice *out_origin, struct err *err)
{
    const struct slice name = options->origin;
    if (name.n == 0 || name.n > LIMIT_ORIGIN_BYTES)
        return err_set(err, ERR_USAGE, "an origin has 1 to %d characters, not %zu", LIMIT_ORIGIN_BYTES, name.n);
    for (size_t i = 0; i < name.n; i++) {
        if (!is_origin_byte(name.p[i]))
            return err_set(err, ERR_USAGE, "origin '%.*s' has other characters than [a-z0-9./-]", SLICE_ARG(name));
    }
    *out_origin = options->simulated ? arena_format(arena, "%.*s" LEDGER_SIMULATED_SUFFIX, SLICE_ARG(name))
                                     : arena_copy(arena, name);
    return 0;
}

static int
write_genesis(const struct signing_key *key, const struct ledger_options *options, struct slice origin,
              struct buf *out_record, struct err *err)
{
    const struct ed25519_public public_key = signing_key_public(key);
    const struct vkey vkey = vkey_make(origin, &public_key);
    struct buf vkey_text;
    buf_init(&vkey_text, LIMIT_RECORD_BYTES);
    vkey_append(&vkey_text, &vkey);
    const struct record record = {
        .kind = RECORD_LEDGER,
        .received_ms = options->simulated ? 0 : ledger_clock_now(options->clock),
        .source = SLICE(RECORD_SOURCE_LEDGER),
        .origin.occurred_ms = INSTANT_NONE,
        .body.ledger = {origin, buf_slice(&vkey_text), RECORD_FORMAT_VERSION, RECORD_STATISTICS_VERSION,
                        options->simulated},
    };
    const int code = record_write(&record, out_record, err);
    buf_release(&vkey_text);
    return code;
}

/* One batch: meta, entry 0 and its checkpoint, so that there is a whole ledger or none. */
static int
append_genesis(struct store *store, const struct signing_key *key, struct slice origin, struct slice record,
               struct buf *note, struct err *err)
{
    const struct store_entry entry = {.index = 0, .record = record, .payload = STORE_INDEX_NONE, .act = true};
    const struct sha256_digest leaf = merkle_leaf(record);
    const struct store_key none = {{0}};
    struct compact_range range = {0};
    compact_range_append(&range, &leaf);
    const struct checkpoint checkpoint = {.origin = origin, .size = 1, .root = leaf};
    TRY(checkpoint_sign(note, &checkpoint, key, err));
    uint8_t id_key[LEDGER_ID_KEY_BYTES];
    random_fill(id_key, sizeof(id_key));
    const struct store_meta meta[] = {
        {SLICE(LEDGER_META_ORIGIN), origin},
        {SLICE(LEDGER_META_ID_KEY), {id_key, sizeof(id_key)}},
    };
    return store_append(store,
                        &(struct store_batch){
                            .entries = &entry,
                            .leaves = &leaf,
                            .keys = &none,
                            .count = 1,
                            .meta = meta,
                            .meta_count = COUNT_OF(meta),
                            .range = &range,
                            .note = buf_slice(note),
                        },
                        err);
}

int
ledger_begin(struct store *store, const struct signing_key *key, const struct ledger_options *options, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf record;
    AUTO(buf_release) struct buf note;
    buf_init(&record, LIMIT_RECORD_BYTES);
    buf_init(&note, LIMIT_NOTE_BYTES);
    struct slice origin;
    TRY(ledger_origin(options, arena, &origin, err));
    TRY(write_genesis(key, options, origin, &record, err));
    return append_genesis(store, key, origin, buf_slice(&record), &note, err);
}
