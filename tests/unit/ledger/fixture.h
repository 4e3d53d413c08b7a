/* fixture.h - a ledger in memory with a clock that the test sets, and deliveries made of a few words. */
#ifndef DAYBOOK_TESTS_LEDGER_FIXTURE_H
#define DAYBOOK_TESTS_LEDGER_FIXTURE_H

#include "ledger/append.h"
#include "ledger/attach.h"
#include "ledger/check.h"
#include "ledger/read.h"

#include "faulty.h"

struct fixture {
    struct arena *arena;
    struct store *inner;  /* keeps the bytes while ledgers come and go */
    struct faulty faulty; /* what the ledger's store does wrong */
    uint8_t seed[ED25519_SEED_BYTES];
    bool simulated;
    int64_t now_ms;
    struct ledger *ledger; /* open for writing */
};

/* A ledger "ledger.test/unit" whose clock stands at 2026-01-01, with the sources "aws" (local) and "wire" (ed25519). */
void fixture_init(struct fixture *fixture, bool simulated);
/* For AUTO. */
void fixture_release(struct fixture *fixture);
/* Close the ledger and open it again from what its store has; NULL when that fails (then `err` says why). */
struct ledger *fixture_open_again(struct fixture *fixture, enum ledger_mode mode, struct err *err);

/* One event: stage detected, outcome fail. */
struct shaped fixture_event(const char *id, const char *uid);
/* A delivery of `count` events from "aws". */
struct ledger_delivery
fixture_delivery(struct fixture *fixture, const char *bytes, const struct shaped *events, size_t count);
/* Add it; asserts that this works. */
struct ledger_outcomes fixture_add(struct fixture *fixture, const struct ledger_delivery *delivery);
/* One event with this id and payload; its outcome. */
struct ledger_outcome fixture_add_one(struct fixture *fixture, const char *id, const char *bytes);
void fixture_commit(struct fixture *fixture);
/* The record of a committed entry. */
struct record fixture_record(struct fixture *fixture, uint64_t index);

/* What a check found, a line each: "where[index]: text". */
struct slice fixture_check(struct fixture *fixture, struct store *store);
/* Asserts that it finds nothing. */
void fixture_check_clean(struct fixture *fixture);

#endif
