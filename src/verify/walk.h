/* walk.h - the third step under way: entries in order, gathered by the payload that they came from.
 * Inside of this folder only. payloads.c gathers and leads; disclosed.c looks at a payload and its entries,
 * expectation.c says what a ledger must have made of an event, sealing.c compares an entry with what its payload reads
 * as. */
#ifndef DAYBOOK_VERIFY_WALK_H
#define DAYBOOK_VERIFY_WALK_H

#include "bundle/payload_line.h"
#include "verify/identities.h"
#include "verify/lines.h"
#include "verify/people.h"
#include "verify/run.h"
#include "verify/sources.h"
#include "verify/standings.h"

/* No sender's id may begin so (docs/records.md). */
#define WALK_OWN_ID "hmac:"

struct walk_entry {
    uint64_t index;
    struct slice bytes;
    struct record record;
};

/* Entries that follow each other and commit to the same payload. */
struct walk_group {
    struct walk_entry *entries;
    size_t count;
    size_t capacity;
    int64_t before_ms; /* `received` of the entry before the first */
};

/* A disclosed payload as the ledger must have read it. */
struct walk_payload {
    struct payload_line line;
    bool truncated;              /* the line has only its beginning */
    struct identity_bytes bytes; /* of it */
    bool opens;                  /* it is JSON, and an envelope where it looks like one: */
    struct shape_input input;
    bool reads; /* its adapter, known and in force, reads it: */
    struct shaping shaping;
    struct err why;      /* it does not open or read */
    struct slice hmac;   /* digits of its keyed hash, when an entry shows them; else absent */
    int64_t received_ms; /* what a simulated ledger must have made of `receivedtime` */
    bool is_late;        /* the same could not be taken */
};

struct walk {
    struct verify_run *run;
    struct lines *entries;
    struct lines *payloads;
    struct payload_line next; /* the payload that comes next, */
    bool has_next;            /* when there is one */
    struct arena *arena;      /* of a group */
    struct arena_mark empty;
    struct arena *of_line; /* of `next` */
    struct arena_mark of_line_empty;
    struct walk_group group;
    struct sha256_digest last_digest; /* of the payload of the group before */
    bool has_last_digest;
    int64_t received_ms;                  /* of the last entry */
    int64_t *received;                    /* of every entry; NULL when no `close` record asks for it */
    const struct bundle_ruleset *ruleset; /* in force; NULL before the first */
    struct identities *identities;
    struct sources *sources;
    struct people *people;
    struct standings *standings; /* of the findings, before the entry at hand */
};

/* Look at the group and the payload in walk->next, which has the index of its first entry. */
void walk_disclosed(struct walk *walk);
/* Remember an entry's id; reported when another entry has it. `bytes` may be NULL. */
void walk_identify(struct walk *walk, const struct walk_entry *entry, const struct identity_bytes *bytes);
/* How the source of an entry is authenticated at this point. */
struct slice walk_auth(const struct walk *walk, struct slice source);

#define EXPECTATIONS(X)                                                                                                \
    X(EXPECT_ENTRY)                                                                                                    \
    X(EXPECT_REJECT)                                                                                                   \
    X(EXPECT_NOTHING)  /* it is a duplicate of what was there before */                                                \
    X(EXPECT_ANYTHING) /* that depends on a payload that is withheld */

enum expectation {
#define X(expectation) expectation,
    EXPECTATIONS(X)
#undef X
};
/* The id that event `part` must have; absent when that is a keyed hash that no entry has shown. In the arena. */
struct slice walk_event_id(const struct walk *walk, const struct walk_payload *payload, uint64_t part);
/* The id that a reject of it must have; absent as above. */
struct slice walk_reject_id(const struct walk *walk, const struct walk_payload *payload, uint64_t part);
/* What a ledger had to make of event `part` of a payload that reads. `why` gets the reason of a reject, or of which
 * entry it is a duplicate. That the event may be too long for a record is not seen here. */
enum expectation
walk_expect(const struct walk *walk, const struct walk_payload *payload, uint64_t part, struct err *why);

/* Whether a record can be made of event `part` for this group; it is written to `out`. */
MUST_CHECK int walk_seal(struct walk *walk, const struct walk_payload *payload, const struct walk_entry *entry,
                         uint64_t part, struct buf *out, struct err *err);
/* Report when an entry is not, byte for byte, what event `part` of its payload reads as. */
void walk_compare(struct walk *walk, const struct walk_payload *payload, const struct walk_entry *entry, uint64_t part);

#endif
