/* test_disclosed.c - lies of whoever holds the key: entries that are not what their payloads say, made so that every
 * digest, root, signature and figure is right. Only reading the payloads again can tell. Those about which events there
 * were are in test_disclosed_events.c.
 * Covers: disclosed.c, expectation.c, payloads.c, sealing.c, signatures.c */
#include "lie.h"

#include "base/encoding.h"

#include <inttypes.h>

static struct heard heard;

/* Changes of one text of one entry: which entry, from, to, and what is found. */
struct edit {
    const char *entry;
    const char *from;
    const char *to;
    enum verify_code code;
    const char *text;
};

#define EVENT_F1 "\"id\":\"f-1\",\"kind\":\"event\""

static const struct edit edits[] = {
    {EVENT_F1, "\"outcome\":\"fail\"", "\"outcome\":\"pass\"", VERIFY_CODE_EVENT,
     "entry 6: 'outcome' is \"pass\", its payload reads as \"fail\""},
    {EVENT_F1, "\"outcome\":\"fail\",", "", VERIFY_CODE_EVENT, "'outcome' is absent, its payload reads as \"fail\""},
    {"\"f-4\"", "\"stage\":\"verified\"", "\"stage\":\"evaluated\"", VERIFY_CODE_EVENT,
     "'stage' is \"evaluated\", its payload reads as \"verified\""},
    {"\"f-4\"", "\"stage\":\"verified\",", "", VERIFY_CODE_EVENT, "'stage' is absent"},
    {"\"f-4\"", ",\"source\":", ",\"signature\":\"x\",\"source\":", VERIFY_CODE_SOURCE,
     "it shows a signature, its source is enrolled without a key"},
    {"\"f-5\"", "\"severity\":\"high\"", "\"severity\":\"low\"", VERIFY_CODE_EVENT,
     "'finding.severity' is \"low\", its payload reads as \"high\""},
    {"\"f-5\"", "scan/a", "scan/b", VERIFY_CODE_EVENT, "'finding.check' is \"scan/b\""},
    {"\"f-5\"", "\"uid\":\"r2\"", "\"uid\":\"r3\"", VERIFY_CODE_EVENT, "'resource.uid' is \"r3\""},
    {"\"f-5\"", "\"occurred\":\"2026-01-01T07", "\"occurred\":\"2026-01-01T06", VERIFY_CODE_EVENT, "'occurred' is \""},
    {"\"f-5\"", "\"occurred\":\"2026-01-01T07:00:00.000Z\",", "", VERIFY_CODE_EVENT, "'occurred' is absent"},
    {"\"f-5\"", "jira:SEC-1", "jira:SEC-2", VERIFY_CODE_EVENT, "'refs' is [\"jira:SEC-2\"]"},
    {"\"f-5\"", "\"refs\":[\"jira:SEC-1\"],", "", VERIFY_CODE_EVENT, "'refs' is absent"},
    {"\"f-5\"", ",\"received\"", ",\"prior\":99,\"received\"", VERIFY_CODE_EVENT,
     "'prior' is 99, its payload reads as absent"},
    {"\"f-3\"", "\"actor\":{\"kind\":\"automation\",\"name\":\"robot\"},", "", VERIFY_CODE_EVENT, "'actor' is absent"},
    {"\"f-3\"", "\"automation\"", "\"system\"", VERIFY_CODE_EVENT, "'actor.kind' is \"system\""},
    {"\"f-3\"", "\"name\":\"robot\"", "\"name\":\"man\"", VERIFY_CODE_EVENT, "'actor.name' is \"man\""},
    {"\"f-6\"", "2026-02-01T00", "2026-03-01T00", VERIFY_CODE_EVENT, "'expires' is \"2026-03-01T00:00:00.000Z\""},
    {"\"x-1\"", "com.example.other", "com.example.another", VERIFY_CODE_EVENT, "'finding.title' is"},
    {"\"h-1\"", "\"accepted\":4", "\"accepted\":3", VERIFY_CODE_EVENT, "'counts.accepted' is 3"},
    {"\"h-1\"", "\"basis\":\"sender\"", "\"basis\":\"polled\"", VERIFY_CODE_EVENT, "'basis' is \"polled\""},
    {"\"c-1\"", "\"count\":4", "\"count\":5", VERIFY_CODE_EVENT, "'count' is 5"},
    {"\"c-1\"", "\"to\":\"2026-01-02", "\"to\":\"2026-01-03", VERIFY_CODE_EVENT, "'to' is"},
    {"\"enrol-2\"", "[\"fix\",\"waive\"]", "[\"fix\",\"verify\",\"waive\"]", VERIFY_CODE_EVENT,
     "'may' is [\"fix\",\"verify\",\"waive\"]"},
    {"\"enrol-2\"", "\"may\":[\"fix\",\"waive\"],", "", VERIFY_CODE_EVENT, "'may' is absent"},
    {"\"enrol-1\"", "86400", "86401", VERIFY_CODE_EVENT, "'interval_s' is 86401"},
    {"\"enrol-1\"", "\"name\":\"scanner\"", "\"name\":\"scanner2\"", VERIFY_CODE_EVENT, "'name' is \"scanner2\""},
    {EVENT_F1, "\"id\":\"f-1\"", "\"id\":\"f-99\"", VERIFY_CODE_EVENT, "'id' is \"f-99\""},
    {EVENT_F1, "\"part\":0", "\"part\":1", VERIFY_CODE_EVENT, "it is part 1 of a payload that gives 1 events"},
    {EVENT_F1, "\"part\":0", "\"part\":1", VERIFY_CODE_OMITTED,
     "its payload gives 1 events, and no entry is made of number 0"},
    {EVENT_F1, "\"auth\":\"local\"", "\"auth\":\"mtls\"", VERIFY_CODE_SOURCE,
     "its authentication is 'mtls', source 'scanner' has 'local'"},
    {"\"f-7\"", "\"received\":\"2026-01-01T09:00:00.000Z\"", "\"received\":\"2026-01-01T09:00:01.000Z\"",
     VERIFY_CODE_RECEIVED, "a simulated ledger must have received it at 2026-01-01T09:00:00.000Z"},
    {"\"m-1#1\"", "\"id\":\"m-1#1\"", "\"id\":\"m-1#7\"", VERIFY_CODE_EVENT, "'id' is \"m-1#7\""},
    {"no source: it", "\"id\":\"hmac:", "\"id\":\"hmac-", VERIFY_CODE_IDENTITY, "expected 'hmac:' and 64 digits"},
    {"\"m-a\",\"kind\":\"event\"", "\"m-a\"", "\"m-z\"", VERIFY_CODE_EVENT, "'id' is \"m-z\""},
    {"it holds no items", "\"source\":\"many\"", "\"source\":\"ledger\"", VERIFY_CODE_SOURCE,
     "it was read for a source, and stands under the ledger's own name"},
    {"is larger than", "\"size\":10487", "\"size\":487", VERIFY_CODE_REJECT, "as too many and keeps 65536"},
    {"\"s-1\"", "\"signature\":\"ed25519:", "\"signature\":\"ed25519;", VERIFY_CODE_SOURCE,
     "the signature that it shows is not the one of its payload"},
};

START_TEST(an_entry_that_was_edited_is_not_what_its_payload_says)
{
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        const struct edit *edit = &edits[i];
        struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
        forge_edit(forge, forge_find(forge, edit->entry), edit->from, edit->to);
        forge_verify(forge, forge_pack(forge), &heard);
        ck_assert_msg(heard.result.verdict == VERIFY_FAILED, "%s: %s", edit->to, heard_text(&heard));
        ck_assert_msg(heard_has(&heard, VERIFY_PAYLOADS, edit->code, edit->text), "%s: %s", edit->to,
                      heard_text(&heard));
        ck_assert_int_eq(heard.result.steps[VERIFY_ENTRIES], VERIFY_PASSED);
        ck_assert_int_eq(heard.result.steps[VERIFY_FIGURES], VERIFY_PASSED);
    }
}
END_TEST

static void
swap_payloads(struct forge *forge)
{
    struct payload_line *first = forge_payload(forge, forge_find(forge, EVENT_F1));
    struct payload_line *second = forge_payload(forge, forge_find(forge, "\"f-4\""));
    const struct slice bytes = first->bytes;
    first->bytes = second->bytes;
    second->bytes = bytes;
}

static void
change_salt(struct forge *forge)
{
    forge_payload(forge, forge_find(forge, EVENT_F1))->salt.b[31] ^= 1;
}

static void
change_payload(struct forge *forge)
{
    struct payload_line *line = forge_payload(forge, forge_find(forge, "\"f-4\""));
    line->bytes = forge_replaced(forge->arena, line->bytes, "verified", "detected");
}

/* And let the entry commit to it: the entry says the old thing. */
static void
change_payload_and_commitment(struct forge *forge)
{
    forge_edit_payload(forge, forge_find(forge, "\"f-4\""), "verified", "detected");
}

static void
change_payload_type(struct forge *forge)
{
    forge_payload(forge, forge_find(forge, "\"f-4\""))->type = SLICE("text/plain");
}

static void
read_as_a_form_that_is_not_taken(struct forge *forge)
{
    change_payload_type(forge);
    forge_edit(forge, forge_find(forge, "\"f-4\""), "application/json", "text/plain");
}

static void
part_entries_of_one_payload(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"m-1#1\"");
    struct slice moved = forge->entries[index];
    forge->entries[index] = forge->entries[index + 1];
    forge->entries[index + 1] = moved;
}

static void
change_time_inside_payload(struct forge *forge)
{
    forge_edit(forge, forge_find(forge, "stands in this payload twice"), "T13:00:00.000Z\",\"source",
               "T13:00:01.000Z\",\"source");
}

static void
put_act_between(struct forge *forge)
{
    struct record act = forge_record(forge, forge_find(forge, "a second scanner"));
    const size_t index = forge_find(forge, "\"m-1#1\"");
    act.received_ms = forge_record(forge, index).received_ms;
    act.body.source_change.name = SLICE("another");
    forge_insert(forge, index, SLICE(""));
    forge_put(forge, index, &act);
}

static void
change_time_of_act(struct forge *forge)
{
    forge_edit(forge, forge_find(forge, "a second scanner"), "T02:00:00.000Z", "T02:30:00.000Z");
}

static void
change_time_of_genesis(struct forge *forge)
{
    forge_edit(forge, 0, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.001Z");
    forge_edit(forge, 1, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.001Z");
}

/* Read by another adapter than the rules had then. */
static void
read_by_later_adapter(struct forge *forge)
{
    struct adapter_set *set;
    struct err err;
    ck_assert_msg(adapter_set_load(&forge->sets[1], forge->arena, &set, &err) == 0, "%s", err.text);
    const size_t index = forge_find(forge, "\"m-a\",\"kind\":\"event\"");
    for (size_t i = index; i < index + 3; i++) {
        struct record record = forge_record(forge, i);
        record.origin.adapter.sha256 = adapter_digest(adapter_find(set, SLICE("other")));
        forge_put(forge, i, &record);
    }
}

/* A type of daybook's own, read by the source's adapter. */
static void
read_own_type_by_other_adapter(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-4\""));
    record.origin.adapter = forge_record(forge, forge_find(forge, "\"m-b\"")).origin.adapter;
    forge_put(forge, forge_find(forge, "\"f-4\""), &record);
}

static void
break_chain_of_rules(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"kind\":\"ruleset\",\"previous\""));
    record.body.ruleset.previous.sha256.b[0] ^= 1;
    forge_put(forge, forge_find(forge, "\"kind\":\"ruleset\",\"previous\""), &record);
}

static struct slice
ref_of(const struct forge *forge, const char *name)
{
    for (size_t i = 0; i < forge->name_count; i++) {
        if (slice_equal(forge->names[i].name, slice_of(name)))
            return forge->names[i].ref;
    }
    ck_abort_msg("no name '%s'", name);
    return (struct slice){NULL, 0};
}

/* Somebody else did it. */
static void
blame(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-2\""));
    record.body.event.actor.name = ref_of(forge, "bob@acme.example");
    forge_put(forge, forge_find(forge, "\"f-2\""), &record);
}

/* Who waived approved it too, under a second reference for the same name. */
static void
split_person(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-6\""));
    struct bundle_name *name = &forge->names[forge->name_count++];
    char ref[PERSON_REF_MAX];
    *name = (struct bundle_name){.salt = {{9}}, .name = SLICE("ann@acme.example")};
    person_ref(ref, &name->salt, name->name);
    name->ref = arena_copy(forge->arena, slice_of(ref));
    record.body.event.actor.name = name->ref;
    forge_put(forge, forge_find(forge, "\"f-6\""), &record);
}

/* The same, with all names withheld. */
static void
blame_withheld(struct forge *forge)
{
    blame(forge);
    forge->name_count = 0;
}

/* A withheld name may not turn into somebody else's. */
static void
merge_withheld(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-6\""));
    record.body.event.approver = record.body.event.actor.name;
    forge_put(forge, forge_find(forge, "\"f-6\""), &record);
    forge->name_count = 0;
}

/* A name in the clear is none that a ledger writes. */
static void
reveal_name(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-2\""));
    record.body.event.actor.name = SLICE("ann@acme.example");
    forge_put(forge, forge_find(forge, "\"f-2\""), &record);
}

static void
change_commitment_of_change(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-3\""));
    record.body.event.before.sha256.b[0] ^= 1;
    forge_put(forge, forge_find(forge, "\"f-3\""), &record);
}

/* Let the source that signs say something that it did not sign. */
static void
speak_for_signer(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-17\""));
    const struct record signed_one = forge_record(forge, forge_find(forge, "\"s-1\""));
    record.source = SLICE("signer");
    record.origin.auth = signed_one.origin.auth;
    record.origin.signature = signed_one.origin.signature;
    forge_put(forge, forge_find(forge, "\"f-17\""), &record);
}

/* Change what was signed. */
static void
change_signed(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"s-1\"");
    const struct slice bytes = forge_payload(forge, index)->bytes;
    const char *at = memmem(bytes.p, bytes.n, "\"sig\":\"", 7);
    ck_assert_ptr_nonnull(at);
    char from[9];
    char to[9];
    snprintf(from, sizeof(from), "%.8s", at);
    snprintf(to, sizeof(to), "\"sig\":\"%c", at[7] == 'A' ? 'B' : 'A');
    forge_edit_payload(forge, index, from, to);
}

static void
hide_unsigned(struct forge *forge)
{
    forge_edit(forge, forge_find(forge, "not signed: expected"), "source 'signer' is enrolled with a key: not",
               "source 'scanner' is enrolled with a key: not");
}

/* The sender is enrolled by the event itself only if there is such an event. */
static void
forget_enrolment(struct forge *forge)
{
    forge_remove(forge, forge_find(forge, "a second scanner"));
}

static const struct lie lies[] = {
    {"swap payloads", swap_payloads, VERIFY_CODE_PAYLOAD, "the payload is not the one that the entry commits to"},
    {"change salt", change_salt, VERIFY_CODE_PAYLOAD,
     "payloads/0000.ndjson line 4, entry 6: the payload is not the one"},
    {"change payload", change_payload, VERIFY_CODE_PAYLOAD, "entry 9: the payload is not the one"},
    {"change payload and commitment", change_payload_and_commitment, VERIFY_CODE_EVENT,
     "'stage' is \"verified\", its payload reads as \"detected\""},
    {"change payload type", change_payload_type, VERIFY_CODE_PAYLOAD,
     "its type is 'text/plain', the entry says 'application/json'"},
    {"read as a form that is not taken", read_as_a_form_that_is_not_taken, VERIFY_CODE_EVENT,
     "it was read as 'text/plain', which adapter 'cloudevents' does not take"},
    {"swap parts", part_entries_of_one_payload, VERIFY_CODE_EVENT, "part 1 comes after part 2"},
    {"change time inside payload", change_time_inside_payload, VERIFY_CODE_EVENT,
     "it shares its payload with entry 16, but"},
    {"put act between", put_act_between, VERIFY_CODE_EVENT, "it does not follow the entries that share its payload"},
    {"change time of act", change_time_of_act, VERIFY_CODE_RECEIVED,
     "must give its own entries the time of the entry before"},
    {"change time of genesis", change_time_of_genesis, VERIFY_CODE_RECEIVED, "entry 0: a simulated ledger must give"},
    {"read by later adapter", read_by_later_adapter, VERIFY_CODE_EVENT, "which the rules in force did not have"},
    {"read own type by other adapter", read_own_type_by_other_adapter, VERIFY_CODE_EVENT,
     "it was read with adapter 'many', its type 'dev.daybook.finding' is for another"},
    {"break chain of rules", break_chain_of_rules, VERIFY_CODE_RECORD,
     "'previous' is not the rule set that was in force"},
    {"blame", blame, VERIFY_CODE_EVENT, "'actor.name' is \"ref:"},
    {"split person", split_person, VERIFY_CODE_NAMES, "has another reference too"},
    {"blame withheld", blame_withheld, VERIFY_CODE_EVENT, "'actor.name' is \"ref:"},
    {"merge withheld", merge_withheld, VERIFY_CODE_EVENT, "'approver' is \"ref:"},
    {"reveal name", reveal_name, VERIFY_CODE_EVENT, "'actor.name' is \"ann@acme.example\""},
    {"change commitment of change", change_commitment_of_change, VERIFY_CODE_EVENT, "'change.before' is \"sha256:"},
    {"speak for signer", speak_for_signer, VERIFY_CODE_SOURCE,
     "its payload is not signed with the key of source 'signer'"},
    {"change signed", change_signed, VERIFY_CODE_SOURCE, "its payload is not signed with the key of source 'signer'"},
    {"hide unsigned", hide_unsigned, VERIFY_CODE_REJECT,
     "it rejects a payload that can be opened and belongs to a source"},
    {"forget enrolment", forget_enrolment, VERIFY_CODE_SOURCE, "source 'many' is not enrolled"},
};

START_TEST(a_consistent_lie_is_found_by_reading_the_payloads_again)
{
    for (size_t i = 0; i < COUNT_OF(lies); i++)
        lie_check(&lies[i], SAMPLE_SMALL);
}
END_TEST

static void
close_books(struct forge *forge, uint64_t cut)
{
    const struct record last = forge_record(forge, forge->count - 1);
    const struct record close = {.kind = RECORD_CLOSE,
                                 .received_ms = last.received_ms,
                                 .source = SLICE("ledger"),
                                 .origin = {.occurred_ms = INSTANT_NONE},
                                 .body.close = {forge->from_ms, forge->to_ms, cut, {true, {{1}}}}};
    forge_insert(forge, forge->count, SLICE(""));
    forge_put(forge, forge->count - 1, &close);
}

/* Where the books were closed decides which entries are late. */
START_TEST(books_are_closed_where_the_period_ends)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const size_t cut = forge_find(forge, "\"f-18\"");
    close_books(forge, cut);
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%s", heard_text(&heard));
    close_books(forge, cut - 1);
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
    ck_assert_msg(heard_has(&heard, VERIFY_PAYLOADS, VERIFY_CODE_RECORD,
                            "entry 57: it closes the books at entry 54, the period ends at entry 55"),
                  "%s", heard_text(&heard));
}
END_TEST

/* What nothing in a bundle can prove is counted, and printed. */
START_TEST(choices_at_intake_are_counted)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_edit(forge, forge_find(forge, "\"f-2\""), "\"source\":\"fixer\"", "\"source\":\"scanner\"");
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_VERIFIED);
    ck_assert_uint_eq(heard.result.chosen_by_hand, 1);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("disclosed", an_entry_that_was_edited_is_not_what_its_payload_says,
                     a_consistent_lie_is_found_by_reading_the_payloads_again, books_are_closed_where_the_period_ends,
                     choices_at_intake_are_counted);
}
