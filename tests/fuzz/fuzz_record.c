/* Whatever record_read() takes, record_write() must write back byte for byte. */
#include "base/limits.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    const struct slice bytes = {data, size};
    struct record record;
    struct err err;
    buf_init(&out, LIMIT_RECORD_BYTES);
    if (record_read(bytes, arena, &record, &err) < 0)
        return 0;
    if (record_write(&record, &out, &err) < 0 || !slice_equal(buf_slice(&out), bytes))
        abort();
    return 0;
}
