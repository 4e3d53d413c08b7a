/* ledger.h - the ledger: one folder, one append-only Merkle tree, one writer at a time (docs/INVARIANTS.md).
 * Here: making, opening and what it knows about itself. Appending is append.h, reading is read.h, fsck is check.h.
 * The folder holds `ledger.sqlite` (everything), `signing.key` (mode 0600) and `lock`. */
#ifndef DAYBOOK_LEDGER_LEDGER_H
#define DAYBOOK_LEDGER_LEDGER_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/ed25519.h"
#include "record/record.h"

#define LEDGER_SIMULATED_SUFFIX "/SIMULATED"

struct ledger;

/* The clock of a ledger: milliseconds since 1970. Tests give their own; {0} is the system's. */
struct ledger_clock {
    int64_t (*now_ms)(void *context);
    void *context;
};

struct ledger_options {
    struct slice origin; /* [a-z0-9./-]; a simulated one gets LEDGER_SIMULATED_SUFFIX */
    bool simulated;
    struct ledger_clock clock;
};

/* Make a ledger in `dir` (made with mode 0700 when it does not exist): a new signing key and the first entry, of kind
 * `ledger`. ERR_CONFLICT when one stands there already. A creation that was interrupted is taken up where it stopped by
 * calling this again with the same origin. */
MUST_CHECK int ledger_create(const char *dir, const struct ledger_options *options, struct err *err);

enum ledger_mode {
    LEDGER_READ, /* any number, beside a writer too; sees the entries that were there when it was opened */
    LEDGER_WRITE /* one: holds DIR/lock */
};

/* Open it. ERR_NOT_FOUND when `dir` holds no ledger, ERR_CONFLICT "another daybook writes to this ledger …",
 * ERR_VERSION when a newer daybook wrote it, ERR_FORMAT when what it must read first is damaged (`daybook check` says
 * more). To write, the signing key is read too: ERR_USAGE when others may read it, ERR_SIGNATURE when it is not this
 * ledger's. The caller closes it. */
MUST_CHECK int ledger_open(const char *dir, enum ledger_mode mode, struct ledger **out_ledger, struct err *err);
/* Close it; what was added and not committed is gone. NULL is fine. */
void ledger_close(struct ledger *ledger);
/* For AUTO(ledger_drop). */
void ledger_drop(struct ledger **ledger);
/* Replace the clock. */
void ledger_set_clock(struct ledger *ledger, struct ledger_clock clock);

/* What the ledger knows about itself; views live as long as the ledger. */
struct ledger_info {
    struct slice origin;
    struct slice vkey; /* the verifier key of the first record, as text */
    bool simulated;
    uint64_t size; /* committed entries */
    struct sha256_digest root;
    int64_t received_ms;          /* of the last committed entry */
    struct record_digest ruleset; /* in force: of the last `ruleset` record */
};
struct ledger_info ledger_info(const struct ledger *ledger);

/* A source as its records up to now leave it. */
struct ledger_source {
    struct record_source settings; /* name, adapter, interval, may, lag, source_auth (never absent), source_key */
    bool retired;
    uint64_t index; /* of the last record about it */
};
/* How many sources were ever enrolled, and each in the order of its first enrolment. Valid until the next append. */
size_t ledger_source_count(const struct ledger *ledger);
const struct ledger_source *ledger_source_at(const struct ledger *ledger, size_t at);
/* By name, retired ones included, or NULL. */
const struct ledger_source *ledger_source_find(const struct ledger *ledger, struct slice name);

/* The signing key, read from its file at first use: borrowed, lives as long as the ledger. Fails as ledger_open() does
 * for writing. */
MUST_CHECK int ledger_signing_key(struct ledger *ledger, const struct signing_key **out_key, struct err *err);

#endif
