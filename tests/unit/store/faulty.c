#include "faulty.h"

struct faulty_store {
    struct store store; /* first */
    struct store *inner;
    struct faulty *faulty;
};

static struct store *
inner_of(struct store *store)
{
    return ((struct faulty_store *)(void *)store)->inner;
}

/* 0, or the injected failure. */
static int
count_call(struct store *store, struct err *err)
{
    struct faulty *faulty = ((struct faulty_store *)(void *)store)->faulty;
    if (++faulty->call_count != faulty->fail_at)
        return 0;
    return err_set(err, ERR_IO, "injected failure of call %llu", (unsigned long long)faulty->call_count);
}

static void
faulty_free(struct store *store)
{
    free(store);
}

static int
faulty_append(struct store *store, const struct store_batch *batch, struct err *err)
{
    const struct faulty *faulty = ((struct faulty_store *)(void *)store)->faulty;
    const int code = count_call(store, err);
    if (code < 0 && faulty->after) {
        const int taken = store_append(inner_of(store), batch, NULL);
        return taken < 0 ? taken : code;
    }
    TRY(code);
    return store_append(inner_of(store), batch, err);
}

static int
faulty_meta(struct store *store, struct slice name, struct arena *arena, struct slice *out, struct err *err)
{
    TRY(count_call(store, err));
    return store_meta(inner_of(store), name, arena, out, err);
}

static int
faulty_checkpoint(struct store *store, uint64_t size, struct arena *arena, struct store_checkpoint *out,
                  struct err *err)
{
    TRY(count_call(store, err));
    return store_checkpoint(inner_of(store), size, arena, out, err);
}

static int
faulty_leaves(struct store *store, uint64_t index, struct arena *arena, struct store_leaves *out, struct err *err)
{
    TRY(count_call(store, err));
    return store_leaves(inner_of(store), index, arena, out, err);
}

static int
faulty_keys(struct store *store, uint64_t index, struct arena *arena, struct store_keys *out, struct err *err)
{
    TRY(count_call(store, err));
    return store_keys(inner_of(store), index, arena, out, err);
}

static int
faulty_versions(struct store *store, uint64_t index, struct arena *arena, struct store_versions *out, struct err *err)
{
    TRY(count_call(store, err));
    return store_versions(inner_of(store), index, arena, out, err);
}

static int
faulty_file_set(struct store *store, const struct sha256_digest *digest, struct arena *arena, struct file_set *out,
                struct err *err)
{
    TRY(count_call(store, err));
    return store_file_set(inner_of(store), digest, arena, out, err);
}

static int
faulty_check(struct store *store, store_finding finding, void *context, struct err *err)
{
    TRY(count_call(store, err));
    return store_check(inner_of(store), finding, context, err);
}

#define FAULTY_PAGE(operation, page)                                                                                   \
    static int faulty_##operation(struct store *store, struct store_window window, struct arena *arena,                \
                                  struct page *out, struct err *err)                                                   \
    {                                                                                                                  \
        TRY(count_call(store, err));                                                                                   \
        return store_##operation(inner_of(store), window, arena, out, err);                                            \
    }

FAULTY_PAGE(checkpoints, store_checkpoint_page)
FAULTY_PAGE(entries, store_entry_page)
FAULTY_PAGE(acts, store_entry_page)
FAULTY_PAGE(payloads, store_payload_page)
FAULTY_PAGE(persons, store_person_page)

struct store *
store_faulty_new(struct store *inner, struct faulty *faulty)
{
    struct faulty_store *wrapper = calloc(1, sizeof(*wrapper));
    if (wrapper == NULL)
        abort();
    wrapper->inner = inner;
    wrapper->faulty = faulty;
    wrapper->store = (struct store){
        .free = faulty_free,
        .append = faulty_append,
        .meta = faulty_meta,
        .checkpoint = faulty_checkpoint,
        .checkpoints = faulty_checkpoints,
        .entries = faulty_entries,
        .acts = faulty_acts,
        .payloads = faulty_payloads,
        .persons = faulty_persons,
        .leaves = faulty_leaves,
        .keys = faulty_keys,
        .versions = faulty_versions,
        .file_set = faulty_file_set,
        .check = faulty_check,
    };
    return &wrapper->store;
}
