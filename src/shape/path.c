#include "shape/path.h"

#include "base/limits.h"

struct path_reader {
    struct slice text;
    size_t at;
    struct arena *arena;
    struct path_step steps[PATH_STEPS_MAX];
    size_t count;
    struct err *err;
};

static int
path_fault(struct path_reader *reader, const char *problem)
{
    return err_set(reader->err, ERR_FORMAT, "path '%.*s': %s at character %zu", SLICE_ARG(reader->text), problem,
                   reader->at + 1);
}

static bool
is_name_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '-' || byte == '@' || byte == '#' || byte == ':';
}

static bool
next_is(const struct path_reader *reader, uint8_t byte)
{
    return reader->at < reader->text.n && reader->text.p[reader->at] == byte;
}

static int
read_name(struct path_reader *reader, struct path_step *step)
{
    const size_t from = reader->at;
    while (reader->at < reader->text.n && is_name_byte(reader->text.p[reader->at]))
        reader->at++;
    if (reader->at == from)
        return path_fault(reader, "expected a name of letters, digits, '_', '-', '@', '#' and ':'");
    step->type = PATH_MEMBER;
    step->name = slice_sub(reader->text, from, reader->at);
    return 0;
}

/* 'any key', where '' stands for one '. */
static int
read_quoted(struct path_reader *reader, struct path_step *step)
{
    uint8_t *name = arena_alloc(reader->arena, reader->text.n + 1);
    size_t n = 0;
    for (reader->at++; reader->at < reader->text.n; reader->at++) {
        if (reader->text.p[reader->at] == '\'') {
            if (reader->at + 1 == reader->text.n || reader->text.p[reader->at + 1] != '\'')
                break;
            reader->at++;
        }
        name[n++] = reader->text.p[reader->at];
    }
    if (!next_is(reader, '\''))
        return path_fault(reader, "expected a closing '");
    reader->at++;
    step->type = PATH_MEMBER;
    step->name = (struct slice){name, n};
    return 0;
}

static int
read_index(struct path_reader *reader, struct path_step *step)
{
    const size_t from = reader->at;
    uint32_t index = 0;
    while (reader->at < reader->text.n && reader->text.p[reader->at] >= '0' && reader->text.p[reader->at] <= '9') {
        index = index * 10 + (uint32_t)(reader->text.p[reader->at++] - '0');
        if (index > LIMIT_JSON_NODES)
            return path_fault(reader, "the number is too large");
    }
    if (reader->at == from)
        return path_fault(reader, "expected a number, '*' or a quoted key");
    step->type = PATH_INDEX;
    step->index = index;
    return 0;
}

static int
read_brackets(struct path_reader *reader, struct path_step *step)
{
    if (next_is(reader, '*')) {
        reader->at++;
        step->type = PATH_EVERY;
    } else if (next_is(reader, '\'')) {
        TRY(read_quoted(reader, step));
    } else {
        TRY(read_index(reader, step));
    }
    if (!next_is(reader, ']'))
        return path_fault(reader, "expected ']'");
    reader->at++;
    return 0;
}

static int
read_step(struct path_reader *reader)
{
    if (reader->count == PATH_STEPS_MAX)
        return err_set(reader->err, ERR_LIMIT, "path '%.*s' has more than %d steps", SLICE_ARG(reader->text),
                       PATH_STEPS_MAX);
    struct path_step *step = &reader->steps[reader->count++];
    step->begins_at = (uint32_t)reader->at;
    if (next_is(reader, '[')) {
        reader->at++;
        return read_brackets(reader, step);
    }
    if (!next_is(reader, '.'))
        return path_fault(reader, "expected '.' or '['");
    reader->at++;
    return read_name(reader, step);
}

/* "." alone is the item itself and ".name" a member of it; so the root of ".name" is no byte of its own. */
static enum path_root
read_root(struct path_reader *reader)
{
    if (next_is(reader, '.')) {
        const bool alone = reader->text.n == 1 || reader->text.p[1] == '[';
        reader->at = alone ? 1 : 0;
        return PATH_ITEM;
    }
    reader->at = 1;
    return reader->text.p[0] == '^' ? PATH_AROUND : PATH_DOCUMENT;
}

bool
path_is_meant(struct slice text)
{
    return text.n > 0 && (text.p[0] == '$' || text.p[0] == '.' || text.p[0] == '^');
}

int
path_read(struct slice text, struct arena *arena, struct path *out_path, struct err *err)
{
    struct path_reader reader = {.text = text, .arena = arena, .err = err};
    if (!path_is_meant(text))
        return path_fault(&reader, "expected '$', '.' or '^'");
    struct path path = {.root = read_root(&reader), .text = text};
    while (reader.at < text.n)
        TRY(read_step(&reader));
    struct path_step *steps = arena_array(arena, reader.count, sizeof(*steps));
    for (size_t i = 0; i < reader.count; i++) {
        steps[i] = reader.steps[i];
        path.many |= steps[i].type == PATH_EVERY;
    }
    path.steps = steps;
    path.count = reader.count;
    *out_path = path;
    return 0;
}

/* The text of the path up to `end`, without the "$." or "." that it begins with. */
static struct slice
label_until(const struct path *path, size_t end)
{
    struct slice label = slice_sub(path->text, 0, end);
    if (slice_equal(label, SLICE("$")))
        return SLICE("the payload");
    if (slice_equal(label, SLICE(".")))
        return SLICE("the item");
    if (slice_starts(label, SLICE("$.")))
        return slice_sub(label, 2, label.n);
    return slice_starts(label, SLICE(".")) ? slice_sub(label, 1, label.n) : label;
}

struct slice
path_label(const struct path *path)
{
    return label_until(path, path->text.n);
}

struct walk {
    struct reader *reader;
    const struct path *path;
    bool lists_only; /* [*] on something else is a fault */
    path_visitor visitor;
    void *context;
    struct err *err;
};

static bool
is_absent(const struct json *value)
{
    return value->type == JSON_NULL || (value->type == JSON_STRING && value->text.n == 0);
}

static const struct json *
item_at(const struct json *array, uint32_t index)
{
    if (array->type != JSON_ARRAY || index >= array->count)
        return NULL;
    const struct json *item = array->first;
    for (uint32_t i = 0; i < index; i++)
        item = item->next;
    return item;
}

/* Bounded by PATH_STEPS_MAX levels. */
static int
walk_from(const struct walk *walk, const struct json *value, size_t at)
{
    for (; value != NULL && at < walk->path->count; at++) {
        const struct path_step *step = &walk->path->steps[at];
        TRY(reader_spend(walk->reader, 1 + (step->type == PATH_INDEX ? step->index : value->count), walk->err));
        if (step->type == PATH_EVERY)
            break;
        value = step->type == PATH_MEMBER ? json_find(value, step->name) : item_at(value, step->index);
    }
    if (value == NULL || is_absent(value))
        return 0;
    if (at == walk->path->count)
        return walk->visitor(walk->context, value, walk->err);
    if (value->type != JSON_ARRAY && value->type != JSON_OBJECT)
        return !walk->lists_only ? 0
                                 : err_set(walk->err, ERR_FORMAT, "%.*s is %s, expected an array",
                                           SLICE_ARG(label_until(walk->path, walk->path->steps[at].begins_at)),
                                           json_type_phrase(value->type));
    int result = 0;
    for (const struct json *item = value->first; item != NULL && result == 0; item = item->next)
        result = walk_from(walk, item, at + 1);
    return result;
}

static const struct json *
root_of(const struct scope *scope, const struct path *path)
{
    switch (path->root) {
    case PATH_DOCUMENT:
        return scope->document;
    case PATH_ITEM:
        return scope->item;
    case PATH_AROUND:
        return scope->around;
    }
    return NULL;
}

int
path_visit(struct reader *reader, const struct scope *scope, const struct path *path, path_visitor visitor,
           void *context, struct err *err)
{
    const struct walk walk = {reader, path, false, visitor, context, err};
    return walk_from(&walk, root_of(scope, path), 0);
}

int
path_visit_list(struct reader *reader, const struct scope *scope, const struct path *path, path_visitor visitor,
                void *context, struct err *err)
{
    const struct walk walk = {reader, path, reader->strict, visitor, context, err};
    return walk_from(&walk, root_of(scope, path), 0);
}

static int
take_first(void *context, const struct json *value, struct err *err)
{
    (void)err;
    *(const struct json **)context = value;
    return 1;
}

int
path_find(struct reader *reader, const struct scope *scope, const struct path *path, const struct json **out_value,
          struct err *err)
{
    const struct json *found = NULL;
    TRY(path_visit(reader, scope, path, take_first, &found, err));
    *out_value = found;
    return 0;
}
