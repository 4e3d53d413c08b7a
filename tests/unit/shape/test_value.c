#include "shape/value.h"

#include "unit.h"

START_TEST(values_of_json)
{
    static const struct {
        const char *json;
        const char *text; /* NULL: absent */
        enum json_type type;
    } cases[] = {
        {"\"x\"", "x", JSON_STRING},
        {"\"\"", NULL, JSON_STRING},
        {"null", NULL, JSON_NULL},
        {"true", "true", JSON_BOOLEAN},
        {"false", "false", JSON_BOOLEAN},
        {"1.50", "1.50", JSON_NUMBER},
        {"9007199254740993", "9007199254740993", JSON_NUMBER},
        {"[1]", "", JSON_ARRAY},
        {"{}", "", JSON_OBJECT},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json *node = NULL;
        ck_assert_int_eq(json_read(slice_of(cases[i].json), arena, &node, NULL), 0);
        const struct value value = value_of(node);
        ck_assert_int_eq(value.type, cases[i].type);
        ck_assert_int_eq(value_is_absent(&value), cases[i].text == NULL);
        ck_assert_slice_eq(value.text, slice_of(cases[i].text));
    }
}
END_TEST

START_TEST(values_of_texts)
{
    const struct value none = value_of(NULL);
    const struct value empty = value_of_text(SLICE(""));
    const struct value text = value_of_text(SLICE("t"));
    ck_assert(value_is_absent(&none));
    ck_assert(value_is_absent(&empty));
    ck_assert(!value_is_absent(&text));
    ck_assert_int_eq(text.type, JSON_STRING);
}
END_TEST

START_TEST(texts_as_numbers)
{
    static const char *const wrong[] = {"", "x", "1x", "0x1", " 1", "1 ", "+1", "01", ".5", "NaN"};
    struct err err;
    double number = 7;
    int64_t integer = 7;
    ck_assert_int_eq(value_read_double(SLICE("-1.5e1"), &number, &err), 0);
    ck_assert_double_eq(number, -15);
    ck_assert_int_eq(value_read_int64(SLICE("9007199254740993"), &integer, &err), 0);
    ck_assert_int_eq(integer, INT64_C(9007199254740993));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert_int_eq(value_read_double(slice_of(wrong[i]), &number, &err), ERR_FORMAT);
        ck_assert_int_eq(value_read_int64(slice_of(wrong[i]), &integer, &err), ERR_FORMAT);
    }
    ck_assert_str_eq(err.text, "'NaN' is no number");
    ck_assert_double_eq(number, -15);
    ck_assert_int_eq(value_read_int64(SLICE("1.5"), &integer, &err), ERR_FORMAT);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/value", values_of_json, values_of_texts, texts_as_numbers);
}
