#include "shape/body.h"

#include "fixture.h"

START_TEST(adapters_that_are_not_strict_take_any_scalar_for_a_text)
{
    fixture_expect(NULL, "read:\n- event: {resource.account: $.a, finding.title: $.b}\n", "{\"a\":12345,\"b\":true}",
                   "event\n  title     true\n  account   12345\n");
    fixture_expect(NULL, "read:\n- heartbeat: {basis: polled, received: $.n, accepted: 1, duplicate: 2, rejected: 3}\n",
                   "{\"n\":\"6\"}",
                   "heartbeat\n  basis     polled\n  counts    received 6, accepted 1, duplicate 2, rejected 3\n");
    fixture_expect(NULL, "read:\n- heartbeat: {basis: polled, received: $.n}\n", "{\"n\":\"six\"}",
                   "reject: n: expected an integer of 0 to 2^53\n");
}
END_TEST

START_TEST(messages_name_the_path_that_was_read)
{
    const char *const read = "read:\n- event: {time: [$.a, $.b], stage: {from: $.s, then: [lower]}}\n";
    fixture_expect(NULL, read, "{\"b\":\"noon\"}", "reject: b: expected an RFC 3339 instant\n");
    fixture_expect(NULL, read, "{\"s\":\"CLOSED\"}", "event\n  stage     closed\n");
    fixture_expect(NULL, "read:\n- event: {outcome: {from: $.s, then: [lower]}}\n", "{\"s\":\"Bad\"}",
                   "reject: s: expected one of pass, fail\n");
    fixture_expect(NULL, "read:\n- event: {time: noon}\n", "{}", "reject: time: expected an RFC 3339 instant\n");
    fixture_expect(NULL, "read:\n- event: {time: '{$.d}T{$.t}'}\n", "{\"d\":\"x\",\"t\":\"y\"}",
                   "reject: d: expected an RFC 3339 instant\n");
}
END_TEST

START_TEST(required_fields_of_a_kind_are_named_when_no_path_is)
{
    fixture_expect(NULL, "read:\n- heartbeat: {id: x}\n", "{}",
                   "reject: basis is missing, expected one of polled, sender, canary, collector\n");
    fixture_expect(NULL, "read:\n- reconciliation: {from: $.f}\n", "{\"f\":\"2026-01-01T00:00:00Z\"}",
                   "reject: to is missing\n");
}
END_TEST

START_TEST(people_are_always_marked)
{
    fixture_expect(NULL, "read:\n- event: {actor.name: jane, approver: joe}\n", "{}",
                   "event\n  name      jane  (personal)\n  approver  joe  (personal)\n");
    fixture_expect(NULL, "read:\n- event: {actor.kind: human, actor.name: jane}\n", "{}",
                   "event\n  actor     human\n  name      jane  (personal)\n");
    fixture_expect(NULL, "read:\n- event: {actor.kind: automation, actor.name: bot}\n", "{}",
                   "event\n  actor     automation\n  name      bot\n");
    fixture_expect(NULL, "read:\n- event: {actor.kind: automation, actor.name: bot}\n  personal: {actor.name: true}\n",
                   "{}", "event\n  actor     automation\n  name      bot  (personal)\n");
}
END_TEST

START_TEST(an_empty_event)
{
    struct shaped shaped;
    memset(&shaped, 0xff, sizeof(shaped));
    body_clear(&shaped, RECORD_EVENT);
    ck_assert_int_eq(shaped.record.kind, RECORD_EVENT);
    ck_assert_int_eq(shaped.record.origin.occurred_ms, INSTANT_NONE);
    ck_assert_int_eq(shaped.record.body.event.expires_ms, INSTANT_NONE);
    ck_assert_int_eq(shaped.record.body.event.stage, STAGE_NONE);
    ck_assert_uint_eq(shaped.personal, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/body", adapters_that_are_not_strict_take_any_scalar_for_a_text,
                     messages_name_the_path_that_was_read, required_fields_of_a_kind_are_named_when_no_path_is,
                     people_are_always_marked, an_empty_event);
}
