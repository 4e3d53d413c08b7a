#include "ledger/registry.h"

#include "base/intern.h"
#include "record/scope.h"

struct registry {
    struct arena *arena;
    struct intern *names; /* number n is sources[n] */
    struct ledger_source *sources;
    size_t capacity;
    struct record_digest ruleset;
    bool has_scope;
    struct record_scope scope;
    struct slice scope_approver;
    struct slice scope_reason;
};

struct registry *
registry_new(void)
{
    struct registry *registry = calloc(1, sizeof(*registry));
    if (registry == NULL)
        abort();
    registry->arena = arena_new();
    registry->names = intern_new(registry->arena);
    return registry;
}

void
registry_free(struct registry *registry)
{
    if (registry == NULL)
        return;
    intern_free(registry->names);
    arena_free(registry->arena);
    free(registry->sources);
    free(registry);
}

size_t
registry_count(const struct registry *registry)
{
    return intern_count(registry->names);
}

const struct ledger_source *
registry_at(const struct registry *registry, size_t at)
{
    return &registry->sources[at];
}

const struct ledger_source *
registry_find(const struct registry *registry, struct slice name)
{
    const uint32_t id = intern_find(registry->names, name);
    return id == INTERN_NONE ? NULL : &registry->sources[id];
}

struct record_digest
registry_ruleset(const struct registry *registry)
{
    return registry->ruleset;
}

bool
registry_has_scope(const struct registry *registry, const struct record_scope *scope, const struct record_act *act)
{
    return registry->has_scope && record_scope_equal(&registry->scope, scope) &&
           slice_equal(registry->scope_approver, act->approver) && slice_equal(registry->scope_reason, act->reason);
}

static void
apply_scope(struct registry *registry, const struct record *record)
{
    registry->has_scope = true;
    registry->scope = record_scope_copy(&record->body.scope, registry->arena);
    registry->scope_approver = arena_copy(registry->arena, record->act.approver);
    registry->scope_reason = arena_copy(registry->arena, record->act.reason);
}

static struct ledger_source *
source_of(struct registry *registry, struct slice name)
{
    const uint32_t id = intern_add(registry->names, name);
    if (id >= registry->capacity) {
        registry->capacity = registry->capacity == 0 ? 16 : 2 * registry->capacity;
        registry->sources = realloc(registry->sources, registry->capacity * sizeof(*registry->sources));
        if (registry->sources == NULL)
            abort();
    }
    return &registry->sources[id];
}

static struct record_source
copy_settings(struct arena *arena, const struct record_source *from)
{
    struct record_source copy = *from;
    copy.name = arena_copy(arena, from->name);
    copy.adapter = arena_copy(arena, from->adapter);
    copy.source_auth = arena_copy(arena, from->source_auth);
    copy.source_key = arena_copy(arena, from->source_key);
    return copy;
}

/* What `change` makes of the settings of `source`, which is NULL before its first enrolment. */
static struct record_source
changed_settings(const struct ledger_source *source, const struct record_source *change)
{
    if (change->action == SOURCE_RETIRED && source != NULL) {
        struct record_source kept = source->settings;
        kept.action = SOURCE_RETIRED;
        return kept;
    }
    struct record_source settings = *change;
    if (slice_is_absent(change->source_auth)) {
        settings.source_auth = source == NULL ? SLICE("local") : source->settings.source_auth;
        settings.source_key = source == NULL ? change->source_key : source->settings.source_key;
    }
    return settings;
}

static void
apply_source(struct registry *registry, const struct record_source *change, uint64_t index)
{
    const struct ledger_source *before = registry_find(registry, change->name);
    const struct record_source settings = changed_settings(before, change);
    *source_of(registry, change->name) = (struct ledger_source){
        .settings = copy_settings(registry->arena, &settings),
        .retired = change->action == SOURCE_RETIRED,
        .index = index,
    };
}

bool
registry_is_act(enum record_kind kind)
{
    switch (kind) {
    case RECORD_LEDGER:
    case RECORD_SOURCE:
    case RECORD_SCOPE:
    case RECORD_RULESET:
    case RECORD_CLOSE:
        return true;
    case RECORD_NONE:
    case RECORD_EVENT:
    case RECORD_REJECT:
    case RECORD_HEARTBEAT:
    case RECORD_RECONCILIATION:
    case record_kind_count:
        break;
    }
    return false;
}

void
registry_apply(struct registry *registry, const struct record *record, uint64_t index)
{
    if (record->kind == RECORD_SOURCE)
        apply_source(registry, &record->body.source_change, index);
    else if (record->kind == RECORD_SCOPE)
        apply_scope(registry, record);
    else if (record->kind == RECORD_RULESET)
        registry->ruleset = record->body.ruleset.digest;
}

static bool
number_equal(bool has_a, uint64_t a, bool has_b, uint64_t b)
{
    return has_a == has_b && (!has_a || a == b);
}

static bool
settings_equal(const struct record_source *a, const struct record_source *b)
{
    return a->action == b->action && slice_equal(a->adapter, b->adapter) &&
           number_equal(a->has_interval, a->interval_s, b->has_interval, b->interval_s) &&
           number_equal(a->has_may, a->may, b->has_may, b->may) &&
           number_equal(a->has_lag, a->lag_s, b->has_lag, b->lag_s) && slice_equal(a->source_auth, b->source_auth) &&
           slice_equal(a->source_key, b->source_key);
}

int
registry_allows(const struct registry *registry, const struct record_source *change, struct err *err)
{
    const struct ledger_source *source = registry_find(registry, change->name);
    if (change->name.n == 0)
        return err_set(err, ERR_USAGE, "a source needs a name");
    if (slice_equal(change->name, SLICE(RECORD_SOURCE_LEDGER)))
        return err_set(err, ERR_USAGE, "the name '" RECORD_SOURCE_LEDGER "' is the ledger's own");
    if (change->action == SOURCE_ENROLLED && change->adapter.n == 0)
        return err_set(err, ERR_USAGE, "source '%.*s' needs an adapter", SLICE_ARG(change->name));
    if (change->action == SOURCE_RETIRED && source == NULL)
        return err_set(err, ERR_NOT_FOUND, "source '%.*s' was never enrolled", SLICE_ARG(change->name));
    const struct record_source settings = changed_settings(source, change);
    if (source != NULL && settings_equal(&source->settings, &settings))
        return err_set(err, ERR_CONFLICT, "source '%.*s' is %s already", SLICE_ARG(change->name),
                       source_action_name(change->action));
    return 0;
}
