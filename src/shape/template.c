#include "shape/template.h"

#include "base/buf.h"
#include "base/limits.h"
#include "shape/expression.h"
#include "shape/memo.h"
#include "shape/path_value.h"

enum part_type { PART_TEXT, PART_PATH, PART_VALUE, PART_NUMBER, PART_NAME };

struct part {
    enum part_type type;
    bool optional;
    struct slice text;
    struct path path;
    const struct expression *value;
    size_t definition; /* which of the file's */
};

struct template
{
    struct part *parts;
    size_t count;
};

static int
load_reference(const struct loader *loader, const struct json *node, struct slice text, struct part *part,
               struct err *err)
{
    part->optional = slice_ends(text, SLICE("?"));
    if (part->optional)
        text = slice_sub(text, 0, text.n - 1);
    if (slice_equal(text, SLICE("#"))) {
        part->type = PART_NUMBER;
        return 0;
    }
    if (slice_equal(text, SLICE("@"))) {
        part->type = PART_NAME;
        return 0;
    }
    if (path_is_meant(text)) {
        part->type = PART_PATH;
        const int code = path_read(text, loader->arena, &part->path, err);
        if (code < 0)
            return load_fault_at(loader, node, code, err);
        return part->path.many
                   ? load_fault(loader, node, err, "path '%.*s' selects many, expected one", SLICE_ARG(text))
                   : 0;
    }
    const struct definition *definition = load_definition(loader, text);
    if (definition == NULL || definition->value == NULL)
        return load_fault(loader, node, err, "no value '%.*s' is defined above", SLICE_ARG(text));
    part->type = PART_VALUE;
    part->value = definition->value;
    part->definition = (size_t)(definition - loader->definitions);
    return 0;
}

/* The offset of the '}' that ends the reference at `from`; a quoted key may hold braces. */
static size_t
reference_end(struct slice text, size_t from)
{
    bool quoted = false;
    size_t at = from;
    for (; at < text.n && (quoted || text.p[at] != '}'); at++)
        quoted ^= text.p[at] == '\'';
    return at;
}

static bool
is_doubled(struct slice text, size_t at)
{
    return at + 1 < text.n && text.p[at + 1] == text.p[at];
}

/* Literal text up to the next reference, with {{ and }} made single. */
static int
load_text(const struct loader *loader, const struct json *node, struct slice text, size_t *at, struct part *part,
          struct err *err)
{
    uint8_t *bytes = arena_alloc(loader->arena, text.n + 1);
    size_t n = 0;
    for (; *at < text.n; (*at)++) {
        const uint8_t byte = text.p[*at];
        if (byte == '{' || byte == '}') {
            if (!is_doubled(text, *at)) {
                if (byte == '{')
                    break;
                return load_fault(loader, node, err, "a single '}' in '%.*s': write }}", SLICE_ARG(text));
            }
            (*at)++;
        }
        bytes[n++] = byte;
    }
    part->type = PART_TEXT;
    part->text = (struct slice){bytes, n};
    return 0;
}

int
template_load(const struct loader *loader, const struct json *node, struct slice text,
              const struct template **out_template, struct err *err)
{
    struct template *template = arena_alloc(loader->arena, sizeof(*template));
    template->parts = arena_array(loader->arena, text.n + 1, sizeof(struct part));
    for (size_t at = 0; at < text.n;) {
        struct part *part = &template->parts[template->count++];
        if (text.p[at] != '{' || is_doubled(text, at)) {
            TRY(load_text(loader, node, text, &at, part, err));
            continue;
        }
        const size_t end = reference_end(text, at + 1);
        if (end == text.n)
            return load_fault(loader, node, err, "a '{' without its '}' in '%.*s'", SLICE_ARG(text));
        TRY(load_reference(loader, node, slice_sub(text, at + 1, end), part, err));
        at = end + 1;
    }
    *out_template = template;
    return 0;
}

const struct path *
template_path(const struct template *template)
{
    return template->count > 0 && template->parts[0].type == PART_PATH ? &template->parts[0].path : NULL;
}

static int
fill_value(struct reader *reader, const struct scope *scope, const struct part *part, struct value *out_value,
           struct err *err)
{
    struct memo *memo = &reader->memos[part->definition];
    if (memo_find(memo, scope, out_value))
        return reader_spend(reader, 1, err);
    TRY(expression_value(reader, scope, part->value, out_value, err));
    memo_keep(memo, scope, out_value);
    return 0;
}

static int
fill_part(struct reader *reader, const struct scope *scope, const struct part *part, struct value *out_value,
          struct err *err)
{
    switch (part->type) {
    case PART_TEXT:
        *out_value = value_of_text(part->text);
        return 0;
    case PART_PATH:
        return path_value(reader, scope, &part->path, out_value, err);
    case PART_VALUE:
        return fill_value(reader, scope, part, out_value, err);
    case PART_NAME:
        *out_value = value_of_text(scope->item == NULL ? (struct slice){NULL, 0} : scope->item->name);
        return 0;
    case PART_NUMBER:
        *out_value = value_of_text(arena_format(reader->arena, "%zu", scope->number));
        return 0;
    }
    return 0;
}

/* Compose in `text`; *out_value stays absent when a part that must be there is. */
static int
fill_parts(struct reader *reader, const struct scope *scope, const struct template *template, struct buf *text,
           struct value *out_value, struct err *err)
{
    struct slice label = {NULL, 0};
    for (size_t i = 0; i < template->count; i++) {
        struct value value;
        TRY(fill_part(reader, scope, &template->parts[i], &value, err));
        if (value_is_absent(&value) && !template->parts[i].optional)
            return 0;
        if (!value_is_absent(&value))
            buf_add(text, value.text);
        if (slice_is_absent(label))
            label = value.label;
        TRY(reader_spend(reader, 1 + value.text.n, err));
    }
    TRY(buf_finish(text, "a composed text", err));
    *out_value = value_of_text(arena_copy(reader->arena, buf_slice(text)));
    out_value->label = label;
    return 0;
}

int
template_fill(struct reader *reader, const struct scope *scope, const struct template *template,
              struct value *out_value, struct err *err)
{
    if (template->count == 1)
        return fill_part(reader, scope, &template->parts[0], out_value, err);
    AUTO(buf_release) struct buf text;
    buf_init(&text, LIMIT_SHAPE_TEXT_BYTES);
    struct value value = value_of(NULL);
    TRY(fill_parts(reader, scope, template, &text, &value, err));
    *out_value = value;
    return 0;
}
