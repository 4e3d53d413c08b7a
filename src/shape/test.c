#include "shape/test.h"

static const char *const names[] = {
#define X(type, name) name,
    TEST_TYPES(X)
#undef X
};

static int
load_words(const struct loader *loader, const struct json *node, struct test *test, struct err *err)
{
    const bool is_list = node->type == JSON_ARRAY;
    if (is_list && node->count == 0)
        return load_fault(loader, node, err, "the list is empty");
    struct slice *texts = arena_array(loader->arena, is_list ? node->count : 1, sizeof(*texts));
    size_t count = 0;
    const struct json *item = is_list ? node->first : node;
    do {
        TRY(load_word(loader, item, &texts[count++], err));
        item = item->next;
    } while (is_list && item != NULL);
    test->texts = texts;
    test->text_count = count;
    return 0;
}

/* "array" of "an array". */
static struct slice
type_word(enum json_type type)
{
    const struct slice phrase = slice_of(json_type_phrase(type));
    const size_t space = slice_find(phrase, ' ');
    return space == phrase.n ? phrase : slice_sub(phrase, space + 1, phrase.n);
}

static int
load_types(const struct loader *loader, const struct json *node, struct test *test, struct err *err)
{
    TRY(load_words(loader, node, test, err));
    for (size_t i = 0; i < test->text_count; i++) {
        bool known = false;
        for (int type = JSON_NULL; type <= JSON_OBJECT; type++)
            known |= slice_equal(test->texts[i], type_word((enum json_type)type));
        if (!known)
            return load_fault(loader, node, err, "'%.*s' is no type of JSON", SLICE_ARG(test->texts[i]));
    }
    return 0;
}

static int
load_regex(const struct loader *loader, const struct json *node, struct test *test, struct err *err)
{
    TRY(load_type(loader, node, JSON_STRING, err));
    const int code = regex_read(node->text, loader->arena, &test->regex, err);
    return code < 0 ? load_fault_at(loader, node, code, err) : 0;
}

static int
load_number(const struct loader *loader, const struct json *node, struct test *test, struct err *err)
{
    TRY(load_type(loader, node, JSON_NUMBER, err));
    const int code = json_double(node, &test->number, err);
    return code < 0 ? load_fault_at(loader, node, code, err) : 0;
}

static int
load_exists(const struct loader *loader, const struct json *node, struct test_list *list, struct err *err)
{
    TRY(load_type(loader, node, JSON_BOOLEAN, err));
    list->absent = !node->boolean;
    if (list->absent && list->count > 1)
        return load_fault(loader, node, err, "'exists: false' stands alone");
    return 0;
}

static int
load_test(const struct loader *loader, const struct json *node, struct test *test, struct test_list *list,
          struct err *err)
{
    size_t at = 0;
    while (at < COUNT_OF(names) && !slice_equal(node->name, slice_of(names[at])))
        at++;
    if (at == COUNT_OF(names))
        return load_fault(loader, node, err, "unknown test '%.*s'", SLICE_ARG(node->name));
    test->type = (enum test_type)at;
    switch (test->type) {
    case TEST_EXISTS:
        return load_exists(loader, node, list, err);
    case TEST_EQUALS:
    case TEST_PREFIX:
    case TEST_SUFFIX:
    case TEST_CONTAINS:
        return load_words(loader, node, test, err);
    case TEST_REGEX:
        return load_regex(loader, node, test, err);
    case TEST_TYPE:
        return load_types(loader, node, test, err);
    case TEST_AT_LEAST:
    case TEST_AT_MOST:
        return load_number(loader, node, test, err);
    }
    return 0;
}

int
test_list_load(const struct loader *loader, const struct json *node, struct test_list *out_list, struct err *err)
{
    const bool is_mapping = node->type == JSON_OBJECT;
    if (is_mapping && node->count == 0)
        return load_fault(loader, node, err, "the tests are empty");
    struct test_list list = {.count = is_mapping ? node->count : 1};
    struct test *tests = arena_array(loader->arena, list.count, sizeof(*tests));
    list.tests = tests;
    if (is_mapping) {
        for (const struct json *member = node->first; member != NULL; member = member->next)
            TRY(load_test(loader, member, tests++, &list, err));
    } else {
        tests->type = TEST_EQUALS;
        TRY(load_words(loader, node, tests, err));
    }
    *out_list = list;
    return 0;
}

static bool
contains(struct slice text, struct slice part)
{
    return part.n == 0 || memmem(text.p, text.n, part.p, part.n) != NULL;
}

static bool
text_fits(enum test_type type, struct slice text, struct slice wanted)
{
    switch (type) {
    case TEST_EQUALS:
        return slice_equal(text, wanted);
    case TEST_PREFIX:
        return slice_starts(text, wanted);
    case TEST_SUFFIX:
        return slice_ends(text, wanted);
    case TEST_CONTAINS:
        return contains(text, wanted);
    case TEST_EXISTS:
    case TEST_REGEX:
    case TEST_TYPE:
    case TEST_AT_LEAST:
    case TEST_AT_MOST:
        break;
    }
    return false;
}

static bool
any_text_fits(const struct test *test, struct slice text)
{
    for (size_t i = 0; i < test->text_count; i++)
        if (text_fits(test->type, text, test->texts[i]))
            return true;
    return false;
}

static bool
number_fits(const struct test *test, struct slice text)
{
    double number = 0;
    if (value_read_double(text, &number, NULL) < 0)
        return false;
    return test->type == TEST_AT_LEAST ? number >= test->number : number <= test->number;
}

static int
regex_fits(struct reader *reader, const struct test *test, struct slice text, bool *out_holds, struct err *err)
{
    TRY(reader_spend(reader, READER_REGEX_STEPS, err));
    struct slice group;
    return regex_match_start(reader->matcher, test->regex, text, out_holds, &group, err);
}

static int
test_holds(struct reader *reader, const struct test *test, const struct value *value, bool *out_holds, struct err *err)
{
    const bool is_text = value->type != JSON_ARRAY && value->type != JSON_OBJECT;
    switch (test->type) {
    case TEST_EXISTS:
        *out_holds = true;
        return 0;
    case TEST_TYPE: {
        const struct test types = {.type = TEST_EQUALS, .texts = test->texts, .text_count = test->text_count};
        *out_holds = any_text_fits(&types, type_word(value->type));
        return 0;
    }
    case TEST_EQUALS:
    case TEST_PREFIX:
    case TEST_SUFFIX:
    case TEST_CONTAINS:
        *out_holds = is_text && any_text_fits(test, value->text);
        return reader_spend(reader, test->text_count * (1 + value->text.n / 64), err);
    case TEST_AT_LEAST:
    case TEST_AT_MOST:
        *out_holds = is_text && number_fits(test, value->text);
        return 0;
    case TEST_REGEX:
        *out_holds = false;
        return is_text ? regex_fits(reader, test, value->text, out_holds, err) : 0;
    }
    return 0;
}

int
test_list_holds(struct reader *reader, const struct test_list *list, const struct value *value, bool *out_holds,
                struct err *err)
{
    bool holds = !list->absent;
    for (size_t i = 0; i < list->count && holds; i++)
        TRY(test_holds(reader, &list->tests[i], value, &holds, err));
    *out_holds = holds;
    return 0;
}
