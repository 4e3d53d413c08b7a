/* What json_read() takes and has a canonical form is read back from that form as the same, and is its own then. */
#include "format/json_canonical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf once;
    AUTO(buf_release) struct buf twice;
    struct json *value;
    struct err err;
    buf_init(&once, SIZE_MAX);
    buf_init(&twice, SIZE_MAX);
    const struct slice bytes = {data, size};
    const bool accepted = json_read(bytes, arena, &value, &err) == 0;
    if (accepted != (json_probe(bytes, arena) == JSON_PROBE_WHOLE))
        abort();
    if (!accepted || json_write_canonical(&once, value, &err) < 0)
        return 0;
    if (json_read(buf_slice(&once), arena, &value, &err) < 0 || json_write_canonical(&twice, value, &err) < 0 ||
        !slice_equal(buf_slice(&once), buf_slice(&twice)))
        abort();
    return 0;
}
