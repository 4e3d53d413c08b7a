#include "ledger/append.h"

#include "base/encoding.h"
#include "crypto/hmac.h"
#include "fixture.h"
#include "unit.h"

#include <inttypes.h>

START_TEST(accepts_an_event_and_seals_it)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct shaped event = fixture_event("a-1", "arn:x");
    event.record.body.event.actor.kind = ACTOR_HUMAN;
    event.record.body.event.actor.name = SLICE("Ada");
    event.personal = PERSONAL_ACTOR_NAME;
    const struct ledger_delivery delivery = fixture_delivery(&fixture, "{\"a\":1}", &event, 1);
    const struct ledger_outcomes outcomes = fixture_add(&fixture, &delivery);
    ck_assert_uint_eq(outcomes.count, 1);
    ck_assert_int_eq(outcomes.items[0].verdict, LEDGER_ACCEPTED);
    ck_assert_uint_eq(outcomes.items[0].index, 3);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 3);
    fixture_commit(&fixture);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 4);

    const struct record record = fixture_record(&fixture, 3);
    struct store_payload payload;
    ck_assert_int_eq(ledger_payload(fixture.ledger, 3, fixture.arena, &payload, NULL), 0);
    const struct sha256_digest digest = payload_digest(&payload.salt, SLICE("{\"a\":1}"));
    ck_assert_mem_eq(record.origin.payload.sha256.b, digest.b, SHA256_BYTES);
    ck_assert_slice_eq(record.origin.id, SLICE("a-1"));
    ck_assert_slice_eq(record.source, SLICE("aws"));
    ck_assert_int_eq(record.received_ms, fixture.now_ms);
    ck_assert(person_is_ref(record.body.event.actor.name));
    struct store_person_page persons;
    ck_assert_int_eq(ledger_persons(fixture.ledger, fixture.arena, &persons, NULL), 0);
    ck_assert_uint_eq(persons.count, 1);
    ck_assert_slice_eq(persons.persons[0].name, SLICE("Ada"));
    ck_assert_slice_eq(persons.persons[0].ref, record.body.event.actor.name);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(the_same_id_and_bytes_are_a_duplicate)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    ck_assert_int_eq(fixture_add_one(&fixture, "a", "one").verdict, LEDGER_ACCEPTED);
    for (int round = 0; round < 3; round++) {
        const struct ledger_outcome outcome = fixture_add_one(&fixture, "a", "one");
        ck_assert_int_eq(outcome.verdict, LEDGER_DUPLICATE);
        ck_assert_uint_eq(outcome.index, 3);
        fixture_commit(&fixture);
        if (round == 1)
            ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
    }
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 4);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(the_same_id_with_other_bytes_is_a_reject_once)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "a", "one");
    for (int round = 0; round < 2; round++) {
        struct ledger_outcome outcome = fixture_add_one(&fixture, "a", "two");
        ck_assert_int_eq(outcome.verdict, round == 0 ? LEDGER_REJECTED : LEDGER_DUPLICATE);
        ck_assert_uint_eq(outcome.index, 4);
        outcome = fixture_add_one(&fixture, "a", "three");
        ck_assert_int_eq(outcome.verdict, round == 0 ? LEDGER_REJECTED : LEDGER_DUPLICATE);
        ck_assert_uint_eq(outcome.index, 5);
        if (round == 0)
            ck_assert_slice_eq(outcome.reason, SLICE("id 'a' was received before with other bytes (entry 3)"));
        fixture_commit(&fixture);
        ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
    }
    const struct record record = fixture_record(&fixture, 4);
    ck_assert_int_eq(record.kind, RECORD_REJECT);
    ck_assert(slice_starts(record.origin.id, SLICE("hmac:")));
    ck_assert_slice_eq(record.body.reject.reason, SLICE("id 'a' was received before with other bytes (entry 3)"));
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 6);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(the_same_id_from_another_source_is_another_id)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "a", "one");
    const struct shaped event = fixture_event("a", "arn:x");
    struct ledger_delivery delivery = fixture_delivery(&fixture, "one", &event, 1);
    delivery.source = SLICE("wire");
    delivery.auth = SLICE("ed25519");
    delivery.signature = SLICE("c2ln");
    ck_assert_int_eq(fixture_add(&fixture, &delivery).items[0].verdict, LEDGER_ACCEPTED);
    fixture_commit(&fixture);
    ck_assert_slice_eq(fixture_record(&fixture, 4).origin.signature, SLICE("c2ln"));
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(what_has_no_id_gets_one)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct slice key;
    ck_assert_int_eq(store_meta(fixture.inner, SLICE("id_key"), fixture.arena, &key, NULL), 0);
    const struct sha256_digest mac = hmac_sha256(key, SLICE("bytes"));
    char hex[2 * SHA256_BYTES + 1];
    hex_write(hex, mac.b, SHA256_BYTES);

    const struct shaped events[] = {fixture_event(NULL, "arn:1"), fixture_event("own", "arn:2"),
                                    fixture_event(NULL, "arn:3")};
    struct ledger_delivery delivery = fixture_delivery(&fixture, "bytes", events, 1);
    fixture_add(&fixture, &delivery);
    delivery = fixture_delivery(&fixture, "bytes", events, 3);
    fixture_add(&fixture, &delivery);
    delivery.id = SLICE("delivery");
    delivery.bytes = SLICE("other bytes");
    delivery = fixture_delivery(&fixture, "other bytes", events, 1);
    delivery.id = SLICE("delivery");
    fixture_add(&fixture, &delivery);
    fixture_commit(&fixture);
    ck_assert_slice_eq(fixture_record(&fixture, 3).origin.id, arena_format(fixture.arena, "hmac:%s", hex));
    ck_assert_slice_eq(fixture_record(&fixture, 4).origin.id, arena_format(fixture.arena, "hmac:%s#0", hex));
    ck_assert_slice_eq(fixture_record(&fixture, 5).origin.id, SLICE("own"));
    ck_assert_slice_eq(fixture_record(&fixture, 6).origin.id, arena_format(fixture.arena, "hmac:%s#2", hex));
    ck_assert_slice_eq(fixture_record(&fixture, 7).origin.id, SLICE("delivery#0"));
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(nobody_may_use_the_ledgers_ids)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const struct ledger_outcome outcome = fixture_add_one(&fixture, "hmac:00", "bytes");
    ck_assert_int_eq(outcome.verdict, LEDGER_REJECTED);
    ck_assert_slice_eq(outcome.reason, SLICE("ids that begin with 'hmac:' are the ledger's own"));
    const struct shaped event = fixture_event(NULL, "arn:x");
    struct ledger_delivery delivery = fixture_delivery(&fixture, "more", &event, 1);
    delivery.id = SLICE("hmac:11");
    ck_assert_int_eq(fixture_add(&fixture, &delivery).items[0].verdict, LEDGER_REJECTED);
}
END_TEST

START_TEST(one_payload_is_stored_once_under_its_lowest_index)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "b", "early");
    const struct shaped events[] = {fixture_event("a", "arn:1"), fixture_event("b", "arn:2"),
                                    fixture_event("c", "arn:3"), fixture_event("c", "arn:4")};
    const struct ledger_delivery delivery = fixture_delivery(&fixture, "many", events, 4);
    for (int round = 0; round < 2; round++) {
        const struct ledger_outcomes outcomes = fixture_add(&fixture, &delivery);
        static const enum ledger_verdict verdicts[] = {LEDGER_ACCEPTED, LEDGER_REJECTED, LEDGER_ACCEPTED,
                                                       LEDGER_REJECTED};
        static const uint64_t first[] = {4, 5, 6, 7};
        static const uint64_t again[] = {4, 5, 6, 6};
        for (size_t i = 0; i < 4; i++) {
            ck_assert_int_eq(outcomes.items[i].verdict, round == 0 ? verdicts[i] : LEDGER_DUPLICATE);
            ck_assert_uint_eq(outcomes.items[i].index, round == 0 ? first[i] : again[i]);
        }
        if (round == 0)
            ck_assert_slice_eq(outcomes.items[3].reason, SLICE("id 'c' stands in this payload twice (entry 6)"));
        fixture_commit(&fixture);
    }
    for (uint64_t index = 4; index < 8; index++) {
        struct store_entry entry;
        struct store_payload payload;
        ck_assert_int_eq(ledger_entry(fixture.ledger, index, fixture.arena, &entry, NULL), 0);
        ck_assert_uint_eq(entry.payload, 4);
        ck_assert_uint_eq(fixture_record(&fixture, index).origin.part, index - 4);
        ck_assert_int_eq(ledger_payload(fixture.ledger, index, fixture.arena, &payload, NULL),
                         index == 4 ? 0 : ERR_NOT_FOUND);
    }
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 8);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(what_passes_a_limit_is_a_reject)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    char *id = arena_alloc(fixture.arena, LIMIT_ID_BYTES + 2);
    memset(id, 'x', LIMIT_ID_BYTES + 1);
    const struct ledger_outcome outcome = fixture_add_one(&fixture, id, "bytes");
    ck_assert_int_eq(outcome.verdict, LEDGER_REJECTED);
    ck_assert_slice_eq(outcome.reason, SLICE("'id' has 513 bytes, at most 512 are allowed"));
    struct shaped event = fixture_event("p", "arn:x");
    char *name = arena_alloc(fixture.arena, LIMIT_UID_BYTES + 2);
    memset(name, 'n', LIMIT_UID_BYTES + 1);
    event.record.body.event.actor.name = slice_of(name);
    event.personal = PERSONAL_ACTOR_NAME;
    struct ledger_delivery delivery = fixture_delivery(&fixture, "person", &event, 1);
    const struct ledger_outcomes outcomes = fixture_add(&fixture, &delivery);
    ck_assert_slice_eq(outcomes.items[0].reason, SLICE("a person's name has 1025 bytes, at most 1024 are allowed"));
    fixture_commit(&fixture);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(unreadable_payloads_are_rejects_once)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct ledger_delivery delivery = {.source = SLICE("aws"),
                                       .auth = SLICE("local"),
                                       .bytes = SLICE("not json"),
                                       .type = SLICE("text/\xff"),
                                       .received_ms = INSTANT_NONE,
                                       .reason = SLICE("line 1: \xff")};
    for (int round = 0; round < 2; round++) {
        const struct ledger_outcome outcome = fixture_add(&fixture, &delivery).items[0];
        ck_assert_int_eq(outcome.verdict, round == 0 ? LEDGER_REJECTED : LEDGER_DUPLICATE);
        ck_assert_uint_eq(outcome.index, 3);
    }
    fixture_commit(&fixture);
    const struct record record = fixture_record(&fixture, 3);
    ck_assert_slice_eq(record.body.reject.reason, SLICE("line 1: "));
    ck_assert_slice_eq(record.origin.payload_type, SLICE("application/octet-stream"));
    ck_assert(!record.origin.adapter.present);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(what_belongs_to_no_source_is_the_ledgers_reject)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct ledger_delivery delivery = {.source = SLICE("ledger"),
                                       .auth = SLICE("local"),
                                       .bytes = SLICE("?"),
                                       .type = SLICE("text/plain"),
                                       .received_ms = INSTANT_NONE,
                                       .reason = SLICE("no source")};
    ck_assert_int_eq(fixture_add(&fixture, &delivery).items[0].verdict, LEDGER_REJECTED);
    delivery.source = SLICE("nobody");
    ck_assert_int_eq(fixture_add(&fixture, &delivery).items[0].verdict, LEDGER_DUPLICATE);
    delivery.bytes = SLICE("??");
    ck_assert_int_eq(fixture_add(&fixture, &delivery).items[0].verdict, LEDGER_REJECTED);
    fixture_commit(&fixture);
    ck_assert_slice_eq(fixture_record(&fixture, 4).source, SLICE("ledger"));
    delivery.auth = SLICE("ed25519");
    struct err err;
    struct ledger_outcomes outcomes;
    ck_assert_int_eq(ledger_add(fixture.ledger, &delivery, fixture.arena, &outcomes, &err), ERR_USAGE);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(keeps_the_start_of_what_is_too_large)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const size_t size = LIMIT_PAYLOAD_BYTES + 5;
    uint8_t *bytes = arena_alloc(fixture.arena, size);
    memset(bytes, 'z', size);
    for (int round = 0; round < 3; round++) {
        bytes[size - 1] = round == 2 ? 'y' : 'z'; /* beyond what is kept, yet another payload */
        struct ledger_oversize *oversize = arena_alloc(fixture.arena, sizeof(*oversize));
        ledger_oversize_init(oversize);
        ledger_oversize_add(oversize, (struct slice){bytes, size});
        ledger_oversize_finish(oversize);
        const struct ledger_delivery delivery = {.source = SLICE("aws"),
                                                 .auth = SLICE("local"),
                                                 .type = SLICE("application/json"),
                                                 .received_ms = INSTANT_NONE,
                                                 .reason = SLICE("too large"),
                                                 .oversize = oversize};
        const struct ledger_outcome outcome = fixture_add(&fixture, &delivery).items[0];
        ck_assert_int_eq(outcome.verdict, round == 1 ? LEDGER_DUPLICATE : LEDGER_REJECTED);
        ck_assert_uint_eq(outcome.index, round == 2 ? 4 : 3);
    }
    fixture_commit(&fixture);
    const struct record record = fixture_record(&fixture, 4);
    struct store_payload payload;
    ck_assert_int_eq(ledger_payload(fixture.ledger, 4, fixture.arena, &payload, NULL), 0);
    ck_assert_uint_eq(payload.bytes.n, LIMIT_REJECT_PREFIX_BYTES);
    const struct sha256_digest all = payload_digest(&payload.salt, (struct slice){bytes, size});
    ck_assert(record.body.reject.truncated);
    ck_assert_uint_eq(record.body.reject.size, size);
    ck_assert_mem_eq(record.body.reject.all.sha256.b, all.b, SHA256_BYTES);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(refuses_other_sources_and_other_authentication)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct err err;
    struct ledger_outcomes outcomes;
    const struct shaped event = fixture_event("a", "arn:x");
    struct ledger_delivery delivery = fixture_delivery(&fixture, "one", &event, 1);
    delivery.source = SLICE("nobody");
    ck_assert_int_eq(ledger_add(fixture.ledger, &delivery, fixture.arena, &outcomes, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "source 'nobody' is not enrolled");
    delivery.source = SLICE("wire");
    ck_assert_int_eq(ledger_add(fixture.ledger, &delivery, fixture.arena, &outcomes, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "source 'wire' is enrolled with authentication 'ed25519', not 'local'");
    /* Nothing of that spoils the session. */
    ck_assert_int_eq(fixture_add_one(&fixture, "a", "one").verdict, LEDGER_ACCEPTED);
    fixture_commit(&fixture);
}
END_TEST

START_TEST(a_reader_appends_nothing)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_READ, NULL));
    struct err err;
    struct ledger_outcomes outcomes;
    const struct shaped event = fixture_event("a", "arn:x");
    const struct ledger_delivery delivery = fixture_delivery(&fixture, "one", &event, 1);
    ck_assert_int_eq(ledger_add(fixture.ledger, &delivery, fixture.arena, &outcomes, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "the ledger is open for reading only");
}
END_TEST

START_TEST(a_retired_source_is_rejected_unless_it_repeats_itself)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "a", "one");
    const struct record_source retired = {.action = SOURCE_RETIRED, .name = SLICE("aws")};
    ck_assert_int_eq(ledger_put_source(fixture.ledger, &retired, NULL, NULL), 0);
    ck_assert_int_eq(fixture_add_one(&fixture, "a", "one").verdict, LEDGER_DUPLICATE);
    const struct ledger_outcome outcome = fixture_add_one(&fixture, "b", "two");
    ck_assert_int_eq(outcome.verdict, LEDGER_REJECTED);
    ck_assert_slice_eq(outcome.reason, SLICE("source 'aws' is retired"));
    fixture_commit(&fixture);
    fixture_check_clean(&fixture);
}
END_TEST

static struct shaped
source_event(const char *id, enum source_action action, const char *name, const char *adapter)
{
    struct shaped shaped = {.record = {.kind = RECORD_SOURCE, .origin = {.occurred_ms = INSTANT_NONE}}};
    shaped.record.origin.id = slice_of(id);
    shaped.record.body.source_change.action = action;
    shaped.record.body.source_change.name = slice_of(name);
    shaped.record.body.source_change.adapter = slice_of(adapter);
    return shaped;
}

static struct ledger_outcome
add_source_event(struct fixture *fixture, const char *from, const struct shaped *event)
{
    struct ledger_delivery delivery = fixture_delivery(fixture, (const char *)event->record.origin.id.p, event, 1);
    delivery.source = slice_of(from);
    return fixture_add(fixture, &delivery).items[0];
}

START_TEST(events_enrol_and_retire_sources)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct shaped event = source_event("1", SOURCE_ENROLLED, "github", "github");
    ck_assert_int_eq(add_source_event(&fixture, "github", &event).verdict, LEDGER_ACCEPTED);
    const struct ledger_source *source = ledger_source_find(fixture.ledger, SLICE("github"));
    ck_assert_ptr_nonnull(source);
    ck_assert_slice_eq(source->settings.source_auth, SLICE("local"));
    ck_assert_uint_eq(source->index, 3);
    event = source_event("2", SOURCE_RETIRED, "github", NULL);
    ck_assert_int_eq(add_source_event(&fixture, "github", &event).verdict, LEDGER_ACCEPTED);
    ck_assert(ledger_source_find(fixture.ledger, SLICE("github"))->retired);
    event = source_event("3", SOURCE_ENROLLED, "github", "github");
    ck_assert_int_eq(add_source_event(&fixture, "github", &event).verdict, LEDGER_ACCEPTED);
    ck_assert(!ledger_source_find(fixture.ledger, SLICE("github"))->retired);
    fixture_commit(&fixture);
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_READ, NULL));
    source = ledger_source_find(fixture.ledger, SLICE("github"));
    ck_assert(!source->retired);
    ck_assert_uint_eq(source->index, 5);
    ck_assert_uint_eq(ledger_source_count(fixture.ledger), 3);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(events_cannot_enrol_what_may_not_be)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct shaped event = source_event("1", SOURCE_ENROLLED, "ledger", "x");
    ck_assert_slice_eq(add_source_event(&fixture, "aws", &event).reason,
                       SLICE("the name 'ledger' is the ledger's own"));
    event = source_event("2", SOURCE_RETIRED, "nobody", NULL);
    ck_assert_slice_eq(add_source_event(&fixture, "stranger", &event).reason,
                       SLICE("source 'nobody' was never enrolled"));
    event = source_event("3", SOURCE_ENROLLED, "x", NULL);
    ck_assert_slice_eq(add_source_event(&fixture, "aws", &event).reason, SLICE("source 'x' needs an adapter"));
    event = source_event("4", SOURCE_ENROLLED, "x", "x");
    ck_assert_slice_eq(add_source_event(&fixture, "ledger", &event).reason,
                       SLICE("only the ledger itself speaks as 'ledger'"));
    struct ledger_delivery delivery = fixture_delivery(&fixture, "wired", &event, 1);
    delivery.source = SLICE("wire");
    delivery.auth = SLICE("ed25519");
    ck_assert_slice_eq(fixture_add(&fixture, &delivery).items[0].reason,
                       SLICE("source events are taken from local ingest only"));
    /* What was signed stays signed, whoever enrols it again. */
    event = source_event("5", SOURCE_ENROLLED, "wire", "other");
    ck_assert_int_eq(add_source_event(&fixture, "aws", &event).verdict, LEDGER_ACCEPTED);
    ck_assert_slice_eq(ledger_source_find(fixture.ledger, SLICE("wire"))->settings.source_auth, SLICE("ed25519"));
    fixture_commit(&fixture);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(one_payload_may_enrol_its_own_source)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const struct shaped events[] = {fixture_event("early", "arn:1"), source_event("1", SOURCE_ENROLLED, "new", "x"),
                                    fixture_event("late", "arn:2")};
    struct ledger_delivery delivery = fixture_delivery(&fixture, "mixed", events, 3);
    delivery.source = SLICE("new");
    const struct ledger_outcomes outcomes = fixture_add(&fixture, &delivery);
    ck_assert_slice_eq(outcomes.items[0].reason, SLICE("source 'new' is not enrolled"));
    ck_assert_int_eq(outcomes.items[1].verdict, LEDGER_ACCEPTED);
    ck_assert_int_eq(outcomes.items[2].verdict, LEDGER_ACCEPTED);
    fixture_commit(&fixture);
    ck_assert_slice_eq(fixture_record(&fixture, 3).source, SLICE("ledger"));
    ck_assert_slice_eq(fixture_record(&fixture, 5).source, SLICE("new"));
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(a_delivery_has_some_events_and_not_too_many)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct err err;
    struct ledger_outcomes outcomes;
    struct shaping none = {NULL, 0};
    struct ledger_delivery delivery = fixture_delivery(&fixture, "none", NULL, 0);
    delivery.shaping = &none;
    ck_assert_int_eq(ledger_add(fixture.ledger, &delivery, fixture.arena, &outcomes, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "a delivery has 1 to 10000 events, not 0; a too large one has none");
}
END_TEST

/* A payload with as many events as there may be, behind a batch that is almost full. */
START_TEST(a_payload_never_spans_two_batches)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "before", "before");
    struct shaped *events = arena_array(fixture.arena, LIMIT_PAYLOAD_EVENTS, sizeof(*events));
    for (size_t i = 0; i < LIMIT_PAYLOAD_EVENTS; i++)
        events[i] = fixture_event(NULL, "arn:x");
    const struct ledger_delivery delivery = fixture_delivery(&fixture, "large", events, LIMIT_PAYLOAD_EVENTS);
    const struct ledger_outcomes outcomes = fixture_add(&fixture, &delivery);
    ck_assert_uint_eq(outcomes.items[0].index, 4);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 4);
    fixture_commit(&fixture);
    struct store_checkpoint checkpoint;
    ck_assert_int_eq(store_checkpoint(fixture.inner, UINT64_MAX, fixture.arena, &checkpoint, NULL), 0);
    ck_assert_uint_eq(checkpoint.first, 4);
    ck_assert_uint_eq(checkpoint.size, 4 + LIMIT_PAYLOAD_EVENTS);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(a_real_clock_never_goes_back)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const int64_t start = fixture.now_ms;
    fixture.now_ms = start + 5000;
    fixture_add_one(&fixture, "a", "1");
    fixture.now_ms = start - 5000;
    fixture_add_one(&fixture, "b", "2");
    fixture_commit(&fixture);
    fixture_add_one(&fixture, "c", "3");
    fixture.now_ms = start + 6000;
    fixture_add_one(&fixture, "d", "4");
    fixture_commit(&fixture);
    static const int64_t want[] = {5000, 5000, 5000, 6000};
    for (uint64_t i = 0; i < 4; i++)
        ck_assert_int_eq(fixture_record(&fixture, 3 + i).received_ms, start + want[i]);
    ck_assert_int_eq(ledger_info(fixture.ledger).received_ms, start + 6000);
}
END_TEST

static struct ledger_outcome
add_at(struct fixture *fixture, const char *id, int64_t received_ms)
{
    const struct shaped event = fixture_event(id, "arn:x");
    struct ledger_delivery delivery = fixture_delivery(fixture, id, &event, 1);
    delivery.received_ms = received_ms;
    return fixture_add(fixture, &delivery).items[0];
}

START_TEST(a_simulated_ledger_takes_the_senders_time)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, true);
    ck_assert_slice_eq(ledger_info(fixture.ledger).origin, SLICE("ledger.test/unit/SIMULATED"));
    for (int round = 0; round < 2; round++) {
        const struct ledger_outcome outcomes[] = {
            add_at(&fixture, "a", 1000),         /* 3 */
            add_at(&fixture, "b", INSTANT_NONE), /* 4 */
            add_at(&fixture, "c", 999),          /* 5 */
            add_at(&fixture, "d", 1000),         /* 6 */
            add_at(&fixture, "e", 2500),         /* 7 */
        };
        for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
            const bool is_reject = i == 1 || i == 2;
            ck_assert_uint_eq(outcomes[i].index, 3 + i);
            ck_assert_int_eq(outcomes[i].verdict, round == 1  ? LEDGER_DUPLICATE
                                                  : is_reject ? LEDGER_REJECTED
                                                              : LEDGER_ACCEPTED);
        }
        if (round == 0) {
            ck_assert_slice_eq(outcomes[1].reason,
                               SLICE("receivedtime is missing: a simulated ledger takes it from every event"));
            ck_assert_slice_eq(outcomes[2].reason, SLICE("receivedtime 1970-01-01T00:00:00.999Z is before that of the "
                                                         "entry before, 1970-01-01T00:00:01.000Z"));
        }
        fixture_commit(&fixture);
    }
    static const int64_t want[] = {0, 0, 0, 1000, 1000, 1000, 1000, 2500};
    for (uint64_t i = 0; i < COUNT_OF(want); i++)
        ck_assert_int_eq(fixture_record(&fixture, i).received_ms, want[i]);
    /* An unreadable payload keeps its time when that could be read. */
    struct ledger_delivery reject = {.source = SLICE("aws"),
                                     .auth = SLICE("local"),
                                     .bytes = SLICE("?"),
                                     .type = SLICE("text/plain"),
                                     .received_ms = 3000,
                                     .reason = SLICE("no")};
    ck_assert_uint_eq(fixture_add(&fixture, &reject).items[0].index, 8);
    fixture_commit(&fixture);
    ck_assert_int_eq(fixture_record(&fixture, 8).received_ms, 3000);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(a_full_batch_commits_by_itself)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    for (int i = 0; i < LIMIT_BATCH_ENTRIES + 1; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", i);
        fixture_add_one(&fixture, id, id);
    }
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 3 + LIMIT_BATCH_ENTRIES);
    fixture_commit(&fixture);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 4 + LIMIT_BATCH_ENTRIES);
    fixture_check_clean(&fixture);
}
END_TEST

/* What a script of deliveries leaves behind: the set of (source, id), as one text. */
static struct slice
id_set(struct fixture *fixture)
{
    struct buf lines;
    buf_init(&lines, 1 << 20);
    for (uint64_t i = 0; i < ledger_info(fixture->ledger).size; i++) {
        const struct record record = fixture_record(fixture, i);
        buf_format(&lines, "%.*s %.*s\n", SLICE_ARG(record.source), SLICE_ARG(record.origin.id));
    }
    const struct slice text = arena_copy(fixture->arena, buf_slice(&lines));
    buf_release(&lines);
    return text;
}

/* Duplicates, conflicts, rejects, several events, names. */
static int
run_script(struct fixture *fixture, struct err *err)
{
    for (int i = 0; i < 12; i++) {
        char bytes[32];
        snprintf(bytes, sizeof(bytes), "payload %d", i % 9);
        struct shaped events[] = {fixture_event(i % 4 == 3 ? NULL : bytes, "arn:1"),
                                  fixture_event("conflict", "arn:2")};
        events[0].record.body.event.actor.name = slice_of(bytes);
        events[0].personal = PERSONAL_ACTOR_NAME;
        struct ledger_delivery delivery = fixture_delivery(fixture, bytes, events, i % 3 == 0 ? 2 : 1);
        if (i % 5 == 4) {
            delivery.shaping = NULL;
            delivery.reason = SLICE("unreadable");
        }
        struct ledger_outcomes outcomes;
        TRY(ledger_add(fixture->ledger, &delivery, fixture->arena, &outcomes, err));
        if (i % 4 == 1)
            TRY(ledger_commit(fixture->ledger, err));
    }
    return ledger_commit(fixture->ledger, err);
}

/* Open, run, and after the injected failure open and run again. Returns whether a call failed at all. */
static bool
run_with_failure(struct fixture *fixture, uint64_t fail_at, bool after)
{
    struct err err;
    fixture->faulty = (struct faulty){.fail_at = fail_at, .after = after};
    int code = fixture_open_again(fixture, LEDGER_WRITE, &err) == NULL ? ERR_IO : run_script(fixture, &err);
    const bool failed = code < 0;
    if (failed && fixture->ledger != NULL) {
        struct err again;
        code = ledger_commit(fixture->ledger, &again);
        ck_assert_msg(code == 0 || code == ERR_IO, "%s", again.text);
        fixture_check_clean(fixture);
    }
    fixture->faulty = (struct faulty){0};
    ck_assert_msg(fixture_open_again(fixture, LEDGER_WRITE, &err) != NULL, "%s", err.text);
    ck_assert_msg(run_script(fixture, &err) == 0, "%s", err.text);
    return failed;
}

/* The hmac key differs from ledger to ledger, so each history is held against a run of its own without failures. */
START_TEST(any_failing_call_leaves_a_ledger_that_the_same_input_completes)
{
    for (int after = 0; after < 2; after++) {
        bool failed = true;
        uint64_t n = 0;
        while (failed) {
            AUTO(fixture_release) struct fixture fixture;
            fixture_init(&fixture, false);
            failed = run_with_failure(&fixture, ++n, after == 1);
            fixture_check_clean(&fixture);
            const struct slice once = id_set(&fixture);
            const uint64_t size = ledger_info(fixture.ledger).size;
            ck_assert_int_eq(run_script(&fixture, NULL), 0);
            ck_assert_slice_eq(id_set(&fixture), once);
            ck_assert_uint_eq(size, 3 + 14);
        }
        printf("%" PRIu64 " calls failed in turn\n", n - 1);
        ck_assert_uint_gt(n, 15);
    }
}
END_TEST

START_TEST(after_a_failed_commit_nothing_is_taken)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct err err;
    fixture_add_one(&fixture, "a", "one");
    fixture.faulty = (struct faulty){.fail_at = 1};
    ck_assert_int_eq(ledger_commit(fixture.ledger, &err), ERR_IO);
    ck_assert_str_eq(err.text, "injected failure of call 1");
    ck_assert_int_eq(ledger_commit(fixture.ledger, &err), ERR_IO);
    ck_assert_str_eq(err.text, "an earlier write failed: open the ledger again");
    const struct shaped event = fixture_event("b", "arn:x");
    const struct ledger_delivery delivery = fixture_delivery(&fixture, "two", &event, 1);
    struct ledger_outcomes outcomes;
    ck_assert_int_eq(ledger_add(fixture.ledger, &delivery, fixture.arena, &outcomes, &err), ERR_IO);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 3);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN(
        "append", accepts_an_event_and_seals_it, the_same_id_and_bytes_are_a_duplicate,
        the_same_id_with_other_bytes_is_a_reject_once, the_same_id_from_another_source_is_another_id,
        what_has_no_id_gets_one, nobody_may_use_the_ledgers_ids, one_payload_is_stored_once_under_its_lowest_index,
        what_passes_a_limit_is_a_reject, unreadable_payloads_are_rejects_once,
        what_belongs_to_no_source_is_the_ledgers_reject, keeps_the_start_of_what_is_too_large,
        refuses_other_sources_and_other_authentication, a_reader_appends_nothing,
        a_retired_source_is_rejected_unless_it_repeats_itself, events_enrol_and_retire_sources,
        events_cannot_enrol_what_may_not_be, one_payload_may_enrol_its_own_source,
        a_delivery_has_some_events_and_not_too_many, a_payload_never_spans_two_batches, a_real_clock_never_goes_back,
        a_simulated_ledger_takes_the_senders_time, a_full_batch_commits_by_itself,
        any_failing_call_leaves_a_ledger_that_the_same_input_completes, after_a_failed_commit_nothing_is_taken);
}
