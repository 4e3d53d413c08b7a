/* fuzz_form.h - one form of payloads under hostile bytes: they give a tree of well-formed texts in which no object has
 * a name twice, or a reason. */
#ifndef DAYBOOK_TESTS_FUZZ_FORM_H
#define DAYBOOK_TESTS_FUZZ_FORM_H

#include "base/utf8.h"
#include "format/json.h"
#include "shape/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
fuzz_check(const struct json *value, struct arena *arena)
{
    if (!utf8_is_valid(value->text) || !utf8_is_valid(value->name) ||
        (value->type == JSON_OBJECT && json_duplicate(value, arena) != NULL))
        abort();
    for (const struct json *child = value->first; child != NULL; child = child->next)
        fuzz_check(child, arena);
}

static inline void
fuzz_form(enum form form, struct slice bytes)
{
    struct err err = {""};
    struct json *document = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (form_decode(form, bytes, arena, &document, &err) == 0)
        fuzz_check(document, arena);
    else if (err.text[0] == '\0')
        abort();
}

#endif
