/* append.h - the sequencer: deliveries in, entries out, many in one transaction.
 * What is added waits in a batch until ledger_commit(), which also happens by itself when the batch is full
 * (LIMIT_BATCH_ENTRIES entries or LIMIT_BATCH_BYTES). Nothing is acknowledged before: an outcome holds once its index
 * is below ledger_info().size. When a call fails otherwise than with ERR_USAGE, ERR_NOT_FOUND or ERR_CONFLICT, the
 * batch is lost and the ledger must be opened again: every later call says so. Ids (formats, docs/records.md): the
 * event's own; else "<delivery id>#<part>"; else "hmac:" and the hex HMAC-SHA256 of the payload under the ledger's key,
 * with "#<part>" when the payload gives several events. Rejects have the last. */
#ifndef DAYBOOK_LEDGER_APPEND_H
#define DAYBOOK_LEDGER_APPEND_H

#include "ledger/ledger.h"
#include "ledger/oversize.h"
#include "record/file_set.h"
#include "shape/shape.h"

/* One payload from one source, read or not. The source is enrolled, with two exceptions: events that enrol or retire a
 * source come from any, and what cannot be read from no enrolled source is kept as the ledger's own reject. */
struct ledger_delivery {
    struct slice source;
    struct slice auth;             /* how the sender was authenticated: the one that the source is enrolled with */
    struct slice signature;        /* the sender's own over the payload, else absent */
    struct slice bytes;            /* the payload; ignored for an oversize one */
    struct slice type;             /* its media type */
    struct slice id;               /* the delivery's id, stable when it is sent again; else absent */
    int64_t received_ms;           /* its `receivedtime`, else INSTANT_NONE; only a simulated ledger looks at it */
    struct record_digest adapter;  /* the reading used: adapter_digest() */
    const struct shaping *shaping; /* NULL for a reject, which needs */
    struct slice reason;           /* why it could not be read */
    const struct ledger_oversize *oversize; /* of a reject that is too large to keep, else NULL */
};

enum ledger_verdict {
    LEDGER_ACCEPTED,  /* a new entry */
    LEDGER_DUPLICATE, /* there already, with the same bytes: nothing was added */
    LEDGER_REJECTED   /* a new entry that says why */
};

struct ledger_outcome {
    enum ledger_verdict verdict;
    uint64_t index;      /* of the entry; of a duplicate, the first one's */
    struct slice reason; /* of a reject */
};

/* One an event, in the order of the payload; a reject has one. */
struct ledger_outcomes {
    const struct ledger_outcome *items;
    size_t count;
};

/* Add a delivery to the batch. Everything in it is copied. ERR_NOT_FOUND when events come from a source that was never
 * enrolled, ERR_USAGE when it is enrolled with another `auth` (not enrolled: than "local"), or the ledger is open for
 * reading. A retired source's, an id that came before with other bytes and a field over its limit are rejects, not
 * errors. */
MUST_CHECK int ledger_add(struct ledger *ledger, const struct ledger_delivery *delivery, struct arena *arena,
                          struct ledger_outcomes *out_outcomes, struct err *err);

/* Write the batch, its tree and the signed checkpoint, durably, in one transaction. Nothing to do is fine. */
MUST_CHECK int ledger_commit(struct ledger *ledger, struct err *err);

/* Acts of people. Each is one entry of source "ledger", committed with the batch before the call returns. The names in
 * `act` are replaced by references; `act` may be NULL. */

/* Enrol a source, change it, or retire it. ERR_USAGE for the name "ledger", an empty one, or no adapter; ERR_NOT_FOUND
 * for retiring an unknown source; ERR_CONFLICT when it is so already. */
MUST_CHECK int ledger_put_source(struct ledger *ledger, const struct record_source *source,
                                 const struct record_act *act, struct err *err);
/* Store the files (sorted: file_set_sort()) and put them in force. Does nothing when these are in force already, unless
 * the act names an approver: then it is on record who approved what an earlier entry put in force. */
MUST_CHECK int
ledger_put_ruleset(struct ledger *ledger, const struct file_set *files, const struct record_act *act, struct err *err);
/* Record what belongs to the examination, `claimed` when the act names an approver. Does nothing when the last scope
 * record says the same with the same approver and reason, whoever does it. */
MUST_CHECK int ledger_put_scope(struct ledger *ledger, const struct record_scope *scope, const struct record_act *act,
                                struct err *err);
/* Close the books of a period. ERR_USAGE when `cut` is above the ledger's size or the period ends before it begins. */
MUST_CHECK int ledger_put_close(struct ledger *ledger, const struct record_close *close, const struct record_act *act,
                                struct err *err);

#endif
