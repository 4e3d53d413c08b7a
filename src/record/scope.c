#include "record/scope.h"

static bool
texts_equal(struct record_texts a, struct record_texts b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++) {
        if (!slice_equal(a.items[i], b.items[i]))
            return false;
    }
    return true;
}

bool
record_scope_equal(const struct record_scope *a, const struct record_scope *b)
{
    if (a->system_count != b->system_count || !texts_equal(a->accounts, b->accounts) ||
        !texts_equal(a->repositories, b->repositories))
        return false;
    for (size_t i = 0; i < a->system_count; i++) {
        if (!slice_equal(a->systems[i].name, b->systems[i].name) ||
            !texts_equal(a->systems[i].sources, b->systems[i].sources))
            return false;
    }
    return true;
}

static struct record_texts
texts_copy(struct record_texts texts, struct arena *arena)
{
    struct slice *items = arena_array(arena, texts.count, sizeof(*items));
    for (size_t i = 0; i < texts.count; i++)
        items[i] = arena_copy(arena, texts.items[i]);
    return (struct record_texts){items, texts.count};
}

struct record_scope
record_scope_copy(const struct record_scope *scope, struct arena *arena)
{
    struct record_system *systems = arena_array(arena, scope->system_count, sizeof(*systems));
    for (size_t i = 0; i < scope->system_count; i++) {
        systems[i].name = arena_copy(arena, scope->systems[i].name);
        systems[i].sources = texts_copy(scope->systems[i].sources, arena);
    }
    return (struct record_scope){
        .systems = systems,
        .system_count = scope->system_count,
        .accounts = texts_copy(scope->accounts, arena),
        .repositories = texts_copy(scope->repositories, arena),
    };
}
