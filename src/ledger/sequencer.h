/* sequencer.h - the one place where entries get their index: record, batch, table of ids and registry in step. */
#ifndef DAYBOOK_LEDGER_SEQUENCER_H
#define DAYBOOK_LEDGER_SEQUENCER_H

#include "ledger/entry_record.h"
#include "ledger/state.h"

/* As `payload` of sequencer_add(): the entry's own index, whatever it will be. */
#define SEQUENCER_OWN_INDEX (UINT64_MAX - 1)

/* Load what appending needs, once. ERR_USAGE when the ledger is open for reading, ERR_IO when a write failed before. */
MUST_CHECK int sequencer_prepare(struct ledger *ledger, struct err *err);
/* `received` of an entry that no event brings: in a real ledger the clock, but never before the previous entry's; in a
 * simulated one that of the previous entry. */
int64_t sequencer_received(const struct ledger *ledger);
/* The index that the next entry will get. */
uint64_t sequencer_next(const struct ledger *ledger);
/* Write the record canonically and add it to the batch, the table of ids and the registry. On failure (of
 * record_write(), or a record that is not readable again) nothing was added. `payload` is the index that its payload is
 * stored under, STORE_INDEX_NONE or SEQUENCER_OWN_INDEX. */
MUST_CHECK int sequencer_add(struct ledger *ledger, const struct record *record, uint64_t payload, uint64_t *out_index,
                             struct err *err);

/* The entry that has (source, id), waiting ones included, or STORE_INDEX_NONE. */
MUST_CHECK int
sequencer_find(struct ledger *ledger, struct slice source, struct slice id, uint64_t *out_index, struct err *err);
/* The last version of the record's finding, waiting ones included, and its record; STORE_INDEX_NONE when there is none.
 * ERR_FORMAT when what the store tells of versions is not true. */
MUST_CHECK int sequencer_last_version(struct ledger *ledger, const struct record *record, struct arena *arena,
                                      struct entry_read *out_version, struct err *err);
/* Entry and payload by index, waiting ones included. ERR_FORMAT when missing. */
MUST_CHECK int sequencer_entry(struct ledger *ledger, uint64_t index, struct arena *arena,
                               struct store_entry *out_entry, struct err *err);
MUST_CHECK int sequencer_payload(struct ledger *ledger, uint64_t index, struct arena *arena,
                                 struct store_payload *out_payload, struct err *err);
/* Write the batch with these file sets. */
MUST_CHECK int sequencer_commit(struct ledger *ledger, const struct file_set *sets, size_t set_count, struct err *err);

#endif
