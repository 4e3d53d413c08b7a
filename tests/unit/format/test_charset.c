/* What e-mail writes bytes as.
 * Covers: charset.c, transfer.c */
#include "format/charset.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "format/transfer.h"
#include "unit.h"

START_TEST(charsets)
{
    static const struct {
        const char *name;
        const char *bytes;
        const char *want;
    } cases[] = {
        {"UTF-8", "\xc3\xa9", "\xc3\xa9"},
        {"", "a\xff", "a\xef\xbf\xbd"},
        {"us-ascii", "\xc3\xa9", "\xc3\xa9"},
        {"ISO-8859-1", "\xe9\xa4", "\xc3\xa9\xc2\xa4"},
        {"iso-8859-15", "\xa4\xe9", "\xe2\x82\xac\xc3\xa9"},
        {"Windows-1252", "\x80\x93\xe9", "\xe2\x82\xac\xe2\x80\x9c\xc3\xa9"},
        {"koi8-r", "a\xe9", "a\xef\xbf\xbd"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_slice_eq(charset_read(slice_of(cases[i].bytes), slice_of(cases[i].name), arena),
                           slice_of(cases[i].want));
    ck_assert_slice_eq(charset_read(SLICE("x"), (struct slice){NULL, 0}, arena), SLICE("x"));
}
END_TEST

START_TEST(transfer_encodings)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_slice_eq(transfer_decode(SLICE("aGVs\r\nbG8=\r\nxx"), SLICE("base64"), arena), SLICE("hello"));
    ck_assert_slice_eq(transfer_decode(SLICE("a=3Db=\r\nc=  \nd=zz=4"), SLICE("quoted-printable"), arena),
                       SLICE("a=bcd=zz=4"));
    ck_assert_slice_eq(transfer_decode(SLICE("a=3D"), SLICE("8bit"), arena), SLICE("a=3D"));
    ck_assert_slice_eq(transfer_decode(SLICE("x="), SLICE("quoted-printable"), arena), SLICE("x"));
}
END_TEST

START_TEST(encoded_words)
{
    static const struct {
        const char *value;
        const char *want;
    } cases[] = {
        {"plain", "plain"},
        {"=?UTF-8?Q?a_b=21?= c", "a b! c"},
        {"=?utf-8?b?w6k=?=\t =?utf-8?b?w6k=?=", "\xc3\xa9\xc3\xa9"},
        {"=?utf-8?b?ww==?= =?utf-8?b?qQ==?=", "\xc3\xa9"}, /* a character cut in two */
        {"=?iso-8859-1*en?q?=E9?= x", "\xc3\xa9 x"},
        {"=?utf-8?x?a?=", "=?utf-8?x?a?="},
        {"=?utf-8?q?a b?=", "=?utf-8?q?a b?="},
        {"=?utf-8?q?a", "=?utf-8?q?a"},
        {"=?=?", "=?=?"},
        {"\xff", "\xef\xbf\xbd"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_slice_eq(transfer_words(slice_of(cases[i].value), arena), slice_of(cases[i].want));
}
END_TEST

/* Any bytes come back from base64, however its lines are cut, and from a text nothing but UTF-8 is made. */
START_TEST(round_trips)
{
    for (unsigned round = 0; round < 2000; round++) {
        uint8_t bytes[40];
        struct buf text AUTO(buf_release);
        struct buf cut AUTO(buf_release);
        AUTO(arena_drop) struct arena *arena = arena_new();
        const size_t n = unit_random_below(sizeof(bytes) + 1);
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)unit_random_below(256);
        buf_init(&text, SIZE_MAX);
        buf_init(&cut, SIZE_MAX);
        base64_append(&text, (struct slice){bytes, n});
        for (size_t i = 0; i < text.n; i++) {
            buf_byte(&cut, text.p[i]);
            if (unit_random_below(5) == 0)
                buf_text(&cut, "\r\n");
        }
        ck_assert(slice_equal(transfer_decode(buf_slice(&cut), SLICE("base64"), arena), (struct slice){bytes, n}));
        ck_assert(utf8_is_valid(transfer_words((struct slice){bytes, n}, arena)));
        ck_assert(utf8_is_valid(charset_read((struct slice){bytes, n}, SLICE("windows-1252"), arena)));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("format/charset", charsets, transfer_encodings, encoded_words, round_trips);
}
