/* sources.h - the sources as the records up to an entry leave them: who was enrolled, and how they are authenticated.
 * The rules are those by which a ledger accepts (docs/ledger.md): an enrolment that does not say how events are
 * authenticated leaves that as it was, "local" at first; retiring leaves the rest. */
#ifndef DAYBOOK_VERIFY_SOURCES_H
#define DAYBOOK_VERIFY_SOURCES_H

#include "record/record.h"

struct sources;

struct source_state {
    struct slice auth;
    struct slice adapter; /* name of the one that reads its events */
    struct slice key;     /* OpenSSH line of the key that it signs with, or absent */
    bool retired;
};

struct sources *sources_new(void);
void sources_free(struct sources *sources);
/* For AUTO(sources_drop). */
void sources_drop(struct sources **sources);

/* NULL when it was never enrolled; valid until the next sources_apply(). */
const struct source_state *sources_find(const struct sources *sources, struct slice name);
void sources_apply(struct sources *sources, const struct record_source *change);
/* Whether a ledger would take the change from an event: ERR_USAGE or ERR_NOT_FOUND with the reason otherwise. */
MUST_CHECK int sources_allow(const struct sources *sources, const struct record_source *change, struct err *err);

#endif
