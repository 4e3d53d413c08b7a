#include "unit.h"

#include "base/encoding.h"

enum { PLENTY = 100000 };

static struct slice
random_bytes(uint8_t *out, size_t max)
{
    const size_t n = unit_random_below(max + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)unit_random();
    return (struct slice){out, n};
}

START_TEST(hex_writes_lower_case)
{
    const uint8_t bytes[] = {0x00, 0x01, 0x9f, 0xa0, 0xff};
    char text[11];
    hex_write(text, bytes, 5);
    ck_assert_str_eq(text, "00019fa0ff");
    hex_write(text, NULL, 0);
    ck_assert_str_eq(text, "");
    AUTO(buf_release) struct buf out;
    buf_init(&out, 12);
    buf_text(&out, "0x");
    hex_append(&out, (struct slice){bytes, 5});
    ck_assert_slice_eq(buf_slice(&out), SLICE("0x00019fa0ff"));
    hex_append(&out, (struct slice){bytes, 1});
    ck_assert_int_eq(buf_finish(&out, "text", NULL), ERR_LIMIT);
}
END_TEST

/* RFC 4648 section 10, in lower case. */
START_TEST(hex_vectors)
{
    uint8_t bytes[6];
    ck_assert_int_eq(hex_read(bytes, 6, SLICE("666f6f626172"), NULL), 0);
    ck_assert_int_eq(memcmp(bytes, "foobar", 6), 0);
    ck_assert_int_eq(hex_read(bytes, 0, SLICE(""), NULL), 0);
}
END_TEST

START_TEST(hex_refuses)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "hexadecimal text has 0 characters, expected 4"},
        {"abc", "hexadecimal text has 3 characters, expected 4"},
        {"abcde", "hexadecimal text has 5 characters, expected 4"},
        {"0x12", "character 2 of hexadecimal text is 'x', expected 0-9 or a-f"},
        {"abCd", "character 3 of hexadecimal text is 'C', expected 0-9 or a-f"},
        {"abc\n", "character 4 of hexadecimal text is '?', expected 0-9 or a-f"},
        {"g000", "character 1 of hexadecimal text is 'g', expected 0-9 or a-f"},
        {"000\xc3", "character 4 of hexadecimal text is '?', expected 0-9 or a-f"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t bytes[2] = {0x77, 0x77};
        struct err err;
        ck_assert_int_eq(hex_read(bytes, 2, slice_of(cases[i].text), &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert(bytes[0] == 0x77 && bytes[1] == 0x77);
    }
}
END_TEST

START_TEST(hex_reads_exactly_the_digits)
{
    for (int c = 0; c < 256; c++) {
        const uint8_t text[2] = {'0', (uint8_t)c};
        const char *digits = "0123456789abcdef";
        const char *digit = c == 0 ? NULL : strchr(digits, c);
        uint8_t byte = 99;
        const int code = hex_read(&byte, 1, (struct slice){text, 2}, NULL);
        ck_assert_int_eq(code, digit == NULL ? ERR_FORMAT : 0);
        ck_assert_uint_eq(byte, digit == NULL ? 99 : (uint8_t)(digit - digits));
    }
}
END_TEST

START_TEST(hex_round_trips)
{
    for (int round = 0; round < 1000; round++) {
        uint8_t bytes[100];
        uint8_t back[100];
        char text[201];
        const struct slice given = random_bytes(bytes, sizeof(bytes));
        hex_write(text, given.p, given.n);
        ck_assert_int_eq(hex_read(back, given.n, slice_of(text), NULL), 0);
        ck_assert_slice_eq(((struct slice){back, given.n}), given);
    }
}
END_TEST

/* RFC 4648 section 10, and the root of the empty tree as C2SP checkpoints show it. */
static const struct {
    struct slice bytes;
    struct slice text;
} vectors[] = {
    {SLICE_INIT(""), SLICE_INIT("")},
    {SLICE_INIT("f"), SLICE_INIT("Zg==")},
    {SLICE_INIT("fo"), SLICE_INIT("Zm8=")},
    {SLICE_INIT("foo"), SLICE_INIT("Zm9v")},
    {SLICE_INIT("foob"), SLICE_INIT("Zm9vYg==")},
    {SLICE_INIT("fooba"), SLICE_INIT("Zm9vYmE=")},
    {SLICE_INIT("foobar"), SLICE_INIT("Zm9vYmFy")},
    {SLICE_INIT("\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24"
                "\x27\xae\x41\xe4\x64\x9b\x93\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55"),
     SLICE_INIT("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")},
};

START_TEST(base64_vectors)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, PLENTY);
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        buf_clear(&out);
        base64_append(&out, vectors[i].bytes);
        ck_assert_slice_eq(buf_slice(&out), vectors[i].text);
        struct slice bytes;
        ck_assert_int_eq(base64_read(vectors[i].text, arena, &bytes, NULL), 0);
        ck_assert_slice_eq(bytes, vectors[i].bytes);
        ck_assert(!slice_is_absent(bytes));
        ck_assert_uint_eq(bytes.p[bytes.n], 0);
    }
}
END_TEST

START_TEST(base64_refuses)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"Z", "base64 text has 1 characters, expected a multiple of 4"},
        {"Zg", "base64 text has 2 characters, expected a multiple of 4"},
        {"Zg=", "base64 text has 3 characters, expected a multiple of 4"},
        {"Zm9vYg==\n", "base64 text has 9 characters, expected a multiple of 4"},
        {"Zm9v\n\n\n\n", "character 5 of base64 text is '?', expected A-Z, a-z, 0-9, + or /"},
        {"Zm 9", "character 3 of base64 text is ' ', expected A-Z, a-z, 0-9, + or /"},
        {"Zm-_", "character 3 of base64 text is '-', expected A-Z, a-z, 0-9, + or /"},
        {"====", "character 1 of base64 text is '=', expected A-Z, a-z, 0-9, + or /"},
        {"Z===", "character 2 of base64 text is '=', expected A-Z, a-z, 0-9, + or /"},
        {"Zg==Zg==", "character 3 of base64 text is '=', expected A-Z, a-z, 0-9, + or /"},
        {"Zg=v", "character 3 of base64 text is '=', expected A-Z, a-z, 0-9, + or /"},
        {"Zh==", "last character of base64 text carries bits that belong to no byte"},
        {"Zm9=", "last character of base64 text carries bits that belong to no byte"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice bytes = SLICE("untouched");
        struct err err;
        ck_assert_int_eq(base64_read(slice_of(cases[i].text), arena, &bytes, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_slice_eq(bytes, SLICE("untouched"));
    }
}
END_TEST

START_TEST(base64_round_trips)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, PLENTY);
    for (int round = 0; round < 2000; round++) {
        uint8_t bytes[100];
        const struct slice given = random_bytes(bytes, sizeof(bytes));
        buf_clear(&out);
        base64_append(&out, given);
        ck_assert_uint_eq(buf_slice(&out).n, (given.n + 2) / 3 * 4);
        struct slice back;
        ck_assert_int_eq(base64_read(buf_slice(&out), arena, &back, NULL), 0);
        ck_assert_slice_eq(back, given);
    }
}
END_TEST

/* One value has one text: of all four-character texts over a telling alphabet, those are read that write back. */
START_TEST(base64_has_one_text_for_one_value)
{
    static const char alphabet[] = "AQgwZz0159+/=-_ \n\x80";
    enum { LETTERS = sizeof(alphabet) - 1 };
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, PLENTY);
    size_t accepted = 0;
    for (size_t i = 0; i < (size_t)LETTERS * LETTERS * LETTERS * LETTERS; i++) {
        uint8_t text[4];
        for (size_t j = 0, rest = i; j < 4; j++, rest /= LETTERS)
            text[j] = (uint8_t)alphabet[rest % LETTERS];
        const struct arena_mark mark = arena_mark(arena);
        struct slice bytes;
        if (base64_read((struct slice){text, 4}, arena, &bytes, NULL) == 0) {
            accepted++;
            buf_clear(&out);
            base64_append(&out, bytes);
            if (!slice_equal(buf_slice(&out), (struct slice){text, 4}))
                ck_abort_msg("'%.4s' was read", (const char *)text);
        }
        arena_rewind(arena, mark);
    }
    /* Whole groups, groups of two bytes (two bits left over) and of one byte (four bits left over). */
    size_t ending_in_two = 0;
    size_t ending_in_four = 0;
    const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < 12; i++) {
        const size_t value = (size_t)(strchr(digits, alphabet[i]) - digits);
        ending_in_two += value % 4 == 0;
        ending_in_four += value % 16 == 0;
    }
    ck_assert_uint_eq(accepted, 12 * 12 * 12 * 12 + 12 * 12 * ending_in_two + 12 * ending_in_four);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("encoding", hex_writes_lower_case, hex_vectors, hex_refuses, hex_reads_exactly_the_digits,
                     hex_round_trips, base64_vectors, base64_refuses, base64_round_trips,
                     base64_has_one_text_for_one_value);
}
