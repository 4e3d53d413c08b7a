#include "base/limits.h"
#include "format/json_build.h"
#include "format/json_canonical.h"
#include "json_generator.h"
#include "unit.h"

static void
check_canonical(struct slice text, struct slice want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 20);
    struct json *value = NULL;
    struct err err = {""};
    ck_assert_msg(json_read(text, arena, &value, &err) == 0, "%s", err.text);
    ck_assert_msg(json_write_canonical(&out, value, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(buf_slice(&out), want);
}

/* RFC 8785 §3.2.2 and §3.2.3, the samples of the text. */
START_TEST(writes_the_samples_of_the_rfc)
{
    check_canonical(
        SLICE(
            "{\n  \"numbers\": [333333333.33333329, 1E30, 4.50,\n              2e-3, 0.000000000000000000000000001],\n"
            "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
            "  \"literals\": [null, true, false]\n}"),
        SLICE("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
              "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"));
    check_canonical(SLICE("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                          "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
                          "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                          "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}"),
                    SLICE("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
                          "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                          "\"😀\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}"));
}
END_TEST

START_TEST(escapes_strings)
{
    check_canonical(SLICE("\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\u007f\\/\\\\\\\"\\u2028\""),
                    SLICE("\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\x7f/\\\\\\\"\xe2\x80\xa8\""));
}
END_TEST

START_TEST(sorts_names_as_utf16)
{
    static const struct {
        const char *a;
        const char *b;
    } ascending[] = {{"", "a"},
                     {"a", "aa"},
                     {"A", "a"},
                     {"z", "é"},
                     {"\xed\x9f\xbf", "😀"}, /* U+D7FF before every surrogate */
                     {"😀", "\xee\x80\x80"}, /* U+E000 after every surrogate */
                     {"😀", "\xef\xbf\xbf"}, /* U+FFFF */
                     {"\xee\x80\x80", "\xef\xbf\xbf"},
                     {"😀", "😁"},
                     {"€a", "€é"}};
    for (size_t i = 0; i < COUNT_OF(ascending); i++) {
        const struct slice a = slice_of(ascending[i].a);
        const struct slice b = slice_of(ascending[i].b);
        ck_assert_int_lt(json_name_compare(a, b), 0);
        ck_assert_int_gt(json_name_compare(b, a), 0);
        ck_assert_int_eq(json_name_compare(a, a), 0);
    }
}
END_TEST

START_TEST(writes_empty_and_nested_containers)
{
    check_canonical(SLICE(" [ ] "), SLICE("[]"));
    check_canonical(SLICE("{ }"), SLICE("{}"));
    check_canonical(SLICE("[[],{\"b\":{},\"a\":[{}]}]"), SLICE("[[],{\"a\":[{}],\"b\":{}}]"));
}
END_TEST

static void
check_failure(const struct json *value, int code, const char *message)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 20);
    struct err err = {""};
    ck_assert_int_eq(json_write_canonical(&out, value, &err), code);
    ck_assert_str_eq(err.text, message);
}

START_TEST(refuses_what_has_no_canonical_form)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *number = NULL;
    ck_assert_int_eq(json_read(SLICE("[1e400]"), arena, &number, NULL), 0);
    check_failure(number, ERR_FORMAT, "number '1e400' is too large for a double");
    struct json *object = json_new_object(arena);
    json_set(object, "a", json_new_null(arena));
    json_set(object, "b", json_new_null(arena));
    json_set(object, "a", json_new_null(arena));
    check_failure(object, ERR_FORMAT, "duplicate member 'a'");
    check_failure(json_new_string(arena, "a\xff"), ERR_FORMAT, "text is not valid UTF-8");
    struct json *deep = json_new_array(arena);
    struct json *inner = deep;
    for (unsigned i = 1; i < LIMIT_JSON_DEPTH; i++)
        inner = json_push(inner, json_new_array(arena));
    json_push(inner, json_new_int(arena, 1));
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 20);
    ck_assert_int_eq(json_write_canonical(&out, deep, NULL), 0);
    json_push(inner, json_new_array(arena));
    check_failure(deep, ERR_LIMIT, "nested deeper than 64 levels");
}
END_TEST

START_TEST(is_its_own_canonical_form)
{
    for (unsigned round = 0; round < 2000; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        AUTO(buf_release) struct buf text;
        AUTO(buf_release) struct buf out;
        buf_init(&text, 1 << 20);
        buf_init(&out, 1 << 20);
        json_generate(&text, 5, false);
        struct json *value = NULL;
        ck_assert_int_eq(json_read(buf_slice(&text), arena, &value, NULL), 0);
        ck_assert_int_eq(json_write_canonical(&out, value, NULL), 0);
        check_canonical(buf_slice(&out), buf_slice(&out));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json_canonical", writes_the_samples_of_the_rfc, escapes_strings, sorts_names_as_utf16,
                     writes_empty_and_nested_containers, refuses_what_has_no_canonical_form, is_its_own_canonical_form);
}
