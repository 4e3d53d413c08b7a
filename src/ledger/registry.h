/* registry.h - the sources, the scope and the ruleset in force, as the records leave them: derived, rebuilt at every
 * opening. */
#ifndef DAYBOOK_LEDGER_REGISTRY_H
#define DAYBOOK_LEDGER_REGISTRY_H

#include "ledger/ledger.h"

struct registry;

struct registry *registry_new(void);
void registry_free(struct registry *registry);

/* Kinds that set up the ledger, of which the registry is made: `act` of a store's entry. */
bool registry_is_act(enum record_kind kind);
/* Apply a record of kind source, scope or ruleset; others change nothing. Texts are copied. An enrolment that does not
 * say how events are authenticated leaves that as it was, "local" at first. */
void registry_apply(struct registry *registry, const struct record *record, uint64_t index);
/* Whether `change` may be applied: 0, or ERR_USAGE for a name or an adapter that no source can have, ERR_NOT_FOUND for
 * retiring what was never enrolled, ERR_CONFLICT when all of it is so already. */
MUST_CHECK int registry_allows(const struct registry *registry, const struct record_source *change, struct err *err);

size_t registry_count(const struct registry *registry);
const struct ledger_source *registry_at(const struct registry *registry, size_t at);
const struct ledger_source *registry_find(const struct registry *registry, struct slice name);
struct record_digest registry_ruleset(const struct registry *registry);
/* Whether the last scope record says just this: the same scope, approver (a reference) and reason. */
bool
registry_has_scope(const struct registry *registry, const struct record_scope *scope, const struct record_act *act);

#endif
