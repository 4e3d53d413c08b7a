#include "control/document.h"

#include "base/limits.h"

#include "unit.h"

static const struct json *
read_root(const struct document *document, const char *text)
{
    const struct json *root = NULL;
    ck_assert_int_eq(document_read(document, slice_of(text), &root), 0);
    return root;
}

START_TEST(faults_stand_where_they_are)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    const struct document document = {"f.yaml", arena, &err};
    const struct json *root = NULL;
    ck_assert_int_eq(document_read(&document, SLICE("- a\n"), &root), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:1:1: expected a mapping");
    ck_assert_int_eq(document_read(&document, SLICE("a: &x 1\n"), &root), ERR_FORMAT);
    ck_assert_ptr_null(root);

    root = read_root(&document, "a: 1\nb: x\nc: ''\nd: \"\\t\"\ne: [1]\n");
    struct slice text;
    uint64_t seconds;
    unsigned word;
    ck_assert_int_eq(DOCUMENT_ONLY(&document, root, "a", "b", "c", "e"), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:4:1: unknown member 'd'");
    ck_assert_int_eq(DOCUMENT_ONLY(&document, json_get(root, "a"), "a"), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:1:1: expected a mapping");
    ck_assert_int_eq(document_text(&document, root, "z", &text), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:1:1: 'z' is missing");
    ck_assert_int_eq(document_text(&document, root, "a", &text), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:1:1: 'a' is a number, expected a string");
    ck_assert_int_eq(document_text(&document, root, "c", &text), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:3:1: text is empty");
    ck_assert_int_eq(document_text(&document, root, "d", &text), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:4:1: text holds a control character");
    ck_assert_int_eq(document_item_text(&document, json_get(root, "e")->first, &text), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:5:5: expected a text");
    ck_assert_int_eq(document_word(&document, root, "b", &severity_list, &word), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:2:1: severity 'x' is not known");
    ck_assert_int_eq(document_seconds(&document, root, "b", &seconds), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:2:1: 'b' is a string, expected a number");
}
END_TEST

START_TEST(values_are_read)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    const struct document document = {"f.yaml", arena, &err};
    const struct json *root = read_root(&document, "a: 60\nb: high\nc: text\n");
    struct slice text;
    uint64_t seconds;
    unsigned word;
    ck_assert_int_eq(DOCUMENT_ONLY(&document, root, "a", "b", "c", "d"), 0);
    ck_assert_int_eq(document_seconds(&document, root, "a", &seconds), 0);
    ck_assert_uint_eq(seconds, 60);
    ck_assert_int_eq(document_word(&document, root, "b", &severity_list, &word), 0);
    ck_assert_uint_eq(word, SEVERITY_HIGH);
    ck_assert_int_eq(document_text(&document, root, "c", &text), 0);
    ck_assert_slice_eq(text, SLICE("text"));
}
END_TEST

START_TEST(seconds_have_a_range)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    const struct document document = {"f.yaml", arena, &err};
    const struct json *root = read_root(&document, "a: 0\nb: -1\nc: 1.5\nd: 315576001\ne: 315576000\nf: 1e30\n");
    uint64_t seconds = 7;
    ck_assert_int_eq(document_seconds(&document, root, "a", &seconds), ERR_LIMIT);
    ck_assert_str_eq(err.text, "f.yaml:1:1: 'a' is 0, expected seconds from 1 to 315576000");
    ck_assert_int_eq(document_seconds(&document, root, "b", &seconds), ERR_LIMIT);
    ck_assert_int_eq(document_seconds(&document, root, "c", &seconds), ERR_FORMAT);
    ck_assert_str_eq(err.text, "f.yaml:3:1: '1.5' is not an integer");
    ck_assert_int_eq(document_seconds(&document, root, "d", &seconds), ERR_LIMIT);
    ck_assert_int_eq(document_seconds(&document, root, "f", &seconds), ERR_LIMIT);
    ck_assert_uint_eq(seconds, 7);
    ck_assert_int_eq(document_seconds(&document, root, "e", &seconds), 0);
    ck_assert_uint_eq(seconds, LIMIT_DURATION_S);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("document", faults_stand_where_they_are, values_are_read, seconds_have_a_range);
}
