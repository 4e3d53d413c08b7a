/* Hostile bytes as an adapter, and a payload for it after a NUL: adapter_set_load() takes or refuses it, and what it
 * takes reads the payload within its bounds, twice the same. */
#include "shape/shape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct slice input = {data, size};
    const size_t end = slice_find(input, '\0');
    struct file_set_entry entry = {SLICE("sources/test.yaml"), slice_sub(input, 0, end)};
    const struct file_set files = {&entry, 1};
    struct adapter_set *set = NULL;
    struct shape_input payload;
    if (adapter_set_load(&files, arena, &set, NULL) < 0 ||
        shape_open(slice_sub(input, end + 1, size), SLICE("application/json"), arena, &payload, NULL) < 0)
        return 0;
    struct shaping one = {NULL, 0};
    struct shaping other = {NULL, 0};
    const int code = shape_read(set, adapter_at(set, 0), &payload, arena, &one, NULL);
    if (shape_read(set, adapter_at(set, 0), &payload, arena, &other, NULL) != code || one.count != other.count)
        abort();
    if (code == 0 && one.count == 0)
        abort();
    return 0;
}
