#include "zip_builder.h"

#include "format/zip_layout.h"
#include "unit.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

const struct unzip_limits zip_wide_limits = {.member_bytes_max = UINT64_C(1) << 40,
                                             .total_bytes_max = UINT64_C(1) << 40};

int
zip_file_new(void)
{
    const int fd = memfd_create("zip", MFD_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    return fd;
}

int
zip_file_of(struct slice bytes)
{
    const int fd = zip_file_new();
    ck_assert_int_eq(pwrite(fd, bytes.p, bytes.n, 0), (ssize_t)bytes.n);
    return fd;
}

void
zip_file_append(struct buf *out, int fd)
{
    uint8_t chunk[4096];
    ssize_t n;
    for (off_t at = 0; (n = pread(fd, chunk, sizeof(chunk), at)) > 0; at += n)
        buf_add(out, (struct slice){chunk, (size_t)n});
    ck_assert_int_eq(n, 0);
}

void
zip_put_local(struct buf *out, struct zip_member *member, struct slice packed)
{
    member->offset = out->n;
    uint8_t header[ZIP_LOCAL_MAX];
    buf_add(out, (struct slice){header, zip_layout_local(header, member)});
    buf_add(out, packed);
}

void
zip_put_directory(struct buf *out, const struct zip_member *members, size_t count)
{
    const size_t offset = out->n;
    for (size_t i = 0; i < count; i++) {
        uint8_t entry[ZIP_ENTRY_MAX];
        buf_add(out, (struct slice){entry, zip_layout_entry(entry, &members[i])});
    }
    uint8_t end[ZIP_END_64_BYTES];
    buf_add(out, (struct slice){end, zip_layout_end(end, count, offset, out->n - offset)});
}

struct zip_member
zip_stored(struct slice name, struct slice bytes)
{
    return (struct zip_member){.name = name,
                               .method = ZIP_STORED,
                               .crc = (uint32_t)crc32(0, bytes.p, (uInt)bytes.n),
                               .packed_size = bytes.n,
                               .size = bytes.n};
}

int
zip_try(struct slice bytes, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const int fd = zip_file_of(bytes);
    struct unzip zip;
    int code = unzip_open(fd, &zip_wide_limits, arena, &zip, err);
    for (size_t i = 0; code == 0 && i < zip.count; i++)
        code = unzip_read(&zip, &zip.members[i], &(struct unzip_sink){0}, err);
    close(fd);
    return code;
}
