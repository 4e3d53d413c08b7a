#include "format/json.h"
#include "unit.h"

static struct json *
read_value(struct arena *arena, const char *text)
{
    struct json *value = NULL;
    struct err err = {""};
    ck_assert_msg(json_read(slice_of(text), arena, &value, &err) == 0, "%s", err.text);
    return value;
}

START_TEST(names_types)
{
    ck_assert_str_eq(json_type_phrase(JSON_NULL), "null");
    ck_assert_str_eq(json_type_phrase(JSON_BOOLEAN), "a boolean");
    ck_assert_str_eq(json_type_phrase(JSON_NUMBER), "a number");
    ck_assert_str_eq(json_type_phrase(JSON_STRING), "a string");
    ck_assert_str_eq(json_type_phrase(JSON_ARRAY), "an array");
    ck_assert_str_eq(json_type_phrase(JSON_OBJECT), "an object");
}
END_TEST

START_TEST(gets_members)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct json *object = read_value(arena, "{\"a\":1,\"\":2,\"a\\u0000b\":3}");
    ck_assert_slice_eq(json_get(object, "a")->text, SLICE("1"));
    ck_assert_slice_eq(json_get(object, "")->text, SLICE("2"));
    ck_assert_slice_eq(json_find(object, SLICE("a\0b"))->text, SLICE("3"));
    ck_assert_ptr_null(json_get(object, "b"));
    ck_assert_ptr_null(json_get(NULL, "a"));
    ck_assert_ptr_null(json_get(json_get(object, "a"), "a"));
}
END_TEST

START_TEST(requires_members_of_a_type)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct json *object = read_value(arena, "{\"id\":\"x\",\"n\":1,\"z\":null}");
    struct err err = {""};
    struct json *member = NULL;
    ck_assert_int_eq(json_require(object, "id", JSON_STRING, &member, &err), 0);
    ck_assert_slice_eq(member->text, SLICE("x"));
    ck_assert_int_eq(json_require(object, "n", JSON_STRING, &member, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'n' is a number, expected a string");
    ck_assert_int_eq(json_require(object, "m", JSON_STRING, &member, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'m' is missing");
    ck_assert_int_eq(json_require(json_get(object, "n"), "m", JSON_STRING, &member, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "expected an object, found a number");
    ck_assert_slice_eq(member->text, SLICE("x"));
    ck_assert_int_eq(json_optional(object, "m", JSON_STRING, &member, &err), 0);
    ck_assert_ptr_null(member);
    ck_assert_int_eq(json_optional(object, "z", JSON_STRING, &member, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'z' is null, expected a string");
}
END_TEST

START_TEST(refuses_unknown_members)
{
    static const char *const names[] = {"id", "time"};
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {""};
    const struct json *member = NULL;
    ck_assert_int_eq(json_only(read_value(arena, "{\"time\":1}"), names, 2, &member, &err), 0);
    ck_assert_ptr_null(member);
    const struct json *wrong = read_value(arena, "{\"id\":1,\n \"tiem\":2}");
    ck_assert_int_eq(json_only(wrong, names, 2, &member, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "unknown member 'tiem'");
    ck_assert_uint_eq(member->line, 2);
    ck_assert_int_eq(json_only(wrong, names, 2, NULL, NULL), ERR_FORMAT);
    ck_assert_int_eq(json_only(member, names, 2, NULL, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "expected an object, found a number");
}
END_TEST

START_TEST(reads_integers_exactly)
{
    static const struct {
        const char *text;
        int64_t want;
    } cases[] = {{"0", 0},
                 {"-0", 0},
                 {"1.0", 1},
                 {"1e3", 1000},
                 {"1.5e1", 15},
                 {"120e-1", 12},
                 {"0e99999999999999999999", 0},
                 {"9007199254740993", INT64_C(9007199254740993)},
                 {"9223372036854775807", INT64_MAX},
                 {"-9223372036854775808", INT64_MIN},
                 {"-9.223372036854775808e18", INT64_MIN}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t number = -1;
        ck_assert_int_eq(json_int64(read_value(arena, cases[i].text), &number, NULL), 0);
        ck_assert_int_eq(number, cases[i].want);
    }
}
END_TEST

START_TEST(refuses_what_is_no_integer)
{
    static const struct {
        const char *text;
        int code;
        const char *message;
    } cases[] = {
        {"1.5", ERR_FORMAT, "'1.5' is not an integer"},
        {"1e-1", ERR_FORMAT, "'1e-1' is not an integer"},
        {"1e-99999999999999999999", ERR_FORMAT, "'1e-99999999999999999999' is not an integer"},
        {"9223372036854775808", ERR_LIMIT, "'9223372036854775808' is outside the 64-bit range"},
        {"-9223372036854775809", ERR_LIMIT, "'-9223372036854775809' is outside the 64-bit range"},
        {"18446744073709551616", ERR_LIMIT, "'18446744073709551616' is outside the 64-bit range"},
        {"1e30", ERR_LIMIT, "'1e30' is outside the 64-bit range"},
        {"1e99999999999999999999", ERR_LIMIT, "'1e99999999999999999999' is outside the 64-bit range"},
        {"\"1\"", ERR_FORMAT, "expected a number, found a string"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {""};
        int64_t number = 7;
        ck_assert_int_eq(json_int64(read_value(arena, cases[i].text), &number, &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].message);
        ck_assert_int_eq(number, 7);
    }
}
END_TEST

START_TEST(reads_doubles_and_texts)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {""};
    double number = 0;
    ck_assert_int_eq(json_double(read_value(arena, "-2.5e-3"), &number, &err), 0);
    ck_assert(number == -0.0025);
    ck_assert_int_eq(json_double(read_value(arena, "null"), &number, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "expected a number, found null");
    ck_assert_int_eq(json_double(read_value(arena, "1e400"), &number, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "number '1e400' is too large for a double");
    struct slice text = {NULL, 0};
    ck_assert_int_eq(json_text(read_value(arena, "\"é\""), &text, &err), 0);
    ck_assert_slice_eq(text, SLICE("é"));
    ck_assert_int_eq(json_text(read_value(arena, "\"a\\u0000\""), &text, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "text holds the character U+0000");
    ck_assert_int_eq(json_text(read_value(arena, "[]"), &text, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "expected a string, found an array");
}
END_TEST

START_TEST(finds_the_first_duplicate)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *object = read_value(arena, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}");
    ck_assert_ptr_null(json_duplicate(object, arena));
    ck_assert_ptr_null(json_duplicate(read_value(arena, "{}"), arena));
    object->last->name = SLICE("a");
    json_get(object, "c")->name = SLICE("b");
    ck_assert_ptr_eq(json_duplicate(object, arena), object->first->next->next);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json", names_types, gets_members, requires_members_of_a_type, refuses_unknown_members,
                     reads_integers_exactly, refuses_what_is_no_integer, reads_doubles_and_texts,
                     finds_the_first_duplicate);
}
