/* people.h - the references that names of a payload must have.
 * Disclosed names have the reference of names.csv. Of a name that is not disclosed only this can be seen: it always has
 * the same reference, and no other name has it. */
#ifndef DAYBOOK_VERIFY_PEOPLE_H
#define DAYBOOK_VERIFY_PEOPLE_H

#include "bundle/names.h"
#include "record/record.h"

struct people;

/* The list must outlive it. */
struct people *people_new(const struct bundle_name_list *names);
void people_free(struct people *people);
/* For AUTO(people_drop). */
void people_drop(struct people **people);

/* A person_lookup of shape/seal.h, with the people as context. A name whose reference is not known yet gets a text that
 * stands for it; ERR_LIMIT or ERR_FORMAT for a name that a ledger would not take. */
MUST_CHECK int people_lookup(void *context, struct slice name, struct slice *out_ref, struct err *err);
/* In a record that was sealed with it: where a name's reference was not known, take the one that `recorded` has in that
 * place, and remember it. A text that cannot be that name's reference is left different. */
void people_learn(struct people *people, struct record *sealed, const struct record *recorded);
/* How many names had to be learned so. */
uint64_t people_learned(const struct people *people);

#endif
