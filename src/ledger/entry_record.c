#include "ledger/entry_record.h"

#include <inttypes.h>

int
entry_record(const struct store_entry *entry, struct arena *arena, struct record *out_record, struct err *err)
{
    const int code = record_read(entry->record, arena, out_record, err);
    return code < 0 ? err_wrap(err, code, "entry %" PRIu64, entry->index) : 0;
}
