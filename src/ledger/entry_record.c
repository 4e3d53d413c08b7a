#include "ledger/entry_record.h"

#include <inttypes.h>

int
entry_record(const struct store_entry *entry, struct arena *arena, struct record *out_record, struct err *err)
{
    const int code = record_read(entry->record, arena, out_record, err);
    return code < 0 ? err_wrap(err, code, "entry %" PRIu64, entry->index) : 0;
}

int
entry_record_next(struct ledger_cursor *cursor, struct arena *arena, bool *out_found, struct entry_read *out_read,
                  struct err *err)
{
    TRY(ledger_cursor_next(cursor, out_found, &out_read->entry, err));
    return *out_found ? entry_record(&out_read->entry, arena, &out_read->record, err) : 0;
}
