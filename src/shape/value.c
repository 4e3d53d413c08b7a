#include "shape/value.h"

static struct slice
text_of(const struct json *node)
{
    switch (node->type) {
    case JSON_NULL:
        return (struct slice){NULL, 0};
    case JSON_BOOLEAN:
        return node->boolean ? SLICE("true") : SLICE("false");
    case JSON_NUMBER:
    case JSON_STRING:
        return node->text.n == 0 ? (struct slice){NULL, 0} : node->text;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return SLICE("");
}

struct value
value_of(const struct json *node)
{
    if (node == NULL)
        return (struct value){.type = JSON_NULL};
    return (struct value){.text = text_of(node), .type = node->type};
}

struct value
value_of_text(struct slice text)
{
    return (struct value){.text = text.n == 0 ? (struct slice){NULL, 0} : text, .type = JSON_STRING};
}

bool
value_is_absent(const struct value *value)
{
    return slice_is_absent(value->text);
}
