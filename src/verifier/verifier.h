/* verifier.h - verification as a command: files and keys in, the answer in words or JSON out.
 * `daybook verify` and the small static `daybook-verify` are this function behind two ways to read options. */
#ifndef DAYBOOK_VERIFIER_VERIFIER_H
#define DAYBOOK_VERIFIER_VERIFIER_H

#include "base/err.h"
#include "base/slice.h"

#include <stdio.h>

/* Exit codes (docs/cli.md). */
enum verifier_exit {
    VERIFIER_FINE = 0,      /* every file: VERIFIED */
    VERIFIER_FAILED = 1,    /* some file: FAILED */
    VERIFIER_USAGE = 2,     /* the call's words are off */
    VERIFIER_COULD_NOT = 3, /* none failed, but some could not be checked, or was only self-consistent */
};

/* Paths of files; a path list may be NULL when its count is 0. */
struct verifier_options {
    const char *const *bundles; /* at least one */
    size_t bundle_count;
    const char *const *keys; /* --key: public keys, each form that `daybook key show` prints */
    size_t key_count;
    const char *allowed_signers; /* --allowed-signers, or NULL */
    const char *const *kept;     /* --kept: checkpoints taken earlier */
    size_t kept_count;
    bool json; /* one JSON object a line, a line for each file */
};

/* Verify each file in order and print the answers to `out`. Returns an exit code of the list above; a file that cannot
 * be read is answered COULD NOT CHECK. Negative when a key, the allowed signers or a kept checkpoint could not be read:
 * ERR_USAGE for a private key or no file at all, else the cause. Calls crypto_init(). */
MUST_CHECK int verifier_run(const struct verifier_options *options, FILE *out, struct err *err);

#endif
