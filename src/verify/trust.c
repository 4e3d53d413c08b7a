#include "verify/trust.h"

#include "bundle/files.h"
#include "crypto/allowed_signers.h"

/* Among the keys, those named for another origin left out. */
static bool
is_given(const struct verify_trust *trust, struct slice origin, const struct ed25519_public *signer, bool *out_any)
{
    bool found = false;
    *out_any = false;
    for (size_t i = 0; i < trust->key_count; i++) {
        const struct given_key *key = &trust->keys[i];
        if (!slice_is_absent(key->name) && !slice_equal(key->name, origin))
            continue;
        *out_any = true;
        found = found || ed25519_public_equal(&key->key, signer);
    }
    return found;
}

static int
is_allowed(const struct verify_trust *trust, struct slice origin, const struct ed25519_public *signer, bool *out_found,
           struct err *err)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    const struct allowed_signers_query query = {.principal = origin, .name_space = SLICE(BUNDLE_NAMESPACE)};
    struct ed25519_public_list keys;
    TRY(allowed_signers_find(trust->allowed_signers, &query, scratch, &keys, err));
    *out_found = false;
    for (size_t i = 0; i < keys.count; i++)
        *out_found = *out_found || ed25519_public_equal(&keys.keys[i], signer);
    return 0;
}

int
trust_find(const struct verify_trust *trust, struct slice origin, const struct ed25519_public *signer,
           enum verify_basis *out_basis, struct err *err)
{
    bool any = false;
    bool found = false;
    if (trust->key_count == 0 && slice_is_absent(trust->allowed_signers)) {
        *out_basis = VERIFY_BASIS_NONE;
        return 0;
    }
    if (is_given(trust, origin, signer, &any)) {
        *out_basis = VERIFY_BASIS_KEY;
        return 0;
    }
    if (!slice_is_absent(trust->allowed_signers))
        TRY(is_allowed(trust, origin, signer, &found, err));
    else if (!any)
        return err_set(err, ERR_NOT_FOUND, "the key that was given is for '%.*s', this bundle says it is of '%.*s'",
                       SLICE_ARG(trust->keys[0].name), SLICE_ARG(origin));
    if (found) {
        *out_basis = VERIFY_BASIS_ALLOWED_SIGNERS;
        return 0;
    }
    char fingerprint[SSH_FINGERPRINT_MAX];
    ssh_key_fingerprint(signer, fingerprint);
    return err_set(err, ERR_SIGNATURE, "it was signed with %s, which is not the key that was given", fingerprint);
}
