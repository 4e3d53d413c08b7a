#include "shape/condition.h"

enum condition_type {
    CONDITION_ALL,
    CONDITION_ANY,
    CONDITION_NOT,
    CONDITION_SOME,
    CONDITION_NAMED,
    CONDITION_PATH,
    CONDITION_TEMPLATE
};

struct condition {
    enum condition_type type;
    const struct condition **parts; /* ALL, ANY; one of NOT, SOME, NAMED */
    size_t part_count;
    struct path path; /* PATH, SOME */
    const struct template *template;
    struct test_list tests; /* PATH, TEMPLATE */
};

static int
load_parts(const struct loader *loader, const struct json *node, struct condition *condition, struct err *err)
{
    TRY(load_type(loader, node, JSON_ARRAY, err));
    if (node->count == 0)
        return load_fault(loader, node, err, "the condition is empty");
    condition->parts = arena_array(loader->arena, node->count, sizeof(struct condition *));
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(condition_load(loader, item, &condition->parts[condition->part_count++], err));
    return 0;
}

static int
load_one_part(const struct loader *loader, const struct json *node, struct condition *condition, struct err *err)
{
    condition->parts = arena_array(loader->arena, 1, sizeof(struct condition *));
    condition->part_count = 1;
    return condition_load(loader, node, &condition->parts[0], err);
}

static int
load_path(const struct loader *loader, const struct json *node, struct slice text, struct path *out_path,
          struct err *err)
{
    const int code = path_read(text, loader->arena, out_path, err);
    return code < 0 ? load_fault_at(loader, node, code, err) : 0;
}

static int
load_some(const struct loader *loader, const struct json *node, struct condition *condition, struct err *err)
{
    static const char *const keys[] = {"in", "where"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    const struct json *in = json_get(node, "in");
    const struct json *where = json_get(node, "where");
    if (in == NULL || where == NULL)
        return load_fault(loader, node, err, "'some' needs 'in' and 'where'");
    TRY(load_type(loader, in, JSON_STRING, err));
    TRY(load_path(loader, in, in->text, &condition->path, err));
    if (!condition->path.many)
        return load_fault(loader, in, err, "'in' must select many, with [*]");
    return load_one_part(loader, where, condition, err);
}

static int
load_named(const struct loader *loader, const struct json *node, struct condition *condition, struct err *err)
{
    TRY(load_type(loader, node, JSON_STRING, err));
    const struct definition *definition = load_definition(loader, node->text);
    if (definition == NULL || definition->condition == NULL)
        return load_fault(loader, node, err, "no condition '%.*s' is defined above", SLICE_ARG(node->text));
    condition->parts = arena_array(loader->arena, 1, sizeof(struct condition *));
    condition->parts[0] = definition->condition;
    condition->part_count = 1;
    return 0;
}

static int
load_tested(const struct loader *loader, const struct json *member, struct condition *condition, struct err *err)
{
    if (path_is_meant(member->name)) {
        condition->type = CONDITION_PATH;
        TRY(load_path(loader, member, member->name, &condition->path, err));
    } else if (slice_starts(member->name, SLICE("{"))) {
        condition->type = CONDITION_TEMPLATE;
        TRY(template_load(loader, member, member->name, &condition->template, err));
    } else {
        return load_fault(loader, member, err,
                          "unknown condition '%.*s': expected a path, '{name}', all, any, not, some or is",
                          SLICE_ARG(member->name));
    }
    return test_list_load(loader, member, &condition->tests, err);
}

/* One member of a condition's mapping. */
static int
load_member(const struct loader *loader, const struct json *member, struct condition *condition, struct err *err)
{
    static const struct {
        const char *key;
        enum condition_type type;
        int (*load)(const struct loader *, const struct json *, struct condition *, struct err *);
    } forms[] = {{"all", CONDITION_ALL, load_parts},
                 {"any", CONDITION_ANY, load_parts},
                 {"not", CONDITION_NOT, load_one_part},
                 {"some", CONDITION_SOME, load_some},
                 {"is", CONDITION_NAMED, load_named}};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (slice_equal(member->name, slice_of(forms[i].key))) {
            condition->type = forms[i].type;
            return forms[i].load(loader, member, condition, err);
        }
    }
    return load_tested(loader, member, condition, err);
}

/* `node` is what the condition is: a mapping whose members must all hold. */
int
condition_load(const struct loader *loader, const struct json *node, const struct condition **out_condition,
               struct err *err)
{
    TRY(load_type(loader, node, JSON_OBJECT, err));
    if (node->count == 0)
        return load_fault(loader, node, err, "the condition is empty");
    struct condition *condition = arena_alloc(loader->arena, sizeof(*condition));
    if (node->count == 1) {
        TRY(load_member(loader, node->first, condition, err));
        *out_condition = condition;
        return 0;
    }
    condition->type = CONDITION_ALL;
    condition->parts = arena_array(loader->arena, node->count, sizeof(struct condition *));
    for (const struct json *member = node->first; member != NULL; member = member->next) {
        struct condition *part = arena_alloc(loader->arena, sizeof(*part));
        TRY(load_member(loader, member, part, err));
        condition->parts[condition->part_count++] = part;
    }
    *out_condition = condition;
    return 0;
}

/* What a walk over a path's values asks of each; the walk ends at the first that holds. */
struct question {
    struct reader *reader;
    const struct scope *scope;
    const struct condition *condition;
    bool found;
    bool holds;
};

static int
ask_tests(void *context, const struct json *node, struct err *err)
{
    struct question *question = context;
    const struct value value = value_of(node);
    question->found = true;
    TRY(test_list_holds(question->reader, &question->condition->tests, &value, &question->holds, err));
    return question->holds ? 1 : 0;
}

static int
ask_item(void *context, const struct json *node, struct err *err)
{
    struct question *question = context;
    struct scope inner = *question->scope;
    inner.item = node;
    TRY(condition_holds(question->reader, &inner, question->condition->parts[0], &question->holds, err));
    return question->holds ? 1 : 0;
}

static int
path_holds(struct reader *reader, const struct scope *scope, const struct condition *condition, bool *out_holds,
           struct err *err)
{
    struct question question = {reader, scope, condition, false, false};
    TRY(path_visit(reader, scope, &condition->path, ask_tests, &question, err));
    *out_holds = condition->tests.absent ? !question.found : question.holds;
    return 0;
}

static int
template_holds(struct reader *reader, const struct scope *scope, const struct condition *condition, bool *out_holds,
               struct err *err)
{
    struct value value;
    TRY(template_fill(reader, scope, condition->template, &value, err));
    if (value_is_absent(&value)) {
        *out_holds = condition->tests.absent;
        return 0;
    }
    return test_list_holds(reader, &condition->tests, &value, out_holds, err);
}

static int
some_holds(struct reader *reader, const struct scope *scope, const struct condition *condition, bool *out_holds,
           struct err *err)
{
    struct question question = {reader, scope, condition, false, false};
    TRY(path_visit(reader, scope, &condition->path, ask_item, &question, err));
    *out_holds = question.holds;
    return 0;
}

/* ALL ends at the first part that does not hold, ANY at the first that does. */
static int
parts_hold(struct reader *reader, const struct scope *scope, const struct condition *condition, bool *out_holds,
           struct err *err)
{
    const bool is_all = condition->type == CONDITION_ALL;
    bool holds = is_all;
    for (size_t i = 0; i < condition->part_count && holds == is_all; i++)
        TRY(condition_holds(reader, scope, condition->parts[i], &holds, err));
    *out_holds = holds;
    return 0;
}

int
condition_holds(struct reader *reader, const struct scope *scope, const struct condition *condition, bool *out_holds,
                struct err *err)
{
    TRY(reader_spend(reader, 1, err));
    switch (condition->type) {
    case CONDITION_ALL:
    case CONDITION_ANY:
        return parts_hold(reader, scope, condition, out_holds, err);
    case CONDITION_NOT:
        TRY(condition_holds(reader, scope, condition->parts[0], out_holds, err));
        *out_holds = !*out_holds;
        return 0;
    case CONDITION_SOME:
        return some_holds(reader, scope, condition, out_holds, err);
    case CONDITION_NAMED:
        return condition_holds(reader, scope, condition->parts[0], out_holds, err);
    case CONDITION_PATH:
        return path_holds(reader, scope, condition, out_holds, err);
    case CONDITION_TEMPLATE:
        return template_holds(reader, scope, condition, out_holds, err);
    }
    return 0;
}
