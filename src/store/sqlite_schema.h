/* sqlite_schema.h - the numbered migrations of schema/sqlite, compiled in. */
#ifndef DAYBOOK_STORE_SQLITE_SCHEMA_H
#define DAYBOOK_STORE_SQLITE_SCHEMA_H

#include "store/sqlite_query.h"
#include "store/store.h"

/* The newest schema that this program knows: user_version after all migrations. */
unsigned sqlite_schema_newest(void);
/* The user_version of an open file, 0 when it is empty. ERR_FORMAT when it is SQLite, but no ledger; ERR_VERSION when
 * it is newer than sqlite_schema_newest(). */
MUST_CHECK int sqlite_schema_version(struct connection *connection, unsigned *out_version, struct err *err);
/* Apply what comes after `version`, in one transaction. */
MUST_CHECK int sqlite_schema_migrate(struct connection *connection, unsigned version, struct err *err);
/* Compare tables, indexes and triggers with those that the migrations up to the file's own version make, and report
 * every difference. */
MUST_CHECK int
sqlite_schema_check(struct connection *connection, store_finding finding, void *context, struct err *err);

#endif
