/* jansson, the other reader of the differential test, has enumerators of the same names as ours. */
#define JSON_NULL JANSSON_NULL
#define JSON_STRING JANSSON_STRING
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_OBJECT JANSSON_OBJECT
#include <jansson.h>
#undef JSON_NULL
#undef JSON_STRING
#undef JSON_ARRAY
#undef JSON_OBJECT

#include "base/limits.h"
#include "format/json.h"
#include "json_generator.h"
#include "unit.h"

static struct json *
read_ok(struct arena *arena, struct slice text)
{
    struct err err = {""};
    struct json *value = NULL;
    const int code = json_read(text, arena, &value, &err);
    ck_assert_msg(code == 0, "'%.*s': %s", SLICE_ARG(text), err.text);
    return value;
}

static void
check_refused(struct slice text, int code, const char *message)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {""};
    struct json *value = NULL;
    ck_assert_int_eq(json_read(text, arena, &value, &err), code);
    ck_assert_str_eq(err.text, message);
    ck_assert_ptr_null(value);
}

START_TEST(reads_every_type)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct json *root =
        read_ok(arena, SLICE(" {\"a\" : [null, true,false ],\n  \"b\":-1.50e+2,\"\\u0063\":\"x\\ny\"} "));
    ck_assert_int_eq(root->type, JSON_OBJECT);
    ck_assert_uint_eq(root->count, 3);
    const struct json *a = root->first;
    ck_assert_slice_eq(a->name, SLICE("a"));
    ck_assert_int_eq(a->type, JSON_ARRAY);
    ck_assert_uint_eq(a->count, 3);
    ck_assert_int_eq(a->first->type, JSON_NULL);
    ck_assert_int_eq(a->first->next->type, JSON_BOOLEAN);
    ck_assert(a->first->next->boolean);
    ck_assert_int_eq(a->last->type, JSON_BOOLEAN);
    ck_assert(!a->last->boolean);
    const struct json *b = a->next;
    ck_assert_int_eq(b->type, JSON_NUMBER);
    ck_assert_slice_eq(b->text, SLICE("-1.50e+2"));
    const struct json *c = b->next;
    ck_assert_slice_eq(c->name, SLICE("c"));
    ck_assert_slice_eq(c->text, SLICE("x\ny"));
    ck_assert_ptr_null(c->next);
}
END_TEST

START_TEST(knows_where_things_stand)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct json *root = read_ok(arena, SLICE("{\"é\": 1,\r\n \"b\": [\n10, {\"x\":2} ]}"));
    ck_assert_slice_eq(root->source, SLICE("{\"é\": 1,\r\n \"b\": [\n10, {\"x\":2} ]}"));
    ck_assert_uint_eq(root->first->line, 1);
    ck_assert_uint_eq(root->first->column, 2);
    ck_assert_slice_eq(root->first->source, SLICE("1"));
    const struct json *b = root->last;
    ck_assert_uint_eq(b->line, 2);
    ck_assert_uint_eq(b->column, 2);
    ck_assert_slice_eq(b->source, SLICE("[\n10, {\"x\":2} ]"));
    ck_assert_uint_eq(b->first->line, 3);
    ck_assert_uint_eq(b->first->column, 1);
    ck_assert_uint_eq(b->last->column, 5);
    ck_assert_slice_eq(b->last->source, SLICE("{\"x\":2}"));
}
END_TEST

START_TEST(decodes_escapes)
{
    static const struct {
        const char *text;
        struct slice want;
    } cases[] = {
        {"\"\"", SLICE_INIT("")},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", SLICE_INIT("\"\\/\b\f\n\r\t")},
        {"\"\\u0041\\u00e9\\u20AC\"", SLICE_INIT("Aé€")},
        {"\"\\ud83d\\ude00\"", SLICE_INIT("😀")},
        {"\"\\uDBFF\\uDFFF\"", SLICE_INIT("\xf4\x8f\xbf\xbf")},
        {"\"a\\u0000b\"", SLICE_INIT("a\0b")},
        {"\"\\uffff\x7f\"", SLICE_INIT("\xef\xbf\xbf\x7f")},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_slice_eq(read_ok(arena, slice_of(cases[i].text))->text, cases[i].want);
}
END_TEST

START_TEST(accepts_what_the_grammar_allows)
{
    static const char *const accepted[] = {"0",
                                           "-0",
                                           "-0.0",
                                           "1.25e-300",
                                           "1E+5",
                                           "1e400",
                                           "123456789012345678901234567890",
                                           "[]",
                                           "{}",
                                           " [ ] ",
                                           "{\"\":0}",
                                           "[[[[]]]]",
                                           "\"\xf4\x8f\xbf\xbf\"",
                                           "\t\r\n1\n",
                                           "[\"a\",\"a\"]",
                                           "{\"a\":{\"a\":{\"a\":1}}}",
                                           "{\"a\":1,\"A\":2,\"a \":3}"};
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(accepted); i++)
        read_ok(arena, slice_of(accepted[i]));
}
END_TEST

START_TEST(says_what_was_expected)
{
    static const struct {
        struct slice text;
        const char *message;
    } cases[] = {
        {SLICE_INIT(""), "line 1 column 1: expected a value, found end of input"},
        {SLICE_INIT(" \n "), "line 2 column 2: expected a value, found end of input"},
        {SLICE_INIT("hello"), "line 1 column 1: expected a value, found 'h'"},
        {SLICE_INIT("1 2"), "line 1 column 3: expected end of input, found '2'"},
        {SLICE_INIT("01"), "line 1 column 2: expected end of input, found '1'"},
        {SLICE_INIT("+1"), "line 1 column 1: expected a value, found '+'"},
        {SLICE_INIT(".5"), "line 1 column 1: expected a value, found '.'"},
        {SLICE_INIT("-"), "line 1 column 2: expected a digit, found end of input"},
        {SLICE_INIT("1.e5"), "line 1 column 3: expected a digit, found 'e'"},
        {SLICE_INIT("1e+x"), "line 1 column 4: expected a digit, found 'x'"},
        {SLICE_INIT("NaN"), "line 1 column 1: expected a value, found 'N'"},
        {SLICE_INIT("True"), "line 1 column 1: expected a value, found 'T'"},
        {SLICE_INIT("trux"), "line 1 column 4: expected true, found 'x'"},
        {SLICE_INIT("nul"), "line 1 column 4: expected null, found end of input"},
        {SLICE_INIT("[1,]"), "line 1 column 4: expected a value, found ']'"},
        {SLICE_INIT("[1 2]"), "line 1 column 4: expected ',' or ']', found '2'"},
        {SLICE_INIT("[1}"), "line 1 column 3: expected ',' or ']', found '}'"},
        {SLICE_INIT("[\n1,"), "line 2 column 3: expected a value, found end of input"},
        {SLICE_INIT("{a:1}"), "line 1 column 2: expected a member name, found 'a'"},
        {SLICE_INIT("{\"a\":1,}"), "line 1 column 8: expected a member name, found '}'"},
        {SLICE_INIT("{\"a\" 1}"), "line 1 column 6: expected ':', found '1'"},
        {SLICE_INIT("{\"a\":1 \"b\":2}"), "line 1 column 8: expected ',' or '}', found '\"'"},
        {SLICE_INIT("{1:2}"), "line 1 column 2: expected a member name, found '1'"},
        {SLICE_INIT("{\"id\":1,\"x\":2,\"id\":3}"), "line 1 column 15: duplicate member 'id'"},
        {SLICE_INIT("{\"id\":1,\n\"\\u0069d\":3}"), "line 2 column 1: duplicate member 'id'"},
        {SLICE_INIT("\"abc"), "line 1 column 5: expected the end of the string, found end of input"},
        {SLICE_INIT("\"a\\"), "line 1 column 4: expected the end of the string, found end of input"},
        {SLICE_INIT("\"a\nb\""), "line 1 column 3: expected control characters to be escaped, found byte 0x0a"},
        {SLICE_INIT("\"a\0b\""), "line 1 column 3: expected control characters to be escaped, found byte 0x00"},
        {SLICE_INIT("\"\\x41\""), "line 1 column 3: expected an escape of \"\\/bfnrtu, found 'x'"},
        {SLICE_INIT("\"\\u12G4\""), "line 1 column 6: expected four hexadecimal digits, found 'G'"},
        {SLICE_INIT("\"\\u12\""), "line 1 column 6: expected four hexadecimal digits, found '\"'"},
        {SLICE_INIT("\"\\ud800\""), "line 1 column 2: lone surrogate escape"},
        {SLICE_INIT("\"x\\udc00\\ud800\""), "line 1 column 3: lone surrogate escape"},
        {SLICE_INIT("\"\\ud800\\u0041\""), "line 1 column 2: lone surrogate escape"},
        {SLICE_INIT("\"\\ud800\\ud800\\udc00\""), "line 1 column 2: lone surrogate escape"},
        {SLICE_INIT("\"\\ud800\\\""), "line 1 column 10: expected the end of the string, found end of input"},
        {SLICE_INIT("\"a\xff\""), "line 1 column 3: byte 0xff is not valid UTF-8"},
        {SLICE_INIT("\"\xc0\xaf\""), "line 1 column 2: byte 0xc0 is not valid UTF-8"},
        {SLICE_INIT("\"\xed\xa0\x80\""), "line 1 column 2: byte 0xed is not valid UTF-8"},
        {SLICE_INIT("\"\xf4\x90\x80\x80\""), "line 1 column 2: byte 0xf4 is not valid UTF-8"},
        {SLICE_INIT("\xef\xbb\xbf{}"), "line 1 column 1: expected a value, found U+FEFF"},
        {SLICE_INIT("\xff"), "line 1 column 1: expected a value, found byte 0xff"},
        {SLICE_INIT("[1]\0"), "line 1 column 4: expected end of input, found byte 0x00"},
        {SLICE_INIT("[1,\v2]"), "line 1 column 4: expected a value, found byte 0x0b"},
        {SLICE_INIT("/*x*/1"), "line 1 column 1: expected a value, found '/'"},
        {SLICE_INIT("'a'"), "line 1 column 1: expected a value, found '''"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_refused(cases[i].text, ERR_FORMAT, cases[i].message);
    check_refused((struct slice){NULL, 0}, ERR_FORMAT, "line 1 column 1: expected a value, found end of input");
}
END_TEST

START_TEST(stops_at_the_depth_limit)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, 1 << 20);
    for (unsigned i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_byte(&text, '[');
    for (unsigned i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_byte(&text, ']');
    AUTO(arena_drop) struct arena *arena = arena_new();
    read_ok(arena, buf_slice(&text));
    buf_clear(&text);
    for (unsigned i = 0; i < 200000; i++)
        buf_text(&text, "[");
    check_refused(buf_slice(&text), ERR_LIMIT, "line 1 column 65: nested deeper than 64 levels");
}
END_TEST

START_TEST(stops_at_the_node_limit)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, 1 << 22);
    buf_text(&text, "[1");
    for (unsigned i = 0; i < LIMIT_JSON_NODES - 1; i++)
        buf_text(&text, ",1");
    buf_byte(&text, ']');
    check_refused(buf_slice(&text), ERR_LIMIT, "line 1 column 2097152: more than 1048576 values");
    text.n -= 3;
    buf_byte(&text, ']');
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_uint_eq(read_ok(arena, buf_slice(&text))->count, LIMIT_JSON_NODES - 1);
}
END_TEST

/* An object of `count` members, in a scrambled order, the last of which repeats member `repeated` when it is < count.
 */
static void
write_object(struct buf *out, size_t count, size_t repeated)
{
    buf_byte(out, '{');
    for (size_t i = 0; i < count; i++)
        buf_format(out, "%s\"member with a long common prefix %zu\":%zu", i == 0 ? "" : ",", i * 7919 % count, i);
    if (repeated < count)
        buf_format(out, ",\n\"member with a long common prefix %zu\":0", repeated);
    buf_byte(out, '}');
}

START_TEST(finds_duplicates_in_objects_of_any_size)
{
    static const size_t counts[] = {1, 2, 15, 16, 17, 18, 40, 1000, 60000};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        AUTO(buf_release) struct buf text;
        buf_init(&text, 1 << 23);
        write_object(&text, counts[i], SIZE_MAX);
        ck_assert_uint_eq(read_ok(arena, buf_slice(&text))->count, counts[i]);
        buf_clear(&text);
        const size_t repeated = (size_t)unit_random_below(counts[i]);
        write_object(&text, counts[i], repeated);
        char message[128];
        snprintf(message, sizeof(message), "line 2 column 1: duplicate member 'member with a long common prefix %zu'",
                 repeated);
        check_refused(buf_slice(&text), ERR_FORMAT, message);
    }
}
END_TEST

START_TEST(probes_beginnings)
{
    static const struct {
        const char *text;
        enum json_probe want;
    } cases[] = {
        {"", JSON_PROBE_PREFIX},         {"1", JSON_PROBE_WHOLE},          {" {} ", JSON_PROBE_WHOLE},
        {"{", JSON_PROBE_PREFIX},        {"{\"a\"", JSON_PROBE_PREFIX},    {"{\"a\":", JSON_PROBE_PREFIX},
        {"{\"a\":1", JSON_PROBE_PREFIX}, {"{\"a\":1,", JSON_PROBE_PREFIX}, {"\"x", JSON_PROBE_PREFIX},
        {"\"\\ud8", JSON_PROBE_PREFIX},  {"tru", JSON_PROBE_PREFIX},       {"-", JSON_PROBE_PREFIX},
        {"1.", JSON_PROBE_PREFIX},       {"hello", JSON_PROBE_WRONG},      {"1 2", JSON_PROBE_WRONG},
        {"{\"a\"}", JSON_PROBE_WRONG},   {"[1 ", JSON_PROBE_PREFIX},       {"{\"a\":1,\"a\":2", JSON_PROBE_WRONG},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_msg(json_probe(slice_of(cases[i].text), arena) == cases[i].want, "'%s'", cases[i].text);
}
END_TEST

START_TEST(every_beginning_of_a_document_is_a_prefix)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    arena_alloc(arena, 1); /* so that the block is kept from one probe to the next */
    for (unsigned round = 0; round < 300; round++) {
        AUTO(buf_release) struct buf text;
        buf_init(&text, 1 << 20);
        json_generate(&text, 4, true);
        for (size_t n = 0; n < text.n; n++)
            ck_assert_int_eq(json_probe((struct slice){text.p, n}, arena), JSON_PROBE_PREFIX);
    }
}
END_TEST

static bool
same_tree(const struct json *ours, const json_t *theirs)
{
    switch (ours->type) {
    case JSON_NULL:
        return json_typeof(theirs) == JANSSON_NULL;
    case JSON_BOOLEAN:
        return json_is_boolean(theirs) && json_boolean_value(theirs) == ours->boolean;
    case JSON_NUMBER: {
        double number = 0;
        return json_double(ours, &number, NULL) == 0 && json_is_number(theirs) && json_number_value(theirs) == number;
    }
    case JSON_STRING:
        return json_typeof(theirs) == JANSSON_STRING &&
               slice_equal(ours->text,
                           (struct slice){(const uint8_t *)json_string_value(theirs), json_string_length(theirs)});
    case JSON_ARRAY: {
        bool same = json_typeof(theirs) == JANSSON_ARRAY && json_array_size(theirs) == ours->count;
        size_t at = 0;
        for (const struct json *item = ours->first; same && item != NULL; item = item->next)
            same = same_tree(item, json_array_get(theirs, at++));
        return same;
    }
    case JSON_OBJECT: {
        bool same = json_typeof(theirs) == JANSSON_OBJECT && json_object_size(theirs) == ours->count;
        for (const struct json *member = ours->first; same && member != NULL; member = member->next) {
            const json_t *found = json_object_getn(theirs, (const char *)member->name.p, member->name.n);
            same = found != NULL && same_tree(member, found);
        }
        return same;
    }
    }
    return false;
}

/* What jansson refuses on purpose and we take: numbers that do not fit its types, and NUL in names. */
static bool
is_known_difference(const json_error_t *error)
{
    return strstr(error->text, "too big") != NULL || strstr(error->text, "real number overflow") != NULL ||
           strstr(error->text, "NUL byte in object key") != NULL;
}

static void
compare_with_jansson(struct slice text)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {""};
    struct json *ours = NULL;
    const bool accepted = json_read(text, arena, &ours, &err) == 0;
    json_error_t error;
    json_t *theirs =
        json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (theirs == NULL) {
        ck_assert_msg(!accepted || is_known_difference(&error), "we accept, jansson: %s in '%.*s'", error.text,
                      SLICE_ARG(text));
        return;
    }
    ck_assert_msg(accepted, "jansson accepts, we: %s in '%.*s'", err.text, SLICE_ARG(text));
    ck_assert_msg(same_tree(ours, theirs), "read differently: '%.*s'", SLICE_ARG(text));
    json_decref(theirs);
}

START_TEST(agrees_with_jansson)
{
    for (unsigned round = 0; round < 6000; round++) {
        AUTO(buf_release) struct buf text;
        buf_init(&text, 1 << 20);
        json_generate(&text, 5, false);
        compare_with_jansson(buf_slice(&text));
        json_damage(&text);
        compare_with_jansson(buf_slice(&text));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json_read", reads_every_type, knows_where_things_stand, decodes_escapes,
                     accepts_what_the_grammar_allows, says_what_was_expected, stops_at_the_depth_limit,
                     stops_at_the_node_limit, finds_duplicates_in_objects_of_any_size, probes_beginnings,
                     every_beginning_of_a_document_is_a_prefix, agrees_with_jansson);
}
