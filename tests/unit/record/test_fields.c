#include "record/fields.h"

#include "base/file.h"
#include "format/json.h"

#include "unit.h"

#define SCHEMA_PATH "schema/record.schema.json"

/* "check" of the opening "\"check\":". */
static struct slice
name_of(const struct field *field)
{
    return slice_sub(field->opening, 1, field->opening.n - 2);
}

static void
check_sorted(struct field_list list)
{
    for (size_t i = 0; i < list.count; i++) {
        const struct field *field = &list.fields[i];
        ck_assert_msg(slice_ends(slice_of(field->path), name_of(field)), "%s", field->path);
        if (i > 0)
            ck_assert_msg(slice_compare(name_of(&list.fields[i - 1]), name_of(field)) < 0, "%s", field->path);
        if (field->type == FIELD_OBJECT)
            check_sorted(field->members);
    }
}

START_TEST(tables_are_in_canonical_order)
{
    for (unsigned kind = RECORD_LEDGER; kind < record_kind_count; kind++)
        check_sorted(record_fields((enum record_kind)kind));
}
END_TEST

static struct json *
schema_read(struct arena *arena)
{
    struct slice bytes;
    struct json *schema = NULL;
    struct err err;
    ck_assert_msg(file_read(unit_source_path(SCHEMA_PATH), 1 << 20, arena, &bytes, &err) == 0, "%s", err.text);
    ck_assert_msg(json_read(bytes, arena, &schema, &err) == 0, "%s", err.text);
    return schema;
}

/* `node`, or the definition that its $ref names. */
static const struct json *
resolve(const struct json *schema, const struct json *node)
{
    const struct json *ref = json_get(node, "$ref");
    if (ref == NULL)
        return node;
    const struct slice prefix = SLICE("#/$defs/");
    return json_find(json_get(schema, "$defs"), slice_sub(ref->text, prefix.n, ref->text.n));
}

static bool requires(const struct json *object, struct slice name)
{
    const struct json *required = json_get(object, "required");
    for (const struct json *item = required == NULL ? NULL : required->first; item != NULL; item = item->next) {
        if (slice_equal(item->text, name))
            return true;
    }
    return false;
}

static void
check_words(const struct json *node, const struct field *field)
{
    const struct json *words = json_get(node, "enum");
    ck_assert_msg(words != NULL && words->count == field->words->count - 1, "%s", field->path);
    const struct json *word = words->first;
    for (unsigned value = 1; value < field->words->count; value++, word = word->next)
        ck_assert_slice_eq(word->text, field->words->words[value]);
}

static void
check_object(const struct json *schema, const struct json *object, struct field_list list)
{
    const struct json *properties = json_get(object, "properties");
    ck_assert_ptr_nonnull(properties);
    ck_assert_uint_eq(properties->count, list.count);
    ck_assert(!json_get(object, "additionalProperties")->boolean);
    for (size_t i = 0; i < list.count; i++) {
        const struct field *field = &list.fields[i];
        const struct json *property = json_find(properties, name_of(field));
        ck_assert_msg(property != NULL, "%s", field->path);
        ck_assert_msg(requires(object, name_of(field)) == field->required, "%s", field->path);
        if (field->type == FIELD_OBJECT)
            check_object(schema, resolve(schema, property), field->members);
        if (field->type == FIELD_WORD && field->words != &record_kind_list)
            check_words(property, field);
    }
}

START_TEST(the_schema_says_the_same)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct json *schema = schema_read(arena);
    ck_assert_uint_eq(json_get(schema, "oneOf")->count, record_kind_count - 1);
    for (unsigned kind = RECORD_LEDGER; kind < record_kind_count; kind++) {
        const struct slice name = record_kind_list.words[kind];
        const struct json *object = json_find(json_get(schema, "$defs"), name);
        ck_assert_ptr_nonnull(object);
        check_object(schema, object, record_fields((enum record_kind)kind));
        const struct json *kind_property = json_get(json_get(object, "properties"), "kind");
        ck_assert_slice_eq(json_get(kind_property, "const")->text, name);
    }
}
END_TEST

START_TEST(only_the_ledger_speaks_as_the_ledger)
{
    struct err err;
    struct record record = {.kind = RECORD_EVENT, .source = SLICE("ledger")};
    ck_assert_int_eq(record_check_source(&record, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'source' of event records cannot be 'ledger'");
    record.source = SLICE("aws");
    ck_assert_int_eq(record_check_source(&record, NULL), 0);
    record.kind = RECORD_CLOSE;
    ck_assert_int_eq(record_check_source(&record, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'source' of close records must be 'ledger'");
    record.kind = RECORD_SOURCE;
    ck_assert_int_eq(record_check_source(&record, NULL), 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("fields", tables_are_in_canonical_order, the_schema_says_the_same,
                     only_the_ledger_speaks_as_the_ledger);
}
