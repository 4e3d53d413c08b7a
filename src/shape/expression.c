#include "shape/expression.h"

#include "shape/condition.h"
#include "shape/path_value.h"
#include "shape/template.h"

enum expression_type {
    EXPRESSION_ABSENT,
    EXPRESSION_WORD,
    EXPRESSION_PATH,
    EXPRESSION_TEMPLATE,
    EXPRESSION_FIRST, /* the first alternative that is there */
    EXPRESSION_CASES,
    EXPRESSION_LIST, /* every alternative */
    EXPRESSION_FROM, /* the value of the one alternative, transformed */
    EXPRESSION_IN    /* the one alternative, of an item of the path */
};

struct expression {
    enum expression_type type;
    bool required;
    struct slice word;
    struct path path;
    const struct template *template;
    const struct expression **alternatives;
    const struct condition **conditions; /* CASES: NULL for a case without `when`; IN: its `where`, or NULL */
    size_t count;
    struct transform_list transforms;
};

static int
load_scalar(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    struct slice word;
    TRY(load_word(loader, node, &word, err));
    if (node->type == JSON_STRING && path_is_meant(word)) {
        expression->type = EXPRESSION_PATH;
        const int code = path_read(word, loader->arena, &expression->path, err);
        return code < 0 ? load_fault_at(loader, node, code, err) : 0;
    }
    if (memchr(word.p, '{', word.n) != NULL || memchr(word.p, '}', word.n) != NULL) {
        expression->type = EXPRESSION_TEMPLATE;
        return template_load(loader, node, word, &expression->template, err);
    }
    expression->type = EXPRESSION_WORD;
    expression->word = word;
    return 0;
}

static int
load_alternatives(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    if (node->count == 0)
        return load_fault(loader, node, err, "the list is empty");
    expression->alternatives = arena_array(loader->arena, node->count, sizeof(struct expression *));
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(expression_load(loader, item, &expression->alternatives[expression->count++], err));
    return 0;
}

static int
load_case(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    static const char *const keys[] = {"when", "value"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    const struct json *when = json_get(node, "when");
    const struct json *value = json_get(node, "value");
    if (value == NULL)
        return load_fault(loader, node, err, "the case has no 'value'");
    if (when == NULL && node->next != NULL)
        return load_fault(loader, node, err, "only the last case may lack 'when'");
    const size_t at = expression->count++;
    if (when != NULL)
        TRY(condition_load(loader, when, &expression->conditions[at], err));
    return expression_load(loader, value, &expression->alternatives[at], err);
}

static int
load_cases(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    TRY(load_type(loader, node, JSON_ARRAY, err));
    expression->type = EXPRESSION_CASES;
    expression->alternatives = arena_array(loader->arena, node->count, sizeof(struct expression *));
    expression->conditions = arena_array(loader->arena, node->count, sizeof(struct condition *));
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(load_case(loader, item, expression, err));
    return 0;
}

static int
load_from(const struct loader *loader, const struct json *from, struct expression *expression, struct err *err)
{
    expression->type = EXPRESSION_FROM;
    expression->alternatives = arena_array(loader->arena, 1, sizeof(struct expression *));
    expression->count = 1;
    return expression_load(loader, from, &expression->alternatives[0], err);
}

static int
load_in(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    const struct json *in = json_get(node, "in");
    const struct json *where = json_get(node, "where");
    const struct json *value = json_get(node, "value");
    if (value == NULL)
        return load_fault(loader, node, err, "'in' needs 'value'");
    TRY(load_type(loader, in, JSON_STRING, err));
    const int code = path_read(in->text, loader->arena, &expression->path, err);
    if (code < 0)
        return load_fault_at(loader, in, code, err);
    if (!expression->path.many)
        return load_fault(loader, in, err, "'in' must select many, with [*]");
    expression->type = EXPRESSION_IN;
    expression->alternatives = arena_array(loader->arena, 1, sizeof(struct expression *));
    expression->conditions = arena_array(loader->arena, 1, sizeof(struct condition *));
    expression->count = 1;
    if (where != NULL)
        TRY(condition_load(loader, where, &expression->conditions[0], err));
    return expression_load(loader, value, &expression->alternatives[0], err);
}

static int
load_transforms(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    const struct json *map = json_get(node, "map");
    const struct json *then = json_get(node, "then");
    const struct json *required = json_get(node, "required");
    if (map != NULL && then != NULL)
        return load_fault(loader, then, err, "'map' and 'then' exclude each other: write the map into 'then'");
    if (map != NULL)
        TRY(transform_load_map(loader, map, &expression->transforms, err));
    if (then != NULL)
        TRY(transform_load(loader, then, &expression->transforms, err));
    if (required == NULL)
        return 0;
    expression->required = required->boolean;
    return load_type(loader, required, JSON_BOOLEAN, err);
}

static int
load_object(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    static const char *const keys[] = {"from", "cases", "const", "in", "where", "value", "map", "then", "required"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    const struct json *from = json_get(node, "from");
    const struct json *cases = json_get(node, "cases");
    const struct json *word = json_get(node, "const");
    const struct json *in = json_get(node, "in");
    if ((from != NULL) + (cases != NULL) + (word != NULL) + (in != NULL) != 1)
        return load_fault(loader, node, err, "expected one of 'from', 'cases', 'const' and 'in'");
    if (in == NULL && (json_get(node, "where") != NULL || json_get(node, "value") != NULL))
        return load_fault(loader, node, err, "'where' and 'value' need 'in'");
    TRY(load_transforms(loader, node, expression, err));
    if (from != NULL)
        return load_from(loader, from, expression, err);
    if (in != NULL)
        return load_in(loader, node, expression, err);
    if (cases != NULL)
        return load_cases(loader, cases, expression, err);
    expression->type = EXPRESSION_WORD;
    return load_word(loader, word, &expression->word, err);
}

static int
load_into(const struct loader *loader, const struct json *node, struct expression *expression, struct err *err)
{
    switch (node->type) {
    case JSON_NULL:
        expression->type = EXPRESSION_ABSENT;
        return 0;
    case JSON_BOOLEAN:
    case JSON_NUMBER:
    case JSON_STRING:
        return load_scalar(loader, node, expression, err);
    case JSON_ARRAY:
        expression->type = EXPRESSION_FIRST;
        return load_alternatives(loader, node, expression, err);
    case JSON_OBJECT:
        return load_object(loader, node, expression, err);
    }
    return 0;
}

int
expression_load(const struct loader *loader, const struct json *node, const struct expression **out_expression,
                struct err *err)
{
    struct expression *expression = arena_alloc(loader->arena, sizeof(*expression));
    TRY(load_into(loader, node, expression, err));
    if (expression->type == EXPRESSION_PATH && expression->path.many)
        return load_fault(loader, node, err, "path '%.*s' selects many, expected one", SLICE_ARG(node->text));
    *out_expression = expression;
    return 0;
}

int
expression_load_list(const struct loader *loader, const struct json *node, const struct expression **out_expression,
                     struct err *err)
{
    struct expression *expression = arena_alloc(loader->arena, sizeof(*expression));
    if (node->type == JSON_ARRAY) {
        expression->type = EXPRESSION_LIST;
        TRY(load_alternatives(loader, node, expression, err));
    } else if (node->type == JSON_NULL || (node->type == JSON_STRING && path_is_meant(node->text))) {
        TRY(load_into(loader, node, expression, err));
    } else {
        return load_fault(loader, node, err, "expected a path or a list");
    }
    *out_expression = expression;
    return 0;
}

static int
first_value(struct reader *reader, const struct scope *scope, const struct expression *expression,
            struct value *out_value, struct err *err)
{
    for (size_t i = 0; i < expression->count && value_is_absent(out_value); i++)
        TRY(expression_value(reader, scope, expression->alternatives[i], out_value, err));
    return 0;
}

static int
case_value(struct reader *reader, const struct scope *scope, const struct expression *expression,
           struct value *out_value, struct err *err)
{
    for (size_t i = 0; i < expression->count; i++) {
        bool holds = true;
        if (expression->conditions[i] != NULL)
            TRY(condition_holds(reader, scope, expression->conditions[i], &holds, err));
        if (holds)
            return expression_value(reader, scope, expression->alternatives[i], out_value, err);
    }
    return 0;
}

/* Called for each item that the condition of an IN holds of. */
struct pick {
    struct reader *reader;
    struct scope scope;
    const struct expression *expression;
    struct value *value; /* the first is wanted: it goes here. NULL: each is wanted, and goes to */
    expression_visitor visitor;
    void *context;
};

static int
pick_item(void *context, const struct json *item, struct err *err)
{
    struct pick *pick = context;
    struct value value;
    bool wanted = true;
    pick->scope.item = item;
    pick->scope.number++;
    if (pick->expression->conditions[0] != NULL)
        TRY(condition_holds(pick->reader, &pick->scope, pick->expression->conditions[0], &wanted, err));
    if (!wanted)
        return 0;
    TRY(expression_value(pick->reader, &pick->scope, pick->expression->alternatives[0], &value, err));
    if (value_is_absent(&value))
        return 0;
    if (pick->value == NULL)
        return pick->visitor(pick->context, &value, err);
    *pick->value = value;
    return 1;
}

static int
in_value(struct reader *reader, const struct scope *scope, const struct expression *expression, struct value *out_value,
         struct err *err)
{
    struct pick pick = {.reader = reader, .scope = *scope, .expression = expression, .value = out_value};
    pick.scope.number = 0;
    TRY(path_visit(reader, scope, &expression->path, pick_item, &pick, err));
    return 0;
}

static int
plain_value(struct reader *reader, const struct scope *scope, const struct expression *expression,
            struct value *out_value, struct err *err)
{
    switch (expression->type) {
    case EXPRESSION_ABSENT:
    case EXPRESSION_LIST:
        return 0;
    case EXPRESSION_WORD:
        *out_value = value_of_text(expression->word);
        return 0;
    case EXPRESSION_PATH:
        return path_value(reader, scope, &expression->path, out_value, err);
    case EXPRESSION_TEMPLATE:
        return template_fill(reader, scope, expression->template, out_value, err);
    case EXPRESSION_FIRST:
        return first_value(reader, scope, expression, out_value, err);
    case EXPRESSION_CASES:
        return case_value(reader, scope, expression, out_value, err);
    case EXPRESSION_FROM:
        return expression_value(reader, scope, expression->alternatives[0], out_value, err);
    case EXPRESSION_IN:
        return in_value(reader, scope, expression, out_value, err);
    }
    return 0;
}

int
expression_value(struct reader *reader, const struct scope *scope, const struct expression *expression,
                 struct value *out_value, struct err *err)
{
    struct value value = value_of(NULL);
    TRY(reader_spend(reader, 1, err));
    TRY(plain_value(reader, scope, expression, &value, err));
    if (!value_is_absent(&value))
        TRY(transform_apply(reader, &expression->transforms, &value, err));
    *out_value = value;
    return 0;
}

struct list_walk {
    expression_visitor visitor;
    void *context;
    const struct path *path;
    bool strict;
};

static int
visit_node(void *context, const struct json *node, struct err *err)
{
    const struct list_walk *walk = context;
    const bool is_text = node->type != JSON_ARRAY && node->type != JSON_OBJECT;
    if (!is_text && !walk->strict)
        return 0;
    if (!is_text)
        return err_set(err, ERR_FORMAT, "%.*s holds %s, expected texts", SLICE_ARG(path_label(walk->path)),
                       json_type_phrase(node->type));
    struct value value = value_of(node);
    value.label = path_label(walk->path);
    return walk->visitor(walk->context, &value, err);
}

/* One entry of a list: an IN without transforms gives every item that it holds of. */
static int
visit_alternative(struct reader *reader, const struct scope *scope, const struct expression *alternative,
                  const struct list_walk *walk, struct err *err)
{
    if (alternative->type == EXPRESSION_IN && alternative->transforms.count == 0) {
        struct pick pick = {.reader = reader,
                            .scope = *scope,
                            .expression = alternative,
                            .visitor = walk->visitor,
                            .context = walk->context};
        pick.scope.number = 0;
        return path_visit(reader, scope, &alternative->path, pick_item, &pick, err);
    }
    struct value value;
    TRY(expression_value(reader, scope, alternative, &value, err));
    return value_is_absent(&value) ? 0 : walk->visitor(walk->context, &value, err);
}

int
expression_visit(struct reader *reader, const struct scope *scope, const struct expression *expression,
                 expression_visitor visitor, void *context, struct err *err)
{
    if (expression->type == EXPRESSION_PATH) {
        struct list_walk walk = {visitor, context, &expression->path, reader->strict};
        return path_visit_list(reader, scope, &expression->path, visit_node, &walk, err);
    }
    for (size_t i = 0; i < expression->count; i++)
        TRY(visit_alternative(reader, scope, expression->alternatives[i],
                              &(struct list_walk){visitor, context, NULL, false}, err));
    return 0;
}

int
expression_node(struct reader *reader, const struct scope *scope, const struct expression *expression,
                const struct json **out_node, struct err *err)
{
    if (expression->type == EXPRESSION_PATH)
        return path_find(reader, scope, &expression->path, out_node, err);
    *out_node = NULL;
    return 0;
}

bool
expression_is_required(const struct expression *expression)
{
    return expression->required;
}

bool
expression_is_path(const struct expression *expression)
{
    return expression->type == EXPRESSION_PATH || expression->type == EXPRESSION_ABSENT;
}

int
expression_visit_words(const struct expression *expression, word_visitor visitor, void *context, struct err *err)
{
    if (expression->transforms.count > 0)
        return transform_visit_words(&expression->transforms, visitor, context, err);
    if (expression->type == EXPRESSION_WORD)
        return visitor(context, expression->word, err);
    for (size_t i = 0; i < expression->count; i++)
        TRY(expression_visit_words(expression->alternatives[i], visitor, context, err));
    return 0;
}

struct slice
expression_label(const struct expression *expression)
{
    const struct path *path = expression->type == EXPRESSION_PATH ? &expression->path : NULL;
    if (expression->type == EXPRESSION_TEMPLATE)
        path = template_path(expression->template);
    if (path != NULL)
        return path_label(path);
    for (size_t i = 0; i < expression->count; i++) {
        const struct slice label = expression_label(expression->alternatives[i]);
        if (!slice_is_absent(label))
            return label;
    }
    return (struct slice){NULL, 0};
}
