/* entry_record.h - from a stored entry to the record that its bytes are. */
#ifndef DAYBOOK_LEDGER_ENTRY_RECORD_H
#define DAYBOOK_LEDGER_ENTRY_RECORD_H

#include "ledger/read.h"
#include "record/record.h"

/* Texts of the record live in the arena or are the entry's bytes, which must outlive it. Fails as record_read() does,
 * with the index of the entry in front. */
MUST_CHECK int
entry_record(const struct store_entry *entry, struct arena *arena, struct record *out_record, struct err *err);

/* An entry and its record. */
struct entry_read {
    struct store_entry entry;
    struct record record;
};

/* The cursor's next entry with its record, valid until the next call; *out_found is false after the last. */
MUST_CHECK int entry_record_next(struct ledger_cursor *cursor, struct arena *arena, bool *out_found,
                                 struct entry_read *out_read, struct err *err);

#endif
