#include "shape/value.h"

#include "format/json_number.h"

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

static int
check_number(struct slice text, struct err *err)
{
    if (json_number_is(text))
        return 0;
    return err_set(err, ERR_FORMAT, "'%.*s' is no number", SLICE_ARG(slice_sub(text, 0, 64)));
}

int
value_read_double(struct slice text, double *out_number, struct err *err)
{
    TRY(check_number(text, err));
    return json_number_double(text, out_number, err);
}

int
value_read_int64(struct slice text, int64_t *out_number, struct err *err)
{
    TRY(check_number(text, err));
    return json_number_int64(text, out_number, err);
}
