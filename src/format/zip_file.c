#include "format/zip_file.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

int
zip_file_read(int fd, uint64_t offset, uint8_t *out_bytes, size_t n, struct err *err)
{
    while (n > 0) {
        const ssize_t got = pread(fd, out_bytes, n, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_IO, "zip: read at offset %" PRIu64 ": %s", offset, strerror(errno));
        if (got == 0)
            return err_set(err, ERR_IO, "zip: read at offset %" PRIu64 ": the file ends there", offset);
        out_bytes += got;
        offset += (uint64_t)got;
        n -= (size_t)got;
    }
    return 0;
}

int
zip_file_write(int fd, uint64_t offset, struct slice bytes, struct err *err)
{
    while (bytes.n > 0) {
        const ssize_t put = pwrite(fd, bytes.p, bytes.n, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return err_set(err, ERR_IO, "zip: write at offset %" PRIu64 ": %s", offset, strerror(errno));
        offset += (uint64_t)put;
        bytes = slice_sub(bytes, (size_t)put, bytes.n);
    }
    return 0;
}
