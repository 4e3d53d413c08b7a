#include "verify/sources.h"

#include "base/intern.h"

struct sources {
    struct arena *arena;
    struct intern *names; /* number n is states[n] */
    struct source_state *states;
    size_t capacity;
};

struct sources *
sources_new(void)
{
    struct sources *sources = calloc(1, sizeof(*sources));
    if (sources == NULL)
        abort();
    sources->arena = arena_new();
    sources->names = intern_new(sources->arena);
    return sources;
}

void
sources_free(struct sources *sources)
{
    if (sources == NULL)
        return;
    intern_free(sources->names);
    arena_free(sources->arena);
    free(sources->states);
    free(sources);
}

void
sources_drop(struct sources **sources)
{
    sources_free(*sources);
}

const struct source_state *
sources_find(const struct sources *sources, struct slice name)
{
    const uint32_t number = intern_find(sources->names, name);
    return number == INTERN_NONE ? NULL : &sources->states[number];
}

/* The state to be changed, and whether it is new. */
static struct source_state *
state_of(struct sources *sources, struct slice name, bool *out_is_new)
{
    const uint32_t before = intern_count(sources->names);
    const uint32_t number = intern_add(sources->names, name);
    *out_is_new = number == before;
    if (number >= sources->capacity) {
        sources->capacity = sources->capacity == 0 ? 16 : 2 * sources->capacity;
        sources->states = reallocarray(sources->states, sources->capacity, sizeof(*sources->states));
        if (sources->states == NULL)
            abort();
    }
    return &sources->states[number];
}

void
sources_apply(struct sources *sources, const struct record_source *change)
{
    bool is_new;
    struct source_state *state = state_of(sources, change->name, &is_new);
    if (is_new)
        *state = (struct source_state){.auth = SLICE("local")};
    if (!slice_is_absent(change->source_auth) && (change->action == SOURCE_ENROLLED || is_new)) {
        state->auth = arena_copy(sources->arena, change->source_auth);
        state->key = arena_copy(sources->arena, change->source_key);
    }
    if (change->action == SOURCE_ENROLLED)
        state->adapter = arena_copy(sources->arena, change->adapter);
    state->retired = change->action == SOURCE_RETIRED;
}

int
sources_allow(const struct sources *sources, const struct record_source *change, struct err *err)
{
    if (change->name.n == 0)
        return err_set(err, ERR_USAGE, "a source needs a name");
    if (slice_equal(change->name, SLICE(RECORD_SOURCE_LEDGER)))
        return err_set(err, ERR_USAGE, "the name '" RECORD_SOURCE_LEDGER "' is the ledger's own");
    if (change->action == SOURCE_ENROLLED && change->adapter.n == 0)
        return err_set(err, ERR_USAGE, "source '%.*s' needs an adapter", SLICE_ARG(change->name));
    if (change->action == SOURCE_RETIRED && sources_find(sources, change->name) == NULL)
        return err_set(err, ERR_NOT_FOUND, "source '%.*s' was never enrolled", SLICE_ARG(change->name));
    return 0;
}
