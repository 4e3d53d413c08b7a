#include "verify/walk.h"

#include <inttypes.h>

static const struct shaped *
event_at(const struct walk_payload *payload, uint64_t part)
{
    return &payload->shaping.events[part];
}

struct slice
walk_reject_id(const struct walk *walk, const struct walk_payload *payload, uint64_t part)
{
    if (slice_is_absent(payload->hmac))
        return (struct slice){NULL, 0};
    if (!payload->reads || payload->shaping.count == 1)
        return arena_format(walk->arena, WALK_OWN_ID "%.*s", SLICE_ARG(payload->hmac));
    return arena_format(walk->arena, WALK_OWN_ID "%.*s#%" PRIu64, SLICE_ARG(payload->hmac), part);
}

struct slice
walk_event_id(const struct walk *walk, const struct walk_payload *payload, uint64_t part)
{
    const struct slice own = event_at(payload, part)->record.origin.id;
    if (own.n > 0)
        return own;
    if (payload->input.id.n > 0)
        return arena_format(walk->arena, "%.*s#%" PRIu64, SLICE_ARG(payload->input.id), part);
    return walk_reject_id(walk, payload, part);
}

/* The id is known: the same bytes again are a duplicate, other bytes a conflict. */
static enum expectation
expect_known(const struct walk *walk, const struct walk_payload *payload, const struct identity *known, struct err *why)
{
    if (known->index >= walk->group.entries[0].index) {
        err_set(why, ERR_CONFLICT, "its id stands in this payload twice (entry %" PRIu64 ")", known->index);
        return EXPECT_REJECT;
    }
    if (!known->has_bytes)
        return EXPECT_ANYTHING;
    if (!identity_bytes_equal(&known->bytes, &payload->bytes)) {
        err_set(why, ERR_CONFLICT, "its id was received before with other bytes (entry %" PRIu64 ")", known->index);
        return EXPECT_REJECT;
    }
    err_set(why, ERR_CONFLICT, "it is a duplicate of entry %" PRIu64, known->index);
    return EXPECT_NOTHING;
}

static int
check_source_event(const struct walk *walk, const struct record *shaped, struct err *why)
{
    const struct record *first = &walk->group.entries[0].record;
    if (!slice_equal(first->origin.auth, SLICE("local")))
        return err_set(why, ERR_USAGE, "source events are taken from local ingest only");
    if (slice_equal(first->source, SLICE(RECORD_SOURCE_LEDGER)))
        return err_set(why, ERR_USAGE, "only the ledger itself speaks as '" RECORD_SOURCE_LEDGER "'");
    return sources_allow(walk->sources, &shaped->body.source_change, why);
}

/* What keeps a new event out of a ledger (docs/ledger.md). */
static int
check_new(const struct walk *walk, const struct walk_payload *payload, uint64_t part, struct slice id, struct err *why)
{
    const struct record *shaped = &event_at(payload, part)->record;
    const struct slice source = walk->group.entries[0].record.source;
    if (slice_starts(id, SLICE(WALK_OWN_ID)) && (shaped->origin.id.n > 0 || payload->input.id.n > 0))
        return err_set(why, ERR_FORMAT, "ids that begin with '" WALK_OWN_ID "' are the ledger's own");
    if (payload->is_late)
        return err_set(why, ERR_FORMAT, "receivedtime is missing or before that of the entry before");
    if (shaped->kind == RECORD_SOURCE)
        return check_source_event(walk, shaped, why);
    const struct source_state *state = sources_find(walk->sources, source);
    if (state == NULL)
        return err_set(why, ERR_NOT_FOUND, "source '%.*s' is not enrolled", SLICE_ARG(source));
    if (state->retired)
        return err_set(why, ERR_USAGE, "source '%.*s' is retired", SLICE_ARG(source));
    return 0;
}

/* A reject of the same bytes from before is not written again; it may be the ledger's, from before the source was
 * enrolled. */
static bool
is_rejected_before(const struct walk *walk, const struct walk_payload *payload, uint64_t part)
{
    const struct slice id = walk_reject_id(walk, payload, part);
    struct identity known;
    if (slice_is_absent(id))
        return false;
    return identities_find(walk->identities, walk->group.entries[0].record.source, id, &known) ||
           identities_find(walk->identities, SLICE(RECORD_SOURCE_LEDGER), id, &known);
}

static enum expectation
expect_first(const struct walk *walk, const struct walk_payload *payload, uint64_t part, struct err *why)
{
    const struct slice id = walk_event_id(walk, payload, part);
    struct identity known;
    if (!slice_is_absent(id) && identities_find(walk->identities, walk->group.entries[0].record.source, id, &known))
        return expect_known(walk, payload, &known, why);
    return check_new(walk, payload, part, id, why) < 0 ? EXPECT_REJECT : EXPECT_ENTRY;
}

enum expectation
walk_expect(const struct walk *walk, const struct walk_payload *payload, uint64_t part, struct err *why)
{
    const enum expectation first = expect_first(walk, payload, part, why);
    if (first != EXPECT_REJECT || !is_rejected_before(walk, payload, part))
        return first;
    err_set(why, ERR_CONFLICT, "it was rejected before");
    return EXPECT_NOTHING;
}
