/* allowed_signers.h - the file that tells `ssh-keygen -Y verify` whose key is whose.
 * Ours is the strict part of it: principals are literal. Patterns, certificate authorities and validity times are
 * refused wherever they stand in the file, because a reader that passes over what it does not understand would trust
 * more, or less, than the writer meant.
 * Source: ssh-keygen(1), "ALLOWED SIGNERS". */
#ifndef DAYBOOK_CRYPTO_ALLOWED_SIGNERS_H
#define DAYBOOK_CRYPTO_ALLOWED_SIGNERS_H

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/ed25519.h"

/* Whose keys, and for signatures of which namespace. */
struct allowed_signers_query {
    struct slice principal;
    struct slice name_space;
};

struct ed25519_public_list {
    const struct ed25519_public *keys;
    size_t count;
};

/* Append `PRINCIPAL namespaces="NAMESPACE" ssh-ed25519 AAAA…` and a newline. Neither name may need quoting: letters,
 * digits and `. / - _ @` only, which origins are made of. */
void
allowed_signers_append(struct buf *out, const struct allowed_signers_query *signer, const struct ed25519_public *key);

/* The keys of `query->principal` (equal literally) that may sign for `query->name_space`, in the order of the file, in
 * the arena; keys of other types on other principals' lines are passed over. ERR_NOT_FOUND when there is none,
 * ERR_FORMAT, with the line's number, for a line that is malformed or refused. */
MUST_CHECK int allowed_signers_find(struct slice text, const struct allowed_signers_query *query, struct arena *arena,
                                    struct ed25519_public_list *out_keys, struct err *err);

#endif
