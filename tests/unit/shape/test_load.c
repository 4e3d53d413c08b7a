#include "shape/load.h"

#include "unit.h"

static struct json *
parse(const char *text, struct arena *arena)
{
    struct json *value = NULL;
    ck_assert_int_eq(json_read(slice_of(text), arena, &value, NULL), 0);
    return value;
}

START_TEST(faults_say_where)
{
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct loader loader = {.file = SLICE_INIT("sources/x.yaml"), .arena = arena};
    const struct json *object = parse("{\"a\":1,\n \"b\":\"x\"}", arena);
    ck_assert_int_eq(load_fault(&loader, object->last, &err, "no %s", "good"), ERR_FORMAT);
    ck_assert_str_eq(err.text, "sources/x.yaml:2:2: no good");
    ck_assert_int_eq(load_fault_at(&loader, object, err_set(&err, ERR_LIMIT, "too much"), &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "sources/x.yaml:1:1: too much");
}
END_TEST

START_TEST(types_and_keys)
{
    static const char *const keys[] = {"a"};
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct loader loader = {.file = SLICE_INIT("f"), .arena = arena};
    const struct json *object = parse("{\"a\":1,\"b\":2}", arena);
    ck_assert_int_eq(load_type(&loader, object, JSON_OBJECT, &err), 0);
    ck_assert_int_eq(load_type(&loader, object->first, JSON_STRING, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f:1:2: 'a' is a number, expected a string");
    ck_assert_int_eq(load_type(&loader, object, JSON_ARRAY, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f:1:1: found an object, expected an array");
    ck_assert_int_eq(load_only(&loader, object, keys, 1, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f:1:8: unknown key 'b'");
    ck_assert_int_eq(load_only(&loader, object->first, keys, 1, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f:1:2: 'a' is a number, expected an object");
}
END_TEST

START_TEST(words_are_scalars)
{
    struct err err;
    struct slice word;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct loader loader = {.file = SLICE_INIT("f"), .arena = arena};
    ck_assert_int_eq(load_word(&loader, parse("\"x\"", arena), &word, &err), 0);
    ck_assert_slice_eq(word, SLICE("x"));
    ck_assert_int_eq(load_word(&loader, parse("1.0", arena), &word, &err), 0);
    ck_assert_slice_eq(word, SLICE("1.0"));
    ck_assert_int_eq(load_word(&loader, parse("false", arena), &word, &err), 0);
    ck_assert_slice_eq(word, SLICE("false"));
    ck_assert_int_eq(load_word(&loader, parse("[]", arena), &word, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f:1:1: found an array, expected a string");
    ck_assert_slice_eq(word, SLICE("false"));
}
END_TEST

START_TEST(definitions_by_name)
{
    struct definition definitions[] = {{.name = SLICE_INIT("a")}, {.name = SLICE_INIT("b")}};
    const struct loader loader = {.definitions = definitions, .definition_count = 2};
    ck_assert_ptr_eq(load_definition(&loader, SLICE("b")), &definitions[1]);
    ck_assert_ptr_null(load_definition(&loader, SLICE("c")));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/load", faults_say_where, types_and_keys, words_are_scalars, definitions_by_name);
}
