/* Hostile bytes as a zip: opening and reading end, within their limits. */
#include "format/unzip.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Open it and read every member. */
static void
read_all(int fd)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct unzip_limits limits = {.member_bytes_max = 1 << 20, .total_bytes_max = 1 << 22};
    struct unzip zip;
    struct err err;
    if (unzip_open(fd, &limits, arena, &zip, &err) < 0)
        return;
    for (size_t i = 0; i < zip.count; i++) {
        struct slice bytes;
        if (unzip_read_all(&zip, &zip.members[i], arena, &bytes, &err) == 0 && bytes.n != zip.members[i].size)
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("zip", MFD_CLOEXEC);
    if (fd < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    read_all(fd);
    close(fd);
    return 0;
}
