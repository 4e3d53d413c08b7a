/* Hostile bytes as a payload, for every adapter that ships: each reads events or refuses with a reason, and whatever it
 * reads seals. */
#include "base/resource.h"
#include "fuzz_seal.h"

#define FOLDER "schema/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    struct err err = {""};
    struct shaping shaping = {NULL, 0};
    if (shape_read(set, adapter, input, arena, &shaping, &err) < 0) {
        if (err.text[0] == '\0')
            abort();
        return;
    }
    seal_all(&shaping);
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
