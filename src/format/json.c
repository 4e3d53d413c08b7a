#include "format/json.h"

#include "format/json_number.h"

const char *
json_type_phrase(enum json_type type)
{
    static const char *const phrases[] = {
#define X(type, phrase) [type] = (phrase),
        JSON_TYPES(X)
#undef X
    };
    return phrases[type];
}

struct json *
json_find(const struct json *object, struct slice name)
{
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    for (struct json *member = object->first; member != NULL; member = member->next) {
        if (slice_equal(member->name, name))
            return member;
    }
    return NULL;
}

struct json *
json_get(const struct json *object, const char *name)
{
    return json_find(object, slice_of(name));
}

static int
expect_type(const struct json *value, enum json_type type, struct err *err)
{
    if (value->type != type)
        return err_set(err, ERR_FORMAT, "expected %s, found %s", json_type_phrase(type), json_type_phrase(value->type));
    return 0;
}

int
json_optional(const struct json *object, const char *name, enum json_type type, struct json **out_value,
              struct err *err)
{
    TRY(expect_type(object, JSON_OBJECT, err));
    struct json *member = json_get(object, name);
    if (member != NULL && member->type != type)
        return err_set(err, ERR_FORMAT, "'%s' is %s, expected %s", name, json_type_phrase(member->type),
                       json_type_phrase(type));
    *out_value = member;
    return 0;
}

int
json_require(const struct json *object, const char *name, enum json_type type, struct json **out_value, struct err *err)
{
    struct json *member;
    TRY(json_optional(object, name, type, &member, err));
    if (member == NULL)
        return err_set(err, ERR_FORMAT, "'%s' is missing", name);
    *out_value = member;
    return 0;
}

static bool
is_among(struct slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(name, slice_of(names[i])))
            return true;
    }
    return false;
}

int
json_only(const struct json *object, const char *const *names, size_t count, const struct json **out_member,
          struct err *err)
{
    TRY(expect_type(object, JSON_OBJECT, err));
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        if (is_among(member->name, names, count))
            continue;
        if (out_member != NULL)
            *out_member = member;
        return err_set(err, ERR_FORMAT, "unknown member '%.*s'", SLICE_ARG(member->name));
    }
    return 0;
}

struct placed {
    const struct json *member;
    size_t place; /* in document order */
};

static int
compare_placed(const void *a, const void *b)
{
    const struct placed *left = a;
    const struct placed *right = b;
    const int order = slice_compare(left->member->name, right->member->name);
    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

const struct json *
json_duplicate(const struct json *object, struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct placed *placed = arena_array(scratch, object->count + 1, sizeof(*placed));
    size_t count = 0;
    for (const struct json *member = object->first; member != NULL; member = member->next, count++)
        placed[count] = (struct placed){member, count};
    qsort(placed, count, sizeof(*placed), compare_placed);
    const struct placed *found = NULL;
    for (size_t i = 1; i < count; i++) {
        if (slice_equal(placed[i - 1].member->name, placed[i].member->name) &&
            (found == NULL || placed[i].place < found->place))
            found = &placed[i];
    }
    const struct json *duplicate = found == NULL ? NULL : found->member;
    arena_rewind(scratch, mark);
    return duplicate;
}

int
json_int64(const struct json *value, int64_t *out_number, struct err *err)
{
    TRY(expect_type(value, JSON_NUMBER, err));
    return json_number_int64(value->text, out_number, err);
}

int
json_double(const struct json *value, double *out_number, struct err *err)
{
    TRY(expect_type(value, JSON_NUMBER, err));
    return json_number_double(value->text, out_number, err);
}

int
json_text(const struct json *value, struct slice *out_text, struct err *err)
{
    TRY(expect_type(value, JSON_STRING, err));
    if (slice_find(value->text, 0) < value->text.n)
        return err_set(err, ERR_FORMAT, "text holds the character U+0000");
    *out_text = value->text;
    return 0;
}
