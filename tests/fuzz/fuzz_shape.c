/* Hostile bytes as a payload, for every adapter that ships: each reads events or refuses with a reason, and whatever it
 * reads seals. */
#include "base/resource.h"
#include "shape/seal.h"

#define FOLDER "schema/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
name_nobody(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    (void)context;
    (void)err;
    if (slice_is_absent(name))
        abort();
    *out_ref = SLICE("ref:0");
    return 0;
}

static const struct adapter_set *
shipped(void)
{
    static struct adapter_set *set;
    struct err err;
    if (set != NULL)
        return set;
    struct arena *arena = arena_new();
    struct file_set files = {arena_array(arena, resource_table_count, sizeof(struct file_set_entry)), 0};
    for (size_t i = 0; i < resource_table_count; i++) {
        const struct slice path = slice_of(resource_table[i].path);
        if (slice_starts(path, SLICE(FOLDER "sources/")))
            files.files[files.count++] = (struct file_set_entry){slice_sub(path, sizeof(FOLDER) - 1, path.n),
                                                                 {resource_table[i].bytes, resource_table[i].len}};
    }
    if (adapter_set_load(&files, arena, &set, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return set;
}

static void
read_with(const struct adapter_set *set, const struct adapter *adapter, const struct shape_input *input,
          struct arena *arena)
{
    static const struct salt salt;
    struct err err = {""};
    struct shaping shaping = {NULL, 0};
    const struct seal_context context = {.fallback_id = SLICE("f"), .salt = &salt, .person = name_nobody};
    if (shape_read(set, adapter, input, arena, &shaping, &err) < 0) {
        if (err.text[0] == '\0')
            abort();
        return;
    }
    for (size_t i = 0; i < shaping.count; i++) {
        struct record record;
        if (shaped_seal(&shaping.events[i], &context, &record, &err) < 0 || slice_is_absent(record.origin.id))
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct shape_input input;
    const struct adapter_set *set = shipped();
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (shape_open((struct slice){data, size}, SLICE("application/json"), arena, &input, NULL) < 0)
        return 0;
    for (size_t i = 0; i < adapter_count(set); i++)
        read_with(set, adapter_at(set, i), &input, arena);
    return 0;
}
