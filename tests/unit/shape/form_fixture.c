#include "form_fixture.h"

#include "base/utf8.h"
#include "format/json_canonical.h"

void
form_expect(enum form form, struct slice bytes, const char *want)
{
    struct err err = {""};
    struct json *document = NULL;
    struct buf out AUTO(buf_release);
    AUTO(arena_drop) struct arena *arena = arena_new();
    buf_init(&out, SIZE_MAX);
    ck_assert_msg(form_decode(form, bytes, arena, &document, &err) == 0, "%s", err.text);
    ck_assert_msg(json_write_canonical(&out, document, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

void
form_refuse(enum form form, struct slice bytes, const char *want)
{
    struct err err = {""};
    struct json *document = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_lt(form_decode(form, bytes, arena, &document, &err), 0);
    ck_assert_str_eq(err.text, want);
    ck_assert_ptr_null(document);
}

static void
check_tree(const struct json *value, struct arena *arena)
{
    ck_assert(utf8_is_valid(value->text));
    ck_assert(utf8_is_valid(value->name));
    if (value->type == JSON_OBJECT)
        ck_assert_ptr_null(json_duplicate(value, arena));
    for (const struct json *child = value->first; child != NULL; child = child->next)
        check_tree(child, arena);
}

static void
add_random(struct buf *text, const char *const *pieces, size_t count)
{
    if (unit_random_below(8) == 0)
        buf_byte(text, (uint8_t)unit_random_below(256));
    else
        buf_text(text, pieces[unit_random_below(count)]);
}

void
form_survives(enum form form, const char *const *pieces, size_t count)
{
    enum { ROUNDS = 3000, PIECES_MAX = 40 };
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct err err = {""};
        struct json *document = NULL;
        AUTO(arena_drop) struct arena *arena = arena_new();
        buf_clear(&text);
        for (uint64_t left = unit_random_below(PIECES_MAX); left > 0; left--)
            add_random(&text, pieces, count);
        if (form_decode(form, buf_slice(&text), arena, &document, &err) == 0)
            check_tree(document, arena);
        else
            ck_assert_str_ne(err.text, "");
    }
}
