/* state.h - the inside of a ledger, for the files of this folder only. */
#ifndef DAYBOOK_LEDGER_STATE_H
#define DAYBOOK_LEDGER_STATE_H

#include "ledger/batch.h"
#include "ledger/dedupe.h"
#include "ledger/ledger.h"
#include "ledger/persons.h"
#include "ledger/registry.h"
#include "ledger/versions.h"
#include "tlog/vkey.h"

/* Names of rows in the store's meta. */
#define LEDGER_META_ORIGIN "origin"
#define LEDGER_META_ID_KEY "id_key"

enum { LEDGER_ID_KEY_BYTES = 32 };

struct ledger {
    struct arena *arena; /* what lives as long as the ledger */
    struct store *store; /* owned */
    enum ledger_mode mode;
    struct ledger_clock clock;
    int lock_fd;             /* -1 when nothing is locked */
    const char *key_path;    /* of the signing key, NULL when it was handed in */
    struct signing_key *key; /* owned; NULL until needed */

    /* From record 0. */
    struct slice origin;
    struct slice vkey_text;
    struct vkey vkey;
    bool simulated;

    /* Committed. */
    struct compact_range range;
    int64_t received_ms;       /* of the last entry */
    struct registry *registry; /* of the waiting entries too */

    /* The sequencer; NULL and empty until the first append. */
    struct batch batch;
    struct persons *persons;
    struct dedupe *dedupe;      /* NULL until the first lookup of an id */
    struct versions *versions;  /* NULL until the first event that asks for one */
    uint64_t versions_told;     /* the store tells of the versions among so many entries */
    struct version_list untold; /* those of the entries after them, waiting ones too */
    struct slice id_key;
    struct buf record_buf;
    int64_t batch_received_ms; /* of the last entry, waiting ones too */
    bool failed;               /* nothing may be appended until it is opened again */
};

int64_t ledger_clock_now(struct ledger_clock clock);

#endif
