#include "shape/path_value.h"

int
path_value_of(const struct reader *reader, const struct path *path, const struct json *node, struct value *out_value,
              struct err *err)
{
    const bool is_text = node == NULL || (node->type != JSON_ARRAY && node->type != JSON_OBJECT);
    if (!is_text && reader->strict)
        return err_set(err, ERR_FORMAT, "%.*s is %s, expected a text", SLICE_ARG(path_label(path)),
                       json_type_phrase(node->type));
    *out_value = value_of(is_text ? node : NULL);
    out_value->label = path_label(path);
    return 0;
}

int
path_value(struct reader *reader, const struct scope *scope, const struct path *path, struct value *out_value,
           struct err *err)
{
    const struct json *node = NULL;
    TRY(path_find(reader, scope, path, &node, err));
    return path_value_of(reader, path, node, out_value, err);
}
