#include "form_fixture.h"

#include "base/buf.h"
#include "format/json_canonical.h"
#include "shape/form_http.h"
#include "shape/shape.h"

#define EXPECT(text, want) form_expect(FORM_HTTP, SLICE(text), want)
#define EVENT "\"specversion\":\"1.0\",\"source\":\"/s\""

static void
expect_around(const char *text, const char *want)
{
    struct err err = {""};
    struct http_message message;
    struct buf out AUTO(buf_release);
    AUTO(arena_drop) struct arena *arena = arena_new();
    buf_init(&out, SIZE_MAX);
    ck_assert_msg(form_http_open(slice_of(text), arena, &message, &err) == 0, "%s", err.text);
    ck_assert_int_eq(json_write_canonical(&out, message.around, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

START_TEST(heads)
{
    expect_around("POST /x?y HTTP/1.1\r\nHost: h\r\nX-Two: a\r\n  b\r\nhost: other\r\n\r\n{}",
                  "{\"headers\":{\"host\":\"h\",\"x-two\":\"a  b\"},\"method\":\"POST\",\"target\":\"/x?y\"}");
    expect_around("HTTP/1.1 204 No Content\n\n", "{\"headers\":{},\"status\":204}");
    form_refuse(FORM_HTTP, SLICE("hello\n"), "line 1: expected an HTTP request line or status line");
    form_refuse(FORM_HTTP, SLICE("GET / HTTP/1.1\na: 1\nnone\n\n"), "header field 2: expected 'name: value'");
}
END_TEST

START_TEST(beginnings)
{
    ck_assert(form_http_begins(SLICE("DELETE /a HTTP/1.0\r\n")));
    ck_assert(form_http_begins(SLICE("HTTP/2 200 \nserver: x")));
    ck_assert(!form_http_begins(SLICE("get / HTTP/1.1")));
    ck_assert(!form_http_begins(SLICE("GET / HTTP/1.1 x")));
    ck_assert(!form_http_begins(SLICE("HTTP/1.1 OK")));
    ck_assert(!form_http_begins(SLICE("POST  HTTP/1.1")));
    ck_assert(!form_http_begins(SLICE("")));
}
END_TEST

START_TEST(bodies)
{
    EXPECT("POST / HTTP/1.1\n\n[1]", "[1]");
    EXPECT("POST / HTTP/1.1\n\nhi\xff", "{\"text\":\"hi\xef\xbf\xbd\"}");
    EXPECT("POST / HTTP/1.1\n\n", "{}");
    EXPECT("POST / HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\npayload=%7B%22a%22%3A+1%7D&b=1",
           "{\"a\":1}");
    EXPECT("POST / HTTP/1.1\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\na=1+2&b=%zz%&a=3&c",
           "{\"a\":\"1 2\",\"b\":\"%zz%\"}");
    EXPECT("POST / HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\npayload=no", "{\"payload\":\"no\"}");
}
END_TEST

START_TEST(cloudevents_in_binary_mode)
{
    EXPECT(
        "POST / HTTP/1.1\nCE-SpecVersion: 1.0\nce-id: a%20b\nce-source: /s\nce-type: t\nce-ext: x\n"
        "Content-Type: application/json\n\n{\"a\":1}",
        "{\"data\":{\"a\":1},\"datacontenttype\":\"application/json\",\"ext\":\"x\",\"id\":\"a b\",\"source\":\"/s\","
        "\"specversion\":\"1.0\",\"type\":\"t\"}");
    EXPECT("POST / HTTP/1.1\nce-specversion: 1.0\nContent-Type: text/plain\n\nhi",
           "{\"data\":\"hi\",\"datacontenttype\":\"text/plain\",\"specversion\":\"1.0\"}");
    EXPECT("POST / HTTP/1.1\nce-specversion: 1.0\n\n\xff", "{\"data_base64\":\"/w==\",\"specversion\":\"1.0\"}");
    form_refuse(FORM_HTTP, SLICE("POST / HTTP/1.1\nce-specversion: 1.0\nContent-Type: application/json\n\n{x"),
                "body of the CloudEvent: not JSON: line 1 column 2: expected a member name, found 'x'");
    form_refuse(FORM_HTTP, SLICE("POST / HTTP/1.1\nContent-Type: application/cloudevents+json\n\nx"),
                "body of the CloudEvent: not JSON: line 1 column 1: expected a value, found 'x'");
}
END_TEST

static int
open_batch(const char *body, struct arena *arena, struct shape_input *out_input, struct err *err)
{
    const struct slice text =
        arena_format(arena, "POST / HTTP/1.1\nContent-Type: application/cloudevents-batch+json\n\n%s", body);
    return shape_open(text, SLICE("message/http"), arena, out_input, err);
}

START_TEST(batches)
{
    struct err err;
    struct shape_input input;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_eq(open_batch("[{" EVENT ",\"id\":\"1\",\"type\":\"t\"},{" EVENT ",\"id\":\"2\",\"type\":\"u\"}]",
                                arena, &input, &err),
                     0);
    ck_assert_uint_eq(input.batch_count, 2);
    ck_assert_slice_eq(input.batch[1].id, SLICE("2"));
    ck_assert_slice_eq(input.source, SLICE("/s"));
    ck_assert(!input.is_cloudevent);
    ck_assert_int_eq(open_batch("[]", arena, &input, &err), 0);
    ck_assert_ptr_nonnull(input.batch);
    ck_assert_int_eq(open_batch("{}", arena, &input, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "the batch is an object, expected an array");
    ck_assert_int_eq(open_batch("[{" EVENT ",\"id\":\"1\",\"type\":\"t\"},{}]", arena, &input, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "event 2 of the batch: specversion is missing, a CloudEvent needs it");
    ck_assert_int_eq(open_batch("[{" EVENT ",\"id\":\"1\",\"type\":\"t\"},{" EVENT
                                ",\"id\":\"2\",\"type\":\"dev.daybook.finding\"}]",
                                arena, &input, &err),
                     ERR_FORMAT);
    ck_assert_str_eq(err.text, "the batch mixes types dev.daybook.* with others");
}
END_TEST

START_TEST(survives)
{
    static const char *const pieces[] = {"POST / HTTP/1.1\n",
                                         "HTTP/1.1 200 OK\n",
                                         "ce-specversion: 1.0\n",
                                         "ce-id: 1\n",
                                         "Content-Type: application/json\n",
                                         "Content-Type: application/x-www-form-urlencoded\n",
                                         "a=",
                                         "&",
                                         "%41",
                                         "+",
                                         "\n",
                                         "{\"a\":1}",
                                         "payload=",
                                         "x"};
    form_survives(FORM_HTTP, pieces, COUNT_OF(pieces));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/form_http", heads, beginnings, bodies, cloudevents_in_binary_mode, batches, survives);
}
