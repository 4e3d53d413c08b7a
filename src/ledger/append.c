#include "ledger/append.h"

#include "base/random.h"
#include "base/utf8.h"
#include "ledger/entry_record.h"
#include "ledger/identity.h"
#include "ledger/sequencer.h"
#include "shape/seal.h"
#include "shape/transition.h"

#include <inttypes.h>

/* A delivery on its way into the batch. */
struct intake {
    struct ledger *ledger;
    const struct ledger_delivery *delivery;
    struct arena *arena; /* the caller's: of reasons */
    struct arena *scratch;
    uint64_t first;     /* index of the first entry that it may get */
    uint64_t payload;   /* SEQUENCER_OWN_INDEX until an entry holds the payload */
    struct slice bytes; /* what is kept */
    struct slice type;
    struct salt salt;
    struct sha256_digest digest;
    int64_t received_ms;
    struct slice late; /* why a simulated ledger cannot take its time, or absent */
};

static int
lookup_person(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    return persons_ref(context, name, out_ref, err);
}

/* Whether the entry came from the very bytes of this delivery. */
static int
has_same_bytes(const struct intake *intake, uint64_t index, bool *out_same, struct err *err)
{
    struct store_entry entry;
    struct record record;
    TRY(sequencer_entry(intake->ledger, index, intake->scratch, &entry, err));
    if (entry.payload == intake->payload) {
        *out_same = true;
        return 0;
    }
    struct store_payload payload;
    TRY(sequencer_payload(intake->ledger, entry.payload, intake->scratch, &payload, err));
    TRY(entry_record(&entry, intake->scratch, &record, err));
    const struct sha256_digest digest = payload_digest(&payload.salt, intake->bytes);
    *out_same = record.origin.payload.present && sha256_equal(&digest, &record.origin.payload.sha256);
    return 0;
}

/* The entry took the payload with it, if it is the first that did. */
static void
hold_payload(struct intake *intake, uint64_t index)
{
    if (intake->payload != SEQUENCER_OWN_INDEX)
        return;
    intake->payload = index;
    batch_add_payload(
        &intake->ledger->batch,
        &(struct store_payload){.index = index, .salt = intake->salt, .type = intake->type, .bytes = intake->bytes});
}

/* Whose reject it is: of a source that was never enrolled, the ledger's own. */
static struct slice
reject_source(const struct intake *intake)
{
    const struct slice source = intake->delivery->source;
    return registry_find(intake->ledger->registry, source) == NULL ? SLICE(RECORD_SOURCE_LEDGER) : source;
}

static struct record
reject_record(const struct intake *intake, struct slice id, uint64_t part, struct slice reason)
{
    const struct ledger_delivery *delivery = intake->delivery;
    const struct ledger_oversize *oversize = delivery->oversize;
    struct record record = {
        .kind = RECORD_REJECT,
        .received_ms = intake->received_ms,
        .source = reject_source(intake),
        .origin =
            {
                .id = id,
                .occurred_ms = INSTANT_NONE,
                .payload = {true, intake->digest},
                .payload_type = intake->type,
                .part = part,
                .adapter = delivery->adapter,
                .auth = delivery->auth,
                .signature = delivery->signature,
            },
        .body.reject.reason = reason,
    };
    if (oversize != NULL) {
        record.body.reject.truncated = true;
        record.body.reject.size = oversize->size;
        record.body.reject.all = (struct record_digest){true, oversize->salted};
    }
    return record;
}

/* Record why a part was not taken, unless that is there already. */
static int
take_reject(struct intake *intake, uint64_t part, struct slice reason, struct ledger_outcome *out, struct err *err)
{
    struct ledger *ledger = intake->ledger;
    const struct slice id = identity_of_bytes(ledger->id_key, intake->delivery, part, intake->scratch);
    uint64_t index = STORE_INDEX_NONE;
    TRY(sequencer_find(ledger, intake->delivery->source, id, &index, err));
    if (index == STORE_INDEX_NONE) /* it may have come before its source was enrolled */
        TRY(sequencer_find(ledger, SLICE(RECORD_SOURCE_LEDGER), id, &index, err));
    if (index != STORE_INDEX_NONE) {
        *out = (struct ledger_outcome){.verdict = LEDGER_DUPLICATE, .index = index};
        return 0;
    }
    const struct slice valid = slice_sub(reason, 0, utf8_valid_length(reason));
    const struct record record = reject_record(intake, id, part, valid.n > 0 ? valid : SLICE("not readable"));
    const int code = sequencer_add(ledger, &record, intake->payload, &index, err);
    if (code < 0)
        return err_wrap(err, code, "reject");
    hold_payload(intake, index);
    *out = (struct ledger_outcome){LEDGER_REJECTED, index, arena_copy(intake->arena, record.body.reject.reason)};
    return 0;
}

static int
reject_for(struct intake *intake, uint64_t part, const struct err *cause, struct ledger_outcome *out, struct err *err)
{
    return take_reject(intake, part, slice_of(cause->text), out, err);
}

/* What keeps an event that enrols or retires a source out. */
static int
check_source_event(const struct intake *intake, const struct record_source *change, struct err *cause)
{
    if (!slice_equal(intake->delivery->auth, SLICE("local")))
        return err_set(cause, ERR_USAGE, "source events are taken from local ingest only");
    if (slice_equal(intake->delivery->source, SLICE(RECORD_SOURCE_LEDGER)))
        return err_set(cause, ERR_USAGE, "only the ledger itself speaks as '" RECORD_SOURCE_LEDGER "'");
    const int code = registry_allows(intake->ledger->registry, change, cause);
    return code == ERR_CONFLICT ? 0 : code; /* said again, by another event: that is a fact too */
}

/* Everything that keeps a new event out; the reason goes to `cause`. */
static int
check_event(const struct intake *intake, const struct shaped *shaped, struct slice id, struct err *cause)
{
    if (slice_starts(id, SLICE(IDENTITY_PREFIX)) && (shaped->record.origin.id.n > 0 || intake->delivery->id.n > 0))
        return err_set(cause, ERR_FORMAT, "ids that begin with '" IDENTITY_PREFIX "' are the ledger's own");
    if (intake->late.n > 0)
        return err_set(cause, ERR_FORMAT, "%.*s", SLICE_ARG(intake->late));
    if (shaped->record.kind == RECORD_SOURCE)
        return check_source_event(intake, &shaped->record.body.source_change, cause);
    /* Looked up anew: an event of the same payload may have changed it. */
    const struct slice name = intake->delivery->source;
    const struct ledger_source *source = registry_find(intake->ledger->registry, name);
    if (source == NULL)
        return err_set(cause, ERR_NOT_FOUND, "source '%.*s' is not enrolled", SLICE_ARG(name));
    if (source->retired)
        return err_set(cause, ERR_USAGE, "source '%.*s' is retired", SLICE_ARG(name));
    return 0;
}

static int
seal_event(const struct intake *intake, const struct shaped *shaped, uint64_t part, struct slice id,
           struct record *out_record, struct err *err)
{
    const struct seal_context context = {
        .source = intake->delivery->source,
        .received_ms = intake->received_ms,
        .digest = intake->digest,
        .payload_type = intake->type,
        .salt = &intake->salt,
        .adapter = intake->delivery->adapter.sha256,
        .auth = intake->delivery->auth,
        .signature = intake->delivery->signature,
        .fallback_id = id,
        .part = part,
        .person = lookup_person,
        .person_context = intake->ledger->persons,
    };
    return shaped_seal(shaped, &context, out_record, err);
}

/* What the event comes to after the last version of its finding. */
static int
follow_version(const struct intake *intake, const struct transition *transition, struct record *record, struct err *err)
{
    struct entry_read version;
    if (transition == NULL || record->kind != RECORD_EVENT || record->body.event.finding.uid.n == 0)
        return 0;
    TRY(sequencer_last_version(intake->ledger, record, intake->scratch, &version, err));
    if (version.entry.index != STORE_INDEX_NONE)
        transition_apply(transition, &version.record, version.entry.index, record);
    return 0;
}

/* A new event becomes an entry, or a reject when something about it cannot be recorded. */
static int
take_event(struct intake *intake, uint64_t part, struct slice id, struct ledger_outcome *out, struct err *err)
{
    const struct shaped *shaped = &intake->delivery->shaping->events[part];
    struct err cause;
    struct record record;
    uint64_t index;
    if (check_event(intake, shaped, id, &cause) < 0 || seal_event(intake, shaped, part, id, &record, &cause) < 0)
        return reject_for(intake, part, &cause, out, err);
    TRY(follow_version(intake, shaped->transition, &record, err));
    if (sequencer_add(intake->ledger, &record, intake->payload, &index, &cause) < 0)
        return reject_for(intake, part, &cause, out, err);
    hold_payload(intake, index);
    *out = (struct ledger_outcome){.verdict = LEDGER_ACCEPTED, .index = index};
    return 0;
}

/* The id stands in entry `index`. */
static int
take_known(struct intake *intake, uint64_t part, struct slice id, uint64_t index, struct ledger_outcome *out,
           struct err *err)
{
    bool same = false;
    struct err cause;
    TRY(has_same_bytes(intake, index, &same, err));
    if (same && index >= intake->first) {
        err_set(&cause, ERR_CONFLICT, "id '%.*s' stands in this payload twice (entry %" PRIu64 ")", SLICE_ARG(id),
                index);
        return reject_for(intake, part, &cause, out, err);
    }
    if (!same) {
        err_set(&cause, ERR_CONFLICT, "id '%.*s' was received before with other bytes (entry %" PRIu64 ")",
                SLICE_ARG(id), index);
        return reject_for(intake, part, &cause, out, err);
    }
    *out = (struct ledger_outcome){.verdict = LEDGER_DUPLICATE, .index = index};
    return 0;
}

static int
take_part(struct intake *intake, uint64_t part, struct ledger_outcome *out, struct err *err)
{
    const struct ledger_delivery *delivery = intake->delivery;
    if (delivery->shaping == NULL)
        return take_reject(intake, part, delivery->reason, out, err);
    struct slice id = delivery->shaping->events[part].record.origin.id;
    if (id.n == 0)
        id = identity_fallback(intake->ledger->id_key, delivery, part, intake->scratch);
    uint64_t index = STORE_INDEX_NONE;
    TRY(sequencer_find(intake->ledger, delivery->source, id, &index, err));
    if (index == STORE_INDEX_NONE)
        return take_event(intake, part, id, out, err);
    return take_known(intake, part, id, index, out, err);
}

/* Set when it was received, and why that cannot be, if so: a reject still gets a time that does not go back. */
static void
set_received(struct intake *intake)
{
    const struct ledger *ledger = intake->ledger;
    const int64_t given = intake->delivery->received_ms;
    const int64_t previous = ledger->batch_received_ms;
    intake->received_ms = sequencer_received(ledger);
    if (!ledger->simulated)
        return;
    if (given == INSTANT_NONE) {
        intake->late = SLICE("receivedtime is missing: a simulated ledger takes it from every event");
    } else if (given < previous) {
        char given_text[INSTANT_TEXT_MAX];
        char previous_text[INSTANT_TEXT_MAX];
        instant_write(given_text, given);
        instant_write(previous_text, previous);
        intake->late = arena_format(intake->scratch, "receivedtime %s is before that of the entry before, %s",
                                    given_text, previous_text);
    } else {
        intake->received_ms = given;
    }
}

static void
set_payload(struct intake *intake)
{
    const struct ledger_delivery *delivery = intake->delivery;
    const struct ledger_oversize *oversize = delivery->oversize;
    if (oversize != NULL) {
        intake->bytes = (struct slice){oversize->prefix, oversize->prefix_len};
        intake->salt = oversize->salt;
    } else {
        intake->bytes = delivery->bytes;
        random_fill(intake->salt.b, SALT_BYTES);
    }
    intake->digest = payload_digest(&intake->salt, intake->bytes);
    const bool is_usable = delivery->type.n > 0 && delivery->type.n <= LIMIT_ID_BYTES && utf8_is_valid(delivery->type);
    intake->type = is_usable ? delivery->type : SLICE("application/octet-stream");
}

/* Events need an enrolled source, unless one of them enrols it. Rejects need none: they go to the ledger. */
static bool
needs_source(const struct ledger_delivery *delivery)
{
    if (delivery->shaping == NULL)
        return false;
    for (size_t i = 0; i < delivery->shaping->count; i++) {
        if (delivery->shaping->events[i].record.kind == RECORD_SOURCE)
            return false;
    }
    return true;
}

static int
check_delivery(const struct ledger *ledger, const struct ledger_delivery *delivery, struct err *err)
{
    const struct ledger_source *source = registry_find(ledger->registry, delivery->source);
    if (source == NULL && needs_source(delivery))
        return err_set(err, ERR_NOT_FOUND, "source '%.*s' is not enrolled", SLICE_ARG(delivery->source));
    const struct slice auth = source == NULL ? SLICE("local") : source->settings.source_auth;
    if (!slice_equal(delivery->auth, auth))
        return err_set(err, ERR_USAGE, "source '%.*s' is enrolled with authentication '%.*s', not '%.*s'",
                       SLICE_ARG(delivery->source), SLICE_ARG(auth), SLICE_ARG(delivery->auth));
    const size_t count = delivery->shaping == NULL ? 1 : delivery->shaping->count;
    if (count == 0 || count > LIMIT_PAYLOAD_EVENTS || (delivery->oversize != NULL && delivery->shaping != NULL))
        return err_set(err, ERR_USAGE, "a delivery has 1 to %d events, not %zu; a too large one has none",
                       LIMIT_PAYLOAD_EVENTS, count);
    return 0;
}

_Static_assert(LIMIT_PAYLOAD_EVENTS <= LIMIT_BATCH_ENTRIES, "one payload's events fit into one batch");

static int
take_delivery(struct intake *intake, size_t count, struct ledger_outcome *outcomes, struct err *err)
{
    if (!batch_has_room(&intake->ledger->batch, count))
        TRY(ledger_commit(intake->ledger, err));
    intake->first = sequencer_next(intake->ledger);
    set_received(intake);
    set_payload(intake);
    for (size_t part = 0; part < count; part++)
        TRY(take_part(intake, part, &outcomes[part], err));
    return 0;
}

int
ledger_add(struct ledger *ledger, const struct ledger_delivery *delivery, struct arena *arena,
           struct ledger_outcomes *out_outcomes, struct err *err)
{
    AUTO(arena_drop) struct arena *scratch = arena_new();
    struct intake intake = {
        .ledger = ledger, .delivery = delivery, .arena = arena, .scratch = scratch, .payload = SEQUENCER_OWN_INDEX};
    TRY(sequencer_prepare(ledger, err));
    TRY(check_delivery(ledger, delivery, err));
    const size_t count = delivery->shaping == NULL ? 1 : delivery->shaping->count;
    struct ledger_outcome *outcomes = arena_array(arena, count, sizeof(*outcomes));
    const int code = take_delivery(&intake, count, outcomes, err);
    if (code < 0) {
        ledger->failed = true;
        return code;
    }
    *out_outcomes = (struct ledger_outcomes){outcomes, count};
    return 0;
}

int
ledger_commit(struct ledger *ledger, struct err *err)
{
    TRY(sequencer_prepare(ledger, err));
    return sequencer_commit(ledger, NULL, 0, err);
}
