#include "shape/load.h"

#include <stdarg.h>

int
load_fault_at(const struct loader *loader, const struct json *node, int code, struct err *err)
{
    return err_wrap(err, code, "%.*s:%u:%u", SLICE_ARG(loader->file), node->line, node->column);
}

int
load_fault(const struct loader *loader, const struct json *node, struct err *err, const char *format, ...)
{
    char text[ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return load_fault_at(loader, node, err_set(err, ERR_FORMAT, "%s", text), err);
}

int
load_type(const struct loader *loader, const struct json *node, enum json_type type, struct err *err)
{
    if (node->type == type)
        return 0;
    const char *found = json_type_phrase(node->type);
    const char *expected = json_type_phrase(type);
    if (slice_is_absent(node->name))
        return load_fault(loader, node, err, "found %s, expected %s", found, expected);
    return load_fault(loader, node, err, "'%.*s' is %s, expected %s", SLICE_ARG(node->name), found, expected);
}

int
load_only(const struct loader *loader, const struct json *object, const char *const *keys, size_t count,
          struct err *err)
{
    TRY(load_type(loader, object, JSON_OBJECT, err));
    const struct json *member = NULL;
    if (json_only(object, keys, count, &member, NULL) < 0)
        return load_fault(loader, member, err, "unknown key '%.*s'", SLICE_ARG(member->name));
    return 0;
}

int
load_word(const struct loader *loader, const struct json *node, struct slice *out_word, struct err *err)
{
    if (node->type == JSON_BOOLEAN) {
        *out_word = node->boolean ? SLICE("true") : SLICE("false");
        return 0;
    }
    if (node->type != JSON_NUMBER)
        TRY(load_type(loader, node, JSON_STRING, err));
    *out_word = node->text;
    return 0;
}

const struct definition *
load_definition(const struct loader *loader, struct slice name)
{
    for (size_t i = 0; i < loader->definition_count; i++)
        if (slice_equal(loader->definitions[i].name, name))
            return &loader->definitions[i];
    return NULL;
}
