/* check.h - fsck: everything that a ledger promises (docs/INVARIANTS.md), computed again from its records.
 * Opens the ledger itself, so that one too damaged for ledger_open() can still be looked at. Writes nothing. */
#ifndef DAYBOOK_LEDGER_CHECK_H
#define DAYBOOK_LEDGER_CHECK_H

#include "store/store.h"

/* Findings that are handed out; more are only counted. */
enum { LEDGER_CHECK_FINDINGS_MAX = 1000 };

/* One thing that is not as it should be. Texts are valid during the call. */
struct ledger_finding {
    uint64_t index; /* the entry concerned, or STORE_INDEX_NONE */
    /* The table or file: "entries", "batches", "payloads", "persons", "file_sets", "meta", "finding_versions",
     * "ledger.sqlite". */
    const char *where;
    struct slice text;  /* what is wrong: "leaf hash differs from its record" */
    const char *remedy; /* what to do about it */
};

struct ledger_check_options {
    void (*finding)(void *context, const struct ledger_finding *finding);
    void (*progress)(void *context, uint64_t done, uint64_t size); /* may be NULL; called every few thousand entries */
    void *context;
};

struct ledger_check_result {
    uint64_t entries; /* looked at */
    uint64_t payloads;
    uint64_t checkpoints;
    uint64_t findings; /* 0: sound */
};

/* Check the ledger in `dir`. 0 when it could be looked at, whatever was found; an error only when it could not. */
MUST_CHECK int ledger_check(const char *dir, const struct ledger_check_options *options,
                            struct ledger_check_result *out_result, struct err *err);
/* The same for an open store. Adds to the counts that *out_result has. */
MUST_CHECK int ledger_check_store(struct store *store, const struct ledger_check_options *options,
                                  struct ledger_check_result *out_result, struct err *err);

#endif
