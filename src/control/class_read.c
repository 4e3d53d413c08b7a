#include "control/class_read.h"

/* `line` from 1; without its end. */
static struct slice
line_of(struct slice bytes, uint32_t line)
{
    while (--line > 0)
        bytes = slice_sub(bytes, slice_find(bytes, '\n') + 1, bytes.n);
    return slice_sub(bytes, 0, slice_find(bytes, '\n'));
}

/* The byte where character `column`, from 1, begins. */
static size_t
byte_of(struct slice line, uint32_t column)
{
    size_t at = 0;
    while (at < line.n && --column > 0) {
        at++;
        while (at < line.n && (line.p[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

static uint32_t
column_of(struct slice line, size_t at)
{
    uint32_t column = 1;
    for (size_t i = 0; i < at && i < line.n; i++)
        column += (line.p[i] & 0xc0) != 0x80;
    return column;
}

/* The place of byte `at` of a member's text, when it stands behind its name as it is; else the place of the member. */
static struct json
place_in_text(struct slice bytes, const struct json *member, size_t at)
{
    struct json place = {.line = member->line, .column = member->column};
    const struct slice line = line_of(bytes, member->line);
    const size_t name = byte_of(line, member->column);
    size_t begin = name + slice_find(slice_sub(line, name, line.n), ':') + 1;
    while (begin < line.n && (line.p[begin] == ' ' || line.p[begin] == '"' || line.p[begin] == '\''))
        begin++;
    if (slice_starts(slice_sub(line, begin, line.n), member->text))
        place.column = column_of(line, begin + at);
    return place;
}

static int
condition_member_read(const struct document *document, const struct json *root, struct slice bytes, struct rule *rule)
{
    struct slice text;
    size_t at = 0;
    TRY(document_text(document, root, "condition", &text));
    const int code = rule_condition_read(text, &rule->match, document->arena, &rule->condition, &at, document->err);
    const struct json *member = json_get(root, "condition");
    rule->condition_text = text;
    rule->condition_place = (struct rule_place){member->line, member->column};
    if (code == 0)
        return 0;
    const struct json place = place_in_text(bytes, member, at);
    return document_wrap(document, &place, code);
}

static int
check_uses(const struct document *document, const struct rule *rule)
{
    const uint64_t uses = rule_condition_uses(rule->condition);
    for (size_t i = 0; i < rule->match.count; i++) {
        const struct match_selection *selection = &rule->match.selections[i];
        const struct json place = {.line = selection->line, .column = selection->column};
        if ((uses >> i & 1) == 0)
            return document_wrap(document, &place,
                                 err_set(document->err, ERR_FORMAT, "selection '%.*s' is not in the condition",
                                         SLICE_ARG(selection->name)));
    }
    return 0;
}

int
class_read(const struct document *document, const struct json *root, struct slice bytes, struct rule *rule)
{
    const struct json *object;
    TRY(document_require(document, root, "match", JSON_OBJECT, &object));
    TRY(match_read(document, object, &rule->match));
    TRY(condition_member_read(document, root, bytes, rule));
    return check_uses(document, rule);
}

static int
value_set(const struct document *document, const struct json *member, const struct field *field, struct record *record)
{
    int code = 0;
    if (member->type != JSON_STRING && member->type != JSON_NUMBER)
        code =
            err_set(document->err, ERR_FORMAT, "expected a text or a number, found %s", json_type_phrase(member->type));
    else if (member->text.n == 0)
        code = err_set(document->err, ERR_FORMAT, "text is empty");
    else
        code = event_field_set(field, member->text, record, document->arena, document->err);
    return code < 0 ? document_wrap(document, member, code) : 0;
}

static int
refs_set(const struct document *document, const struct json *array, struct record *record)
{
    struct slice *refs = arena_array(document->arena, array->count, sizeof(*refs));
    size_t count = 0;
    for (const struct json *item = array->first; item != NULL; item = item->next)
        TRY(document_item_text(document, item, &refs[count++]));
    record->body.event.refs = refs;
    record->body.event.ref_count = count;
    return 0;
}

static int
event_read(const struct document *document, const struct json *object, const struct record **out_event)
{
    struct record *record = arena_alloc(document->arena, sizeof(*record));
    *record = (struct record){.kind = RECORD_EVENT, .received_ms = INSTANT_NONE, .origin.occurred_ms = INSTANT_NONE};
    record->body.event.expires_ms = INSTANT_NONE;
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        const struct field *field = event_field_find(member->name);
        if (field == NULL)
            return document_wrap(document, member,
                                 err_set(document->err, ERR_FORMAT,
                                         "field '%.*s' is not known, expected one of an event's record, such as stage "
                                         "or resource.uid",
                                         SLICE_ARG(member->name)));
        if (field->type == FIELD_REFS && member->type == JSON_ARRAY)
            TRY(refs_set(document, member, record));
        else
            TRY(value_set(document, member, field, record));
    }
    *out_event = record;
    return 0;
}

int
class_test_read(const struct document *document, const struct json *item, struct rule_test *out_test)
{
    struct rule_test test = {.line = item->line, .column = item->column};
    const struct json *event;
    const struct json *matches;
    TRY(DOCUMENT_ONLY(document, item, "event", "matches"));
    TRY(document_require(document, item, "event", JSON_OBJECT, &event));
    TRY(document_require(document, item, "matches", JSON_BOOLEAN, &matches));
    TRY(event_read(document, event, &test.event));
    test.matches = matches->boolean;
    *out_test = test;
    return 0;
}
