/* persons.h - the names behind references: one salt, so one reference, a name and ledger. */
#ifndef DAYBOOK_LEDGER_PERSONS_H
#define DAYBOOK_LEDGER_PERSONS_H

#include "store/store.h"

struct persons;

/* All that the store has. */
MUST_CHECK int persons_load(struct store *store, struct persons **out_persons, struct err *err);
void persons_free(struct persons *persons);

/* The reference of `name`, with a salt drawn now when it is new; a view that lives as long as the table. A name that
 * looks like a reference is a name: else a sender could pass for somebody else. ERR_LIMIT for a name above
 * LIMIT_UID_BYTES, ERR_FORMAT for one that is not UTF-8. */
MUST_CHECK int persons_ref(struct persons *persons, struct slice name, struct slice *out_ref, struct err *err);
/* Those that were added since persons_load() or persons_stored(). */
struct store_person_page persons_added(const struct persons *persons);
/* Everything is in the store now. */
void persons_stored(struct persons *persons);

#endif
