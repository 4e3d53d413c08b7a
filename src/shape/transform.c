#include "shape/transform.h"

#include "base/buf.h"
#include "base/encoding.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "format/regex.h"
#include "shape/moment.h"

#define TRANSFORM_TYPES(X)                                                                                             \
    X(TRANSFORM_LOWER, "lower")                                                                                        \
    X(TRANSFORM_UPPER, "upper")                                                                                        \
    X(TRANSFORM_TRIM, "trim")                                                                                          \
    X(TRANSFORM_EXTRACT, "extract")                                                                                    \
    X(TRANSFORM_REPLACE, "replace")                                                                                    \
    X(TRANSFORM_MAP, "map")                                                                                            \
    X(TRANSFORM_SCALE, "scale")                                                                                        \
    X(TRANSFORM_INSTANT, "instant")                                                                                    \
    X(TRANSFORM_FIT, "fit")                                                                                            \
    X(TRANSFORM_CUT, "cut")

enum transform_type {
#define X(type, name) type,
    TRANSFORM_TYPES(X)
#undef X
};

static const char *const names[] = {
#define X(type, name) name,
    TRANSFORM_TYPES(X)
#undef X
};

struct row {
    struct slice from;
    struct slice to;
};

struct table {
    struct row *rows;
    size_t count;
};

struct bound {
    double from;
    struct slice word;
};

struct transform {
    enum transform_type type;
    const struct regex *regex;
    const struct table *table; /* MAP, REPLACE */
    struct bound *bounds;
    size_t bound_count;
    struct moment_form moment;
    size_t most; /* FIT, CUT: bytes */
};

int
table_load(const struct loader *loader, const struct json *node, const struct table **out_table, struct err *err)
{
    TRY(load_type(loader, node, JSON_OBJECT, err));
    struct table *table = arena_alloc(loader->arena, sizeof(*table));
    table->rows = arena_array(loader->arena, node->count, sizeof(struct row));
    for (const struct json *member = node->first; member != NULL; member = member->next) {
        struct row *row = &table->rows[table->count++];
        row->from = member->name;
        TRY(load_word(loader, member, &row->to, err));
    }
    *out_table = table;
    return 0;
}

static int
load_map(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    if (node->type == JSON_OBJECT)
        return table_load(loader, node, &transform->table, err);
    TRY(load_type(loader, node, JSON_STRING, err));
    const struct definition *definition = load_definition(loader, node->text);
    if (definition == NULL || definition->table == NULL)
        return load_fault(loader, node, err, "no table '%.*s' is defined above", SLICE_ARG(node->text));
    transform->table = definition->table;
    return 0;
}

static int
load_replace(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    TRY(table_load(loader, node, &transform->table, err));
    for (size_t i = 0; i < transform->table->count; i++)
        if (transform->table->rows[i].from.n == 0)
            return load_fault(loader, node, err, "an empty text cannot be replaced");
    return 0;
}

static int
load_bound(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    if (node->type != JSON_ARRAY || node->count != 2 || node->first->type != JSON_NUMBER)
        return load_fault(loader, node, err, "expected [number, word]");
    struct bound *bound = &transform->bounds[transform->bound_count];
    const int code = json_double(node->first, &bound->from, err);
    if (code < 0)
        return load_fault_at(loader, node, code, err);
    if (transform->bound_count > 0 && bound->from <= bound[-1].from)
        return load_fault(loader, node, err, "bounds must rise");
    transform->bound_count++;
    return load_word(loader, node->last, &bound->word, err);
}

static int
load_scale(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    TRY(load_type(loader, node, JSON_ARRAY, err));
    transform->bounds = arena_array(loader->arena, node->count, sizeof(struct bound));
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(load_bound(loader, item, transform, err));
    return 0;
}

static int
load_extract(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    TRY(load_type(loader, node, JSON_STRING, err));
    const int code = regex_read(node->text, loader->arena, &transform->regex, err);
    return code < 0 ? load_fault_at(loader, node, code, err) : 0;
}

static int
load_instant(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    TRY(load_type(loader, node, JSON_STRING, err));
    const int code = moment_form_read(node->text, &transform->moment, err);
    return code < 0 ? load_fault_at(loader, node, code, err) : 0;
}

static int
load_fit(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    int64_t most = 0;
    TRY(load_type(loader, node, JSON_NUMBER, err));
    if (json_int64(node, &most, NULL) < 0 || most < 71)
        return load_fault(loader, node, err, "expected a number of bytes from 71, the length of a digest");
    transform->most = (size_t)most;
    return 0;
}

static int
load_cut(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    int64_t most = 0;
    TRY(load_type(loader, node, JSON_NUMBER, err));
    if (json_int64(node, &most, NULL) < 0 || most < 1)
        return load_fault(loader, node, err, "expected a number of bytes from 1");
    transform->most = (size_t)most;
    return 0;
}

static int
load_bare(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    (void)transform;
    if (!slice_is_absent(node->name))
        return load_fault(loader, node, err, "'%.*s' takes no argument", SLICE_ARG(node->name));
    return 0;
}

/* A transform is a word, or a mapping of one key. */
static int
load_one(const struct loader *loader, const struct json *node, struct transform *transform, struct err *err)
{
    static int (*const load[])(const struct loader *, const struct json *, struct transform *, struct err *) = {
        [TRANSFORM_LOWER] = load_bare,      [TRANSFORM_UPPER] = load_bare,      [TRANSFORM_TRIM] = load_bare,
        [TRANSFORM_EXTRACT] = load_extract, [TRANSFORM_REPLACE] = load_replace, [TRANSFORM_MAP] = load_map,
        [TRANSFORM_SCALE] = load_scale,     [TRANSFORM_INSTANT] = load_instant, [TRANSFORM_FIT] = load_fit,
        [TRANSFORM_CUT] = load_cut};
    const bool is_mapping = node->type == JSON_OBJECT && node->count == 1;
    if (!is_mapping)
        TRY(load_type(loader, node, JSON_STRING, err));
    const struct slice name = is_mapping ? node->first->name : node->text;
    size_t at = 0;
    while (at < COUNT_OF(names) && !slice_equal(name, slice_of(names[at])))
        at++;
    if (at == COUNT_OF(names))
        return load_fault(loader, node, err, "unknown transform '%.*s'", SLICE_ARG(name));
    transform->type = (enum transform_type)at;
    if (!is_mapping && at > TRANSFORM_TRIM)
        return load_fault(loader, node, err, "'%s' needs an argument", names[at]);
    return load[at](loader, is_mapping ? node->first : node, transform, err);
}

int
transform_load(const struct loader *loader, const struct json *node, struct transform_list *out_list, struct err *err)
{
    TRY(load_type(loader, node, JSON_ARRAY, err));
    struct transform *transforms = arena_array(loader->arena, node->count, sizeof(*transforms));
    size_t count = 0;
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(load_one(loader, item, &transforms[count++], err));
    *out_list = (struct transform_list){transforms, count};
    return 0;
}

int
transform_load_map(const struct loader *loader, const struct json *node, struct transform_list *out_list,
                   struct err *err)
{
    struct transform *transform = arena_alloc(loader->arena, sizeof(*transform));
    transform->type = TRANSFORM_MAP;
    TRY(load_map(loader, node, transform, err));
    *out_list = (struct transform_list){transform, 1};
    return 0;
}

static struct slice
with_letters(struct arena *arena, struct slice text, uint8_t first, uint8_t last)
{
    uint8_t *bytes = arena_alloc(arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        bytes[i] = text.p[i] >= first && text.p[i] <= last ? (uint8_t)(text.p[i] ^ 0x20) : text.p[i];
    return (struct slice){bytes, text.n};
}

static struct slice
mapped(const struct table *table, struct slice text)
{
    for (size_t i = 0; i < table->count; i++)
        if (slice_equal(table->rows[i].from, text))
            return table->rows[i].to;
    return (struct slice){NULL, 0};
}

static void
replace_one(struct buf *out, struct slice text, const struct row *row)
{
    while (text.n > 0) {
        const uint8_t *hit = memmem(text.p, text.n, row->from.p, row->from.n);
        const size_t before = hit == NULL ? text.n : (size_t)(hit - text.p);
        buf_add(out, slice_sub(text, 0, before));
        if (hit != NULL)
            buf_add(out, row->to);
        text = slice_sub(text, before + (hit == NULL ? 0 : row->from.n), text.n);
    }
}

static int
replaced(struct reader *reader, const struct table *table, struct slice *text, struct err *err)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, LIMIT_SHAPE_TEXT_BYTES);
    for (size_t i = 0; i < table->count; i++) {
        TRY(reader_spend(reader, 1 + text->n, err));
        buf_clear(&out);
        replace_one(&out, *text, &table->rows[i]);
        TRY(buf_finish(&out, "a composed text", err));
        *text = arena_copy(reader->arena, buf_slice(&out));
    }
    return 0;
}

static struct slice
scaled(const struct transform *transform, struct slice text)
{
    double number = 0;
    struct slice word = {NULL, 0};
    if (value_read_double(text, &number, NULL) < 0)
        return word;
    for (size_t i = 0; i < transform->bound_count && number >= transform->bounds[i].from; i++)
        word = transform->bounds[i].word;
    return word;
}

/* What does not have the form stays as it is: an RFC 3339 instant is one already, and junk is refused by the field. */
static struct slice
as_instant(struct arena *arena, const struct moment_form *form, struct slice text)
{
    int64_t ms = 0;
    char written[INSTANT_TEXT_MAX];
    if (!moment_read(form, text, &ms))
        return text;
    instant_write(written, ms);
    return arena_copy(arena, slice_of(written));
}

static struct slice
fitted(struct arena *arena, size_t most, struct slice text)
{
    if (text.n <= most)
        return text;
    const struct sha256_digest digest = sha256(text);
    char hex[2 * SHA256_BYTES + 1];
    hex_write(hex, digest.b, SHA256_BYTES);
    return arena_format(arena, "sha256:%s", hex);
}

static int
extracted(struct reader *reader, const struct regex *regex, struct slice *text, struct err *err)
{
    bool matched = false;
    TRY(reader_spend(reader, READER_REGEX_STEPS, err));
    return regex_match_start(reader->matcher, regex, *text, &matched, text, err);
}

static int
apply(struct reader *reader, const struct transform *transform, struct slice *text, struct err *err)
{
    switch (transform->type) {
    case TRANSFORM_LOWER:
        *text = with_letters(reader->arena, *text, 'A', 'Z');
        return 0;
    case TRANSFORM_UPPER:
        *text = with_letters(reader->arena, *text, 'a', 'z');
        return 0;
    case TRANSFORM_TRIM:
        *text = slice_trim(*text);
        return 0;
    case TRANSFORM_EXTRACT:
        return extracted(reader, transform->regex, text, err);
    case TRANSFORM_REPLACE:
        return replaced(reader, transform->table, text, err);
    case TRANSFORM_MAP:
        *text = mapped(transform->table, *text);
        return reader_spend(reader, transform->table->count, err);
    case TRANSFORM_SCALE:
        *text = scaled(transform, *text);
        return 0;
    case TRANSFORM_INSTANT:
        *text = as_instant(reader->arena, &transform->moment, *text);
        return 0;
    case TRANSFORM_FIT:
        *text = fitted(reader->arena, transform->most, *text);
        return 0;
    case TRANSFORM_CUT:
        *text = utf8_cut(*text, transform->most);
        return 0;
    }
    return 0;
}

int
transform_apply(struct reader *reader, const struct transform_list *list, struct value *value, struct err *err)
{
    for (size_t i = 0; i < list->count && !value_is_absent(value); i++) {
        TRY(reader_spend(reader, 1 + value->text.n, err));
        struct slice text = value->text;
        TRY(apply(reader, &list->transforms[i], &text, err));
        const struct slice label = value->label;
        *value = value_of_text(text);
        value->label = label;
    }
    return 0;
}

int
transform_visit_words(const struct transform_list *list, word_visitor visitor, void *context, struct err *err)
{
    const struct transform *last = &list->transforms[list->count - 1];
    if (last->type == TRANSFORM_MAP)
        for (size_t i = 0; i < last->table->count; i++)
            TRY(visitor(context, last->table->rows[i].to, err));
    for (size_t i = 0; i < last->bound_count; i++)
        TRY(visitor(context, last->bounds[i].word, err));
    return 0;
}
