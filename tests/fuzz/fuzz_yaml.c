/* What yaml_read() takes can be written as JSON and read again. */
#include "format/json_canonical.h"
#include "format/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    struct json *value;
    struct err err;
    buf_init(&out, SIZE_MAX);
    if (yaml_read("input", (struct slice){data, size}, arena, &value, &err) < 0)
        return 0;
    if (json_write_canonical(&out, value, &err) == 0 && json_read(buf_slice(&out), arena, &value, &err) < 0)
        abort();
    return 0;
}
