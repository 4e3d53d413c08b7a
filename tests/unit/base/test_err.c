#include "unit.h"

#include "base/err.h"
#include "base/utf8.h"

START_TEST(set_writes_the_text_and_returns_the_code)
{
    struct err err;
    ck_assert_int_eq(err_set(&err, ERR_FORMAT, "tile width %d is not in 1..%d", 0, 256), ERR_FORMAT);
    ck_assert_str_eq(err.text, "tile width 0 is not in 1..256");
    ck_assert_int_eq(err_set(&err, ERR_SIGNATURE, "%s", ""), ERR_SIGNATURE);
    ck_assert_str_eq(err.text, "");
    /* What printf cannot print leaves no text, but the code all the same. */
    const wchar_t beyond_unicode[] = {0x110000, 0};
    ck_assert_int_eq(err_set(&err, ERR_IO, "%ls", beyond_unicode), ERR_IO);
    ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(wrap_prepends_and_keeps_the_code)
{
    struct err err;
    const int code = err_set(&err, ERR_IO, "disk full");
    ck_assert_int_eq(err_wrap(&err, code, "insert tile %s", "0/12"), ERR_IO);
    ck_assert_int_eq(err_wrap(&err, code, "append entry %d", 7), ERR_IO);
    ck_assert_str_eq(err.text, "append entry 7: insert tile 0/12: disk full");
}
END_TEST

START_TEST(nobody_has_to_listen)
{
    ck_assert_int_eq(err_set(NULL, ERR_USAGE, "%d", 1), ERR_USAGE);
    ck_assert_int_eq(err_wrap(NULL, ERR_LIMIT, "%d", 1), ERR_LIMIT);
}
END_TEST

START_TEST(codes_are_negative_and_distinct)
{
    const int codes[] = {ERR_USAGE,     ERR_FORMAT,   ERR_LIMIT,   ERR_IO,
                         ERR_NOT_FOUND, ERR_CONFLICT, ERR_VERSION, ERR_SIGNATURE};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        ck_assert_int_lt(codes[i], 0);
        for (size_t j = 0; j < i; j++)
            ck_assert_int_ne(codes[i], codes[j]);
    }
}
END_TEST

START_TEST(arguments_may_point_into_the_text)
{
    struct err err;
    err_set(&err, ERR_IO, "cause");
    err_set(&err, ERR_IO, "<%s>", err.text);
    ck_assert_str_eq(err.text, "<cause>");
    err_wrap(&err, ERR_IO, "[%s]", err.text);
    ck_assert_str_eq(err.text, "[<cause>]: <cause>");
}
END_TEST

START_TEST(hostile_bytes_cannot_leave_the_line)
{
    static const struct {
        const char *given;
        const char *want;
    } cases[] = {
        {"a\nb\r\tc", "a?b??c"},
        {"\x1b[31mred\x7f", "?[31mred?"},
        {"caf\xc3\xa9 \xe2\x80\xa6 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe2\x80\xa6 \xf0\x9f\x98\x80"},
        {"C1 \xc2\x9b"
         "31m \xc2\x80 \xc2\xa0",
         "C1 ??31m ?? \xc2\xa0"},
        {"not UTF-8 \xff\xc3) \xc0\xaf \xed\xa0\x80", "not UTF-8 ?"
                                                      "?) ?"
                                                      "? ???"},
        {"a true \xef\xbf\xbd stays", "a true \xef\xbf\xbd stays"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err;
        err_set(&err, ERR_FORMAT, "%s", cases[i].given);
        ck_assert_str_eq(err.text, cases[i].want);
    }
}
END_TEST

START_TEST(long_text_is_cut_between_characters)
{
    char text[3 * ERR_TEXT_MAX];
    for (size_t lead = 0; lead < 4; lead++) {
        size_t n = 0;
        while (n < lead)
            text[n++] = 'x';
        for (; n + 4 < sizeof(text); n += 4)
            memcpy(text + n, "\xf0\x9f\x98\x80", 4);
        text[n] = '\0';
        struct err err;
        err_set(&err, ERR_LIMIT, "%s", text);
        const size_t fitting = (ERR_TEXT_MAX - 1 - lead) / 4 * 4 + lead;
        ck_assert_uint_eq(strlen(err.text), fitting);
        ck_assert_int_eq(memcmp(err.text, text, fitting), 0);
    }
}
END_TEST

START_TEST(wrapping_for_ever_keeps_the_beginning)
{
    struct err err;
    err_set(&err, ERR_IO, "cause");
    for (int i = 0; i < ERR_TEXT_MAX; i++)
        ck_assert_int_eq(err_wrap(&err, ERR_IO, "context %d", i), ERR_IO);
    ck_assert_uint_eq(strlen(err.text), ERR_TEXT_MAX - 1);
    ck_assert_int_eq(strncmp(err.text, "context 1023: context 1022: ", 28), 0);
    char context[2 * ERR_TEXT_MAX];
    memset(context, 'y', sizeof(context) - 1);
    context[sizeof(context) - 1] = '\0';
    err_wrap(&err, ERR_IO, "%s", context);
    ck_assert_uint_eq(strlen(err.text), ERR_TEXT_MAX - 1);
    ck_assert_int_eq(err.text[ERR_TEXT_MAX - 2], 'y');
}
END_TEST

START_TEST(any_bytes_give_one_valid_line)
{
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        size_t n = unit_random_below(sizeof(bytes));
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)(1 + unit_random_below(255));
        bytes[n] = '\0';
        struct err err;
        err_set(&err, ERR_FORMAT, "%s", bytes);
        ck_assert_uint_eq(strlen(err.text), n);
        ck_assert(utf8_is_valid(slice_of(err.text)));
        for (const char *c = err.text; *c != '\0'; c++)
            ck_assert_msg((unsigned char)*c >= 0x20 && *c != 0x7f, "control character %d", *c);
    }
}
END_TEST

static int
stops_at(int code, int *reached)
{
    TRY(code);
    *reached = 1;
    return 0;
}

START_TEST(try_returns_failures_only)
{
    int reached = 0;
    ck_assert_int_eq(stops_at(ERR_CONFLICT, &reached), ERR_CONFLICT);
    ck_assert_int_eq(reached, 0);
    ck_assert_int_eq(stops_at(3, &reached), 0);
    ck_assert_int_eq(reached, 1);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("err", set_writes_the_text_and_returns_the_code, wrap_prepends_and_keeps_the_code,
                     nobody_has_to_listen, codes_are_negative_and_distinct, arguments_may_point_into_the_text,
                     hostile_bytes_cannot_leave_the_line, long_text_is_cut_between_characters,
                     wrapping_for_ever_keeps_the_beginning, any_bytes_give_one_valid_line, try_returns_failures_only);
}
