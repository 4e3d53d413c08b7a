#include "verify/signatures.h"

#include "crypto/ssh_key.h"
#include "shape/signed.h"

#define AUTH_SIGNED "ed25519"
/* How intake words it (docs/cli.md, "Sources that sign"). */
#define REASON_BEFORE "source '"
#define REASON_AFTER "' is enrolled with a key: "

/* The signature of the source's key over the payload; false when there is none. */
static bool
find_signature(const struct walk *walk, const struct source_state *state, const struct walk_payload *payload,
               struct slice *out_signature)
{
    struct ed25519_public key;
    return payload->opens && ssh_key_read(state->key, &key, NULL) == 0 &&
           signed_check(&payload->input, &key, walk->arena, out_signature, NULL) == 0;
}

void
signatures_check(struct walk *walk, const struct walk_payload *payload)
{
    const struct walk_entry *first = &walk->group.entries[0];
    const struct slice shown = first->record.origin.signature;
    const struct source_state *state = sources_find(walk->sources, first->record.source);
    struct slice made = {NULL, 0};
    if (!slice_equal(first->record.origin.auth, SLICE(AUTH_SIGNED))) {
        if (!slice_is_absent(shown))
            run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(first->index),
                       "it shows a signature, its source is enrolled without a key");
    } else if (state == NULL || !find_signature(walk, state, payload, &made)) {
        run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(first->index),
                   "its payload is not signed with the key of source '%.*s'", SLICE_ARG(first->record.source));
    } else if (!slice_equal(shown, made)) {
        run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(first->index),
                   "the signature that it shows is not the one of its payload");
    }
}

/* The source that the reason speaks of, or absent. */
static struct slice
source_of_reason(struct slice reason)
{
    const struct slice before = SLICE(REASON_BEFORE);
    const struct slice after = SLICE(REASON_AFTER);
    if (!slice_starts(reason, before))
        return (struct slice){NULL, 0};
    const struct slice rest = slice_sub(reason, before.n, reason.n);
    for (size_t at = 0; at < rest.n; at++)
        if (slice_starts(slice_sub(rest, at, rest.n), after))
            return slice_sub(rest, 0, at);
    return (struct slice){NULL, 0};
}

enum signature_reject
signatures_reject(const struct walk *walk, const struct walk_payload *payload)
{
    const struct record *record = &walk->group.entries[0].record;
    const struct slice name = source_of_reason(record->body.reject.reason);
    const struct source_state *state = slice_is_absent(name) ? NULL : sources_find(walk->sources, name);
    struct slice made;
    if (state == NULL || !slice_equal(state->auth, SLICE(AUTH_SIGNED)) || find_signature(walk, state, payload, &made))
        return SIGNATURE_REJECT_NOT;
    const bool is_named = payload->input.is_cloudevent && slice_equal(payload->input.source, name);
    return is_named ? SIGNATURE_REJECT_PROVEN : SIGNATURE_REJECT_UNPROVABLE;
}
