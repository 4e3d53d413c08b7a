/* finding.h - one thing that is wrong with a bundle, or that could not be looked at: at which step, what, and where. */
#ifndef DAYBOOK_VERIFY_FINDING_H
#define DAYBOOK_VERIFY_FINDING_H

#include "base/err.h"
#include "base/slice.h"

/* The checks of docs/verify.md, in their order. */
#define VERIFY_STEPS(X)                                                                                                \
    X(VERIFY_SIGNATURE, "signature") /* the zip, its signature, every file's digest */                                 \
    X(VERIFY_ENTRIES, "entries")     /* the ledger, rebuilt to the signed root */                                      \
    X(VERIFY_PAYLOADS, "payloads")   /* every disclosed payload, read again */                                         \
    X(VERIFY_FIGURES, "figures")     /* every file, made again */

enum verify_step {
#define X(step, name) step,
    VERIFY_STEPS(X)
#undef X
        verify_step_count
};
const char *verify_step_name(enum verify_step step);

#define VERIFY_CODES(X)                                                                                                \
    X(VERIFY_CODE_ZIP, "zip")               /* not a zip in the strict form */                                         \
    X(VERIFY_CODE_MANIFEST, "manifest")     /* manifest.json is not what it must be */                                 \
    X(VERIFY_CODE_SIGNATURE, "signature")   /* the signature is malformed or wrong */                                  \
    X(VERIFY_CODE_KEY, "key")               /* signed by a key that is not the right one */                            \
    X(VERIFY_CODE_MEMBERS, "members")       /* a file is missing, undeclared, out of order or badly packed */          \
    X(VERIFY_CODE_DIGEST, "digest")         /* a file is not the one that was signed */                                \
    X(VERIFY_CODE_ORIGIN, "origin")         /* two parts name different ledgers */                                     \
    X(VERIFY_CODE_LINES, "lines")           /* a file of lines is malformed */                                         \
    X(VERIFY_CODE_RECORD, "record")         /* an entry is none that a ledger can hold */                              \
    X(VERIFY_CODE_ROOT, "root")             /* the entries do not have the signed root */                              \
    X(VERIFY_CODE_BLOCK, "block")           /* the block of 256 entries that was changed */                            \
    X(VERIFY_CODE_CHECKPOINT, "checkpoint") /* ledger/end.checkpoint is not the ledger's */                            \
    X(VERIFY_CODE_KEPT, "kept")             /* a checkpoint kept earlier is not extended */                            \
    X(VERIFY_CODE_RULES, "rules")           /* rule files are not those that the entries bind, or do not load */       \
    X(VERIFY_CODE_NAMES, "names")           /* names.csv is not what it must be */                                     \
    X(VERIFY_CODE_PAYLOAD, "payload")       /* a payload is not the one that its entries commit to */                  \
    X(VERIFY_CODE_EVENT, "event")           /* an entry is not what its payload reads as */                            \
    X(VERIFY_CODE_OMITTED, "omitted")       /* an event of a payload is in no entry */                                 \
    X(VERIFY_CODE_REJECT, "reject")         /* a reject without a cause */                                             \
    X(VERIFY_CODE_IDENTITY, "identity")     /* an id that stands twice, or is not the one it must be */                \
    X(VERIFY_CODE_SOURCE, "source")         /* an entry of a source that could not have sent it */                     \
    X(VERIFY_CODE_RECEIVED, "received")     /* a simulated ledger's time is not the event's */                         \
    X(VERIFY_CODE_FILES, "files")           /* the set of files is not that of these entries */                        \
    X(VERIFY_CODE_CLAIM, "claim")           /* the manifest claims something else than was computed */                 \
    X(VERIFY_CODE_FIGURE, "figure")         /* a file is not what was made again */                                    \
    X(VERIFY_CODE_VERSION, "version")       /* could not check: a newer format, or a kind of record not known */       \
    X(VERIFY_CODE_LIMIT, "limit")           /* could not check: larger than this program reads */

enum verify_code {
#define X(code, name) code,
    VERIFY_CODES(X)
#undef X
};
const char *verify_code_name(enum verify_code code);

#define VERIFY_NO_INDEX UINT64_MAX
enum { VERIFY_FINDINGS_MAX = 100 };

/* Where; what does not apply is absent, VERIFY_NO_INDEX or 0. */
struct verify_place {
    struct slice member; /* path in the zip */
    uint64_t line;       /* from 1 */
    uint64_t column;     /* in bytes, from 1 */
    uint64_t index;      /* of an entry */
};
#define VERIFY_NOWHERE ((struct verify_place){.index = VERIFY_NO_INDEX})
#define VERIFY_IN(path) ((struct verify_place){.member = (path), .index = VERIFY_NO_INDEX})
#define VERIFY_AT(entry) ((struct verify_place){.index = (entry)})

struct verify_finding {
    enum verify_step step;
    enum verify_code code;
    bool could_not; /* it could not be checked; else it is wrong */
    struct verify_place place;
    const char *text; /* one line, valid during the call; says the place too */
};

#endif
