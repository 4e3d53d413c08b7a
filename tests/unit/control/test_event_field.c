#include "control/event_field.h"

#include "unit.h"

static const struct field *
field_of(const char *path)
{
    const struct field *field = event_field_find(slice_of(path));
    ck_assert_msg(field != NULL, "%s", path);
    return field;
}

START_TEST(fields_are_those_of_an_event)
{
    static const char *const there[] = {"stage",
                                        "outcome",
                                        "source",
                                        "occurred",
                                        "received",
                                        "finding.check",
                                        "finding.uid",
                                        "finding.title",
                                        "finding.severity",
                                        "resource.uid",
                                        "resource.type",
                                        "resource.account",
                                        "resource.region",
                                        "resource.owner",
                                        "actor.kind",
                                        "actor.name",
                                        "refs",
                                        "approver",
                                        "auth",
                                        "adapter",
                                        "expires",
                                        "payload.type",
                                        "payload.digest",
                                        "change.before",
                                        "prior",
                                        "part",
                                        "id",
                                        "signature"};
    static const char *const absent[] = {"kind", "v", "resource", "resource.name", "", "Stage", "by"};
    for (size_t i = 0; i < COUNT_OF(there); i++)
        ck_assert_str_eq(field_of(there[i])->path, there[i]);
    for (size_t i = 0; i < COUNT_OF(absent); i++)
        ck_assert_ptr_null(event_field_find(slice_of(absent[i])));
}
END_TEST

START_TEST(types_decide_what_compares)
{
    ck_assert(event_field_is_text(field_of("resource.uid")) && !event_field_is_ordered(field_of("resource.uid")));
    ck_assert(event_field_is_text(field_of("finding.severity")) &&
              event_field_is_ordered(field_of("finding.severity")));
    ck_assert(event_field_is_text(field_of("adapter")) && event_field_is_text(field_of("refs")));
    ck_assert(!event_field_is_text(field_of("occurred")) && event_field_is_ordered(field_of("occurred")));
    ck_assert(!event_field_is_text(field_of("prior")) && event_field_is_ordered(field_of("prior")));
    ck_assert(event_field_is_text(field_of("stage")) && !event_field_is_ordered(field_of("stage")));
    ck_assert(event_field_is_stage(field_of("stage")) && !event_field_is_stage(field_of("outcome")));
}
END_TEST

/* What is set is there and prints as it was written. */
START_TEST(values_are_set_and_read)
{
    static const struct {
        const char *path;
        const char *text;
        const char *printed;
    } cases[] = {
        {"stage", "remediated", "remediated"},
        {"finding.severity", "high", "high"},
        {"actor.kind", "automation", "automation"},
        {"resource.uid", "arn:1", "arn:1"},
        {"finding.title", "T", "T"},
        {"refs", "pull/7", "pull/7"},
        {"prior", "12", "12"},
        {"part", "0", "0"},
        {"occurred", "2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.000Z"},
        {"expires", "2026-01-02", "2026-01-02T00:00:00.000Z"},
        {"adapter", "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
         "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const struct field *field = field_of(cases[i].path);
        struct record record = {.kind = RECORD_EVENT, .origin.occurred_ms = INSTANT_NONE};
        record.body.event.expires_ms = INSTANT_NONE;
        struct err err = {""};
        if (field->type != FIELD_COUNT || field->has_flag) {
            ck_assert(!event_field_exists(field, &record));
            ck_assert(slice_is_absent(event_field_print(field, &record, arena)));
        }
        ck_assert_msg(event_field_set(field, slice_of(cases[i].text), &record, arena, &err) == 0, "%s", err.text);
        ck_assert(event_field_exists(field, &record));
        ck_assert_slice_eq(event_field_print(field, &record, arena), slice_of(cases[i].printed));
    }
}
END_TEST

START_TEST(values_that_a_field_cannot_have_are_refused)
{
    static const struct {
        const char *path;
        const char *text;
        const char *error;
    } cases[] = {
        {"stage", "fixed", "stage 'fixed' is not known"},
        {"prior", "1.5", "'1.5' is not a whole number"},
        {"prior", "99999999999999999", "'99999999999999999' is not a whole number"},
        {"adapter", "md5:1", "digest does not begin with 'sha256:'"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct record record = {.kind = RECORD_EVENT};
        struct err err = {""};
        ck_assert_int_eq(event_field_set(field_of(cases[i].path), slice_of(cases[i].text), &record, arena, &err),
                         ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
    }
    struct record record = {.kind = RECORD_EVENT};
    ck_assert_int_eq(event_field_set(field_of("occurred"), SLICE("yesterday"), &record, arena, NULL), ERR_FORMAT);
}
END_TEST

START_TEST(several_references_are_several_texts)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice refs[] = {SLICE("a"), SLICE("b")};
    struct record record = {.kind = RECORD_EVENT};
    struct event_texts texts;
    record.body.event.refs = refs;
    record.body.event.ref_count = COUNT_OF(refs);
    event_field_texts(field_of("refs"), &record, &texts);
    ck_assert_uint_eq(texts.count, 2);
    ck_assert_slice_eq(texts.texts[1], SLICE("b"));
    ck_assert_slice_eq(event_field_print(field_of("refs"), &record, arena), SLICE("a b"));
}
END_TEST

START_TEST(severities_have_ranks)
{
    struct record record = {.kind = RECORD_EVENT};
    int64_t rank;
    int64_t other;
    const struct field *field = field_of("finding.severity");
    ck_assert(!event_field_number(field, &record, &rank));
    record.body.event.finding.severity = SEVERITY_HIGH;
    ck_assert(event_field_number(field, &record, &rank));
    ck_assert_int_eq(event_field_number_read(field, SLICE("high"), &other, NULL), 0);
    ck_assert_int_eq(rank, other);
    ck_assert_int_eq(event_field_number_read(field, SLICE("critical"), &other, NULL), 0);
    ck_assert_int_lt(rank, other);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("event_field", fields_are_those_of_an_event, types_decide_what_compares, values_are_set_and_read,
                     values_that_a_field_cannot_have_are_refused, several_references_are_several_texts,
                     severities_have_ranks);
}
