#include "store/memory.h"

#include <inttypes.h>

/* One growing array. */
struct column {
    void *items;
    size_t count;
    size_t capacity;
};

struct memory_engine {
    struct store store; /* first, so that a store that this engine made is one of these */
    struct arena *arena;
    struct column entries;     /* struct store_entry */
    struct column leaves;      /* struct sha256_digest */
    struct column keys;        /* struct store_key */
    struct column payloads;    /* struct store_payload */
    struct column persons;     /* struct store_person */
    struct column metas;       /* struct store_meta */
    struct column checkpoints; /* struct store_checkpoint */
    struct column file_sets;   /* struct file_set */
    struct column versions;    /* struct store_versions, of a batch each */
};

static struct memory_engine *
engine_of(struct store *store)
{
    return (struct memory_engine *)(void *)store;
}

static void *
column_add(struct column *column, const void *item, size_t size)
{
    if (column->count == column->capacity) {
        column->capacity = column->capacity == 0 ? 16 : 2 * column->capacity;
        column->items = realloc(column->items, column->capacity * size);
        if (column->items == NULL)
            abort();
    }
    return memcpy((uint8_t *)column->items + size * column->count++, item, size);
}

static void
memory_free(struct store *store)
{
    struct memory_engine *engine = engine_of(store);
    struct column *columns[] = {&engine->entries,     &engine->leaves,    &engine->keys,
                                &engine->payloads,    &engine->persons,   &engine->metas,
                                &engine->checkpoints, &engine->file_sets, &engine->versions};
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        free(columns[i]->items);
    arena_free(engine->arena);
    free(engine);
}

static const struct store_entry *
entry_at(const struct memory_engine *engine, size_t at)
{
    return (const struct store_entry *)engine->entries.items + at;
}

static const struct store_checkpoint *
checkpoint_at(const struct memory_engine *engine, size_t at)
{
    return (const struct store_checkpoint *)engine->checkpoints.items + at;
}

static const struct file_set *
find_file_set(const struct memory_engine *engine, const struct sha256_digest *digest)
{
    const struct file_set *sets = engine->file_sets.items;
    for (size_t i = 0; i < engine->file_sets.count; i++) {
        const struct sha256_digest present = file_set_digest(&sets[i]);
        if (sha256_equal(&present, digest))
            return &sets[i];
    }
    return NULL;
}

static bool
has_meta(const struct memory_engine *engine, struct slice name, struct slice *out_value)
{
    const struct store_meta *metas = engine->metas.items;
    for (size_t i = 0; i < engine->metas.count; i++) {
        if (!slice_equal(metas[i].name, name))
            continue;
        *out_value = metas[i].value;
        return true;
    }
    return false;
}

static void
append_entries(struct memory_engine *engine, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct store_entry *entry = column_add(&engine->entries, &batch->entries[i], sizeof(*entry));
        entry->record = arena_copy(engine->arena, entry->record);
        column_add(&engine->leaves, &batch->leaves[i], sizeof(batch->leaves[i]));
        column_add(&engine->keys, &batch->keys[i], sizeof(batch->keys[i]));
    }
}

static void
append_payloads(struct memory_engine *engine, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->payload_count; i++) {
        struct store_payload *payload = column_add(&engine->payloads, &batch->payloads[i], sizeof(*payload));
        payload->type = arena_copy(engine->arena, payload->type);
        payload->bytes = arena_copy(engine->arena, payload->bytes);
    }
}

static void
append_persons(struct memory_engine *engine, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->person_count; i++) {
        struct store_person *person = column_add(&engine->persons, &batch->persons[i], sizeof(*person));
        person->ref = arena_copy(engine->arena, person->ref);
        person->name = arena_copy(engine->arena, person->name);
    }
}

static void
append_file_set(struct memory_engine *engine, const struct file_set *set)
{
    const struct sha256_digest digest = file_set_digest(set);
    if (find_file_set(engine, &digest) != NULL)
        return;
    struct file_set *copy = column_add(&engine->file_sets, set, sizeof(*set));
    copy->files = arena_array(engine->arena, set->count, sizeof(*copy->files));
    for (size_t i = 0; i < set->count; i++) {
        copy->files[i].path = arena_copy(engine->arena, set->files[i].path);
        copy->files[i].bytes = arena_copy(engine->arena, set->files[i].bytes);
    }
}

static void
append_meta(struct memory_engine *engine, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->meta_count; i++) {
        struct store_meta *meta = column_add(&engine->metas, &batch->meta[i], sizeof(*meta));
        meta->name = arena_copy(engine->arena, meta->name);
        meta->value = arena_copy(engine->arena, meta->value);
    }
}

static struct store_version *
copy_versions(struct arena *arena, const struct store_version *versions, size_t count)
{
    struct store_version *copy = arena_array(arena, count, sizeof(*copy));
    if (count > 0)
        memcpy(copy, versions, count * sizeof(*copy));
    return copy;
}

static uint64_t
versions_size(const struct memory_engine *engine)
{
    const struct store_versions *all = engine->versions.items;
    return engine->versions.count == 0 ? 0 : all[engine->versions.count - 1].size;
}

static int
memory_append(struct store *store, const struct store_batch *batch, struct err *err)
{
    struct memory_engine *engine = engine_of(store);
    if (engine->entries.count != batch->first)
        return err_set(err, ERR_CONFLICT, "append a batch: the store has %zu entries, not %" PRIu64,
                       engine->entries.count, batch->first);
    if (versions_size(engine) != batch->versions_first)
        return err_set(err, ERR_CONFLICT,
                       "append a batch: the store has the versions of %" PRIu64 " entries, not %" PRIu64,
                       versions_size(engine), batch->versions_first);
    append_entries(engine, batch);
    append_payloads(engine, batch);
    append_persons(engine, batch);
    append_meta(engine, batch);
    for (size_t i = 0; i < batch->file_set_count; i++)
        append_file_set(engine, &batch->file_sets[i]);
    const struct store_checkpoint checkpoint = {.first = batch->first,
                                                .size = batch->range->size,
                                                .range = *batch->range,
                                                .note = arena_copy(engine->arena, batch->note)};
    column_add(&engine->checkpoints, &checkpoint, sizeof(checkpoint));
    const struct store_versions versions = {.first = batch->versions_first,
                                            .size = batch->range->size,
                                            .versions =
                                                copy_versions(engine->arena, batch->versions, batch->version_count),
                                            .count = batch->version_count};
    column_add(&engine->versions, &versions, sizeof(versions));
    return 0;
}

static int
memory_meta(struct store *store, struct slice name, struct arena *arena, struct slice *out_value, struct err *err)
{
    struct slice value;
    if (!has_meta(engine_of(store), name, &value))
        return err_set(err, ERR_NOT_FOUND, "the store has no '%.*s'", SLICE_ARG(name));
    *out_value = arena_copy(arena, value);
    return 0;
}

static int
memory_checkpoint(struct store *store, uint64_t size, struct arena *arena, struct store_checkpoint *out_checkpoint,
                  struct err *err)
{
    const struct memory_engine *engine = engine_of(store);
    size_t count = engine->checkpoints.count;
    while (count > 0 && checkpoint_at(engine, count - 1)->size > size)
        count--;
    if (count == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no checkpoint of at most %" PRIu64 " entries", size);
    *out_checkpoint = *checkpoint_at(engine, count - 1);
    out_checkpoint->note = arena_copy(arena, out_checkpoint->note);
    return 0;
}

static int
memory_checkpoints(struct store *store, struct store_window window, struct arena *arena,
                   struct store_checkpoint_page *out_page, struct err *err)
{
    (void)err;
    const struct memory_engine *engine = engine_of(store);
    size_t from = 0;
    while (from < engine->checkpoints.count && checkpoint_at(engine, from)->size < window.from)
        from++;
    const size_t left = engine->checkpoints.count - from;
    const size_t count = left < window.max ? left : window.max;
    struct store_checkpoint *page = arena_array(arena, count, sizeof(*page));
    for (size_t i = 0; i < count; i++) {
        page[i] = *checkpoint_at(engine, from + i);
        page[i].note = arena_copy(arena, page[i].note);
    }
    *out_page = (struct store_checkpoint_page){page, count};
    return 0;
}

static size_t
clamp_window(struct store_window window, size_t total)
{
    const size_t left = window.from >= total ? 0 : total - (size_t)window.from;
    return left < window.max ? left : window.max;
}

static int
memory_entries(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
               struct err *err)
{
    (void)err;
    const struct memory_engine *engine = engine_of(store);
    const size_t count = clamp_window(window, engine->entries.count);
    struct store_entry *page = arena_array(arena, count, sizeof(*page));
    for (size_t i = 0; i < count; i++) {
        page[i] = *entry_at(engine, window.from + i);
        page[i].record = arena_copy(arena, page[i].record);
    }
    *out_page = (struct store_entry_page){page, count};
    return 0;
}

static int
memory_acts(struct store *store, struct store_window window, struct arena *arena, struct store_entry_page *out_page,
            struct err *err)
{
    (void)err;
    const struct memory_engine *engine = engine_of(store);
    struct store_entry *page = arena_array(arena, engine->entries.count, sizeof(*page));
    size_t count = 0;
    for (size_t at = window.from; at < engine->entries.count && count < window.max; at++) {
        if (!entry_at(engine, at)->act)
            continue;
        page[count] = *entry_at(engine, at);
        page[count].record = arena_copy(arena, page[count].record);
        count++;
    }
    *out_page = (struct store_entry_page){page, count};
    return 0;
}

static int
memory_payloads(struct store *store, struct store_window window, struct arena *arena,
                struct store_payload_page *out_page, struct err *err)
{
    (void)err;
    const struct memory_engine *engine = engine_of(store);
    const struct store_payload *all = engine->payloads.items;
    size_t from = 0;
    while (from < engine->payloads.count && all[from].index < window.from)
        from++;
    const size_t count = clamp_window((struct store_window){from, window.max}, engine->payloads.count);
    struct store_payload *page = arena_array(arena, count, sizeof(*page));
    for (size_t i = 0; i < count; i++) {
        page[i] = all[from + i];
        page[i].type = arena_copy(arena, page[i].type);
        page[i].bytes = arena_copy(arena, page[i].bytes);
    }
    *out_page = (struct store_payload_page){page, count};
    return 0;
}

static int
memory_persons(struct store *store, struct store_window window, struct arena *arena, struct store_person_page *out_page,
               struct err *err)
{
    (void)err;
    const struct memory_engine *engine = engine_of(store);
    const struct store_person *all = engine->persons.items;
    const size_t count = clamp_window(window, engine->persons.count);
    struct store_person *page = arena_array(arena, count, sizeof(*page));
    for (size_t i = 0; i < count; i++) {
        page[i] = all[window.from + i];
        page[i].ref = arena_copy(arena, page[i].ref);
        page[i].name = arena_copy(arena, page[i].name);
    }
    *out_page = (struct store_person_page){page, count};
    return 0;
}

/* The batch that holds `index`, or NULL. */
static const struct store_checkpoint *
batch_of(const struct memory_engine *engine, uint64_t index, struct err *err)
{
    for (size_t i = 0; i < engine->checkpoints.count; i++) {
        if (checkpoint_at(engine, i)->size > index)
            return checkpoint_at(engine, i);
    }
    err_set(err, ERR_NOT_FOUND, "no batch holds entry %" PRIu64, index);
    return NULL;
}

static struct slice
batch_column(const struct store_checkpoint *batch, const struct column *column, size_t size, struct arena *arena)
{
    const struct slice view = {(const uint8_t *)column->items + size * batch->first,
                               size * (size_t)(batch->size - batch->first)};
    return arena_copy(arena, view);
}

static int
memory_leaves(struct store *store, uint64_t index, struct arena *arena, struct store_leaves *out_leaves,
              struct err *err)
{
    const struct memory_engine *engine = engine_of(store);
    const struct store_checkpoint *batch = batch_of(engine, index, err);
    if (batch == NULL)
        return ERR_NOT_FOUND;
    const struct slice bytes = batch_column(batch, &engine->leaves, SHA256_BYTES, arena);
    *out_leaves = (struct store_leaves){batch->first, (const void *)bytes.p, bytes.n / SHA256_BYTES};
    return 0;
}

static int
memory_keys(struct store *store, uint64_t index, struct arena *arena, struct store_keys *out_keys, struct err *err)
{
    const struct memory_engine *engine = engine_of(store);
    const struct store_checkpoint *batch = batch_of(engine, index, err);
    if (batch == NULL)
        return ERR_NOT_FOUND;
    const struct slice bytes = batch_column(batch, &engine->keys, STORE_KEY_BYTES, arena);
    *out_keys = (struct store_keys){batch->first, (const void *)bytes.p, bytes.n / STORE_KEY_BYTES};
    return 0;
}

static int
memory_versions(struct store *store, uint64_t index, struct arena *arena, struct store_versions *out_versions,
                struct err *err)
{
    const struct memory_engine *engine = engine_of(store);
    const struct store_versions *all = engine->versions.items;
    size_t at = 0;
    while (at < engine->versions.count && all[at].size <= index)
        at++;
    if (at == engine->versions.count)
        return err_set(err, ERR_NOT_FOUND, "no batch tells of versions at entry %" PRIu64, index);
    *out_versions = all[at];
    out_versions->versions = copy_versions(arena, all[at].versions, all[at].count);
    return 0;
}

static int
memory_file_set(struct store *store, const struct sha256_digest *digest, struct arena *arena, struct file_set *out_set,
                struct err *err)
{
    const struct file_set *set = find_file_set(engine_of(store), digest);
    if (set == NULL)
        return err_set(err, ERR_NOT_FOUND, "no file set has this digest");
    struct file_set_entry *files = arena_array(arena, set->count, sizeof(*files));
    for (size_t i = 0; i < set->count; i++)
        files[i] =
            (struct file_set_entry){arena_copy(arena, set->files[i].path), arena_copy(arena, set->files[i].bytes)};
    *out_set = (struct file_set){files, set->count};
    return 0;
}

static int
memory_check(struct store *store, store_finding finding, void *context, struct err *err)
{
    (void)store;
    (void)finding;
    (void)context;
    (void)err;
    return 0;
}

struct store *
store_memory_new(void)
{
    struct memory_engine *engine = calloc(1, sizeof(*engine));
    if (engine == NULL)
        abort();
    engine->arena = arena_new();
    engine->store = (struct store){
        .free = memory_free,
        .append = memory_append,
        .meta = memory_meta,
        .checkpoint = memory_checkpoint,
        .checkpoints = memory_checkpoints,
        .entries = memory_entries,
        .acts = memory_acts,
        .payloads = memory_payloads,
        .persons = memory_persons,
        .leaves = memory_leaves,
        .keys = memory_keys,
        .versions = memory_versions,
        .file_set = memory_file_set,
        .check = memory_check,
    };
    return &engine->store;
}
