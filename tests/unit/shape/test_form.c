/* Which form a stream has, and how it is cut.
 * Covers: form.c, form_stream.c */
#include "form_fixture.h"

#include "fixture.h"
#include "shape/form_stream.h"

START_TEST(types_and_names)
{
    struct err err;
    enum form form;
    static const char *const types[] = {"application/json", "text/plain", "message/rfc822",
                                        "application/xml",  "text/csv",   "message/http"};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        ck_assert_int_eq(form_from_type(slice_of(types[i]), &form, NULL), 0);
        ck_assert_slice_eq(form_type(form), slice_of(types[i]));
    }
    ck_assert_int_eq(form_from_type(SLICE("text/html"), &form, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "payload type 'text/html' is not known");
    ck_assert_int_eq(form_from_name(SLICE("xml"), &form, NULL), 0);
    ck_assert_int_eq(form, FORM_XML);
    ck_assert_int_eq(form_from_name(SLICE("http"), &form, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "there is no format 'http'");
}
END_TEST

START_TEST(choices)
{
    const struct form_list all = {{FORM_JSON, FORM_XML, FORM_EMAIL, FORM_CSV, FORM_TEXT}, 5};
    const struct form_list some = {{FORM_XML, FORM_EMAIL}, 2};
    const struct form_list text = {{FORM_TEXT}, 1};
    static const struct {
        const char *start;
        enum form of_all;
        enum form of_some;
    } cases[] = {
        {"\xef\xbb\xbf\n {", FORM_JSON, FORM_EMAIL},
        {"[1]", FORM_JSON, FORM_EMAIL},
        {"<a>", FORM_XML, FORM_XML},
        {"<?xml", FORM_XML, FORM_XML},
        {"<!--", FORM_XML, FORM_XML},
        {"<1", FORM_CSV, FORM_EMAIL},
        {"Subject: x", FORM_EMAIL, FORM_EMAIL},
        {"a b: x", FORM_CSV, FORM_EMAIL},
        {"", FORM_CSV, FORM_EMAIL},
        {"GET / HTTP/1.1\r\n", FORM_HTTP, FORM_EMAIL},
        {"HTTP/1.1 200 OK", FORM_HTTP, FORM_EMAIL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(form_choose(&all, slice_of(cases[i].start)), cases[i].of_all);
        ck_assert_int_eq(form_choose(&some, slice_of(cases[i].start)), cases[i].of_some);
        ck_assert_int_eq(form_choose(&text, slice_of(cases[i].start)), FORM_TEXT);
    }
    ck_assert(form_is_taken(&all, FORM_HTTP));
    ck_assert(!form_is_taken(&some, FORM_HTTP));
    ck_assert(!form_is_taken(&some, FORM_TEXT));
}
END_TEST

START_TEST(formats_of_adapters)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_msg(fixture_adapter("formats: [csv, text]\n", "read: [{event: {}}]\n", arena, &set, &err) == 0, "%s",
                  err.text);
    const struct adapter *adapter = adapter_find(set, SLICE("test"));
    ck_assert_int_eq(adapter_form(adapter, SLICE("{}")), FORM_CSV);
    ck_assert(adapter_takes(adapter, FORM_TEXT));
    ck_assert(!adapter_takes(adapter, FORM_JSON));
    ck_assert_int_eq(adapter_form(NULL, SLICE("GET / HTTP/1.1\n")), FORM_HTTP);
    ck_assert_int_eq(adapter_form(NULL, SLICE("x")), FORM_JSON);
    fixture_expect_fault("formats: []\n", "read: [{event: {}}]\n", "sources/test.yaml:3:1: 'formats' is empty");
    fixture_expect_fault("formats: [csv, csv]\n", "read: [{event: {}}]\n",
                         "sources/test.yaml:3:16: format 'csv' stands twice");
    fixture_expect_fault("formats: [pdf]\n", "read: [{event: {}}]\n",
                         "sources/test.yaml:3:11: there is no format 'pdf'");
    fixture_expect_fault("formats: json\n", "read: [{event: {}}]\n",
                         "sources/test.yaml:3:1: 'formats' is a string, expected an array");
}
END_TEST

static void
expect_readings(const char *formats, const char *read, const char *file, const char *want)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_msg(fixture_adapter(formats, read, arena, &set, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(fixture_readings(set, "test", slice_of(file), arena), slice_of(want));
}

START_TEST(streams_are_cut_by_their_form)
{
    static const char by_text[] = "read: [{event: {id: $.text}}]\n";
    expect_readings("formats: [text]\n", by_text, "a\r\n\n b\n",
                    "payload 1\nevent\n  id        a\npayload 2\nevent\n  id         b\n");
    expect_readings("formats: [csv]\n", "read: [{each: '$.rows[*]', event: {id: .x}}]\n", "x,y\n1,2\n3,4\n",
                    "payload 1\nevent\n  id        1\nevent\n  id        3\n");
    expect_readings("formats: [xml]\n", "read: [{event: {id: '$.a[0].b[0].@c'}}]\n", "\n<a><b c='1'/></a>",
                    "payload 1\nevent\n  id        1\n");
    expect_readings("", "read: [{event: {id: '{$.a}-{^.headers.x-id}'}}]\n", "POST / HTTP/1.1\nX-Id: 7\n\n{\"a\":1}",
                    "payload 1\nevent\n  id        1-7\n");
    expect_readings("", "read: [{event: {id: $.a}}]\n", "{\"a\":1}\n{\"a\":2}\n",
                    "payload 1\nevent\n  id        1\npayload 2\nevent\n  id        2\n");
}
END_TEST

START_TEST(a_batch_gives_each_event_its_id_and_time)
{
    static const char file[] =
        "POST / HTTP/1.1\nContent-Type: application/cloudevents-batch+json\n\n"
        "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\","
        "\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"a\":\"x\"}},"
        "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"a\":\"y\"}}]";
    expect_readings("", "read: [{event: {finding.title: $.a}}]\n", file,
                    "payload 1\nevent\n  id        1\n  occurred  2026-01-01T00:00:00.000Z\n  title     x\n"
                    "event\n  id        2\n  title     y\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/form", types_and_names, choices, formats_of_adapters, streams_are_cut_by_their_form,
                     a_batch_gives_each_event_its_id_and_time);
}
