#include "bundle/payload_line.h"

#include "unit.h"

static struct salt
salt_of(uint8_t byte)
{
    struct salt salt;
    memset(salt.b, byte, sizeof(salt.b));
    return salt;
}

static void
append(struct buf *out, uint64_t index, struct slice type, struct slice bytes)
{
    buf_init(out, 1 << 20);
    payload_line_append(out,
                        &(struct payload_line){.index = index, .salt = salt_of(0xab), .type = type, .bytes = bytes});
}

#define SALT "abababababababababababababababababababababababababababababababab"

START_TEST(writes_text_that_is_utf8)
{
    struct buf out AUTO(buf_release);
    append(&out, 7, SLICE("application/json"), SLICE("{\"a\":\"\xc3\xa9\"}\n"));
    ck_assert_slice_eq(buf_slice(&out), SLICE("{\"index\":7,\"salt\":\"" SALT "\",\"text\":\"{\\\"a\\\":\\\"\xc3\xa9"
                                              "\\\"}\\n\",\"type\":\"application/json\"}\n"));
}
END_TEST

START_TEST(writes_base64_of_what_is_not)
{
    struct buf out AUTO(buf_release);
    append(&out, 0, SLICE("application/octet-stream"), SLICE("\xff\x00\x01"));
    ck_assert_slice_eq(buf_slice(&out), SLICE("{\"base64\":\"/wAB\",\"index\":0,\"salt\":\"" SALT
                                              "\",\"type\":\"application/octet-stream\"}\n"));
}
END_TEST

START_TEST(reads_what_it_writes)
{
    for (int i = 0; i < 2000; i++) {
        uint8_t bytes[64];
        const size_t n = (size_t)unit_random_below(sizeof(bytes));
        const uint64_t top = unit_random_below(2) == 0 ? 128 : 256;
        for (size_t j = 0; j < n; j++)
            bytes[j] = (uint8_t)unit_random_below(top);
        const uint64_t index = unit_random_below(UINT64_C(1) << 53);
        struct buf out AUTO(buf_release);
        append(&out, index, SLICE("text/plain"), (struct slice){bytes, n});
        struct arena *arena AUTO(arena_drop) = arena_new();
        struct payload_line line;
        struct err err;
        const int r = payload_line_read(slice_sub(buf_slice(&out), 0, out.n - 1), arena, &line, &err);
        ck_assert_msg(r == 0, "%s", err.text);
        ck_assert_uint_eq(line.index, index);
        ck_assert_mem_eq(line.salt.b, salt_of(0xab).b, SALT_BYTES);
        ck_assert_slice_eq(line.type, SLICE("text/plain"));
        ck_assert_uint_eq(line.bytes.n, n);
        ck_assert(n == 0 || memcmp(line.bytes.p, bytes, n) == 0);
    }
}
END_TEST

#define NOT_CANONICAL "not in canonical form, or other members than base64, index, salt, text, type"

START_TEST(refuses_every_other_form)
{
    static const struct {
        const char *line;
        const char *error;
    } cases[] = {
        {"{\"index\":1,\"salt\":\"" SALT "\",\"text\":\"x\"}", "'type' is missing"},
        {"{\"index\":1,\"salt\":\"" SALT "\",\"type\":\"t\"}", "'text' or 'base64' is missing"},
        {"{\"salt\":\"" SALT "\",\"text\":\"x\",\"type\":\"t\"}", "'index' is missing"},
        {"{\"index\":-1,\"salt\":\"" SALT "\",\"text\":\"x\",\"type\":\"t\"}", "'index' is negative"},
        {"{\"index\":1,\"salt\":\"ab\",\"text\":\"x\",\"type\":\"t\"}",
         "hexadecimal text has 2 characters, expected 64"},
        {"{\"index\":1, \"salt\":\"" SALT "\",\"text\":\"x\",\"type\":\"t\"}", NOT_CANONICAL},
        {"{\"index\":1.0,\"salt\":\"" SALT "\",\"text\":\"x\",\"type\":\"t\"}", NOT_CANONICAL},
        {"{\"index\":1,\"salt\":\"" SALT "\",\"text\":\"x\",\"type\":\"t\",\"u\":1}", NOT_CANONICAL},
        {"{\"index\":1,\"salt\":\"" SALT "\",\"text\":\"\\u0078\",\"type\":\"t\"}", NOT_CANONICAL},
        {"{\"salt\":\"" SALT "\",\"index\":1,\"text\":\"x\",\"type\":\"t\"}", NOT_CANONICAL},
        /* UTF-8 must be text: one payload, one line. */
        {"{\"base64\":\"eA==\",\"index\":1,\"salt\":\"" SALT "\",\"type\":\"t\"}", NOT_CANONICAL},
        {"{\"base64\":\"/w==\",\"index\":1,\"salt\":\"" SALT "\",\"text\":\"x\",\"type\":\"t\"}", NOT_CANONICAL},
        {"[]", "expected an object, found an array"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena AUTO(arena_drop) = arena_new();
        struct payload_line line = {.index = 99};
        struct err err = {""};
        ck_assert_int_eq(payload_line_read(slice_of(cases[i].line), arena, &line, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
        ck_assert_uint_eq(line.index, 99);
    }
}
END_TEST

START_TEST(refuses_a_payload_above_the_limit)
{
    const size_t n = (1 << 20) + 1;
    char *text = malloc(n);
    memset(text, 'x', n);
    struct buf out AUTO(buf_release);
    buf_init(&out, 2 * n);
    payload_line_append(&out, &(struct payload_line){.type = SLICE("t"), .bytes = {(uint8_t *)text, n}});
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct payload_line line;
    struct err err;
    ck_assert_int_eq(payload_line_read(slice_sub(buf_slice(&out), 0, out.n - 1), arena, &line, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "the payload has 1048577 bytes, at most 1048576 are allowed");
    free(text);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/payload_line", writes_text_that_is_utf8, writes_base64_of_what_is_not,
                     reads_what_it_writes, refuses_every_other_form, refuses_a_payload_above_the_limit);
}
