#include "control/catalog.h"

#include "control/document.h"

/* Of one catalog: ids are compared with each other. */
enum { CRITERIA_MAX = 4096 };

struct category {
    struct slice name;
    bool in_scope;
};

struct category_list {
    struct category *categories;
    size_t count;
};

static int
categories_read(const struct document *document, const struct json *root, struct category_list *out_list)
{
    const struct json *array;
    TRY(document_require(document, root, "categories", JSON_ARRAY, &array));
    struct category_list list = {arena_array(document->arena, array->count, sizeof(*list.categories)), 0};
    for (const struct json *item = array->first; item != NULL; item = item->next, list.count++) {
        const struct json *in_scope;
        TRY(DOCUMENT_ONLY(document, item, "name", "in_scope"));
        TRY(document_text(document, item, "name", &list.categories[list.count].name));
        TRY(document_require(document, item, "in_scope", JSON_BOOLEAN, &in_scope));
        list.categories[list.count].in_scope = in_scope->boolean;
    }
    *out_list = list;
    return 0;
}

static const struct category *
category_find(const struct category_list *list, struct slice name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (slice_equal(list->categories[i].name, name))
            return &list->categories[i];
    }
    return NULL;
}

static int
criterion_read(const struct document *document, const struct json *item, const struct category_list *categories,
               struct criterion *out_criterion)
{
    struct criterion criterion = {0};
    TRY(DOCUMENT_ONLY(document, item, "id", "category", "series", "title"));
    TRY(document_text(document, item, "id", &criterion.id));
    TRY(document_text(document, item, "category", &criterion.category));
    TRY(document_text(document, item, "series", &criterion.series));
    TRY(document_text(document, item, "title", &criterion.title));
    const struct category *category = category_find(categories, criterion.category);
    if (category == NULL)
        return document_wrap(document, json_get(item, "category"),
                             err_set(document->err, ERR_FORMAT, "category '%.*s' is not among the categories",
                                     SLICE_ARG(criterion.category)));
    criterion.in_scope = category->in_scope;
    *out_criterion = criterion;
    return 0;
}

static int
title_read(const struct document *document, const struct json *item, struct criterion *out_criterion)
{
    struct criterion criterion = {0};
    TRY(DOCUMENT_ONLY(document, item, "id", "title"));
    TRY(document_text(document, item, "id", &criterion.id));
    TRY(document_text(document, item, "title", &criterion.title));
    *out_criterion = criterion;
    return 0;
}

/* Those of a framework belong to no category: `categories` is NULL. */
static int
criteria_read(const struct document *document, const struct json *root, const struct category_list *categories,
              struct catalog *catalog)
{
    const struct json *array;
    TRY(document_require(document, root, "criteria", JSON_ARRAY, &array));
    if (array->count == 0)
        return document_wrap(document, array, err_set(document->err, ERR_FORMAT, "there is no criterion"));
    if (array->count > CRITERIA_MAX)
        return document_wrap(document, array,
                             err_set(document->err, ERR_LIMIT, "there are %zu criteria, at most %d are allowed",
                                     array->count, CRITERIA_MAX));
    struct criterion *criteria = arena_array(document->arena, array->count, sizeof(*criteria));
    catalog->criteria = criteria;
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        struct criterion *criterion = &criteria[catalog->count];
        if (categories == NULL)
            TRY(title_read(document, item, criterion));
        else
            TRY(criterion_read(document, item, categories, criterion));
        if (catalog_find(catalog, criterion->id) != NULL)
            return document_wrap(
                document, item,
                err_set(document->err, ERR_FORMAT, "criterion '%.*s' stands twice", SLICE_ARG(criterion->id)));
        catalog->count++;
    }
    return 0;
}

int
catalog_read(const char *path, struct slice bytes, struct arena *arena, struct catalog *out_catalog, struct err *err)
{
    const struct document document = {path, arena, err};
    const struct json *root;
    struct catalog catalog = {0};
    struct category_list categories;
    TRY(document_read(&document, bytes, &root));
    TRY(DOCUMENT_ONLY(&document, root, "id", "categories", "criteria"));
    TRY(document_text(&document, root, "id", &catalog.id));
    TRY(categories_read(&document, root, &categories));
    TRY(criteria_read(&document, root, &categories, &catalog));
    *out_catalog = catalog;
    return 0;
}

int
catalog_read_framework(const char *path, struct slice bytes, struct arena *arena, struct catalog *out_catalog,
                       struct err *err)
{
    const struct document document = {path, arena, err};
    const struct json *root;
    struct catalog catalog = {0};
    TRY(document_read(&document, bytes, &root));
    TRY(DOCUMENT_ONLY(&document, root, "id", "criteria"));
    TRY(document_text(&document, root, "id", &catalog.id));
    TRY(criteria_read(&document, root, NULL, &catalog));
    *out_catalog = catalog;
    return 0;
}

const struct criterion *
catalog_find(const struct catalog *catalog, struct slice id)
{
    for (size_t i = 0; i < catalog->count; i++) {
        if (slice_equal(catalog->criteria[i].id, id))
            return &catalog->criteria[i];
    }
    return NULL;
}
