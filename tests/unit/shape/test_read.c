#include "shape/shape.h"

#include "base/limits.h"
#include "fixture.h"

START_TEST(the_first_case_that_applies_is_read)
{
    const char *const read = "read:\n"
                             "- when: {$.a: 1}\n"
                             "  event: {finding.title: one}\n"
                             "- when: {$.a: {exists: true}}\n"
                             "  event: {finding.title: some}\n";
    fixture_expect(NULL, read, "{\"a\":1}", "event\n  title     one\n");
    fixture_expect(NULL, read, "{\"a\":2}", "event\n  title     some\n");
    fixture_expect(NULL, read, "{}", "reject: the payload has no shape that adapter 'test' knows\n");
}
END_TEST

START_TEST(every_reading_that_applies_gives_its_events)
{
    const char *const read = "read:\n"
                             "- event: {id: $.id}\n"
                             "  every:\n"
                             "  - when: {$.a: 1}\n"
                             "    event: {finding.title: a}\n"
                             "  - when: {$.b: 1}\n"
                             "    event: {finding.title: b}\n";
    fixture_expect(NULL, read, "{\"a\":1,\"b\":1}", "event\n  title     a\nevent\n  title     b\n");
    fixture_expect(NULL, read, "{\"b\":1}", "event\n  title     b\n");
    fixture_expect(NULL, read, "{\"id\":\"i\"}", "event\n  id        i\n");
}
END_TEST

START_TEST(each_item_is_read_by_itself)
{
    const char *const read = "read:\n"
                             "- each: $.l[*]\n"
                             "  where: {.skip: {exists: false}}\n"
                             "  event: {id: '{$.id}/{#}', finding.title: .t}\n";
    fixture_expect(NULL, read, "{\"id\":\"i\",\"l\":[{\"t\":\"a\"},{\"skip\":1},{\"t\":\"b\"}]}",
                   "event\n  id        i/1\n  title     a\nevent\n  id        i/3\n  title     b\n");
    /* Readable and without evidence: one event that says nothing. */
    fixture_expect(NULL, read, "{\"l\":[]}", "event\n");
    fixture_expect(NULL, read, "{}", "event\n");
    fixture_expect(NULL, read, "{\"l\":[{\"skip\":1}]}", "event\n");
    fixture_expect(NULL, read, "{\"l\":5}", "event\n");
    fixture_expect("strict: true\n", read, "{\"id\":\"i\",\"l\":5}", "reject: l is a number, expected an array\n");
    fixture_expect("strict: true\n", read, "{\"id\":\"i\",\"l\":[{\"t\":\"a\"},{\"t\":[]}]}",
                   "reject: item 2 of l[*]: t is an array, expected a text\n");
}
END_TEST

START_TEST(each_within_each_sees_only_its_own_item)
{
    fixture_expect(NULL,
                   "read:\n"
                   "- each: $.l[*]\n"
                   "  event: {id: .id}\n"
                   "  cases:\n"
                   "  - each: .m[*]\n"
                   "    event: {finding.title: '{.}{#}'}\n",
                   "{\"l\":[{\"id\":1,\"m\":[\"x\",\"y\"]},{\"id\":2,\"m\":[\"z\"]}]}",
                   "event\n  title     x1\nevent\n  title     y2\nevent\n  title     z1\n");
}
END_TEST

START_TEST(payloads_may_be_refused_with_a_reason)
{
    fixture_expect(NULL, "read:\n- when: {$.v: 2}\n  reject: 'version {$.v} is not read'\n- event: {}\n", "{\"v\":2}",
                   "reject: version 2 is not read\n");
    fixture_expect(NULL, "read:\n- reject: 'version {$.v} is not read'\n", "{}", "reject: refused by adapter 'test'\n");
}
END_TEST

static void
expect_of_two(const char *first, const char *second, const char *payload, const char *want)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {
        {SLICE("sources/first.yaml"), arena_format(arena, "adapter: first\ntitle: t\n%s", first)},
        {SLICE("sources/second.yaml"), arena_format(arena, "adapter: second\ntitle: t\n%s", second)}};
    const struct file_set files = {entries, COUNT_OF(entries)};
    ck_assert_msg(adapter_set_load(&files, arena, &set, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(fixture_reading(set, "first", slice_of(payload), arena), slice_of(want));
}

START_TEST(a_part_is_handed_to_another_adapter)
{
    const char *const second = "read:\n- event: {id: $.id, resource.account: ^.account}\n";
    expect_of_two("read:\n- use: second\n  of: $.detail\n", second, "{\"account\":\"1\",\"detail\":{\"id\":\"i\"}}",
                  "event\n  id        i\n  account   1\n");
    expect_of_two("read:\n- each: $.l[*]\n  use: second\n", second,
                  "{\"account\":\"1\",\"l\":[{\"id\":\"i\"},{\"id\":\"j\"}]}",
                  "event\n  id        i\n  account   1\nevent\n  id        j\n  account   1\n");
    /* The document itself keeps what is around it. */
    expect_of_two("read:\n- use: second\n", second, "{\"id\":\"i\",\"account\":\"1\"}", "event\n  id        i\n");
    expect_of_two("read:\n- when: {$.d: {exists: true}}\n  use: first\n  of: $.d\n- use: second\n", second,
                  "{\"account\":\"1\",\"d\":{\"id\":\"i\"}}", "event\n  id        i\n  account   1\n");
    expect_of_two("read:\n- use: second\n  of: $.detail\n", second, "{}", "reject: detail is missing\n");
    expect_of_two("read:\n- use: second\n", "read:\n- when: {$.x: 1}\n  event: {}\n", "{}",
                  "reject: the payload has no shape that adapter 'second' knows\n");
}
END_TEST

/* {"p":{"p":…{"id":"i"}…}} */
static const char *
nested(size_t depth, struct arena *arena)
{
    struct slice text = SLICE("{\"id\":\"i\"}");
    for (size_t i = 0; i < depth; i++)
        text = arena_format(arena, "{\"p\":%.*s}", SLICE_ARG(text));
    return arena_text(arena, text);
}

START_TEST(an_array_is_read_as_its_items)
{
    fixture_expect(NULL, "read:\n- when: {$.p: {exists: true}}\n  use: test\n  of: $.p\n- event: {id: $.id}\n",
                   "{\"p\":[{\"id\":1},{\"p\":{\"id\":2}}]}", "event\n  id        1\nevent\n  id        2\n");
}
END_TEST

START_TEST(a_text_is_decoded_and_handed_over)
{
    const char *const read =
        "read:\n- when: {$.p: {exists: true}}\n  use: test\n  of: $.p\n  decode: [base64, gzip, json]\n"
        "- event: {id: $.id, finding.title: ^.t}\n";
    /* printf '{"id":1}' | gzip -n | base64 */
    fixture_expect(NULL, read, "{\"t\":\"x\",\"p\":\"H4sIAAAAAAACA6tWykxRsjKsBQDF+F1ECAAAAA==\"}",
                   "event\n  id        1\n  title     x\n");
    fixture_expect(NULL, read, "{\"p\":\"bm8=\"}", "event\n");
    fixture_expect(NULL, read, "{\"p\":{}}", "event\n");
    fixture_expect("strict: true\n", read, "{\"p\":\"bm8=\"}",
                   "reject: p: gzip: gzip data is damaged at byte 2 of 2 (incorrect header check)\n");
    fixture_expect("strict: true\n", read, "{\"p\":{}}", "reject: p: it is an object, expected a string to decode\n");
}
END_TEST

START_TEST(parts_inside_each_other_are_limited)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *const read = "read:\n- when: {$.p: {exists: true}}\n  use: test\n  of: $.p\n- event: {id: $.id}\n";
    fixture_expect(NULL, read, nested(LIMIT_SHAPE_DEPTH - 1, arena), "event\n  id        i\n");
    fixture_expect(NULL, read, nested(LIMIT_SHAPE_DEPTH, arena),
                   "reject: the payload holds more than 16 parts inside each other\n");
    /* An adapter that hands everything to itself comes to an end. */
    fixture_expect(NULL, "read:\n- use: test\n", "{}",
                   "reject: the payload holds more than 16 parts inside each other\n");
}
END_TEST

static const char *
array_of(size_t count, const char *item, struct buf *out)
{
    buf_text(out, "{\"l\":[");
    for (size_t i = 0; i < count; i++)
        buf_format(out, "%s%s", i == 0 ? "" : ",", item);
    buf_text(out, "]}");
    buf_byte(out, 0);
    return (const char *)buf_slice(out).p;
}

START_TEST(events_of_a_payload_are_limited)
{
    AUTO(buf_release) struct buf most;
    AUTO(buf_release) struct buf more;
    buf_init(&most, 1 << 20);
    buf_init(&more, 1 << 20);
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(fixture_adapter(NULL, "read:\n- each: $.l[*]\n  event: {id: .}\n", arena, &set, &err), 0);
    const char *payload = array_of(LIMIT_PAYLOAD_EVENTS, "1", &most);
    struct shape_input input;
    struct shaping shaping;
    ck_assert_int_eq(shape_open(slice_of(payload), SLICE("application/json"), arena, &input, &err), 0);
    ck_assert_int_eq(shape_read(set, adapter_at(set, 0), &input, arena, &shaping, &err), 0);
    ck_assert_uint_eq(shaping.count, LIMIT_PAYLOAD_EVENTS);
    fixture_expect(NULL, "read:\n- each: $.l[*]\n  event: {id: .}\n", array_of(LIMIT_PAYLOAD_EVENTS + 1, "1", &more),
                   "reject: item 10001 of l[*]: the payload gives more than 10000 events\n");
}
END_TEST

START_TEST(work_on_a_payload_is_limited)
{
    AUTO(buf_release) struct buf payload;
    buf_init(&payload, 1 << 20);
    /* Each of 9,999 items asks all the others: quadratic, and cut short. */
    fixture_expect(NULL,
                   "read:\n- each: $.l[*]\n  where: {not: {'$.l[*].k': 2}, any: [{'$.l[*].k': 3}, {'$.l[*].k': 4}]}\n"
                   "  event: {id: x}\n",
                   array_of(9999, "{\"k\":1}", &payload),
                   "reject: the payload takes more than 134217728 steps to read\n");
}
END_TEST

START_TEST(events_point_into_the_payload_and_repeat)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(fixture_adapter(NULL, "read:\n- event: {change.before: $.b}\n", arena, &set, &err), 0);
    const struct slice payload = SLICE("{\"b\": [1, 2] }");
    struct shape_input input;
    struct shaping shaping;
    ck_assert_int_eq(shape_open(payload, SLICE("application/json"), arena, &input, &err), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(shape_read(set, adapter_at(set, 0), &input, arena, &shaping, &err), 0);
        ck_assert_ptr_eq(shaping.events[0].before.p, payload.p + 6);
        ck_assert_uint_eq(shaping.events[0].before.n, 6);
    }
}
END_TEST

START_TEST(an_envelope_fills_what_its_event_lacks)
{
    const char *const envelope = "{\"specversion\":\"1.0\",\"id\":\"d\",\"source\":\"s\",\"type\":\"t\","
                                 "\"time\":\"2026-01-31T12:00:00Z\",\"data\":%s}";
    static const char *const cases[][2] = {
        {"{\"l\":[{\"id\":\"i\",\"t\":\"2026-01-01T00:00:00Z\"}]}",
         "event\n  id        i\n  occurred  2026-01-01T00:00:00.000Z\n"},
        {"{\"l\":[{}]}", "event\n  id        d\n  occurred  2026-01-31T12:00:00.000Z\n"},
        {"{\"l\":[]}", "event\n  id        d\n  occurred  2026-01-31T12:00:00.000Z\n"},
        /* Its id names the delivery, which two events cannot share. */
        {"{\"l\":[{},{\"id\":\"j\"}]}", "event\n  occurred  2026-01-31T12:00:00.000Z\nevent\n  id        j\n"
                                        "  occurred  2026-01-31T12:00:00.000Z\n"},
        {"null", "reject: the CloudEvent has no 'data' for adapter 'test' to read\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf payload;
        buf_init(&payload, 1 << 12);
        const char *at = strstr(envelope, "%s");
        buf_add(&payload, (struct slice){(const uint8_t *)envelope, (size_t)(at - envelope)});
        buf_text(&payload, cases[i][0]);
        buf_text(&payload, "}");
        buf_byte(&payload, 0);
        fixture_expect(NULL, "read:\n- each: $.l[*]\n  event: {id: .id, time: .t}\n",
                       (const char *)buf_slice(&payload).p, cases[i][1]);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/read", the_first_case_that_applies_is_read, every_reading_that_applies_gives_its_events,
                     each_item_is_read_by_itself, each_within_each_sees_only_its_own_item,
                     payloads_may_be_refused_with_a_reason, a_part_is_handed_to_another_adapter,
                     an_array_is_read_as_its_items, a_text_is_decoded_and_handed_over,
                     parts_inside_each_other_are_limited, events_of_a_payload_are_limited, work_on_a_payload_is_limited,
                     events_point_into_the_payload_and_repeat, an_envelope_fills_what_its_event_lacks);
}
