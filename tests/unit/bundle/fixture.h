/* fixture.h - a ledger of a dozen hand-made records, its payloads, names and rule files, and the model of its bundle.
 * Everything is fixed: seeds, salts, times. Entries:
 *    0 ledger            1 ruleset (earlier)    2 source scanner enrolled   3 source fixer enrolled: may fix
 *    4 fail of scan/a on r1, high    5 fail of scan/b (no rule) on r2, medium, same payload as 4
 *    6 ruleset (in force)            7 heartbeat of scanner with counts     8 fixer: remediated r1
 *    9 fixer: verified, not permitted          10 evaluated without outcome 11 scanner: verified r1
 *   12 waived r2, by a person       13 closed r2 by a tool                  14 reject
 *   15 reconciliation               16 scanner: pass of r3, dated back
 * and with FIXTURE_CLOSED 17 a heartbeat after the period, 18 its close, 19 scanner: fail on r4, late for it. 10 is
 * dated into the future; 11
 * comes a minute too late for the SLA. */
#ifndef DAYBOOK_TESTS_BUNDLE_FIXTURE_H
#define DAYBOOK_TESTS_BUNDLE_FIXTURE_H

#include "bundle/builder.h"
#include "bundle/pack.h"
#include "crypto/ed25519.h"

#include "unit.h"

enum fixture_flags {
    FIXTURE_CLOSED = 1 << 0,
    FIXTURE_WITHHELD = 1 << 1,
    FIXTURE_SIMULATED = 1 << 2,
    FIXTURE_WIDER = 1 << 3,    /* the earlier rule claims scan/b too, and maps to CC6.1 only */
    FIXTURE_DECLARED = 1 << 5, /* daybook.yaml has two own controls, two manual answers and Privacy in scope */
    FIXTURE_BROKEN = 1 << 4,   /* the earlier rule has a key that nobody knows */
    FIXTURE_CLASSES = 1 << 6,  /* there is a class rule, which 8, 9 and 11 match */
};
enum { FIXTURE_ENTRIES_MAX = 32 };

#define FIXTURE_ORIGIN "log.example/tiny"
/* 2026-01-01 and 2026-02-01. */
#define FIXTURE_FROM_MS INT64_C(1767225600000)
#define FIXTURE_TO_MS INT64_C(1769904000000)

struct fixture {
    unsigned flags;
    struct arena *arena;
    struct signing_key *key;
    struct slice origin;
    struct slice records[FIXTURE_ENTRIES_MAX];
    size_t count;
    struct payload_line payloads[FIXTURE_ENTRIES_MAX];
    bool disclosed[FIXTURE_ENTRIES_MAX]; /* by index of entry */
    size_t payload_count;
    struct file_set earlier;
    struct file_set in_force;
    struct bundle_name names[2];
    struct slice checkpoint;
    struct bundle_builder *builder;
    struct bundle_model model;
    size_t next_entry; /* of fixture_source() */
    size_t next_payload;
};

/* Make the records, without a model. */
void fixture_make(struct fixture *fixture, unsigned flags);
/* Make the records and build the model. */
void fixture_init(struct fixture *fixture, unsigned flags);
void fixture_release(struct fixture *fixture);
/* Sign a checkpoint of the records as they are. */
void fixture_sign(struct fixture *fixture);
struct bundle_inputs fixture_inputs(struct fixture *fixture);
/* Add all records to a new builder; asserts. */
void fixture_feed(struct fixture *fixture);
/* For bundle_pack(), from the beginning. */
struct bundle_pack_source fixture_source(struct fixture *fixture);

/* A file as its renderer writes it, in the fixture's arena. */
struct slice fixture_render(struct fixture *fixture, bundle_render render);

#endif
