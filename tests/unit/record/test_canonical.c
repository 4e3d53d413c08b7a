#include "record/canonical.h"

#include "base/utf8.h"
#include "format/json_canonical.h"

#include "unit.h"

static struct slice
text_bytes(struct buf *out, struct slice text)
{
    buf_clear(out);
    ck_assert_int_eq(canonical_text_append(out, text, NULL), 0);
    return buf_slice(out);
}

START_TEST(texts_are_escaped_as_rfc_8785_does)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 12);
    /* RFC 8785 §3.2.2.2 and its sample in §3.2.2. */
    ck_assert_slice_eq(text_bytes(&out, SLICE("\xe2\x82\xac$\x0f\nA'B\"\\\\\"/")),
                       SLICE("\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""));
    ck_assert_slice_eq(text_bytes(&out, SLICE("\b\t\n\f\r\x1f\x7f")), SLICE("\"\\b\\t\\n\\f\\r\\u001f\x7f\""));
    ck_assert_slice_eq(text_bytes(&out, ((struct slice){(const uint8_t *)"a\0b", 3})), SLICE("\"a\\u0000b\""));
    ck_assert_slice_eq(text_bytes(&out, SLICE("")), SLICE("\"\""));
    ck_assert_slice_eq(text_bytes(&out, SLICE("\xf0\x9f\x98\x82")), SLICE("\"\xf0\x9f\x98\x82\""));
}
END_TEST

START_TEST(ill_formed_texts_are_refused)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 12);
    struct err err;
    ck_assert_int_eq(canonical_text_append(&out, SLICE("abcdefgh\xff"), &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "is not UTF-8 at byte 8");
    ck_assert_int_eq(canonical_text_append(&out, SLICE("\xed\xa0\x80"), &err), ERR_FORMAT);
    ck_assert_uint_eq(out.n, 0);
}
END_TEST

static struct slice
random_text(uint8_t *bytes, size_t max, unsigned style)
{
    struct buf text;
    buf_init(&text, max);
    const size_t characters = unit_random_below(max / 4);
    for (size_t i = 0; i < characters; i++) {
        static const uint32_t ranges[] = {0x20, 0x80, 0x800, 0x110000};
        utf8_append(&text, (uint32_t)unit_random_below(ranges[style % COUNT_OF(ranges)]));
    }
    memcpy(bytes, buf_slice(&text).p, text.n);
    const size_t n = text.n;
    buf_release(&text);
    return (struct slice){bytes, n};
}

/* Against the other writer of the project, and back. */
START_TEST(texts_round_trip)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    AUTO(buf_release) struct buf oracle;
    buf_init(&out, 1 << 12);
    buf_init(&oracle, 1 << 12);
    for (unsigned round = 0; round < 4000; round++) {
        uint8_t bytes[256];
        const struct slice text = random_text(bytes, sizeof(bytes), round);
        const struct slice written = text_bytes(&out, text);
        buf_clear(&oracle);
        json_string_append(&oracle, text);
        ck_assert_slice_eq(written, buf_slice(&oracle));
        size_t at = 0;
        struct slice back;
        ck_assert_int_eq(canonical_text_read(written, &at, arena, &back, NULL), 0);
        ck_assert_uint_eq(at, written.n);
        ck_assert_slice_eq(back, text);
    }
}
END_TEST

START_TEST(other_spellings_are_refused)
{
    static const char *const refused[] = {"",
                                          "x",
                                          "\"",
                                          "\"abc",
                                          "\"\\/\"",
                                          "\"\\u0041\"",
                                          "\"\\u000A\"",
                                          "\"\\u000a\"",
                                          "\"\\u0008\"",
                                          "\"\\u001F\"",
                                          "\"\\u0022\"",
                                          "\"\\u00e9\"",
                                          "\"\\u20ac\"",
                                          "\"\\x\"",
                                          "\"\\u00\"",
                                          "\"\\u001\"",
                                          "\"a\nb\"",
                                          "\"a\\\"",
                                          "\"\\",
                                          "\"\xc3\"",
                                          "\"\xc0\x80\"",
                                          "\"\\\xc3\xa9\"",
                                          "\"\\u00\xc3\xa9\"",
                                          "\"\\u\"",
                                          "\"\\0\""};
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        size_t at = 0;
        struct slice text;
        ck_assert_msg(canonical_text_read(slice_of(refused[i]), &at, arena, &text, NULL) == ERR_FORMAT, "%s was taken",
                      refused[i]);
    }
    struct err err;
    size_t at = 2;
    struct slice text;
    ck_assert_int_eq(canonical_text_read(SLICE("{}\"\\/\""), &at, arena, &text, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "text at byte 2 is not escaped as RFC 8785 does");
    ck_assert_uint_eq(at, 2);
}
END_TEST

START_TEST(plain_texts_are_views)
{
    const struct slice bytes = SLICE("\"abc\",");
    size_t at = 0;
    struct slice text;
    ck_assert_int_eq(canonical_text_read(bytes, &at, NULL, &text, NULL), 0);
    ck_assert_ptr_eq(text.p, bytes.p + 1);
    ck_assert_uint_eq(at, 5);
}
END_TEST

START_TEST(counts_round_trip)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 64);
    for (unsigned bits = 0; bits <= 64; bits++) {
        const uint64_t count = bits == 0 ? 0 : unit_random() >> (64 - bits);
        buf_clear(&out);
        canonical_count_append(&out, count);
        size_t at = 0;
        uint64_t back = 0;
        ck_assert_int_eq(canonical_count_read(buf_slice(&out), &at, UINT64_MAX, &back, NULL), 0);
        ck_assert_uint_eq(back, count);
        ck_assert_uint_eq(at, out.n);
    }
}
END_TEST

START_TEST(counts_have_one_spelling)
{
    static const char *const refused[] = {"", "-1", "+1", "01", "00", ".5", "x", " 1"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        size_t at = 0;
        uint64_t count;
        ck_assert_msg(canonical_count_read(slice_of(refused[i]), &at, 100, &count, NULL) == ERR_FORMAT, "%s was taken",
                      refused[i]);
    }
    struct err err;
    size_t at = 0;
    uint64_t count = 7;
    ck_assert_int_eq(canonical_count_read(SLICE("100"), &at, 100, &count, NULL), 0);
    ck_assert_uint_eq(count, 100);
    at = 0;
    ck_assert_int_eq(canonical_count_read(SLICE("101"), &at, 100, &count, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "number at byte 0 is above 100");
    at = 0;
    ck_assert_int_eq(canonical_count_read(SLICE("18446744073709551616"), &at, UINT64_MAX, &count, NULL), ERR_LIMIT);
    at = 0;
    ck_assert_int_eq(canonical_count_read(SLICE("7"), &at, 5, &count, NULL), ERR_LIMIT);
    ck_assert_uint_eq(count, 100);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("canonical", texts_are_escaped_as_rfc_8785_does, ill_formed_texts_are_refused, texts_round_trip,
                     other_spellings_are_refused, plain_texts_are_views, counts_round_trip, counts_have_one_spelling);
}
