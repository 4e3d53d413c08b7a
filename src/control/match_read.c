#include "control/match.h"

VOCABULARY_DEFINE(match_operator, "modifier", MATCH_OPERATORS, ERR_FORMAT)

#define MODIFIER_ALL "all"

/* What is read of one rule. */
struct match_reader {
    const struct document *document;
    size_t regex_count;
};

static int
fail_at(const struct match_reader *reader, const struct json *at, int code)
{
    return document_wrap(reader->document, at, code);
}

/* The part of `rest` before the next "|"; `rest` becomes what is behind it. */
static struct slice
next_part(struct slice *rest)
{
    const size_t bar = slice_find(*rest, '|');
    const struct slice part = slice_sub(*rest, 0, bar);
    *rest = bar < rest->n ? slice_sub(*rest, bar + 1, rest->n) : (struct slice){0};
    return part;
}

static int
modifier_read(const struct match_reader *reader, const struct json *member, struct slice word, struct match_test *test)
{
    struct err *err = reader->document->err;
    unsigned how = MATCH_EQUALS;
    if (slice_equal(word, SLICE(MODIFIER_ALL))) {
        if (test->needs_all)
            return fail_at(reader, member, err_set(err, ERR_FORMAT, "modifier 'all' stands twice"));
        test->needs_all = true;
        return 0;
    }
    const int code = word_list_find(&match_operator_list, word, &how, err);
    if (code < 0)
        return fail_at(reader, member, code);
    if (test->how != MATCH_EQUALS)
        return fail_at(reader, member,
                       err_set(err, ERR_FORMAT, "modifiers '%s' and '%s' do not go together",
                               match_operator_name(test->how), match_operator_name((enum match_operator)how)));
    test->how = (enum match_operator)how;
    return 0;
}

/* Whether the field, the modifier and `all` go together. */
static int
test_check(const struct match_reader *reader, const struct json *member, const struct match_test *test)
{
    struct err *err = reader->document->err;
    const char *word = match_operator_name(test->how);
    const bool needs_order = test->how >= MATCH_GT;
    const bool needs_text = test->how >= MATCH_CONTAINS && test->how <= MATCH_CIDR;
    int code = 0;
    if (needs_order && !event_field_is_ordered(test->field))
        code = err_set(err, ERR_FORMAT, "field '%s' has no order: '%s' cannot compare it", test->field->path, word);
    else if (needs_text && !event_field_is_text(test->field))
        code = err_set(err, ERR_FORMAT, "field '%s' is no text: '%s' cannot compare it", test->field->path, word);
    else if (test->needs_all && (!event_field_is_text(test->field) || needs_order || test->how == MATCH_EXISTS))
        code = err_set(err, ERR_FORMAT, "modifier 'all' is for texts that are compared with several values");
    return code < 0 ? fail_at(reader, member, code) : 0;
}

static int
key_read(const struct match_reader *reader, const struct json *member, struct match_test *test)
{
    struct slice rest = member->name;
    const struct slice path = next_part(&rest);
    test->field = event_field_find(path);
    if (test->field == NULL)
        return fail_at(reader, member,
                       err_set(reader->document->err, ERR_FORMAT,
                               "field '%.*s' is not known, expected one of an event's record, such as stage or "
                               "resource.uid",
                               SLICE_ARG(path)));
    while (!slice_is_absent(rest))
        TRY(modifier_read(reader, member, next_part(&rest), test));
    return test_check(reader, member, test);
}

static enum wildcard_place
place_of(enum match_operator how)
{
    return how == MATCH_CONTAINS     ? WILDCARD_WITHIN
           : how == MATCH_STARTSWITH ? WILDCARD_START
           : how == MATCH_ENDSWITH   ? WILDCARD_END
                                     : WILDCARD_WHOLE;
}

/* A plain value of a word must be one of the words, or it could never hold. */
static int
word_check(const struct field *field, const struct wildcard *pattern, struct slice text, struct err *err)
{
    if (field->type != FIELD_WORD || !pattern->is_exact)
        return 0;
    for (unsigned i = 1; i < field->words->count; i++) {
        if (wildcard_matches(pattern, field->words->words[i]))
            return 0;
    }
    return err_set(err, ERR_FORMAT, "%s '%.*s' is not known", field->words->what, SLICE_ARG(text));
}

static int
regex_value_read(struct match_reader *reader, struct slice text, struct match_value *out_value)
{
    if (reader->regex_count++ == MATCH_REGEXES_MAX)
        return err_set(reader->document->err, ERR_LIMIT, "rule has more than %d regular expressions",
                       MATCH_REGEXES_MAX);
    return regex_read(text, reader->document->arena, &out_value->regex, reader->document->err);
}

static int
text_value_read(struct match_reader *reader, const struct match_test *test, struct slice text,
                struct match_value *out_value)
{
    struct err *err = reader->document->err;
    if (test->how == MATCH_RE)
        return regex_value_read(reader, text, out_value);
    if (test->how == MATCH_CIDR)
        return network_read(text, &out_value->network, err);
    if (test->how >= MATCH_GT || !event_field_is_text(test->field))
        return event_field_number_read(test->field, text, &out_value->number, err);
    out_value->pattern = wildcard_read(text, place_of(test->how), reader->document->arena);
    return word_check(test->field, &out_value->pattern, text, err);
}

/* A number stands for its digits: people write account numbers without quotes. */
static int
value_read(struct match_reader *reader, const struct match_test *test, const struct json *item,
           struct match_value *out_value)
{
    struct err *err = reader->document->err;
    int code = 0;
    if (test->how == MATCH_EXISTS && item->type == JSON_BOOLEAN)
        out_value->exists = item->boolean;
    else if (test->how == MATCH_EXISTS)
        code = err_set(err, ERR_FORMAT, "'exists' takes true or false");
    else if (item->type == JSON_NULL)
        code = err_set(err, ERR_FORMAT, "a value cannot be null: '%s|exists: false' asks for an absent field",
                       test->field->path);
    else if (item->type != JSON_STRING && item->type != JSON_NUMBER)
        code = err_set(err, ERR_FORMAT, "expected a text or a number, found %s", json_type_phrase(item->type));
    else if (item->text.n == 0)
        code = err_set(err, ERR_FORMAT, "text is empty");
    else if (item->text.n > MATCH_VALUE_BYTES_MAX)
        code =
            err_set(err, ERR_LIMIT, "value has %zu bytes, at most %d are allowed", item->text.n, MATCH_VALUE_BYTES_MAX);
    else
        code = text_value_read(reader, test, item->text, out_value);
    out_value->text = item->text;
    return code < 0 ? fail_at(reader, item, code) : 0;
}

static int
values_check(const struct match_reader *reader, const struct json *member, const struct match_test *test)
{
    struct err *err = reader->document->err;
    const bool takes_one = test->how >= MATCH_EXISTS;
    int code = 0;
    if (test->value_count == 0)
        code = err_set(err, ERR_FORMAT, "test of '%s' has no value", test->field->path);
    else if (test->value_count > MATCH_VALUES_MAX)
        code = err_set(err, ERR_LIMIT, "test of '%s' has %zu values, at most %d are allowed", test->field->path,
                       test->value_count, MATCH_VALUES_MAX);
    else if (takes_one && test->value_count > 1)
        code = err_set(err, ERR_FORMAT, "'%s' takes one value, not a list", match_operator_name(test->how));
    else if (test->needs_all && test->value_count < 2)
        code = err_set(err, ERR_FORMAT, "modifier 'all' is for texts that are compared with several values");
    return code < 0 ? fail_at(reader, member, code) : 0;
}

static int
test_read(struct match_reader *reader, const struct json *member, struct match_test *out_test)
{
    struct match_test test = {0};
    TRY(key_read(reader, member, &test));
    const bool is_list = member->type == JSON_ARRAY;
    test.value_count = is_list ? member->count : 1;
    TRY(values_check(reader, member, &test));
    struct match_value *values = arena_array(reader->document->arena, test.value_count, sizeof(*values));
    const struct json *item = is_list ? member->first : member;
    for (size_t i = 0; i < test.value_count; i++, item = item->next)
        TRY(value_read(reader, &test, item, &values[i]));
    test.values = values;
    *out_test = test;
    return 0;
}

static int
group_read(struct match_reader *reader, const struct json *object, struct match_group *out_group)
{
    struct err *err = reader->document->err;
    if (object->type != JSON_OBJECT)
        return fail_at(reader, object, err_set(err, ERR_FORMAT, "expected a mapping of fields to values"));
    if (object->count == 0)
        return fail_at(reader, object, err_set(err, ERR_FORMAT, "mapping has no field"));
    if (object->count > MATCH_TESTS_MAX)
        return fail_at(
            reader, object,
            err_set(err, ERR_LIMIT, "mapping has %zu fields, at most %d are allowed", object->count, MATCH_TESTS_MAX));
    struct match_test *tests = arena_array(reader->document->arena, object->count, sizeof(*tests));
    struct match_group group = {tests, 0};
    for (const struct json *member = object->first; member != NULL; member = member->next)
        TRY(test_read(reader, member, &tests[group.count++]));
    *out_group = group;
    return 0;
}

static bool
is_name(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        const uint8_t byte = name.p[i];
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
        if (!is_letter && (i == 0 || byte < '0' || byte > '9'))
            return false;
    }
    return name.n > 0 && name.n <= 64;
}

/* Names must not be what a condition reads otherwise. */
static int
name_check(const struct match_reader *reader, const struct json *member)
{
    static const char *const words[] = {"and", "or", "not", "all", "of", "them"};
    struct err *err = reader->document->err;
    bool is_word = false;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        is_word = is_word || slice_equal(member->name, slice_of(words[i]));
    if (is_name(member->name) && !is_word)
        return 0;
    return fail_at(reader, member,
                   err_set(err, ERR_FORMAT,
                           "'%.*s' is no name of a selection, expected a letter or '_', then letters, digits and '_'",
                           SLICE_ARG(slice_sub(member->name, 0, 64))));
}

static int
selection_read(struct match_reader *reader, const struct json *member, struct match_selection *out_selection)
{
    struct err *err = reader->document->err;
    struct match_selection selection = {.name = member->name, .line = member->line, .column = member->column};
    TRY(name_check(reader, member));
    const bool is_list = member->type == JSON_ARRAY;
    const size_t count = is_list ? member->count : 1;
    if (count == 0)
        return fail_at(reader, member, err_set(err, ERR_FORMAT, "selection has no mapping"));
    if (count > MATCH_GROUPS_MAX)
        return fail_at(
            reader, member,
            err_set(err, ERR_LIMIT, "selection has %zu mappings, at most %d are allowed", count, MATCH_GROUPS_MAX));
    struct match_group *groups = arena_array(reader->document->arena, count, sizeof(*groups));
    const struct json *item = is_list ? member->first : member;
    for (; selection.count < count; selection.count++, item = item->next)
        TRY(group_read(reader, item, &groups[selection.count]));
    selection.groups = groups;
    *out_selection = selection;
    return 0;
}

int
match_read(const struct document *document, const struct json *object, struct match *out_match)
{
    struct match_reader reader = {.document = document};
    if (object->count == 0)
        return fail_at(&reader, object, err_set(document->err, ERR_FORMAT, "rule has no selection"));
    if (object->count > MATCH_SELECTIONS_MAX)
        return fail_at(&reader, object,
                       err_set(document->err, ERR_LIMIT, "rule has %zu selections, at most %d are allowed",
                               object->count, MATCH_SELECTIONS_MAX));
    struct match_selection *selections = arena_array(document->arena, object->count, sizeof(*selections));
    struct match match = {.selections = selections, .line = object->line, .column = object->column};
    for (const struct json *member = object->first; member != NULL; member = member->next)
        TRY(selection_read(&reader, member, &selections[match.count++]));
    match.regex_count = reader.regex_count;
    *out_match = match;
    return 0;
}
