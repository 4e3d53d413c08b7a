/* entry_record.h - from a stored entry to the record that its bytes are. */
#ifndef DAYBOOK_LEDGER_ENTRY_RECORD_H
#define DAYBOOK_LEDGER_ENTRY_RECORD_H

#include "record/record.h"
#include "store/store.h"

/* Texts of the record live in the arena or are the entry's bytes, which must outlive it. Fails as record_read() does,
 * with the index of the entry in front. */
MUST_CHECK int
entry_record(const struct store_entry *entry, struct arena *arena, struct record *out_record, struct err *err);

#endif
