#include "control/own_control.h"

#include "base/limits.h"

VOCABULARY_DEFINE(complementary_kind, "kind", COMPLEMENTARY_KINDS, ERR_FORMAT)

bool
declared_already(const struct slice *texts, size_t count, struct slice text)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(texts[i], text))
            return true;
    }
    return false;
}

int
declared_criterion_check(const struct document *document, const struct json *at, struct slice id,
                         const struct declaration_terms *terms)
{
    if (catalog_find(terms->catalog, id) != NULL)
        return 0;
    return document_wrap(document, at,
                         err_set(document->err, ERR_FORMAT, "criterion '%.*s' is not in the catalog '%.*s'",
                                 SLICE_ARG(id), SLICE_ARG(terms->catalog->id)));
}

int
declared_criteria_read(const struct document *document, const struct json *object,
                       const struct declaration_terms *terms, struct record_texts *out_criteria)
{
    const struct json *array;
    TRY(document_require(document, object, "criteria", JSON_ARRAY, &array));
    if (array->count == 0)
        return document_wrap(document, array, err_set(document->err, ERR_FORMAT, "there is no criterion"));
    struct slice *ids = arena_array(document->arena, array->count, sizeof(*ids));
    size_t count = 0;
    for (const struct json *item = array->first; item != NULL; item = item->next, count++) {
        TRY(document_item_text(document, item, &ids[count]));
        TRY(declared_criterion_check(document, item, ids[count], terms));
        if (declared_already(ids, count, ids[count]))
            return document_wrap(
                document, item,
                err_set(document->err, ERR_FORMAT, "criterion '%.*s' stands twice", SLICE_ARG(ids[count])));
    }
    *out_criteria = (struct record_texts){ids, count};
    return 0;
}

static int
rules_read(const struct document *document, const struct json *object, const struct declaration_terms *terms,
           struct record_texts *out_rules)
{
    const struct json *array;
    TRY(document_require(document, object, "rules", JSON_ARRAY, &array));
    struct slice *ids = arena_array(document->arena, array->count, sizeof(*ids));
    size_t count = 0;
    for (const struct json *item = array->first; item != NULL; item = item->next, count++) {
        int code = 0;
        TRY(document_item_text(document, item, &ids[count]));
        if (rule_find(terms->rules, ids[count]) == NULL)
            code = err_set(document->err, ERR_FORMAT, "there is no rule '%.*s' that has checks", SLICE_ARG(ids[count]));
        else if (declared_already(ids, count, ids[count]))
            code = err_set(document->err, ERR_FORMAT, "rule '%.*s' stands twice", SLICE_ARG(ids[count]));
        if (code < 0)
            return document_wrap(document, item, code);
    }
    *out_rules = (struct record_texts){ids, count};
    return 0;
}

static int
complementary_read(const struct document *document, const struct json *item, const struct declaration_terms *terms,
                   struct complementary_control *out_control)
{
    unsigned kind;
    TRY(DOCUMENT_ONLY(document, item, "kind", "organisation", "statement", "criteria"));
    TRY(document_word(document, item, "kind", &complementary_kind_list, &kind));
    TRY(document_text(document, item, "organisation", &out_control->organisation));
    TRY(document_text(document, item, "statement", &out_control->statement));
    TRY(declared_criteria_read(document, item, terms, &out_control->criteria));
    out_control->kind = (enum complementary_kind)kind;
    return 0;
}

static int
complementary_list_read(const struct document *document, const struct json *object,
                        const struct declaration_terms *terms, struct own_control *control)
{
    const struct json *array;
    if (json_get(object, "complementary") == NULL)
        return 0;
    TRY(document_require(document, object, "complementary", JSON_ARRAY, &array));
    struct complementary_control *list = arena_array(document->arena, array->count, sizeof(*list));
    for (const struct json *item = array->first; item != NULL; item = item->next)
        TRY(complementary_read(document, item, terms, &list[control->complementary_count++]));
    control->complementary = list;
    return 0;
}

static bool
is_id(struct slice id)
{
    for (size_t i = 0; i < id.n; i++) {
        const uint8_t byte = id.p[i];
        if (!(byte >= 'A' && byte <= 'Z') && !(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') &&
            byte != '.' && byte != '_' && byte != '-')
            return false;
    }
    return true;
}

static int
own_control_read(const struct document *document, const struct json *item, const struct declaration_terms *terms,
                 struct own_control *out_control)
{
    struct own_control control = {0};
    TRY(DOCUMENT_ONLY(document, item, "id", "statement", "owner", "frequency", "criteria", "rules", "complementary"));
    TRY(document_text(document, item, "id", &control.id));
    if (!is_id(control.id))
        return document_wrap(document, json_get(item, "id"),
                             err_set(document->err, ERR_FORMAT,
                                     "control id '%.*s' is not of A-Z, a-z, 0-9, '.', '_' and '-'",
                                     SLICE_ARG(control.id)));
    TRY(document_text(document, item, "statement", &control.statement));
    TRY(document_text(document, item, "owner", &control.owner));
    TRY(document_text(document, item, "frequency", &control.frequency));
    TRY(declared_criteria_read(document, item, terms, &control.criteria));
    TRY(rules_read(document, item, terms, &control.rules));
    TRY(complementary_list_read(document, item, terms, &control));
    *out_control = control;
    return 0;
}

static bool
has_id(const struct own_control *controls, size_t count, struct slice id)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(controls[i].id, id))
            return true;
    }
    return false;
}

int
own_controls_read(const struct document *document, const struct json *array, const struct declaration_terms *terms,
                  struct own_control_list *out_list)
{
    if (array->count > LIMIT_DECLARED)
        return document_wrap(document, array,
                             err_set(document->err, ERR_LIMIT, "there are %zu controls, at most %d are allowed",
                                     array->count, LIMIT_DECLARED));
    struct own_control *controls = arena_array(document->arena, array->count, sizeof(*controls));
    size_t count = 0;
    for (const struct json *item = array->first; item != NULL; item = item->next, count++) {
        TRY(own_control_read(document, item, terms, &controls[count]));
        if (has_id(controls, count, controls[count].id))
            return document_wrap(
                document, json_get(item, "id"),
                err_set(document->err, ERR_FORMAT, "control '%.*s' stands twice", SLICE_ARG(controls[count].id)));
    }
    *out_list = (struct own_control_list){controls, count};
    return 0;
}
