#include "control/document.h"

#include "base/limits.h"
#include "format/yaml.h"

#include <inttypes.h>

int
document_wrap(const struct document *document, const struct json *at, int code)
{
    return err_wrap(document->err, code, "%s:%u:%u", document->path, at->line, at->column);
}

static int
expect_object(const struct document *document, const struct json *value)
{
    if (value->type != JSON_OBJECT)
        return document_wrap(document, value, err_set(document->err, ERR_FORMAT, "expected a mapping"));
    return 0;
}

int
document_read(const struct document *document, struct slice bytes, const struct json **out_root)
{
    struct json *root;
    TRY(yaml_read(document->path, bytes, document->arena, &root, document->err));
    TRY(expect_object(document, root));
    *out_root = root;
    return 0;
}

int
document_only(const struct document *document, const struct json *object, const char *const *keys, size_t count)
{
    TRY(expect_object(document, object));
    const struct json *stranger = object;
    const int code = json_only(object, keys, count, &stranger, document->err);
    return code < 0 ? document_wrap(document, stranger, code) : 0;
}

int
document_require(const struct document *document, const struct json *object, const char *key, enum json_type type,
                 const struct json **out_value)
{
    const struct json *member = json_get(object, key);
    struct json *value;
    const int code = json_require(object, key, type, &value, document->err);
    if (code < 0)
        return document_wrap(document, member == NULL ? object : member, code);
    *out_value = value;
    return 0;
}

int
document_item_text(const struct document *document, const struct json *item, struct slice *out_text)
{
    int code = 0;
    if (item->type != JSON_STRING)
        code = err_set(document->err, ERR_FORMAT, "expected a text");
    else if (item->text.n == 0)
        code = err_set(document->err, ERR_FORMAT, "text is empty");
    for (size_t i = 0; code == 0 && i < item->text.n; i++) {
        if (item->text.p[i] < 0x20 || item->text.p[i] == 0x7f)
            code = err_set(document->err, ERR_FORMAT, "text holds a control character");
    }
    if (code < 0)
        return document_wrap(document, item, code);
    *out_text = item->text;
    return 0;
}

int
document_text(const struct document *document, const struct json *object, const char *key, struct slice *out_text)
{
    const struct json *value;
    TRY(document_require(document, object, key, JSON_STRING, &value));
    return document_item_text(document, value, out_text);
}

int
document_word(const struct document *document, const struct json *object, const char *key, const struct word_list *list,
              unsigned *out_value)
{
    const struct json *value;
    TRY(document_require(document, object, key, JSON_STRING, &value));
    const int code = word_list_find(list, value->text, out_value, document->err);
    return code < 0 ? document_wrap(document, value, code) : 0;
}

int
document_seconds(const struct document *document, const struct json *object, const char *key, uint64_t *out_seconds)
{
    const struct json *value;
    int64_t seconds;
    TRY(document_require(document, object, key, JSON_NUMBER, &value));
    int code = json_int64(value, &seconds, document->err);
    if (code == 0 && (seconds < 1 || seconds > LIMIT_DURATION_S))
        code = err_set(document->err, ERR_LIMIT, "'%s' is %" PRId64 ", expected seconds from 1 to %d", key, seconds,
                       LIMIT_DURATION_S);
    if (code < 0)
        return document_wrap(document, value, code);
    *out_seconds = (uint64_t)seconds;
    return 0;
}
