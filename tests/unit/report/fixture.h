/* fixture.h - a ledger in a folder of its own, with real rule files and a few CloudEvents in it. */
#ifndef DAYBOOK_TESTS_REPORT_FIXTURE_H
#define DAYBOOK_TESTS_REPORT_FIXTURE_H

#include "ledger/append.h"
#include "ledger/read.h"

#include "unit.h"

/* 2026-01-01 and 2026-02-01. */
#define FIXTURE_FROM_MS INT64_C(1767225600000)
#define FIXTURE_TO_MS INT64_C(1769904000000)

struct fixture {
    struct arena *arena;
    char folder[64];
    int64_t now_ms;
    struct ledger *ledger;
    struct adapter_set *adapters;
    unsigned sent;
};

/* Entries 0 ledger, 1 ruleset (by Ada Lovelace), 2 source, then three events. */
void fixture_init(struct fixture *fixture);
void fixture_release(struct fixture *fixture);
/* Deliver a finding of the stage and outcome on the resource and commit it. */
void fixture_send(struct fixture *fixture, const char *stage, const char *outcome, const char *resource);
/* FOLDER/NAME. */
const char *fixture_path(struct fixture *fixture, const char *name);
struct slice fixture_read(struct fixture *fixture, const char *name);
/* Exit status of a shell command, run in the folder. */
int fixture_run(struct fixture *fixture, const char *command);

#endif
