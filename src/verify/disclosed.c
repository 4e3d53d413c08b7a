#include "verify/walk.h"

#include "base/encoding.h"
#include "verify/signatures.h"

#include <inttypes.h>

/* What an array or a stream of values can have wrong around a value that is sound in itself: the reasons that
 * format/json_stream.h gives. No payload can prove or disprove them. */
static const struct slice place_reasons[] = {
    SLICE_INIT("expected a value, found ','"),
    SLICE_INIT("expected a value, found ']'"),
    SLICE_INIT("expected ',' or ']'"),
    SLICE_INIT("array does not end"),
};

static const struct walk_entry *
first_of(const struct walk *walk)
{
    return &walk->group.entries[0];
}

static bool
is_for_its_place(const struct record *record)
{
    if (record->kind != RECORD_REJECT)
        return false;
    for (size_t i = 0; i < COUNT_OF(place_reasons); i++) {
        if (slice_equal(record->body.reject.reason, place_reasons[i]))
            return true;
    }
    return false;
}

/* The payload itself: whether it is the one that the entries commit to. */
static bool
check_commitment(struct walk *walk)
{
    const struct payload_line *line = &walk->next;
    const struct record *record = &first_of(walk)->record;
    const struct sha256_digest digest = payload_digest(&line->salt, line->bytes);
    const struct verify_place place = {.member = lines_place(walk->payloads).member,
                                       .line = lines_place(walk->payloads).line,
                                       .index = first_of(walk)->index};
    if (!sha256_equal(&digest, &record->origin.payload.sha256)) {
        run_report(walk->run, VERIFY_CODE_PAYLOAD, &place, "the payload is not the one that the entry commits to");
        return false;
    }
    if (!slice_equal(line->type, record->origin.payload_type)) {
        run_report(walk->run, VERIFY_CODE_PAYLOAD, &place, "its type is '%.*s', the entry says '%.*s'",
                   SLICE_ARG(line->type), SLICE_ARG(record->origin.payload_type));
        return false;
    }
    return true;
}

static bool
digest_equal(const struct record_digest *a, const struct record_digest *b)
{
    return a->present == b->present && (!a->present || sha256_equal(&a->sha256, &b->sha256));
}

/* All entries of a payload came in one delivery: what is not of its events is the same in each. */
static void
check_common(struct walk *walk)
{
    const struct record *first = &first_of(walk)->record;
    for (size_t i = 1; i < walk->group.count; i++) {
        const struct walk_entry *entry = &walk->group.entries[i];
        const struct record *record = &entry->record;
        if (!slice_equal(record->source, first->source) || !slice_equal(record->origin.auth, first->origin.auth) ||
            !slice_equal(record->origin.signature, first->origin.signature) ||
            !slice_equal(record->origin.payload_type, first->origin.payload_type) ||
            !digest_equal(&record->origin.adapter, &first->origin.adapter) || record->received_ms != first->received_ms)
            run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                       "it shares its payload with entry %" PRIu64
                       ", but not its source, time, type, adapter, authentication and signature",
                       first_of(walk)->index);
        if (record->origin.part <= entry[-1].record.origin.part)
            run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                       "part %" PRIu64 " comes after part %" PRIu64, record->origin.part, entry[-1].record.origin.part);
    }
}

/* The adapter that the entry names, when the rules in force had it. */
static const struct adapter *
find_adapter(struct walk *walk, const struct record *record)
{
    const struct adapter *adapter =
        walk->ruleset == NULL ? NULL : adapter_find_digest(walk->ruleset->adapters, &record->origin.adapter.sha256);
    if (adapter == NULL) {
        char hex[2 * SHA256_BYTES + 1];
        hex_write(hex, record->origin.adapter.sha256.b, SHA256_BYTES);
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(first_of(walk)->index),
                   "it was read with adapter sha256:%s, which the rules in force did not have", hex);
    }
    return adapter;
}

static bool
takes_form(const struct adapter *adapter, struct slice type)
{
    enum form form;
    return form_from_type(type, &form, NULL) == 0 && adapter_takes(adapter, form);
}

/* Read the payload as the ledger did. False when that could not be done, which was reported. */
static bool
read_payload(struct walk *walk, struct walk_payload *payload)
{
    const struct record *record = &first_of(walk)->record;
    payload->opens = !payload->truncated && shape_open(payload->line.bytes, payload->line.type, walk->arena,
                                                       &payload->input, &payload->why) == 0;
    if (!record->origin.adapter.present)
        return true;
    const struct adapter *adapter = find_adapter(walk, record);
    if (adapter == NULL)
        return false;
    if (!payload->opens) {
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(first_of(walk)->index),
                   "it names an adapter, but its payload cannot be opened: %s", payload->why.text);
        return false;
    }
    const struct adapter_set *set = walk->ruleset->adapters;
    if (shape_choose(set, adapter, &payload->input) != adapter) {
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(first_of(walk)->index),
                   "it was read with adapter '%.*s', its type '%.*s' is for another", SLICE_ARG(adapter_name(adapter)),
                   SLICE_ARG(payload->input.type));
        return false;
    }
    if (!takes_form(adapter, payload->line.type)) {
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(first_of(walk)->index),
                   "it was read as '%.*s', which adapter '%.*s' does not take", SLICE_ARG(payload->line.type),
                   SLICE_ARG(adapter_name(adapter)));
        return false;
    }
    payload->reads = shape_read(set, adapter, &payload->input, walk->arena, &payload->shaping, &payload->why) == 0;
    return true;
}

/* The digits of an id "hmac:DIGITS", with "#PART" when the payload gives several events; absent when it has not that
 * form. */
static struct slice
digits_of(const struct walk_payload *payload, const struct record *record, struct arena *arena)
{
    const struct slice id = record->origin.id;
    const struct slice prefix = SLICE(WALK_OWN_ID);
    const struct slice digits = slice_sub(id, prefix.n, prefix.n + IDENTITY_HMAC_DIGITS);
    const struct slice suffix = payload->reads && payload->shaping.count > 1
                                    ? arena_format(arena, "#%" PRIu64, record->origin.part)
                                    : SLICE("");
    uint8_t bytes[IDENTITY_HMAC_DIGITS / 2];
    if (!slice_starts(id, prefix) || !slice_equal(slice_sub(id, prefix.n + digits.n, id.n), suffix) ||
        hex_read(bytes, sizeof(bytes), digits, NULL) < 0)
        return (struct slice){NULL, 0};
    return digits;
}

/* Whether the id of an entry is for the ledger to give: of rejects, and of events that bring none. */
static bool
has_own_id(const struct walk_payload *payload, const struct record *record)
{
    if (record->kind == RECORD_REJECT)
        return true;
    return payload->reads && record->origin.part < payload->shaping.count && payload->input.id.n == 0 &&
           payload->shaping.events[record->origin.part].record.origin.id.n == 0;
}

/* Learn the keyed hash of the payload from its entries, and hold it against all others. */
static void
check_own_ids(struct walk *walk, struct walk_payload *payload)
{
    for (size_t i = 0; i < walk->group.count; i++) {
        const struct walk_entry *entry = &walk->group.entries[i];
        if (!has_own_id(payload, &entry->record))
            continue;
        const struct slice digits = digits_of(payload, &entry->record, walk->arena);
        if (slice_is_absent(digits))
            run_report(walk->run, VERIFY_CODE_IDENTITY, &VERIFY_AT(entry->index),
                       "its id is '%.*s', expected '" WALK_OWN_ID "' and 64 digits, with the part if there are several",
                       SLICE_ARG(entry->record.origin.id));
        else if (!payload->truncated && !identities_bind(walk->identities, &payload->bytes, digits))
            run_report(walk->run, VERIFY_CODE_IDENTITY, &VERIFY_AT(entry->index),
                       "its id is that of other bytes, or these bytes had another id");
    }
    if (!payload->truncated)
        payload->hmac = identities_hmac(walk->identities, &payload->bytes);
}

/* In a simulated ledger the event brings the time. A payload that was not looked into has that of the entry before. */
static void
check_received(struct walk *walk, struct walk_payload *payload)
{
    const struct walk_entry *first = first_of(walk);
    const bool looked_into = payload->opens && !is_for_its_place(&first->record);
    const int64_t given = looked_into ? payload->input.received_ms : INSTANT_NONE;
    if (!walk->run->model.simulated)
        return;
    payload->is_late = given == INSTANT_NONE || given < walk->group.before_ms;
    const int64_t expected = payload->is_late ? walk->group.before_ms : given;
    if (first->record.received_ms == expected)
        return;
    char text[INSTANT_TEXT_MAX];
    instant_write(text, expected);
    run_report(walk->run, VERIFY_CODE_RECEIVED, &VERIFY_AT(first->index),
               "a simulated ledger must have received it at %s", text);
}

/* Such an event may come from any source, enrolled or not. */
static bool
is_source_event(const struct walk_payload *payload)
{
    return payload->opens && payload->input.is_cloudevent &&
           slice_equal(payload->input.type, SLICE("dev.daybook.source"));
}

/* The source must be one that could deliver: enrolled, with this authentication. */
static void
check_source(struct walk *walk, const struct walk_payload *payload)
{
    const struct walk_entry *first = first_of(walk);
    const struct record *record = &first->record;
    const struct slice auth = walk_auth(walk, record->source);
    if (!slice_equal(record->origin.auth, auth))
        run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(first->index),
                   "its authentication is '%.*s', source '%.*s' has '%.*s'", SLICE_ARG(record->origin.auth),
                   SLICE_ARG(record->source), SLICE_ARG(auth));
    if (sources_find(walk->sources, record->source) == NULL &&
        !slice_equal(record->source, SLICE(RECORD_SOURCE_LEDGER)) && !is_source_event(payload))
        run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(first->index), "source '%.*s' is not enrolled",
                   SLICE_ARG(record->source));
}

/* The ledger's own source has no adapter; an event of another name may only be about enrolling. */
static void
check_adapter_source(struct walk *walk, const struct walk_payload *payload)
{
    const struct record *record = &first_of(walk)->record;
    if (record->origin.adapter.present && slice_equal(record->source, SLICE(RECORD_SOURCE_LEDGER)) &&
        !is_source_event(payload))
        run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(first_of(walk)->index),
                   "it was read for a source, and stands under the ledger's own name");
}

/* Count what somebody chose when it was taken in: under whose name, or how to read it. */
static void
count_choice(struct walk *walk, const struct walk_payload *payload)
{
    const struct record *record = &first_of(walk)->record;
    const struct source_state *state = sources_find(walk->sources, record->source);
    if (!payload->opens || !record->origin.adapter.present || state == NULL)
        return;
    const struct adapter_set *set = walk->ruleset->adapters;
    const struct adapter *enrolled = adapter_find(set, state->adapter);
    const bool as_enrolled = enrolled != NULL && shape_choose(set, enrolled, &payload->input) ==
                                                     adapter_find_digest(set, &record->origin.adapter.sha256);
    const bool as_named = !payload->input.is_cloudevent || slice_equal(payload->input.source, record->source);
    walk->run->result.chosen_by_hand += !as_enrolled || !as_named;
}

/* Why a payload that opens was rejected without being read: it belongs to no source, or its place was wrong. */
static void
check_unread(struct walk *walk, const struct walk_payload *payload)
{
    const struct walk_entry *entry = first_of(walk);
    const struct shape_input *input = &payload->input;
    if (is_for_its_place(&entry->record)) {
        walk->run->result.unprovable_rejects++;
        return;
    }
    const bool is_ledgers = slice_equal(entry->record.source, SLICE(RECORD_SOURCE_LEDGER));
    const bool is_homeless = !input->is_cloudevent || sources_find(walk->sources, input->source) == NULL;
    const enum signature_reject unsigned_reject = signatures_reject(walk, payload);
    walk->run->result.unprovable_rejects += unsigned_reject == SIGNATURE_REJECT_UNPROVABLE;
    if (!is_ledgers || (!is_homeless && unsigned_reject == SIGNATURE_REJECT_NOT))
        run_report(walk->run, VERIFY_CODE_REJECT, &VERIFY_AT(entry->index),
                   "it rejects a payload that can be opened and belongs to a source");
}

static void
check_truncated(struct walk *walk, const struct walk_payload *payload)
{
    const struct walk_entry *entry = first_of(walk);
    if (entry->record.body.reject.size <= LIMIT_PAYLOAD_BYTES || payload->line.bytes.n != LIMIT_REJECT_PREFIX_BYTES ||
        entry->record.origin.adapter.present)
        run_report(walk->run, VERIFY_CODE_REJECT, &VERIFY_AT(entry->index),
                   "it rejects %" PRIu64 " bytes as too many and keeps %zu, expected above %d and %d kept",
                   entry->record.body.reject.size, payload->line.bytes.n, LIMIT_PAYLOAD_BYTES,
                   LIMIT_REJECT_PREFIX_BYTES);
}

/* The payload cannot be read: it must have given one reject, and nothing else. */
static void
check_unreadable(struct walk *walk, const struct walk_payload *payload)
{
    const struct walk_entry *entry = first_of(walk);
    for (size_t i = 0; i < walk->group.count; i++) {
        if (walk->group.entries[i].record.kind != RECORD_REJECT)
            run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(walk->group.entries[i].index),
                       "its payload cannot be read: %s",
                       payload->why.text[0] != '\0' ? payload->why.text : "the entry names no adapter");
    }
    if (walk->group.count > 1 || entry->record.origin.part != 0)
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                   "a payload that cannot be read gives one reject, part 0");
    if (entry->record.kind != RECORD_REJECT)
        return;
    if (payload->truncated)
        check_truncated(walk, payload);
    else if (payload->opens && !entry->record.origin.adapter.present)
        check_unread(walk, payload);
}

/* An event that the payload gives, and the entry that there is of it, or NULL. */
static void
check_part(struct walk *walk, const struct walk_payload *payload, uint64_t part, const struct walk_entry *entry)
{
    struct err why = {{0}};
    struct buf again AUTO(buf_release);
    buf_init(&again, LIMIT_RECORD_BYTES + 1);
    const enum expectation expected = walk_expect(walk, payload, part, &why);
    if (entry == NULL) {
        if (expected == EXPECT_ENTRY || expected == EXPECT_REJECT)
            run_report(walk->run, VERIFY_CODE_OMITTED, &VERIFY_AT(first_of(walk)->index),
                       "its payload gives %zu events, and no entry is made of number %" PRIu64, payload->shaping.count,
                       part);
        return;
    }
    if (expected == EXPECT_NOTHING)
        run_report(walk->run, VERIFY_CODE_IDENTITY, &VERIFY_AT(entry->index), "no ledger adds it: %s", why.text);
    else if (entry->record.kind != RECORD_REJECT && expected == EXPECT_REJECT)
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index), "a ledger rejects it: %s", why.text);
    else if (entry->record.kind != RECORD_REJECT)
        walk_compare(walk, payload, entry, part);
    else if (expected == EXPECT_ENTRY && walk_seal(walk, payload, entry, part, &again, &why) == 0)
        run_report(walk->run, VERIFY_CODE_REJECT, &VERIFY_AT(entry->index),
                   "it rejects an event that can be read, for '%.*s'", SLICE_ARG(entry->record.body.reject.reason));
}

/* After its part was looked at, an entry changes what holds for those after it. */
static void
apply(struct walk *walk, const struct walk_payload *payload, const struct walk_entry *entry)
{
    walk_identify(walk, entry, payload->truncated ? NULL : &payload->bytes);
    standings_apply(walk->standings, &entry->record, entry->index);
    if (entry->record.kind == RECORD_SOURCE)
        sources_apply(walk->sources, &entry->record.body.source_change);
}

static void
check_parts(struct walk *walk, const struct walk_payload *payload)
{
    size_t at = 0;
    for (uint64_t part = 0; part < payload->shaping.count; part++) {
        const struct walk_entry *entry = at < walk->group.count ? &walk->group.entries[at] : NULL;
        const bool is_there = entry != NULL && entry->record.origin.part == part;
        check_part(walk, payload, part, is_there ? entry : NULL);
        if (is_there) {
            apply(walk, payload, entry);
            at++;
        }
    }
    for (; at < walk->group.count; at++) {
        const struct walk_entry *entry = &walk->group.entries[at];
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                   "it is part %" PRIu64 " of a payload that gives %zu events", entry->record.origin.part,
                   payload->shaping.count);
        apply(walk, payload, entry);
    }
}

void
walk_disclosed(struct walk *walk)
{
    const struct record *record = &first_of(walk)->record;
    struct walk_payload payload = {.line = walk->next};
    check_common(walk);
    bool readable = check_commitment(walk);
    payload.truncated = record->kind == RECORD_REJECT && record->body.reject.truncated;
    payload.bytes = identities_bytes(walk->identities, payload.line.bytes);
    readable = readable && read_payload(walk, &payload);
    if (readable) {
        check_own_ids(walk, &payload);
        check_received(walk, &payload);
        check_source(walk, &payload);
        check_adapter_source(walk, &payload);
        count_choice(walk, &payload);
        signatures_check(walk, &payload);
    }
    if (readable && payload.reads) {
        check_parts(walk, &payload);
        return;
    }
    if (readable)
        check_unreadable(walk, &payload);
    for (size_t i = 0; i < walk->group.count; i++)
        apply(walk, &payload, &walk->group.entries[i]);
}
