/* attach.h - a ledger over a given store and key, without a folder: what ledger_create() and ledger_open() do once the
 * folder is dealt with, and what tests do with stores of their own. */
#ifndef DAYBOOK_LEDGER_ATTACH_H
#define DAYBOOK_LEDGER_ATTACH_H

#include "ledger/ledger.h"
#include "store/store.h"

struct ledger_parts {
    struct store *store;
    struct signing_key *key; /* NULL: read from key_path when needed */
    const char *key_path;
    int lock_fd; /* closed with the ledger; -1 for none */
    enum ledger_mode mode;
};

/* The whole origin of a ledger to be made: checked, with its suffix. ERR_USAGE. */
MUST_CHECK int
ledger_origin(const struct ledger_options *options, struct arena *arena, struct slice *out_origin, struct err *err);
/* Put the first entry into an empty store. Borrows both. */
MUST_CHECK int
ledger_begin(struct store *store, const struct signing_key *key, const struct ledger_options *options, struct err *err);
/* Open what the store holds. Takes over the parts, also when it fails. */
MUST_CHECK int ledger_attach(struct ledger_parts *parts, struct ledger **out_ledger, struct err *err);

#endif
