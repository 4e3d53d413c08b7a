#include "verify/difference.h"

#include "base/utf8.h"
#include "format/json.h"

enum { VALUE_BYTES_MAX = 120, PATH_BYTES_MAX = 256 };

static void
append_value(struct buf *out, const struct json *value)
{
    if (value == NULL) {
        buf_text(out, "absent");
        return;
    }
    const struct slice cut = utf8_cut(value->source, VALUE_BYTES_MAX);
    buf_add(out, cut);
    if (cut.n < value->source.n)
        buf_text(out, "…");
}

static bool
is_object(const struct json *value)
{
    return value != NULL && value->type == JSON_OBJECT;
}

/* The first member, of either, that differs; both members are canonical, so that their bytes tell. */
static struct slice
find_name(const struct json *recorded, const struct json *read)
{
    for (const struct json *item = recorded->first; item != NULL; item = item->next) {
        const struct json *other = json_find(read, item->name);
        if (other == NULL || !slice_equal(item->source, other->source))
            return item->name;
    }
    for (const struct json *item = read->first; item != NULL; item = item->next) {
        if (json_find(recorded, item->name) == NULL)
            return item->name;
    }
    return (struct slice){NULL, 0};
}

void
difference_describe(struct slice recorded, struct slice read, struct arena *scratch, struct buf *out)
{
    struct json *is = NULL;
    struct json *should = NULL;
    if (json_read(recorded, scratch, &is, NULL) < 0 || json_read(read, scratch, &should, NULL) < 0 || !is_object(is) ||
        !is_object(should)) {
        buf_text(out, "it is not what its payload reads as");
        return;
    }
    struct buf path AUTO(buf_release);
    buf_init(&path, PATH_BYTES_MAX);
    while (is_object(is) && is_object(should)) {
        const struct slice name = find_name(is, should);
        if (slice_is_absent(name))
            break;
        buf_format(&path, "%s%.*s", path.n > 0 ? "." : "", SLICE_ARG(name));
        is = json_find(is, name);
        should = json_find(should, name);
    }
    buf_format(out, "'%.*s' is ", SLICE_ARG(buf_slice(&path)));
    append_value(out, is);
    buf_text(out, ", its payload reads as ");
    append_value(out, should);
}
