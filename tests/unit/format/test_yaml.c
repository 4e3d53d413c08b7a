#include "base/limits.h"
#include "format/json_canonical.h"
#include "format/yaml.h"
#include "unit.h"

static void
check_read(const char *text, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 16);
    struct json *value = NULL;
    struct err err = {""};
    ck_assert_msg(yaml_read("x.yaml", slice_of(text), arena, &value, &err) == 0, "'%s': %s", text, err.text);
    ck_assert_int_eq(json_write_canonical(&out, value, &err), 0);
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

static void
check_refused(struct slice text, int code, const char *message)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *value = NULL;
    struct err err = {""};
    ck_assert_int_eq(yaml_read("x.yaml", text, arena, &value, &err), code);
    ck_assert_str_eq(err.text, message);
    ck_assert_ptr_null(value);
}

START_TEST(reads_structures)
{
    check_read("a: 1\nb:\n  - x\n  - y: [1, 2]\nc: {d: e}\n",
               "{\"a\":1,\"b\":[\"x\",{\"y\":[1,2]}],\"c\":{\"d\":\"e\"}}");
    check_read("---\n# comment\n- []\n- {}\n...\n", "[[],{}]");
    check_read("text: |\n  two\n  lines\nfolded: >-\n  one\n  line\n",
               "{\"folded\":\"one line\",\"text\":\"two\\nlines\\n\"}");
    check_read("\"quoted key\": 'it''s'\n", "{\"quoted key\":\"it's\"}");
    check_read("just text", "\"just text\"");
    check_read("é: \"\\u20ac\"", "{\"é\":\"€\"}");
}
END_TEST

START_TEST(types_only_what_json_types)
{
    static const char *const cases[][2] = {{"true", "true"},
                                           {"false", "false"},
                                           {"null", "null"},
                                           {"0", "0"},
                                           {"-12", "-12"},
                                           {"1.5", "1.5"},
                                           {"1e3", "1000"},
                                           {"\"true\"", "\"true\""},
                                           {"'1'", "\"1\""},
                                           {"True", "\"True\""},
                                           {"yes", "\"yes\""},
                                           {"no", "\"no\""},
                                           {"on", "\"on\""},
                                           {"off", "\"off\""},
                                           {"~", "\"~\""},
                                           {"NULL", "\"NULL\""},
                                           {"012", "\"012\""},
                                           {"0x1F", "\"0x1F\""},
                                           {"1_000", "\"1_000\""},
                                           {"1:30", "\"1:30\""},
                                           {".5", "\".5\""},
                                           {"5.", "\"5.\""},
                                           {"+1", "\"+1\""},
                                           {".inf", "\".inf\""},
                                           {"2026-01-01", "\"2026-01-01\""},
                                           {"\"\"", "\"\""},
                                           {"1.2.3", "\"1.2.3\""},
                                           {"<<", "\"<<\""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_read(cases[i][0], cases[i][1]);
}
END_TEST

START_TEST(knows_where_things_stand)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *root = NULL;
    ck_assert_int_eq(yaml_read("x", SLICE("# one\na: 1\nb:\n  - x\n  - ünï: {k: v}\n"), arena, &root, NULL), 0);
    ck_assert_uint_eq(root->line, 2);
    const struct json *b = json_get(root, "b");
    ck_assert_uint_eq(b->line, 3);
    ck_assert_uint_eq(b->column, 1);
    const struct json *k = json_get(json_get(b->last, "ünï"), "k");
    ck_assert_uint_eq(k->line, 5);
    ck_assert_uint_eq(k->column, 11);
    ck_assert_slice_eq(k->text, SLICE("v"));
    ck_assert(slice_is_absent(k->source));
}
END_TEST

START_TEST(refuses_what_is_not_in_the_subset)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "x.yaml:1:1: the document is empty"},
        {"# nothing\n", "x.yaml:2:1: the document is empty"},
        {"a: &x 1\n", "x.yaml:1:4: anchors are not allowed"},
        {"a: &x [1]\n", "x.yaml:1:4: anchors are not allowed"},
        {"&x a: 1\n", "x.yaml:1:1: anchors are not allowed"},
        {"a: *x\n", "x.yaml:1:4: aliases are not allowed"},
        {"*x : 1\n", "x.yaml:1:1: aliases are not allowed"},
        {"a: !!str 1\n", "x.yaml:1:4: tags are not allowed"},
        {"a: !!str \"1\"\n", "x.yaml:1:4: tags are not allowed"},
        {"a: ! 1\n", "x.yaml:1:4: tags are not allowed"},
        {"a: ! \"1\"\n", "x.yaml:1:4: tags are not allowed"},
        {"a: ! x\n", "x.yaml:1:4: tags are not allowed"},
        {"! true\n", "x.yaml:1:1: tags are not allowed"},
        {"a: !x {b: 1}\n", "x.yaml:1:4: tags are not allowed"},
        {"a: ! [1]\n", "x.yaml:1:4: tags are not allowed"},
        {"!!python/object:os.system [ls]\n", "x.yaml:1:1: tags are not allowed"},
        {"<<: {a: 1}\n", "x.yaml:1:1: merge keys are not allowed"},
        {"%YAML 1.1\n--- a\n", "x.yaml:1:1: directives are not allowed"},
        {"%TAG ! tag:x,2026:\n--- a\n", "x.yaml:1:1: directives are not allowed"},
        {"a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document is not allowed"},
        {"a: 1\nb: 2\na: 3\n", "x.yaml:3:1: duplicate key 'a'"},
        {"{a: 1, \"a\": 2}", "x.yaml:1:8: duplicate key 'a'"},
        {"1: x\n", "x.yaml:1:1: a key must be a string, quote it"},
        {"true: x\n", "x.yaml:1:1: a key must be a string, quote it"},
        {"null: x\n", "x.yaml:1:1: a key must be a string, quote it"},
        {": x\n", "x.yaml:1:1: did not find expected key"},
        {"? [a]\n: x\n", "x.yaml:1:3: a key must be a string"},
        {"{{a: 1}: x}", "x.yaml:1:2: a key must be a string"},
        {"a:\n", "x.yaml:1:3: a value is missing, write null or ''"},
        {"- a\n-\n", "x.yaml:2:2: a value is missing, write null or ''"},
        {"a: [1, 2\n", "x.yaml:2:1: did not find expected ',' or ']'"},
        {"a: 1\n b: 2\n", "x.yaml:2:3: mapping values are not allowed in this context"},
        {"\ta: 1\n", "x.yaml:1:1: found character that cannot start any token"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_refused(slice_of(cases[i].text), ERR_FORMAT, cases[i].message);
    check_refused(SLICE("a: \xff\n"), ERR_FORMAT, "x.yaml: byte 3: invalid leading UTF-8 octet");
    check_refused(SLICE("\xff\xfe"
                        "a\0"),
                  ERR_FORMAT, "x.yaml: byte 0: invalid leading UTF-8 octet");
    check_refused(SLICE("a: b\0c\n"), ERR_FORMAT, "x.yaml: byte 4: control characters are not allowed");
}
END_TEST

START_TEST(stops_at_its_limits)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, 1 << 22);
    for (unsigned i = 0; i < LIMIT_YAML_DEPTH + 1; i++)
        buf_byte(&text, '[');
    check_refused(buf_slice(&text), ERR_LIMIT, "x.yaml:1:33: nested deeper than 32 levels");
    buf_clear(&text);
    for (unsigned i = 0; i < LIMIT_YAML_DEPTH; i++)
        buf_byte(&text, '[');
    for (unsigned i = 0; i < LIMIT_YAML_DEPTH; i++)
        buf_byte(&text, ']');
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *value = NULL;
    ck_assert_int_eq(yaml_read("x.yaml", buf_slice(&text), arena, &value, NULL), 0);
    while (text.n <= LIMIT_YAML_BYTES)
        buf_byte(&text, '\n');
    check_refused(buf_slice(&text), ERR_LIMIT, "x.yaml: longer than 1048576 bytes");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("yaml", reads_structures, types_only_what_json_types, knows_where_things_stand,
                     refuses_what_is_not_in_the_subset, stops_at_its_limits);
}
