/* read.h - reading a ledger: entries, payloads, people, files, tree. Only committed entries are seen: those below
 * ledger_info().size. Nothing here writes. */
#ifndef DAYBOOK_LEDGER_READ_H
#define DAYBOOK_LEDGER_READ_H

#include "ledger/ledger.h"
#include "store/store.h"

/* Entry `index`: its record (exactly the leaf bytes; record_read() reads them) and the index that its payload is stored
 * under, or STORE_INDEX_NONE. ERR_NOT_FOUND past the end. */
MUST_CHECK int ledger_entry(struct ledger *ledger, uint64_t index, struct arena *arena, struct store_entry *out_entry,
                            struct err *err);
/* The payload stored under `index` (an entry's `payload`). ERR_NOT_FOUND when none is. */
MUST_CHECK int ledger_payload(struct ledger *ledger, uint64_t index, struct arena *arena,
                              struct store_payload *out_payload, struct err *err);
/* Everybody whose name stands behind a reference, in the order of coming. */
MUST_CHECK int
ledger_persons(struct ledger *ledger, struct arena *arena, struct store_person_page *out_persons, struct err *err);
/* The files that a `ruleset` record put in force, by its digest, which is checked. ERR_NOT_FOUND, ERR_FORMAT. */
MUST_CHECK int ledger_file_set(struct ledger *ledger, const struct sha256_digest *digest, struct arena *arena,
                               struct file_set *out_set, struct err *err);

/* The rule set in force at `size` entries: that of the last `ruleset` record among them; absent before the first. */
MUST_CHECK int
ledger_ruleset_at(struct ledger *ledger, uint64_t size, struct record_digest *out_digest, struct err *err);

/* Entries [from, to), in order. */
struct ledger_cursor;

/* `to` is clamped to the size. The cursor ends with ledger_cursor_free(), before the ledger is closed. */
struct ledger_cursor *ledger_cursor_new(struct ledger *ledger, uint64_t from, uint64_t to);
void ledger_cursor_free(struct ledger_cursor *cursor);
/* For AUTO(ledger_cursor_drop). */
void ledger_cursor_drop(struct ledger_cursor **cursor);
/* The next entry, valid until the next call; *out_found is false after the last. */
MUST_CHECK int
ledger_cursor_next(struct ledger_cursor *cursor, bool *out_found, struct store_entry *out_entry, struct err *err);

/* The lowest index whose record was received at or after `received_ms`; the size when none was. */
MUST_CHECK int ledger_cut(struct ledger *ledger, int64_t received_ms, uint64_t *out_index, struct err *err);

/* The tree of the first `size` leaves. ERR_USAGE past the end. */
MUST_CHECK int ledger_range(struct ledger *ledger, uint64_t size, struct compact_range *out_range, struct err *err);
/* The signed checkpoint of the first `size` leaves: the stored one, else signed now, which gives the same bytes since
 * Ed25519 is deterministic; only that needs the signing key. */
MUST_CHECK int
ledger_checkpoint(struct ledger *ledger, uint64_t size, struct arena *arena, struct slice *out_note, struct err *err);

#endif
