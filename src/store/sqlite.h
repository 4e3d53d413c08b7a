/* sqlite.h - the embedded engine: the whole ledger is one SQLite file, in WAL mode with synchronous=FULL.
 * Schema: schema/sqlite/NNNN_name.sql, compiled in, applied in order inside one transaction and counted in
 * user_version. */
#ifndef DAYBOOK_STORE_SQLITE_H
#define DAYBOOK_STORE_SQLITE_H

#include "store/store.h"

enum store_sqlite_mode {
    STORE_SQLITE_READ,  /* never writes, and is not stopped by a writer */
    STORE_SQLITE_WRITE, /* the caller sees to it that it is the only one */
    STORE_SQLITE_CREATE /* the same, and makes the file when there is none */
};

/* Open the file at `path` and, when it may write, bring its schema up to date. ERR_NOT_FOUND when there is none,
 * ERR_FORMAT when it is not a ledger's file or is damaged, ERR_VERSION when a newer daybook wrote it. */
MUST_CHECK int
store_sqlite_open(const char *path, enum store_sqlite_mode mode, struct store **out_store, struct err *err);

#endif
