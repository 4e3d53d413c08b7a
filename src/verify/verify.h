/* verify.h - the four checks of a bundle (docs/verify.md): offline, from the zip and the keys that were given.
 * Pure apart from reading the zip. A verdict is not an error: whatever is wrong with the bundle is a finding, told
 * through a callback as it is met; an error is returned only when the file could not be read or the caller's own input
 * makes no sense. Nothing that the bundle says about itself is believed: files, ledger, payloads and figures are made
 * again and compared. */
#ifndef DAYBOOK_VERIFY_VERIFY_H
#define DAYBOOK_VERIFY_VERIFY_H

#include "bundle/manifest.h"
#include "crypto/ssh_key.h"
#include "tlog/key_read.h"
#include "verify/block.h"
#include "verify/finding.h"

#define VERIFY_VERDICTS(X)                                                                                             \
    X(VERIFY_VERIFIED, "VERIFIED")                                                                                     \
    X(VERIFY_SELF_CONSISTENT, "SELF-CONSISTENT ONLY") /* nothing is wrong, but no trusted key was given */             \
    X(VERIFY_COULD_NOT, "COULD NOT CHECK") /* something that this program does not know, and nothing wrong */          \
    X(VERIFY_FAILED, "FAILED")

enum verify_verdict {
#define X(verdict, name) verdict,
    VERIFY_VERDICTS(X)
#undef X
};
const char *verify_verdict_name(enum verify_verdict verdict);

/* Whose word is taken. All of it comes from outside of the bundle. */
struct verify_trust {
    const struct given_key *keys; /* any of them may have signed */
    size_t key_count;
    struct slice allowed_signers; /* text of such a file (crypto/allowed_signers.h), or absent */
};

/* A checkpoint that somebody took earlier: the bundle's ledger must be an extension of it. */
struct verify_kept {
    struct slice name; /* for messages */
    struct slice note; /* the signed note, by the ledger's key */
};

struct verify_options {
    struct verify_trust trust;
    const struct verify_kept *kept;
    size_t kept_count;
};

struct verify_observer {
    void (*finding)(void *context, const struct verify_finding *finding); /* may be NULL */
    void *context;
};

#define VERIFY_STEP_STATES(X)                                                                                          \
    X(VERIFY_NOT_REACHED, "not reached") /* what came before left nothing to look at */                                \
    X(VERIFY_PASSED, "passed")                                                                                         \
    X(VERIFY_NOT_PASSED, "failed")                                                                                     \
    X(VERIFY_UNKNOWN, "could not check")

enum verify_step_state {
#define X(state, name) state,
    VERIFY_STEP_STATES(X)
#undef X
};
const char *verify_step_state_name(enum verify_step_state state);

/* How the signing key came to be trusted. */
enum verify_basis { VERIFY_BASIS_NONE, VERIFY_BASIS_KEY, VERIFY_BASIS_ALLOWED_SIGNERS };

/* Texts are in the arena. What a step that was not reached would have found is zero. */
struct verify_result {
    enum verify_verdict verdict;
    enum verify_step_state steps[verify_step_count];
    uint64_t findings; /* in all; of each step only the first VERIFY_FINDINGS_MAX were told */

    bool has_manifest; /* it could be read: its claims follow, files left out */
    struct manifest manifest;
    bool has_signature; /* the signature is good, whoever's it is */
    char fingerprint[SSH_FINGERPRINT_MAX];
    enum verify_basis basis;

    uint64_t entries;                /* read */
    struct sha256_digest root;       /* of them */
    uint64_t kept;                   /* earlier checkpoints that it extends */
    struct verify_block_list blocks; /* in which records were changed */
    uint64_t intact_blocks;          /* of the others, when there are any */

    uint64_t payloads;       /* disclosed, equal and read again */
    uint64_t withheld;       /* committed to and not disclosed */
    uint64_t names_withheld; /* people whose reference could not be checked */
    uint64_t chosen_by_hand; /* payloads whose source or adapter was named when they were taken in, not by the payload
                                or the enrolment: nothing can prove it */
    uint64_t unprovable_rejects; /* rejected for where they stood in their delivery, which no payload can prove */

    uint64_t recomputed; /* files made again and equal */
    uint64_t rendered;
    const struct slice *hash_only; /* paths */
    size_t hash_only_count;
    uint64_t gaps; /* in the time covered by sources */
};

/* Check the bundle that is all of the seekable file `fd`, which stays the caller's. The result and its texts are in the
 * arena. ERR_IO when the file could not be read; crypto_init() must have been called. */
MUST_CHECK int verify_bundle(int fd, const struct verify_options *options, const struct verify_observer *observer,
                             struct arena *arena, struct verify_result *out_result, struct err *err);

#endif
