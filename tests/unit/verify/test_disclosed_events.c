/* test_disclosed_events.c - lies of whoever holds the key about which events the payloads gave: events hidden as
 * rejects, rejects taken as events, entries left out or told twice. Every digest, root, signature and figure is right.
 * Covers: disclosed.c, expectation.c, payloads.c */
#include "lie.h"

#include <inttypes.h>

/* In the place of entry `index`: an event like that of `like`, from the payload of the entry that stood there. */
static void
put_event(struct forge *forge, size_t index, size_t like, const char *id)
{
    const struct record there = forge_record(forge, index);
    struct record event = forge_record(forge, like);
    event.received_ms = there.received_ms;
    if (!slice_equal(there.source, SLICE("ledger")))
        event.source = there.source;
    event.origin.id = slice_of(id);
    event.origin.payload = there.origin.payload;
    event.origin.part = there.origin.part;
    if (there.origin.adapter.present)
        event.origin.adapter = there.origin.adapter;
    forge_put(forge, index, &event);
}

/* In the place of entry `index`: a reject of its payload. */
static void
put_reject(struct forge *forge, size_t index, const char *id, const char *reason)
{
    struct record record = forge_record(forge, index);
    record.kind = RECORD_REJECT;
    record.origin.id = slice_of(id);
    record.origin.occurred_ms = INSTANT_NONE;
    record.body.reject = (struct record_reject){.reason = slice_of(reason)};
    forge_put(forge, index, &record);
}

#define HMAC "hmac:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void
hide_event(struct forge *forge)
{
    put_reject(forge, forge_find(forge, "\"f-4\""), HMAC, "not JSON: line 1 column 3: expected a name");
}

static void
hide_event_of_several(struct forge *forge)
{
    put_reject(forge, forge_find(forge, "\"m-d\""), HMAC "#1", "source 'many' is retired");
}

/* As if it belonged to no source. */
static void
hide_event_under_ledger(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"f-4\"");
    put_reject(forge, index, HMAC, "no source: it is no CloudEvent, and --source was not given");
    struct record record = forge_record(forge, index);
    record.source = SLICE("ledger");
    record.origin.adapter.present = false;
    forge_put(forge, index, &record);
}

static void
hide_event_as_too_large(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"f-4\"");
    put_reject(forge, index, HMAC, "a payload of 2000000 bytes is larger than 1048576");
    struct record record = forge_record(forge, index);
    record.origin.adapter.present = false;
    record.body.reject.truncated = true;
    record.body.reject.size = 2000000;
    record.body.reject.all = (struct record_digest){true, {{1}}};
    forge_put(forge, index, &record);
}

static void
take_retired(struct forge *forge)
{
    put_event(forge, forge_find(forge, "source 'old' is retired"), forge_find(forge, "\"f-4\""), "f-10");
}

static void
take_stranger(struct forge *forge)
{
    const size_t index = forge_find(forge, "source 'stranger' is not enrolled");
    put_event(forge, index, forge_find(forge, "\"f-4\""), "f-8");
    forge_edit(forge, index, "\"source\":\"scanner\"", "\"source\":\"stranger\"");
}

static void
take_late(struct forge *forge)
{
    put_event(forge, forge_find(forge, "is before that of the entry before"), forge_find(forge, "\"f-4\""), "f-11");
}

static void
take_own_id(struct forge *forge)
{
    put_event(forge, forge_find(forge, "are the ledger's own"), forge_find(forge, "\"f-4\""), "hmac:1");
}

static void
take_conflict(struct forge *forge)
{
    put_event(forge, forge_find(forge, "id 'f-1' was received before"), forge_find(forge, "\"f-4\""), "f-1");
}

static void
take_doubled_id(struct forge *forge)
{
    put_event(forge, forge_find(forge, "stands in this payload twice"), forge_find(forge, "\"m-1#1\""), "m-a");
}

static void
take_unreadable(struct forge *forge)
{
    put_event(forge, forge_find(forge, "data.stage: expected one of"), forge_find(forge, "\"f-4\""), "f-9");
}

static void
take_no_json(struct forge *forge)
{
    put_event(forge, forge_find(forge, "expected a value, found end of input"), forge_find(forge, "\"f-4\""), "f-90");
}

static void
take_long_name(struct forge *forge)
{
    put_event(forge, forge_find(forge, "a person's name has"), forge_find(forge, "\"f-4\""), "f-13");
}

static void
leave_out_event(struct forge *forge)
{
    forge_remove(forge, forge_find(forge, "\"m-1#1\""));
}

static void
leave_out_last_event(struct forge *forge)
{
    forge_remove(forge, forge_find(forge, "\"m-d\""));
}

static void
leave_out_first_event(struct forge *forge)
{
    forge_remove(forge, forge_find(forge, "\"m-a\",\"kind\":\"event\""));
}

static void
leave_out_reject(struct forge *forge)
{
    forge_remove(forge, forge_find(forge, "stands in this payload twice"));
}

/* Add a copy of entry `index` and its payload at the end. */
static void
repeat(struct forge *forge, size_t index, const char *id)
{
    struct record record = forge_record(forge, index);
    const struct payload_line line = *forge_payload(forge, index);
    const size_t at = forge->count;
    record.received_ms = forge_record(forge, at - 1).received_ms;
    if (id != NULL)
        record.origin.id = slice_of(id);
    forge_insert(forge, at, SLICE(""));
    forge_put(forge, at, &record);
    forge->payloads[forge->payload_count] = line;
    forge->payloads[forge->payload_count++].index = at;
}

static void
repeat_event(struct forge *forge)
{
    repeat(forge, forge_find(forge, "\"f-4\""), NULL);
}

static void
repeat_reject(struct forge *forge)
{
    repeat(forge, forge_find(forge, "no source: it"), HMAC);
}

/* The same bytes once more under another keyed hash: as if there had been two. */
static void
repeat_bare_payload(struct forge *forge)
{
    const struct payload_line *line = forge->payloads;
    while (!slice_starts(line->bytes, SLICE("{\"items\"")))
        line++;
    repeat(forge, (size_t)line->index, HMAC "#0");
}

static const struct lie lies[] = {
    {"hide event", hide_event, VERIFY_CODE_REJECT, "it rejects an event that can be read, for 'not JSON: line 1"},
    {"hide event of several", hide_event_of_several, VERIFY_CODE_REJECT, "it rejects an event that can be read"},
    {"hide event under ledger", hide_event_under_ledger, VERIFY_CODE_REJECT,
     "it rejects a payload that can be opened and belongs to a source"},
    {"hide event as too large", hide_event_as_too_large, VERIFY_CODE_REJECT,
     "it rejects 2000000 bytes as too many and keeps 2"},
    {"take retired", take_retired, VERIFY_CODE_EVENT, "a ledger rejects it: source 'old' is retired"},
    {"take stranger", take_stranger, VERIFY_CODE_EVENT, "a ledger rejects it: source 'stranger' is not enrolled"},
    {"take late", take_late, VERIFY_CODE_EVENT, "a ledger rejects it: receivedtime is missing or before"},
    {"take own id", take_own_id, VERIFY_CODE_EVENT, "a ledger rejects it: ids that begin with 'hmac:'"},
    {"take conflict", take_conflict, VERIFY_CODE_EVENT, "a ledger rejects it: its id was received before with other"},
    {"take conflict, id", take_conflict, VERIFY_CODE_IDENTITY, "it has the source and id of entry 6"},
    {"take doubled id", take_doubled_id, VERIFY_CODE_EVENT, "a ledger rejects it: its id stands in this payload twice"},
    {"take unreadable", take_unreadable, VERIFY_CODE_EVENT, "its payload cannot be read: data.stage: expected one of"},
    {"take no JSON", take_no_json, VERIFY_CODE_EVENT,
     "it names an adapter, but its payload cannot be opened: not JSON"},
    {"take long name", take_long_name, VERIFY_CODE_EVENT, "its payload gives what no record can hold: a person's name"},
    {"leave out event", leave_out_event, VERIFY_CODE_OMITTED,
     "entry 16: its payload gives 3 events, and no entry is made of number 1"},
    {"leave out last event", leave_out_last_event, VERIFY_CODE_OMITTED, "no entry is made of number 1"},
    {"leave out first event", leave_out_first_event, VERIFY_CODE_OMITTED, "no entry is made of number 0"},
    {"leave out reject", leave_out_reject, VERIFY_CODE_OMITTED, "no entry is made of number 2"},
    {"repeat event", repeat_event, VERIFY_CODE_IDENTITY, "no ledger adds it: it is a duplicate of entry 9"},
    {"repeat reject", repeat_reject, VERIFY_CODE_IDENTITY,
     "its id is that of other bytes, or these bytes had another id"},
};

START_TEST(a_lie_about_what_came_in_is_found_by_reading_the_payloads_again)
{
    for (size_t i = 0; i < COUNT_OF(lies); i++)
        lie_check(&lies[i], SAMPLE_SMALL);
}
END_TEST

/* In a real ledger what brings no id and no time is accepted, under the keyed hash of its bytes. */
START_TEST(a_real_ledger_verifies)
{
    static struct heard heard;
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_REAL);
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%s", heard_text(&heard));
    ck_assert_uint_eq(heard.result.chosen_by_hand, 0);
    ck_assert_uint_gt(forge_find(forge, "#1\",\"kind\":\"event\""), 0);
    lie_check(&(struct lie){"repeat bare payload", repeat_bare_payload, VERIFY_CODE_IDENTITY,
                            "its id is that of other bytes, or these bytes had another id"},
              SAMPLE_REAL);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("disclosed_events", a_lie_about_what_came_in_is_found_by_reading_the_payloads_again,
                     a_real_ledger_verifies);
}
