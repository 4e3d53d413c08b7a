/* record.h - the canonical record: one line of RFC 8785 JSON, the bytes of one Merkle leaf (docs/records.md).
 * A record has exactly one encoding; record_read() accepts no other. Absent texts are absent slices, absent instants
 * INSTANT_NONE, absent words the NONE of their list. Digests are written "sha256:<64 hex>". */
#ifndef DAYBOOK_RECORD_RECORD_H
#define DAYBOOK_RECORD_RECORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/instant.h"
#include "crypto/sha256.h"
#include "record/vocabulary.h"

/* The name of the ledger's own entries in `source`; no source may take it. */
#define RECORD_SOURCE_LEDGER "ledger"

/* "format" of the ledger record and of every manifest; "statistics" is the version of docs/statistics.md. */
enum { RECORD_FORMAT_VERSION = 1, RECORD_STATISTICS_VERSION = 1 };

struct record_digest {
    bool present;
    struct sha256_digest sha256;
};

/* Where an entry came from: the payload it was read from and how. */
struct record_origin {
    struct slice id;              /* unique with the source, for ever */
    int64_t occurred_ms;          /* the sender's clock; may be INSTANT_NONE */
    struct record_digest payload; /* payload_digest() of the salted bytes */
    struct slice payload_type;    /* media type */
    uint64_t part;                /* which of the payload's events, from 0 */
    struct record_digest adapter; /* the reading used: adapter_digest() */
    struct slice auth;            /* how the sender was authenticated, never a secret: "local", "ed25519", … */
    struct slice signature;       /* the sender's own signature over the payload, when it has one */
};

struct record_ledger {
    struct slice origin;
    struct slice vkey; /* the first verifier key, so that the first leaf binds it */
    uint64_t format;
    uint64_t statistics;
    bool simulated;
};

struct record_event {
    enum stage stage; /* STAGE_NONE: readable, but no evidence of a step */
    enum outcome outcome;
    struct {
        struct slice check; /* "tool/id": "securityhub/S3.4" */
        struct slice uid;
        struct slice title;
        enum severity severity;
    } finding;
    struct {
        struct slice uid;
        struct slice type;
        struct slice account;
        struct slice region;
        struct slice owner;
    } resource;
    struct {
        enum actor_kind kind;
        struct slice name;
    } actor;
    const struct slice *refs;
    size_t ref_count;
    struct slice approver;
    int64_t expires_ms;
    struct record_digest before; /* change_digest() of the values in the payload */
    struct record_digest after;
    bool has_prior;
    uint64_t prior; /* index of the stored version that the transition was taken from */
};

struct record_reject {
    struct slice reason;
    bool truncated;           /* the payload kept is only the first bytes of what was sent: */
    uint64_t size;            /* its whole size in bytes */
    struct record_digest all; /* and payload_digest() of all of it, with the same salt */
};

struct record_heartbeat {
    enum heartbeat_basis basis;
    bool has_counts; /* cumulative; all four or none */
    uint64_t received, accepted, duplicate, rejected;
    struct slice cursor;
};

struct record_reconciliation {
    int64_t from_ms;
    int64_t to_ms;
    uint64_t count;
    struct slice query;
    struct slice result_sha256;
};

struct record_source {
    enum source_action action;
    struct slice name;
    struct slice adapter; /* its name; absent for retired */
    bool has_interval;
    uint64_t interval_s;
    bool has_may;
    unsigned may; /* bits 1 << enum permission */
    bool has_lag;
    uint64_t lag_s;
    struct slice source_auth; /* how its events will be authenticated: "local", "ed25519" */
    struct slice source_key;  /* public key (OpenSSH line) that its events must be signed with, when it has one */
};

struct record_texts {
    const struct slice *items;
    size_t count;
};

struct record_system {
    struct slice name;
    struct record_texts sources; /* names of those whose events say how it fares */
};

/* What the people of the ledger say belongs to the examination (record/scope.h). */
struct record_scope {
    const struct record_system *systems;
    size_t system_count;
    struct record_texts accounts;
    struct record_texts repositories;
};

struct record_ruleset {
    struct record_digest digest;   /* file_set_digest() */
    struct record_digest previous; /* absent for the first */
};

struct record_close {
    int64_t from_ms;
    int64_t to_ms;
    uint64_t cut;
    struct record_digest state;
};

/* Acts of people (source, scope, ruleset, close): who, and on whose word. All may be absent. */
struct record_act {
    struct slice by;
    struct slice approver;
    struct slice reason;
    struct slice approval; /* "claimed", or an SSHSIG of the act */
};

struct record {
    enum record_kind kind;
    int64_t received_ms;         /* the ledger's clock, never decreasing with the index */
    struct slice source;         /* RECORD_SOURCE_LEDGER for the ledger's own entries */
    struct record_origin origin; /* event, reject, heartbeat, reconciliation; source when an event brought it */
    struct record_act act;       /* source, scope, ruleset, close */
    union {
        struct record_ledger ledger;
        struct record_event event;
        struct record_reject reject;
        struct record_heartbeat heartbeat;
        struct record_reconciliation reconciliation;
        struct record_source source_change;
        struct record_scope scope;
        struct record_ruleset ruleset;
        struct record_close close;
    } body;
};

/* Write the canonical bytes, no newline, into `out` (appended). ERR_LIMIT when a field passes its limit (id and
 * source 512 bytes, uid and check 1,024, 64 refs of 512, the lists of a scope) or the whole is above
 * LIMIT_RECORD_BYTES; ERR_FORMAT when a text is not UTF-8 or a required field is absent. A title above
 * LIMIT_TITLE_BYTES is cut, with "…" as the mark. */
MUST_CHECK int record_write(const struct record *record, struct buf *out, struct err *err);

/* Read canonical bytes; texts are views of `bytes` or live in the arena. ERR_FORMAT, naming the field, when the bytes
 * are not the one encoding of a record; ERR_VERSION for another `v` or an unknown kind. */
MUST_CHECK int record_read(struct slice bytes, struct arena *arena, struct record *out_record, struct err *err);

#endif
