#include "shape/shape.h"

#include "fixture.h"

static int
open_text(const char *text, struct shape_input *out_input, struct arena *arena, struct err *err)
{
    return shape_open(slice_of(text), SLICE("application/json"), arena, out_input, err);
}

START_TEST(an_envelope_is_recognised)
{
    struct err err;
    struct shape_input input;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(open_text(" {\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\",\"type\":\"t\",\"time\":"
                               "\"2026-01-31T12:00:00+01:00\",\"receivedtime\":\"2026-02-01T00:00:00Z\"}",
                               &input, arena, &err),
                     0);
    ck_assert(input.is_cloudevent);
    ck_assert_slice_eq(input.id, SLICE("i"));
    ck_assert_slice_eq(input.source, SLICE("/s"));
    ck_assert_slice_eq(input.type, SLICE("t"));
    ck_assert_int_eq(input.occurred_ms, INT64_C(1769857200000));
    ck_assert_int_eq(input.received_ms, INT64_C(1769904000000));
    ck_assert_ptr_nonnull(input.document);
    ck_assert_ptr_null(input.around);
}
END_TEST

START_TEST(anything_else_is_no_envelope)
{
    static const char *const texts[] = {"{}", "[]", "5", "{\"id\":\"i\",\"source\":\"s\",\"type\":\"t\"}",
                                        "[{\"specversion\":\"1.0\"}]"};
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct err err;
        struct shape_input input;
        ck_assert_int_eq(open_text(texts[i], &input, arena, &err), 0);
        ck_assert(!input.is_cloudevent);
        ck_assert(slice_is_absent(input.id));
        ck_assert_int_eq(input.occurred_ms, INSTANT_NONE);
        ck_assert_int_eq(input.received_ms, INSTANT_NONE);
        ck_assert_slice_eq(input.bytes, slice_of(texts[i]));
    }
}
END_TEST

#define ENVELOPE(more) "{\"specversion\":\"1.0\"," more "}"

START_TEST(envelopes_that_are_refused)
{
    static const char *const cases[][2] = {
        {"{\"specversion\":\"0.3\",\"id\":\"i\",\"source\":\"s\",\"type\":\"t\"}", "specversion: expected '1.0'"},
        {"{\"specversion\":1.0}", "specversion is a number, expected a string"},
        {"{\"specversion\":null}", "specversion is missing, a CloudEvent needs it"},
        {ENVELOPE("\"source\":\"s\",\"type\":\"t\""), "id is missing, a CloudEvent needs it"},
        {ENVELOPE("\"id\":5,\"source\":\"s\",\"type\":\"t\""), "id is a number, expected a string"},
        {ENVELOPE("\"id\":\"\",\"source\":\"s\",\"type\":\"t\""), "id is empty"},
        {ENVELOPE("\"id\":\"i\",\"type\":\"t\""), "source is missing, a CloudEvent needs it"},
        {ENVELOPE("\"id\":\"i\",\"source\":\"s\",\"type\":null"), "type is missing, a CloudEvent needs it"},
        {ENVELOPE("\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"time\":\"noon\""),
         "time: expected an RFC 3339 instant"},
        {ENVELOPE("\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"time\":5"), "time is a number, expected a string"},
        {ENVELOPE("\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"receivedtime\":\"2026-02-30T00:00:00Z\""),
         "receivedtime: expected an RFC 3339 instant"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err;
        struct shape_input input = {.received_ms = 7};
        ck_assert_int_eq(open_text(cases[i][0], &input, arena, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i][1]);
        ck_assert_int_eq(input.received_ms, 7);
    }
}
END_TEST

START_TEST(what_is_not_json_is_refused)
{
    struct err err;
    struct shape_input input;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(open_text("{\"a\":1,\"a\":2}", &input, arena, &err), ERR_FORMAT);
    ck_assert(strncmp(err.text, "not JSON: line 1 column 8: ", 27) == 0);
    ck_assert_int_eq(open_text("", &input, arena, &err), ERR_FORMAT);
    char deep[200];
    memset(deep, '[', sizeof(deep));
    deep[sizeof(deep) - 1] = 0;
    ck_assert_int_eq(open_text(deep, &input, arena, &err), ERR_LIMIT);
    ck_assert(strncmp(err.text, "not JSON: line 1 column 65: ", 28) == 0);
}
END_TEST

START_TEST(ids_are_limited)
{
    AUTO(buf_release) struct buf payload;
    buf_init(&payload, 1 << 12);
    buf_text(&payload, "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\",\"id\":\"");
    for (int i = 0; i < 513; i++)
        buf_byte(&payload, 'x');
    buf_text(&payload, "\"}");
    struct err err;
    struct shape_input input;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(shape_open(buf_slice(&payload), SLICE("application/json"), arena, &input, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "id has 513 bytes, at most 512 are allowed");
}
END_TEST

START_TEST(our_own_types_have_their_own_adapter)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    const struct adapter *enrolled = adapter_find(set, SLICE("aws-eventbridge"));
    const struct adapter *own = adapter_find(set, SLICE("cloudevents"));
    struct shape_input input = {.is_cloudevent = true, .type = SLICE("dev.daybook.heartbeat")};
    ck_assert_ptr_eq(shape_choose(set, enrolled, &input), own);
    input.type = SLICE("dev.daybooks");
    ck_assert_ptr_eq(shape_choose(set, enrolled, &input), enrolled);
    input = (struct shape_input){.is_cloudevent = false};
    ck_assert_ptr_eq(shape_choose(set, enrolled, &input), enrolled);
}
END_TEST

START_TEST(a_set_without_that_adapter_keeps_the_enrolled_one)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(fixture_adapter(NULL, "read: [{event: {}}]\n", arena, &set, &err), 0);
    const struct shape_input input = {.is_cloudevent = true, .type = SLICE("dev.daybook.finding")};
    ck_assert_ptr_eq(shape_choose(set, adapter_at(set, 0), &input), adapter_at(set, 0));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/envelope", an_envelope_is_recognised, anything_else_is_no_envelope,
                     envelopes_that_are_refused, what_is_not_json_is_refused, ids_are_limited,
                     our_own_types_have_their_own_adapter, a_set_without_that_adapter_keeps_the_enrolled_one);
}
