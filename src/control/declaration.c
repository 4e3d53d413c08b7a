#include "control/declaration.h"

#include "base/limits.h"
#include "record/payload.h"

VOCABULARY_DEFINE(declared_category, "category", DECLARED_CATEGORIES, ERR_FORMAT)

/* The optional list, or NULL. */
static int
list_find(const struct document *document, const struct json *object, const char *key, const struct json **out_array)
{
    *out_array = NULL;
    return json_get(object, key) == NULL ? 0 : document_require(document, object, key, JSON_ARRAY, out_array);
}

static bool
catalog_has_category(const struct catalog *catalog, struct slice category)
{
    for (size_t i = 0; i < catalog->count; i++) {
        if (slice_equal(catalog->criteria[i].category, category))
            return true;
    }
    return false;
}

static int
category_read(const struct document *document, const struct json *item, const struct catalog *catalog,
              struct declaration *declaration)
{
    struct slice name;
    enum declared_category category = CATEGORY_NONE;
    TRY(document_item_text(document, item, &name));
    int code = declared_category_from_name(name, &category, document->err);
    if (code == 0 && !catalog_has_category(catalog, name))
        code = err_set(document->err, ERR_FORMAT, "category '%.*s' has no criterion in the catalog '%.*s'",
                       SLICE_ARG(name), SLICE_ARG(catalog->id));
    else if (code == 0 && declaration->in_scope[category])
        code = err_set(document->err, ERR_FORMAT, "category '%.*s' stands twice", SLICE_ARG(name));
    if (code < 0)
        return document_wrap(document, item, code);
    declaration->in_scope[category] = true;
    return 0;
}

static int
categories_read(const struct document *document, const struct json *root, const struct catalog *catalog,
                struct declaration *declaration)
{
    const struct json *array;
    TRY(list_find(document, root, "categories", &array));
    if (array == NULL)
        return 0;
    declaration->has_categories = true;
    for (const struct json *item = array->first; item != NULL; item = item->next)
        TRY(category_read(document, item, catalog, declaration));
    declaration->in_scope[CATEGORY_SECURITY] = true;
    return 0;
}

static bool
answers_already(const struct manual_answer *answers, size_t count, const struct manual_answer *answer)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(answers[i].criterion, answer->criterion) && slice_equal(answers[i].by, answer->by))
            return true;
    }
    return false;
}

static int
answer_read(const struct document *document, const struct json *item, const struct declaration_terms *terms,
            struct manual_answer *out_answer)
{
    TRY(DOCUMENT_ONLY(document, item, "criterion", "by", "owner"));
    TRY(document_text(document, item, "criterion", &out_answer->criterion));
    TRY(declared_criterion_check(document, json_get(item, "criterion"), out_answer->criterion, terms));
    TRY(document_text(document, item, "by", &out_answer->by));
    return document_text(document, item, "owner", &out_answer->owner);
}

static int
manual_read(const struct document *document, const struct json *root, const struct declaration_terms *terms,
            struct declaration *declaration)
{
    const struct json *array;
    TRY(list_find(document, root, "manual", &array));
    if (array == NULL)
        return 0;
    if (array->count > LIMIT_DECLARED)
        return document_wrap(document, array,
                             err_set(document->err, ERR_LIMIT, "there are %zu manual answers, at most %d are allowed",
                                     array->count, LIMIT_DECLARED));
    struct manual_answer *answers = arena_array(document->arena, array->count, sizeof(*answers));
    size_t count = 0;
    for (const struct json *item = array->first; item != NULL; item = item->next, count++) {
        TRY(answer_read(document, item, terms, &answers[count]));
        if (answers_already(answers, count, &answers[count]))
            return document_wrap(document, item,
                                 err_set(document->err, ERR_FORMAT, "'%.*s' answers criterion '%.*s' twice",
                                         SLICE_ARG(answers[count].by), SLICE_ARG(answers[count].criterion)));
    }
    declaration->manual = answers;
    declaration->manual_count = count;
    return 0;
}

/* People write account numbers without quotes: digits are taken as they stand. */
static bool
is_digits(const struct json *item)
{
    for (size_t i = 0; i < item->text.n; i++) {
        if (item->text.p[i] < '0' || item->text.p[i] > '9')
            return false;
    }
    return item->type == JSON_NUMBER;
}

static int
name_read(const struct document *document, const struct json *item, struct slice *out_name)
{
    struct slice name = item->text;
    if (!is_digits(item))
        TRY(document_item_text(document, item, &name));
    if (name.n > LIMIT_ID_BYTES)
        return document_wrap(
            document, item,
            err_set(document->err, ERR_LIMIT, "name has %zu bytes, at most %d are allowed", name.n, LIMIT_ID_BYTES));
    *out_name = name;
    return 0;
}

static int
count_check(const struct document *document, const struct json *array, size_t most)
{
    if (array->count <= most)
        return 0;
    return document_wrap(document, array,
                         err_set(document->err, ERR_LIMIT, "'%.*s' has %zu entries, at most %zu are allowed",
                                 SLICE_ARG(array->name), array->count, most));
}

/* Names, each once, at most `most` of them. */
static int
names_read(const struct document *document, const struct json *array, size_t most, struct record_texts *out_names)
{
    TRY(count_check(document, array, most));
    struct slice *names = arena_array(document->arena, array->count, sizeof(*names));
    size_t count = 0;
    for (const struct json *item = array->first; item != NULL; item = item->next, count++) {
        TRY(name_read(document, item, &names[count]));
        if (declared_already(names, count, names[count]))
            return document_wrap(document, item,
                                 err_set(document->err, ERR_FORMAT, "'%.*s' stands twice", SLICE_ARG(names[count])));
    }
    *out_names = (struct record_texts){names, count};
    return 0;
}

static int
system_read(const struct document *document, const struct json *item, struct record_system *out_system)
{
    const struct json *name;
    const struct json *sources;
    TRY(DOCUMENT_ONLY(document, item, "name", "sources"));
    TRY(document_require(document, item, "name", JSON_STRING, &name));
    TRY(name_read(document, name, &out_system->name));
    TRY(document_require(document, item, "sources", JSON_ARRAY, &sources));
    if (sources->count == 0)
        return document_wrap(
            document, sources,
            err_set(document->err, ERR_FORMAT, "system '%.*s' has no source", SLICE_ARG(out_system->name)));
    return names_read(document, sources, LIMIT_SYSTEM_SOURCES, &out_system->sources);
}

static bool
has_system(const struct record_system *systems, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(systems[i].name, name))
            return true;
    }
    return false;
}

static int
systems_read(const struct document *document, const struct json *object, struct record_scope *scope)
{
    const struct json *array;
    TRY(document_require(document, object, "systems", JSON_ARRAY, &array));
    if (array->count == 0)
        return document_wrap(document, array, err_set(document->err, ERR_FORMAT, "there is no system"));
    TRY(count_check(document, array, LIMIT_SCOPE_SYSTEMS));
    struct record_system *systems = arena_array(document->arena, array->count, sizeof(*systems));
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        struct record_system *system = &systems[scope->system_count];
        TRY(system_read(document, item, system));
        if (has_system(systems, scope->system_count++, system->name))
            return document_wrap(
                document, item,
                err_set(document->err, ERR_FORMAT, "system '%.*s' stands twice", SLICE_ARG(system->name)));
    }
    scope->systems = systems;
    return 0;
}

static int
optional_names_read(const struct document *document, const struct json *object, const char *key,
                    struct record_texts *out_names)
{
    const struct json *array;
    TRY(list_find(document, object, key, &array));
    return array == NULL ? 0 : names_read(document, array, LIMIT_SCOPE_NAMES, out_names);
}

/* Whether a record takes it, with people as references in their longest form. */
static int
scope_fits(const struct declaration *declaration, struct err *err)
{
    uint8_t ref[PERSON_REF_MAX - 1];
    memset(ref, '0', sizeof(ref));
    const struct slice person = {ref, sizeof(ref)};
    const struct record record = {
        .kind = RECORD_SCOPE,
        .source = SLICE(RECORD_SOURCE_LEDGER),
        .origin.occurred_ms = INSTANT_NONE,
        .act = {.by = person, .approver = person, .reason = declaration->reason, .approval = SLICE("claimed")},
        .body.scope = declaration->scope,
    };
    AUTO(buf_release) struct buf out;
    buf_init(&out, (size_t)4 * LIMIT_YAML_BYTES);
    return record_write(&record, &out, err);
}

static int
optional_text_read(const struct document *document, const struct json *object, const char *key, struct slice *out_text)
{
    return json_get(object, key) == NULL ? 0 : document_text(document, object, key, out_text);
}

static int
scope_read(const struct document *document, const struct json *root, struct declaration *declaration)
{
    const struct json *object;
    if (json_get(root, "scope") == NULL)
        return 0;
    TRY(document_require(document, root, "scope", JSON_OBJECT, &object));
    TRY(DOCUMENT_ONLY(document, object, "systems", "accounts", "repositories", "approver", "reason"));
    TRY(systems_read(document, object, &declaration->scope));
    TRY(optional_names_read(document, object, "accounts", &declaration->scope.accounts));
    TRY(optional_names_read(document, object, "repositories", &declaration->scope.repositories));
    TRY(optional_text_read(document, object, "approver", &declaration->approver));
    TRY(optional_text_read(document, object, "reason", &declaration->reason));
    if (declaration->approver.n > LIMIT_UID_BYTES)
        return document_wrap(document, json_get(object, "approver"),
                             err_set(document->err, ERR_LIMIT, "a person's name has %zu bytes, at most %d are allowed",
                                     declaration->approver.n, LIMIT_UID_BYTES));
    const int code = scope_fits(declaration, document->err);
    if (code < 0)
        return document_wrap(document, object, code);
    declaration->has_scope = true;
    return 0;
}

static int
own_read(const struct document *document, const struct json *root, const struct declaration_terms *terms,
         struct own_control_list *out_list)
{
    const struct json *array;
    TRY(list_find(document, root, "controls", &array));
    return array == NULL ? 0 : own_controls_read(document, array, terms, out_list);
}

/* Nothing but blank lines and comments: a file that somebody is about to fill. */
static bool
says_nothing(struct slice bytes)
{
    for (struct slice rest = bytes; rest.n > 0;) {
        const size_t end = slice_find(rest, '\n');
        const struct slice line = slice_trim(slice_sub(rest, 0, end));
        if (line.n > 0 && line.p[0] != '#')
            return false;
        rest = slice_sub(rest, end + 1, rest.n);
    }
    return true;
}

int
declaration_read(struct slice bytes, const struct declaration_terms *terms, struct arena *arena,
                 struct declaration *out_declaration, struct err *err)
{
    const struct document document = {DECLARATION_PATH, arena, err};
    const struct json *root;
    struct declaration declaration = {0};
    if (says_nothing(bytes)) {
        *out_declaration = declaration;
        return 0;
    }
    TRY(document_read(&document, bytes, &root));
    TRY(DOCUMENT_ONLY(&document, root, "categories", "manual", "controls", "scope"));
    TRY(categories_read(&document, root, terms->catalog, &declaration));
    TRY(manual_read(&document, root, terms, &declaration));
    TRY(own_read(&document, root, terms, &declaration.own));
    TRY(scope_read(&document, root, &declaration));
    *out_declaration = declaration;
    return 0;
}
