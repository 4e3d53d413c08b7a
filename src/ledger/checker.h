/* checker.h - the parts of fsck, for each other: check.c leads, check_tree.c, check_entry.c and check_versions.c look.
 * A part reports what it finds and goes on; it fails only when the store cannot be read at all. */
#ifndef DAYBOOK_LEDGER_CHECKER_H
#define DAYBOOK_LEDGER_CHECKER_H

#include "base/intern.h"
#include "ledger/check.h"
#include "ledger/dedupe.h"
#include "ledger/versions.h"
#include "record/record.h"
#include "tlog/vkey.h"

/* The batch that the entry at hand stands in. */
struct checker_batch {
    bool present;
    struct store_checkpoint end;
    struct store_leaves leaves;
    struct store_keys keys;
    struct arena *arena; /* of the above */
};

/* The payloads, walked beside the entries. */
struct checker_payloads {
    struct store_payload_page page;
    size_t at;
    uint64_t next;       /* to be read from */
    struct arena *arena; /* of the page */
    struct store_payload current;
    bool has_current;   /* `current` belongs to the entries at hand */
    struct arena *kept; /* of `current` */
    uint64_t last_part; /* of the entry before, when it shares `current` */
};

/* What the store tells of versions, walked beside the entries. */
struct checker_versions {
    struct store_versions row; /* that tells of the entry at hand */
    size_t at;                 /* the next of it */
    bool is_told;              /* there is such a row */
    struct arena *arena;       /* of the row */
    struct versions *last;     /* computed; NULL before the first entry */
    uint64_t next;             /* index expected */
    bool is_broken;            /* an entry was missing or could not be read: the last version is not known */
};

struct checker {
    const struct ledger_check_options *options;
    struct ledger_check_result *result;
    struct store *store;
    struct arena *arena; /* of one page of entries */

    /* From record 0. */
    struct slice origin;
    struct vkey vkey;
    bool has_vkey;
    struct arena *genesis; /* of the above */

    uint64_t end;  /* the size when the check began: a writer may go on meanwhile; UINT64_MAX when unknown */
    uint64_t next; /* index expected */
    int64_t received_ms;
    struct compact_range range; /* of the entries so far */
    bool range_is_known;        /* false after a gap, until a signed tree is met again */
    struct checker_batch batch;
    struct checker_payloads payloads;
    struct checker_versions versions;
    struct store_key key; /* that the entry at hand should have */
    bool key_is_known;    /* false when its record cannot be read */
    struct dedupe *dedupe;
    struct intern *refs;
    struct arena *refs_arena;
};

/* What to do about a finding. */
extern const char checker_restore[]; /* bytes were changed or lost */
extern const char checker_tree[];    /* the same, as seen from a checkpoint */

/* Report; `index` may be STORE_INDEX_NONE. */
void checker_report(struct checker *checker, uint64_t index, const char *where, const char *remedy, const char *format,
                    ...) PRINTF_LIKE(5, 6);
/* Take a failure of the store as a finding when it means damage: then 0, else `code` again. */
MUST_CHECK int checker_excuse(struct checker *checker, uint64_t index, const char *where, int code,
                              const struct err *cause, struct err *err);

/* Tree: its batch, its leaf hash, its key; at the end of a batch the signed root. */
MUST_CHECK int checker_tree_entry(struct checker *checker, const struct store_entry *entry, struct err *err);
/* After the last entry: what is missing from the signed tree, and entries past it that nothing signs. */
MUST_CHECK int checker_tree_end(struct checker *checker, struct err *err);
/* Whether an index that was seen lies past the newest checkpoint of now, so that it was not committed with it. */
MUST_CHECK int checker_is_stray(struct checker *checker, uint64_t index, bool *out_stray, struct err *err);

/* Record, time, kind, payload, people, ruleset files, uniqueness of the id. Sets the key. */
MUST_CHECK int checker_entry(struct checker *checker, const struct store_entry *entry, struct err *err);
/* What the store tells of it as a version, and its prior; `record` is NULL when it cannot be read. */
MUST_CHECK int checker_version(struct checker *checker, uint64_t index, const struct record *record, struct err *err);
/* After the last entry: payloads that belong to none. */
MUST_CHECK int checker_payloads_end(struct checker *checker, struct err *err);

#endif
